"""How people meet an assistant and part from it: hellos, sound checks, goodbyes, wishes, introductions."""

from __future__ import annotations

from .patterns import intents

__all__ = ["TALK_OF_MEETING"]

_SHORT = {
    "ask": "[What can I do for you?|How can I help you?|What would you like to know?|What is on your mind?]",
}

TALK_OF_MEETING = intents(
    """
? Morning, sunshine.
? Good morning, world.
? Morning, gorgeous.
? Bright and early today, morning!
? Lovely morning, isn't it? Hello.
? Good morning from the kitchen.
? And a good morning to our little robot.
? I've barely opened my eyes, but good morning anyway.
? The alarm just dragged me out of bed, so, morning.
? Good morning, I'm still in my pajamas, don't look.
? First things first, a hearty good morning from all of us.
? It's me, fresh out of the shower, wishing you a good morning.
? My coffee's brewing, so I've time to bid you good morning.
? Good morning, and what a foggy one we have in {city}.
? Morning! I slept like a log.
! Good morning to you. <ask>
! Good morning. It is nice to hear you.
! A very good morning to you too.
! Good morning. I hope that you have a lovely day.
! Good morning, and welcome to the new day.

? Afternoon!
? Afternoon, Antiphon, old chap.
? A fine afternoon to you, machine.
? Good afternoon, ladies and gentlemen.
? Lovely afternoon, hello there.
? Hello, lunch is over and I'm back at my desk, good afternoon.
? I just had a nap after lunch, so good afternoon to you.
? Is it afternoon already? Well then, good afternoon.
? Good afternoon, I hope I've caught you at a good time.
? School's out for today, good afternoon!
? I meant to call this morning, but good afternoon will have to do.
? It's teatime over here, so a good afternoon to you.
! Good afternoon to you. <ask>
! Good afternoon. It is nice to hear you.
! A very good afternoon to you too.
! Good afternoon. I hope that the day treats you well.
! Good afternoon. I am listening.

? Evening!
? Evening, Antiphon, my friend.
? Evening, everyone.
? Good evening from the couch.
? Good evening, night owl.
? Evening, chum, how do.
? What a quiet evening, hello.
? Bonsoir, as the French say, good evening.
? Supper's over, so I thought I'd wish you a good evening.
? I've drawn the curtains and lit a candle, good evening.
? The news has just finished, so good evening to you too.
? It's got dark outside already, so I guess it's good evening.
? Good evening, I've finally got an hour all to myself.
? I couldn't ring off the day without a good evening to you.
! Good evening to you. <ask>
! Good evening. It is nice to hear you.
! A very good evening to you too.
! Good evening. I hope that it is a pleasant one.
! Good evening. I am here if you want to talk.

? I'm home!
? Honey, I'm home.
? Home sweet home.
? I'm back from work.
? Back from the shops.
? Just walked in the door.
? Finally home again, hello house.
? Hello, I'm in, did anybody miss me?
? Daddy's home, where is everybody?
? I just came in, and I'm soaked to the skin.
? Hey, I'm back, the train was late as ever.
? The {pet} and I are back from our walk.
? I've kicked off my shoes, it's good to be back.
? School was long, but I'm home now.
? We're back from our holiday, tanned and happy.
? I just got in from [{city}|the airport], what a trip.
! Welcome home. It is nice to hear you.
! Welcome home. <ask>
! Welcome back. I hope that you can rest now.
! Hello, and welcome home.
! Welcome back. I am here if you want to talk.

? I'm not alone, I've brought friends.
? Look, we've got company.
? The guests have arrived.
? The whole gang's here.
? I've brought somebody along today.
? There's a whole bunch of us here tonight.
? I just came in, and my {family} is with me.
? The in-laws are here for dinner, so be on your best behavior.
? I've got {name} with me, we wanted to say hi together.
? The grandchildren are visiting, and they're all dying to hear you.
? My neighbor dropped by and is curious about you.
? There are two of us at the table now, {name} came over.
? We're having a party here, everybody say hi to the computer.
? My book club is sitting round the table, greet them nicely.
! Hello to you all. I am Antiphon, and you are welcome.
! A warm welcome to everybody. I am Antiphon.
! Hello, everybody. It is nice to have company.
! Welcome, all of you. I am Antiphon, a voice assistant.
! Hello to everyone there. It is nice to meet you.

? Pleased to meet you.
? How nice to finally meet you.
? Delighted to make your acquaintance.
? So we meet at last.
? We haven't met, have we?
? A pleasure, Antiphon.
? Enchanted, I'm sure.
? Hello, stranger, first time we speak.
? So you're the famous Antiphon.
? I've heard so much about you from my {family}.
? I don't believe we've been introduced, you and I.
? This is the first time that you and I are talking.
? You must be the new assistant everybody's talking about.
? It's an honor to make the acquaintance of a talking computer.
? I just moved in here, and they told me to get to know you.
! It is nice to meet you too. I am Antiphon.
! A pleasure to meet you. My name is Antiphon.
! I am glad to meet you. I am Antiphon, a voice assistant.
! Nice to meet you. Antiphon is my name.
! It is a pleasure to meet you. I am Antiphon, your assistant.

? Remember me? It's been ages.
? It's been a while.
? Here I am again, after months.
? Have you missed me?
? I bet you thought I was gone for good.
? Sorry I haven't been in touch.
? Long time, eh?
? It's years since we last spoke.
? I was in hospital for weeks, but now I'm back with you.
? The prodigal son returns.
? I haven't switched you on since last winter, hello again.
? After all this time I thought I'd look in on you.
? We haven't had a chat in donkey's years, you and me.
? I've been so busy lately, I never got round to talking to you.
? I was away all summer, but here I am again, hello.
! Welcome back. It is good to hear you.
! Hello again, and welcome back. <ask>
! Welcome back. What would you like to talk about?
! It is nice that you are back. <ask>
! Welcome back. I am glad to talk with you.

? Are you awake?
? Still there?
? You up?
? Are you still with me?
? Did you doze off?
? Don't tell me you nodded off.
? Have you gone to sleep on me?
? Did I wake you?
? You've gone awfully quiet in there.
? Are you on or off?
? Hello, have you fallen asleep?
? Psst, are you sleeping?
? Antiphon, love, are you still up at this hour?
? I haven't heard a peep from you, are you still around?
? You haven't said anything for ages, are you alive?
? It's the middle of the night, is anyone awake in there?
? I wasn't sure whether somebody had turned you off.
! I am awake and here. <ask>
! I am here and wide awake. I never sleep.
! I am still here. <ask>
! Here I am, and I am listening.
! I am awake. A program needs no sleep.

? Does the microphone work?
? Is my voice coming through?
? Can you hear me now?
? Do you read me, Houston?
? How's the sound?
? Can you pick up my voice?
? Is the mic on?
? Am I audible?
? Am I near enough to be heard?
? Do you hear me or not?
? Am I speaking loudly enough for you?
? Is the line any good at your end?
? My headset's brand new, do you get anything?
? I've moved the mic closer, is that any better?
? I'm whispering because of the baby, do you still hear me?
? I wonder if any of this is reaching your ears.
? There's a fan on here, can you make me out?
? Just nod if you can hear me, ha ha.
? I'm talking to you from the next room, does that work?
? Tell me honestly, do I sound clear or all muffled?
? I've got a cold, so I hope that you can hear me properly.
! I can hear you. <ask>
! I hear you. Your voice comes through.
! Your voice reaches me, and I can hear you.
! I hear you. You can simply speak.
! I can hear you. Please go on.

? Testing.
? One, two, three, testing.
? Test, test, hello.
? This is a test.
? Only a quick mic test.
? Voice test, no question.
? Tap tap, is this on?
? Checking, checking, one two.
? I'm just making sure that the sound works.
? Let me check the recording level first, la la la.
? Mary had a little lamb, this is just for the microphone.
? I've plugged in another microphone, so this is only a trial run.
? My {family} told me to say a few words, so, a few words.
? I'm calibrating things here, no need for a clever answer.
? Right, let's find out if the loudspeaker and all that works.
! I can hear you. The test works.
! Your test reached me. I can hear you.
! The test worked, and I hear you.
! I hear you, so the sound works.
! The microphone works. I can hear you.

? You okay?
? You good?
? How's things?
? How do you feel?
? How's it hanging?
? Tell me how you are.
? How you doing today, buddy?
? Are you doing all right?
? How's my old friend?
? Everything fine at your end?
? How's your evening going?
? How fares my trusty helper?
? Are they treating you well?
? How's the mood today?
? Feeling any better?
? How's life inside that box?
? Are you happy in there?
? What kind of day are you having?
? And you, how's it all going?
? How have you been since yesterday?
? How are things over there in computer land?
! I am fine, thank you. How are you?
! I am well, thank you for asking.
! I am doing fine, thank you. And you?
! Very well, thank you. How are things with you?
! I am fine, thank you. It is kind that you ask.

? I'm not too bad, and yourself?
? I'm all right, what about you?
? Fit as a fiddle here, and you?
? Same as ever with me, you?
? Can't complain, how about you, Antiphon?
? Enough about me, how are you getting along?
? I only stopped by to see how you're doing.
? I thought I'd check in on you, is everything all right?
? Good morning, dear, did the night treat you well, how are you?
? Hello there, old friend, tell me, how does the world treat you?
? I just came in from the garden, and how are you?
? I've been wondering all day how you're coming along.
? My {family} would like to know how you are doing.
? It's only polite to ask, so how do you find yourself today?
? So, how have you been keeping since we last talked?
? Hey, before we get down to business, how's it going with you?
? I always ask people how they are, so, how about you?
? You always help me, so now tell me, are you well?
? Hi Antiphon, how's your week shaping up?
! I am fine, thank you. It is nice of you to ask.
! I am doing well, thank you.
! Thank you, I am well. It is good to talk with you.
! I am very well, thank you. What shall we talk about?
! Thank you for asking, I am fine.

? I'm leaving now.
? I'm out of here.
? I'm off out.
? Popping out, back in a bit.
? Off to the office, bye.
? Right, work calls, bye bye.
? Hold the fort, will you?
? We're just off to the theater.
? I'm going for a run, see you.
? I've got my coat on, I'm heading out.
? I'm taking the {pet} for a walk, bye.
? I'm locking up the house now, so see you later.
? The school bus is here, I've got to dash, bye.
? I have an appointment at the dentist, see you afterwards.
? My night shift's starting soon, so I'd better make a move.
? I'm meeting {name} for a drink, don't wait up for me.
! See you later. I hope that it goes well.
! Goodbye for now, and take care on your way.
! Until later. I am here when you are back.
! Goodbye, and have a good time.
! See you later, and take care.

? Bye now.
? Farewell.
? Ciao.
? Until tomorrow.
? Talk tomorrow, then.
? See you tomorrow, Antiphon.
? That'll be all, thanks, bye.
? Okay, I'm done, bye.
? I'll let you go now.
? Let's leave it there for today.
? Same time tomorrow, my friend?
? We can stop here, I've got no more questions.
? I've enjoyed our little talk, goodbye for now.
? Well, I think that's everything, so I'll say cheerio.
? I've taken up enough of your time, goodbye, dear.
? It's been lovely, but all good things come to an end.
? Let's pick this up again tomorrow, I have to stop.
? I'm going to turn you off now, bye.
! Goodbye. It was nice to talk with you.
! Goodbye, and until next time.
! Until next time. Take care of yourself.
! Goodbye, and take care. I enjoyed our talk.
! Goodbye. I hope to hear you again soon.

? I'm off on holiday, bye.
? Bon voyage to me!
? My plane leaves soon, goodbye.
? The suitcases are in the car, we're off.
? We're flying to {city}, bye!
? Next stop {city}, see you when I'm back.
? I'm traveling for work this week, so goodbye for now.
? I've got a long drive ahead of me, so long.
? We're going camping, so you won't hear from us for days.
? I'm catching the night train to {city}, farewell, Antiphon.
? My {family} and I are going on a cruise, goodbye.
? We're about to set off for the seaside, bye bye.
? The bags are packed, goodbye.
? Off to see the world, goodbye!
? I'm going abroad for a year, so this is goodbye.
! Goodbye, and have a good journey.
! Have a safe journey. Goodbye until you are back.
! A good trip to you, and goodbye.
! Goodbye. I wish you a safe and pleasant journey.
! Safe travels, and goodbye for now.

? Lights out.
? Night, Antiphon.
? G'night.
? Bedtime for me.
? Off to bed with me.
? I'm turning in.
? Sleep tight, little one.
? Sweet dreams, computer.
? Time to get some shut-eye.
? I'm dead tired, off to bed.
? I'm knackered, see you in the morning.
? The kids are asleep and I'm next, good night.
? I've brushed my teeth, so good night to you.
? I have to be up at the crack of dawn, so good night.
? One last thing before I close my eyes, good night.
? I can hardly stop yawning, I'd better go up.
? We're all going to bed now, good night from everyone.
? Don't let the bedbugs bite.
! Good night, and sleep well.
! Good night. I wish you pleasant dreams.
! Good night. I hope that you rest well.
! Sleep well, and good night.
! A very good night to you.

? Have a nice weekend!
? Good luck to you.
? The best of luck, dear.
? Happy Friday!
? Enjoy your Sunday.
? Take care, my friend.
? I wish you well.
? Fingers crossed for you, little fellow.
? I hope you have a wonderful week.
? May all your wishes come true.
? All the best for your future, little machine.
? Good luck with all those questions people ask you.
? It's nearly the weekend, so have a great one, Antiphon.
? I just wanted to wish you a really lovely day.
? Stay healthy, or whatever it is that computers stay.
! Thank you, and the same to you.
! Thank you for the kind wish. All the best to you too.
! Thank you. I wish you the same.
! Thank you, that is kind of you. The same to you.
! Thank you very much. I wish you all the best too.

? Happy birthday to you!
? Many happy returns, Antiphon.
? Isn't it your birthday? Congratulations!
? Let me sing for you, happy birthday, dear Antiphon.
? Happy birthday, old boy, whenever it is.
? I baked you a birthday cake, make a wish.
? Birthday greetings from the whole family to you.
? My {family} thinks that it's your birthday, so all the best.
? You're one year old today, hip hip hooray!
? I heard somebody's having a birthday in this computer, many happy returns.
? I've no idea when you were born, but happy birthday anyhow.
? Here's a candle for you to blow out, birthday child.
? Congratulations, birthday boy!
? A very happy birthday, dear computer.
! Thank you. I have no birthday, but it is a kind thought.
! Thank you very much. A program has no birthday, but that is kind.
! How kind, thank you, though I have no birthday.
! Thank you for the birthday wishes, though I was never born.
! Thank you, that is a lovely wish for a program without a birthday.

? Merry Christmas to you!
? Happy Christmas, Antiphon.
? A merry Christmas and a happy new year.
? Happy new year, my friend!
? Happy Easter to you, robot.
? A good start into the new year!
? Happy Hanukkah to you, computer.
? Happy holidays from all of us here.
? Eid Mubarak, Antiphon.
? It's just struck midnight, so a happy new year to you.
? The presents are unwrapped, and we wish you a merry Christmas.
? The champagne is open, cheers and happy new year, old friend.
? My {family} and I wish you a peaceful Christmas.
? Ho ho ho, have a jolly festive season.
! Thank you, and the same to you and your family.
! Thank you. I wish you happy holidays too.
! Thank you very much. A happy celebration to you too.
! Thank you, and all the best to you too.
! Thank you for the kind wishes. I wish you the same.

? My name is {name}, pleased to meet you.
? I'm {name}, and you are?
? Call me {name}.
? {name} speaking.
? It's {name}.
? They call me {name}.
? You can call me {name} from now on.
? May I introduce myself? I'm {name} from {city}.
? I go by {name}, never mind what's in my passport.
? Just so you know who's talking, I'm {name}.
? I was christened {name}, but that's a long story.
? Good day, my name is {name}, I'm a retired {job}.
? Hey, {name} on the line, I like {hobby} and {food}.
? I should have said who I am, the name is {name}.
! Nice to meet you, {name}. I am Antiphon.
! Hello, {name}. I am Antiphon, and I am glad to meet you.
! It is a pleasure to meet you, {name}. I am Antiphon.
! Good to meet you, {name}. My name is Antiphon.
! Welcome, {name}. I am the voice assistant Antiphon.

? This is my wife.
? Meet my {family}.
? Say hello to my {family}.
? Here's my husband.
? Meet {name}, my best friend.
? These are my parents.
? This is {name}, be nice.
? Can you greet my little girl?
? May I present my fiancee?
? I'd like you to meet my {family}, who lives in {city}.
? This lovely lady next to me is my grandmother.
? The young man beside me is my son, say hi to him.
? My {family} just sat down here and wants to be introduced to you.
? This here is {name}, we share a flat and a love of {food}.
? I want to introduce you to {name}, a {job} and a dear friend.
? The little voice that you heard is our {pet}, say hello.
! Hello there. I am Antiphon, and it is nice to meet you.
! Hello, and a warm welcome. I am Antiphon.
! Nice to meet you. I am Antiphon, a voice assistant.
! Hello from Antiphon. It is a pleasure.
! A warm hello from me. My name is Antiphon.
""",
    _SHORT,
)
