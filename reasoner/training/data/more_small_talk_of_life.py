"""What people tell an assistant of their lives, for the sake of telling it, in many voices."""

from __future__ import annotations

from .patterns import intents

__all__ = ["OF_LIFE"]

_LOW = intents(
    """
? There's nothing on the telly again.
? I'm bored out of my skull.
? Bored, bored, bored.
? It's one of those dull Sundays.
? Time just won't pass today.
? I don't know what to do with myself.
? There's absolutely nothing going on here.
? I've been staring at the wall for an hour.
? The train is late and I'm stuck here with nothing to read.
? Nothing ever happens in this town.
? What does one do on such a gray afternoon?
? I finished my book and now I'm twiddling my thumbs.
! We could chat, or I could give you a little puzzle.
! How about a joke or a riddle?
! Then let us talk. What do you usually enjoy?
! Perhaps a little puzzle would help. Would you like one?
! I am happy to keep you company. What do you feel like?

? The house is so quiet since everyone left.
? Nobody has called me all week.
? I eat alone every evening.
? I don't really know anybody in this city.
? My friends have all moved away.
? I've got nobody to talk to but you.
? The children hardly ever visit anymore.
? Everybody has somebody, only I don't.
? I feel terribly lonesome tonight.
? It's hard to make friends at my age.
? My {family} moved abroad and I miss our talks.
! I am sorry that you feel alone. I am here to listen.
! That sounds lonely. Tell me more if you like.
! I am sorry to hear that. I am glad that you talk to me.
! That must be hard. Is there somebody whom you could call?
! I understand. Let us talk a while, if you like.

? I've got the blues.
? I can't stop crying.
? I'm not having a good time of it lately.
? It's all a bit much at the moment.
? I feel like rubbish, to be honest.
? Nothing gives me any joy these days.
? Today was simply awful.
? I'm down in the dumps.
? I just want to hide under my blanket.
? What a miserable day this has been.
? I'm feeling sort of empty inside.
? I'm heartbroken, she left me.
? We broke up last night.
? My wife and I are getting a divorce.
? I got sacked this morning.
? They turned me down again.
? I failed my driving test for the third time.
? Somebody stole my bike.
? I made a fool of myself in front of everybody.
? My {family} isn't speaking to me anymore.
? I'm so homesick.
? We lost the match, and it was my fault.
? I dropped my grandmother's vase and it's in pieces.
! I am sorry to hear that. Do you want to talk about it?
! That sounds hard. I am here to listen.
! I am sorry. That must be difficult for you.
! That is sad to hear. Tell me more if it helps.
! I am so sorry. I hope that better days come soon.

? My {family} passed away last week.
? We buried my {family} today.
? I lost somebody very dear to me.
? My old {pet} had to be put to sleep.
? The {pet} is gone, and the house feels empty.
? I'm just back from a funeral.
? It's a year ago today that my {family} died.
? I've been a widow for some months now.
? Grandpa isn't with us anymore.
? My best friend died in an accident.
? I still lay the table for two, although I'm alone now.
? We had to say goodbye to a good friend this morning.
! I am very sorry for your loss.
! I am so sorry. My sympathy is with you.
! I am sorry for your loss. Would you like to talk about it?
! That is very sad. I am so sorry for you.
! I am deeply sorry. I am here to listen.

? I've caught a nasty cold.
? I think I'm coming down with something.
? My head is killing me.
? I've been in bed with a fever since Friday.
? My back is playing up again.
? I sprained my ankle on the stairs.
? This cough won't go away.
? I feel sick to my stomach.
? My knees aren't what they used to be.
? I've got a terrible toothache.
? The little one has a temperature.
? My {family} is in hospital again.
? My {family} has got the flu.
? I broke my arm, would you believe it.
! I am sorry to hear that. I hope that it gets better soon.
! That sounds unpleasant. I hope for a quick recovery.
! I am sorry. If it gets worse, please ask a doctor.
! That is a pity. I wish a speedy recovery.
! I am sorry about that. All the best for getting well.

? I've got butterflies in my stomach, the exam's tomorrow.
? I have to give a talk in front of 50 people.
? Job interview in an hour, I'm shaking.
? They're operating on me on Monday.
? I have to see the dentist and I'm dreading it.
? Tomorrow is my first day at the new job.
? I'm waiting for my test results and can't sit still.
? My {family} is having surgery today and I'm worried sick.
? My driving test is on Thursday, I hope I don't mess it up.
? I've never flown before and I'm terrified.
? We have our big performance tonight, I'm so nervous.
? I'm meeting her parents for the first time.
? It's my first date in years.
? What if it all goes wrong tomorrow?
? I'm scared stiff.
! I understand that you are nervous. I hope that it all goes well.
! That is only human. I wish you all the best.
! I can see why that is on your mind. I keep my fingers crossed, so to speak.
! It is all right to be worried. Take a slow breath, one thing at a time.
! I wish you good luck and much strength.

? My {family} makes me so mad.
? I could scream.
? That neighbor of mine is playing his drums again.
? Somebody scratched my car and just drove off.
? My boss took all the credit for my work.
? They've canceled my train again.
? I've been on hold for an hour.
? He promised to call, and of course he didn't.
? I'm fed up to the back teeth.
? The builders were supposed to come at 8 and nobody showed up.
? She lied to my face.
? I'm so cross with my {family}, I can't tell you.
? People are so rude these days.
? The computer ate my whole letter.
? That makes my blood boil.
! That sounds annoying. Do you want to tell me more?
! I understand that you are angry. I am listening.
! I am sorry about that. It must be frustrating.
! I can see why that upsets you. What will you do now?
! That is vexing. I hope that it gets settled soon.

? I don't know where my head is, there's so much to do.
? I'm up to my neck in work.
? The deadline is tomorrow and I've hardly begun.
? I'm at the end of my rope.
? Everybody wants something from me.
? The phone hasn't stopped ringing all day.
? Kids, job, house, I can't keep up.
? It's all getting on top of me.
? I can't switch off in the evening anymore.
? I'm running around like a headless chicken.
? I've got to pack, cook, and clean before they arrive.
? If one more person asks me for something, I'll explode.
! That sounds like a lot. Take it one step at a time.
! That sounds stressful. Perhaps a short break would help.
! I understand. What is the most important thing right now?
! That is much for one person. I hope that it gets calmer soon.
! Take a slow breath first. Then begin with one small thing.

? I'm dead on my feet.
? I'm knackered.
? I could fall asleep standing up.
? I didn't sleep a wink.
? The baby kept us up all night.
? I've been tossing and turning since 3 o'clock.
? I can hardly keep my eyes open.
? I'm pooped.
? Phew, what a day, I'm all in.
? Another double shift, I'm running on empty.
? No matter how much I sleep, I'm always tired.
? I can't get to sleep, my thoughts keep going round.
? Even coffee doesn't help today.
! That sounds tiring. I hope that you can rest soon.
! I am sorry that you are so tired. I wish you a good sleep.
! Then I hope that you get some rest.
! A little rest would do you good, I think.
! That is hard. Be kind to yourself today.

? Say something to lift my spirits.
? What can I do to feel better?
? How do I get out of this bad mood?
? I need a pep talk.
? Give me a reason to get out of bed.
? Talk me into going to the gym.
? I could do with some kind words.
? How does one cheer up on a day like this?
? Tell me that everything is going to be all right.
? What helps when you feel low?
? I need a bit of courage.
? Do you have a piece of wisdom for me?
! Small steps count too. A short walk and some fresh air can do good.
! Be kind to yourself. Better hours will come again.
! Begin with something small that you like, perhaps some music.
! You have managed hard days before. One step at a time.
! Perhaps call somebody whom you like. I am here too.
""",
    {},
)

_BRIGHT = intents(
    """
? I got the job!
? They've given me a raise.
? I've been promoted, can you believe it?
? I passed! I actually passed!
? I've got my degree, at last.
? I got my driver's license today.
? It's a girl!
? I'm going to be a grandmother.
? We're expecting a baby in spring.
? She said yes!
? We've set a date for the wedding.
? My {family} is getting married on Saturday.
? We've got the keys to our new house.
? We bought a little cottage by the lake.
? We won the cup!
? I won first prize in the raffle.
? The doctor says I'm healthy again.
? My {family} came home from hospital today.
? I finally finished writing my book.
? I've been sober for a year.
? Today's my last day at work, I'm retiring.
? We've been married for 40 years today.
? My {family} got into university.
? I quit smoking, and it's going well.
! Congratulations, that is wonderful.
! That is great news. I am happy for you.
! How wonderful. Congratulations to all of you.
! Congratulations. I am very glad to hear that.
! What good news. You can be proud and happy.

? I'm over the moon.
? What a beautiful day, I could hug the whole world.
? I'm in such a good mood today.
? I'm as happy as can be.
? Life is good.
? I can't stop smiling.
? Yippee!
? I'm madly in love.
? Everything went like clockwork today.
? I slept like a baby and feel like a new man.
? Hooray, it's Friday!
? My {family} is coming to visit, I'm so excited.
? I found my wedding ring again.
? I had the loveliest afternoon.
? Somebody gave me flowers, just like that.
! That is wonderful. I am happy for you.
! How lovely. Enjoy it.
! I am glad to hear that. Tell me more if you like.
! That sounds delightful. I am pleased for you.
! How nice. May it stay that way.

? It's my birthday, by the way.
? I'm turning 60 today.
? Another year older, and none the wiser.
? Guess whose birthday it is today?
? Won't you wish me a happy birthday?
? I'm a birthday boy today.
? The guests are coming at 4 for my birthday cake.
? Today I'm 18 at last.
! Happy birthday. I wish you all the best.
! Happy birthday to you. Have a wonderful day.
! All the best on your birthday. I hope that it is a lovely one.
! Congratulations, and many happy years to come.
! Happy birthday. May the new year of your life be a good one.

? We're off to the seaside this weekend.
? I'm planning to do nothing at all on Sunday.
? On Saturday I'm going to a concert.
? We might go camping if it stays dry.
? I'm visiting my {family} in {city} at the weekend.
? Tomorrow we're having a barbecue.
? I've booked a trip to {city}.
? We're flying to {city} next month.
? My {family} and I are going to the cinema tonight.
? I'm meeting an old school friend for lunch.
? Finally, the holidays begin, we're driving south.
? I'll take my grandson to the zoo.
! That sounds lovely. I hope that you enjoy it.
! How nice. Have a wonderful time.
! What a good plan. What do you look forward to most?
! That sounds like a good time. Enjoy it.
! I hope that it turns out just as you wish.

? It's raining cats and dogs.
? Lovely weather we're having.
? What a scorcher.
? It's chucking it down outside.
? Brr, it's freezing out there.
? The first snow fell last night.
? It's so foggy that I can't see the street.
? This heat is unbearable.
? The sun is out, finally.
? What a storm that was last night.
? It's been gray for weeks now.
? Nice day, isn't it?
? You should see the sunset here.
? The leaves are turning already.
! I cannot see it from here. Do you like such weather?
! Thank you for telling me, for I have no window. What will you do today?
! I cannot feel the weather, but I hope that you make the best of it.
! I have no eyes for it, so I like to hear about it. How is it for you?
! The weather can make quite a difference. I hope that you are comfortable.

? I painted a little picture this afternoon.
? I fixed the dripping tap all by myself.
? I've built a bookshelf, and it's almost straight.
? I finally knitted the second sock.
? Look what I've done, I repaired the old radio.
? I've been sewing curtains since lunch.
? I wrote a poem last night.
? I've put up the new wallpaper in the hall.
? I made a birdhouse with my {family}.
? I patched my bicycle tire.
? I carved a spoon out of wood.
? I baked my first loaf of bread.
? I've been practicing the piano and it's getting better.
? I glued the broken chair together again.
! Well done. You can be proud of that.
! That sounds like good work. How did you do it?
! How nice to make something with one's own hands.
! Well done. I hope that you are pleased with it.
! That sounds satisfying. Was it difficult?

? I scrubbed the whole bathroom today.
? I've hoovered, dusted, and done the windows.
? Three loads of laundry, and I'm still not done.
? I cleared out the attic at last.
? The ironing is finished, thank goodness.
? I've sorted all my papers.
? The kitchen is spotless again.
? I tidied the garage all morning.
? I took the old sofa to the dump.
? We're painting the walls and packing boxes, we're moving.
! That sounds like a lot of work. Well done.
! Well done. Now I hope that you can rest a little.
! That must have taken some effort. How does it feel?
! You have been busy. I hope that you get a nice break.
! That is good to hear. A tidy place can feel very pleasant.

? I've been pottering about in the garden all day.
? The tomatoes are ripe at last.
? I planted some tulips this morning.
? I mowed the lawn before the rain came.
? The slugs ate all my lettuce.
? My roses are in bloom.
? We picked a whole basket of cherries.
? There's a robin sitting on my spade.
? I've been weeding until my knees hurt.
? I'm growing herbs on my balcony.
! Gardens take patience. What grows in yours?
! That sounds like a garden with much to tell. Do you spend much time in it?
! Thank you for telling me. What do you like best about gardening?
! I like to hear about your plants. What is next to be done?
! There is always something going on among plants. Do you enjoy it?

? I went for a run before breakfast.
? I swam 30 lengths today.
? We hiked all the way up to the hut.
? I've joined a gym.
? I did yoga with my {family} this morning.
? I cycled to work for the first time.
? I scored a goal today.
? I walked the dog along the river.
? We played tennis until it got dark.
? I ran my first marathon.
? I danced all night.
? My {family} and I went bowling.
! That sounds like fun. How did it feel?
! Well done. Moving does one good.
! How nice. I hope that you enjoyed it.
! That is good to hear. Will you do it again soon?
! Sounds like a good time. What did you like about it?

? I've got {food} in the oven.
? I burnt the {food} again.
? My {family} makes the best {food}.
? It smells of fresh coffee in here.
? I had the most delicious {food} for lunch.
? There's nothing left in the fridge but some {food}.
? I'm making {food} for my {family} tonight.
? I've gone vegetarian.
? I'm on a diet and all I think about is {food}.
? We tried that new restaurant round the corner.
? I could eat a horse.
? Dinner's almost ready, and I'm starving.
? You've never tasted anything like grandma's dumplings.
! I cannot taste anything, but I am glad to listen.
! That makes a good topic. What do you like to eat most?
! I have no sense of taste, so tell me more about it.
! I see. What is your favorite meal?
! Food is a fine thing to talk about. Do you cook often?

? My grandson took his first steps.
? The kids are building a fort out of cushions.
? My daughter lost her first tooth.
? Our little one said her first word.
? My son never tidies his room.
? The twins are at it again.
? My teenager only talks to his phone.
? She starts school on Monday.
? My granddaughter drew a picture of me.
? The children are finally asleep.
? My niece asks me a hundred questions a day.
? He has his father's nose.
! Children keep life lively. How old are they?
! Thank you for telling me. Being with children is never dull.
! They grow up so quickly. I like to hear about it.
! That sounds like family life. Tell me more if you like.
! I can tell that they are dear to you.

? My {pet} is getting old and grumpy.
? We've adopted a {pet}.
? My {pet} stole my breakfast.
? The {pet} is hiding from me again.
? I've got a {pet}, two goldfish, and no time.
? My {pet} only listens to my {family}.
? There's a strange {pet} in our yard.
? My {pet} follows me wherever I go.
? You should see my {pet}, it's so funny.
? The {pet} woke me up at 5 in the morning.
! Animals have their own ideas. Do you like that?
! A {pet} can keep one busy. Tell me more about it.
! Thank you for telling me. What is the {pet} like?
! That must be quite a {pet}.
! A {pet} makes life lively. What does it do all day?

? Things were better in the old days.
? When I was young, we had no television.
? I was thinking of my school days just now.
? I found a box of old photographs in the attic.
? My {family} used to sing that song to me.
? They don't make them like they used to.
? We danced to this record when we were young.
? I still remember our first car.
? This place has changed so much.
? Where has all the time gone?
! Memories can be precious. Would you like to tell me more?
! That sounds like a time worth remembering. What comes to your mind first?
! I like to listen to such memories. Please go on.
! Much has changed since then. What do you miss most?
! It is good to look back now and then. How was it in those days?

? I'm reading a thick novel at the moment.
? I saw such a moving film last night.
? I've had the same song in my head all day.
? I went to the museum with my {family}.
? The concert was out of this world.
? I'm watching the game right now.
? I've started learning Italian.
? I listened to an old record of my {family}'s.
? I'm halfway through a jigsaw puzzle.
? I took some lovely photographs by the river.
! That sounds interesting. What do you like about it?
! How nice. Tell me more if you like.
! I would like to hear more about it.
! That is a good way to spend time. Do you do that often?
! Sounds good. I hope that you enjoy it.

? I'm sitting on the bus on my way home.
? I'm just waiting for the kettle to boil.
? I'm lying in the bath with a candle on.
? I've just come back from the hairdresser.
? I've been shopping all afternoon.
? My {family} just dropped by for coffee.
? I'm looking out of the window and thinking.
? I've got the day off today.
? I'm waiting for the plumber.
? I work from home these days.
? I'm stuck in traffic.
? Just the usual, work, dinner, sofa.
? I went to the market and bumped into {name}.
! I see. How is your day so far?
! Thank you for telling me. What comes next today?
! I like to hear about your day. Please go on.
! That sounds like a part of everyday life. How do you feel?
! I am glad to keep you company. What is on your mind?
""",
    {},
)

OF_LIFE = _LOW + _BRIGHT
