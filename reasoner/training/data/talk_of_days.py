"""What people tell of their days and want only heard: house and garden, work and weather, plans and opinions."""

from __future__ import annotations

from .patterns import intents

__all__ = ["TALK_OF_DAYS"]

TALK_OF_DAYS = intents(
    """
? We've gone for yellow in the hallway.
? I put up a shelf today.
? The new kitchen tiles are in.
? Finally replaced that squeaky door hinge.
? New carpet went down this morning.
? I've moved the bedroom furniture around.
? Sanding floorboards, that's my life now.
? Been up the ladder, doing the gutters.
? My {family} and I gave the living room a second coat of paint over the weekend.
? It took me half the day, but the toilet has stopped running and the washer is new.
? I spent the morning with a screwdriver in my hand, putting together a wardrobe.
? We shoved the sofa over to the window, and now the whole room seems bigger.
? The roofers came at seven and they've been hammering away up there ever since.
? I just came in from the porch, I've been varnishing the railing, and I smell of it.
? You know, I never thought I could hang wallpaper, but the spare room says otherwise.
! A house always has something to be done. How do you like it so far?
! Work on a home is worth the effort. What is next on the list?
! Every bit of work makes a home your own. Are you pleased with it?
! That sounds like a real change in the house. Tell me more.
! Homes need such work now and then. I hope that you enjoy the result.

? I've repotted all my houseplants.
? My sunflowers are taller than me.
? The beans are coming up nicely.
? We had a bumper crop of plums.
? I'm nursing a lemon tree indoors.
? Spent the day pruning the apple trees.
? Got my hands in the soil again.
? There are bees all over the lavender.
? I dug over the vegetable patch before lunch and put in two rows of onions.
? My {family} gave me a cutting of a geranium, and would you believe it, it has taken root.
? The hedge was getting out of hand, so I gave it a good trim this afternoon.
? I've been out watering the pots because everything looked so thirsty.
? We've turned the old sandpit into a flower bed with poppies and daisies.
? I'm no gardener, but the cactus on my windowsill has started to flower.
? Well, the pumpkins have taken over the compost heap, and I just let them.
! Plants reward a little care. What else grows there?
! Growing things is worth the work. Which plant do you like best?
! That sounds green and lively. What grows there besides?
! It must be good to watch things grow. Tell me more about your plants.
! Plants always have something to tell. What will you tend to next?

? The soup is simmering away.
? I'm kneading dough as we speak.
? I tried my hand at sourdough.
? Made {food} from scratch, for once.
? There's a cake cooling on the rack.
? My jam has set, finally.
? I cooked for twelve people yesterday.
? I'm trying out grandmother's recipe for {food}.
? We've been baking biscuits all afternoon, and there is flour on the ceiling by now.
? I put a bit too much chili in the stew, but my {family} ate it anyway.
? I've bought one of those slow cookers, and now I throw everything in there.
? Since I retired I do all the cooking, and I must say I rather like it.
? I've been stirring the gravy for twenty minutes, and my arm is about to fall off.
? I had some apples left over, so I turned them into a crumble.
? My {family} showed me how to make proper {food}, and the trick is not to hurry.
! Home cooking is a fine thing. Who gets to taste it?
! That sounds like a busy kitchen. What do you like to make most?
! A good kitchen is the heart of a home. Do you cook often?
! Cooking it oneself makes it special. How did you learn it?
! That sounds like cooking with heart. I hope that it tastes good.

? Just had {food} for breakfast.
? I ate far too much.
? Lunch was {food}, as usual.
? We had fish and chips.
? We got takeaway last night.
? I treated myself to an ice cream.
? That pizza was enormous.
? I've just polished off the last biscuit.
? My {family} took me out for {food}, and we were the last ones to leave the place.
? I had a bowl of porridge with honey this morning, same as every morning.
? The canteen did {food} today, and for once it was really quite decent.
? I tried oysters for the first time, and I'm still not sure about them.
? We sat outside with a sandwich each, right by the pond, and shared a flask of tea.
? There was this tiny place in {city} where they served us the best noodles ever.
? I only meant to have one piece of chocolate, but then the whole bar was gone.
! That sounds like something to remember. Was it to your taste?
! A meal is always worth a word. What do you like to eat most?
! Eating is one of the pleasures of a day. I hope that it was good.
! I cannot taste, so I like to hear about it. Did you enjoy it?
! Food makes a good topic. Do you like to try new things?

? I bought new boots.
? I've had my hair cut short.
? Got myself a secondhand bicycle.
? My new glasses have arrived.
? I went blonde yesterday.
? Picked up a lamp for a tenner.
? I'm wearing my new jumper.
? I splashed out on a decent mattress.
? I only went in for milk, and I came out with a dress and two scarves.
? There was a sale on at the department store, so I came home with a new coat.
? The barber took off rather a lot, and my {family} hardly recognized me.
? I found a lovely old teapot at the flea market, and I haggled for it too.
? After ten years with the same winter jacket I've at last bought another one.
? I've let my {family} talk me into a fringe, and it takes some getting used to.
? My parcel came at last, and the trousers fit as if they were made for me.
! Something new can brighten the day. Are you pleased with it?
! A little change is refreshing. What do others say about it?
! That sounds like a nice change. How do you like it so far?
! How nice to have something new. I hope that it suits you well.
! One may treat oneself now and then. Does it please you?

? I've just mopped the floors.
? The oven is clean, hallelujah.
? Laundry day again.
? The windows sparkle now.
? I emptied the whole junk drawer.
? All the beds are freshly made.
? Washing's on the line.
? Spring cleaning has officially begun.
? I moved the fridge to sweep behind it, and you don't want to know what I found.
? I've been folding sheets and towels since I got up, there's no end to it.
? My {family} did the hoovering and I did the dusting, so we were quick about it.
? I took down all the curtains, washed them, and hung them up again in one day.
? I've thrown out nine bags of old stuff and the cupboard is still full.
? Before I can sit down of an evening, I like the dishes to be dried and put away.
? So I thought I'd only wipe the table, and now the entire kitchen is done.
! A clean home is worth the effort. Which room comes next?
! That sounds like a thorough job. What is the next step?
! Housework is never quite finished. I hope that you can sit down soon.
! Cleaning takes some effort. It is pleasant to have it behind one.
! That is good work in the house. Now you have earned a break.

? My {pet} snores.
? The {pet} adores our postman.
? I taught my {pet} a trick.
? My {pet} won't leave my lap.
? Our {pet} turned three yesterday.
? The {pet} got into the flour.
? My {pet} is asleep on my slippers.
? That {pet} of ours is so spoiled.
? I came home and my {pet} had chewed up the remote control and looked quite innocent.
? We brought the {pet} to my {family} for the weekend, and it was in heaven.
? I have bought my {pet} a fancy bed, and it prefers the cardboard box.
? Every evening at six sharp, the {pet} sits down beside its bowl and stares at me.
? My {pet} is afraid of the vacuum cleaner and hides under the table till I'm done.
? I talk to my {pet} all day long, and I swear it understands every word.
? Honestly, in this house it's the {pet} that gives the orders.
! A {pet} with character, it seems. What is it called?
! Your {pet} seems to have a mind of its own. Tell me more.
! A {pet} always makes for good stories. What else does it do?
! That {pet} must keep you entertained. How long have you had it?
! It sounds as if the {pet} feels at home with you.

? My grandson has learned to whistle.
? My boy wants to be an astronaut.
? The kids made us pancakes.
? My daughter started ballet.
? I'm minding the grandchildren today.
? Sports day at school today.
? The baby slept through the night.
? We've got parents' evening on Thursday.
? My granddaughter is teaching me how to use my phone, and she's terribly strict with me.
? The little ones have drawn all over their own feet and think it's hilarious.
? I read the grandchildren the same book four times in a row, and they wanted it again.
? My son came home from school and told us everything about volcanoes.
? I've been doing fractions with my daughter at the kitchen table, and I had to think hard.
? Our youngest insists on wearing his rubber boots to nursery, come rain or shine.
? I had the whole bunch of grandkids here, building a den behind the sofa.
! Children are full of surprises. How old are they?
! Young ones keep a family lively. Tell me more about them.
! That is how it goes with children. It must be lovely to watch them grow.
! Children make every day different. What do they like best?
! I like to hear about the young ones. What else are they up to?

? There's a fair in our village.
? The neighbors are building a fence.
? Next door has a trampoline now.
? We're getting new street lamps.
? Somebody new moved in upstairs.
? {city} is packed with tourists again.
? A bakery opened on our corner.
? Half my street came to the barbecue.
? The chap next door is mowing his lawn again, you could set your watch by him.
? I lent my hedge clippers to the neighbor, and he brought me back a jar of pickles.
? They're digging up the whole of our high street to lay some cables.
? I've lived in {city} all my life, and I still find alleys I never walked down.
? Our village has one shop, one church, and more sheep than people.
? The lady across the road plays the trumpet, and she's really coming along.
? I water the neighbors' plants while they are away, and they feed my {pet} in return.
! There is always something going on near a home. How do you like it there?
! That sounds like a place with some life. What is it like to live there?
! Every neighborhood has its stories. Tell me more about yours.
! It is good to know what goes on nearby. What else is new there?
! A place is made by its people. Do you know many of them?

? Meetings, meetings, and more meetings.
? We've got a new boss.
? I work as a {job}, evenings mostly.
? I'm training an apprentice.
? My desk is by the window now.
? Inventory week at the shop.
? I'm on the night shift.
? The office coffee machine has a fan club.
? My colleague {name} brought in doughnuts today, and they were gone before nine.
? I'm writing a long report for work, and I'm about halfway down the page count.
? We moved into an open office last week, and now I hear everybody's phone calls.
? I answered forty emails this morning before I even took my coat off.
? As a {job} you meet all sorts of people, I had three odd ones only today.
? I've changed departments, so I spend my days learning who does what.
? Somebody at work is retiring, and we're all chipping in for a present.
! A working day has many sides. What do you like about your work?
! That sounds like a working day with plenty going on. What comes next?
! Work always gives one something to tell. How do you get on with the others?
! I like to hear about your work. What does it ask of you?
! Work takes up a good part of life. Do you enjoy it?

? Bumper to bumper, all the way.
? I missed the tram by seconds.
? Roadworks on the ring road again.
? My bus never turned up.
? I'm on the train right now.
? I spent an hour finding a parking space.
? The motorway was like a car park.
? I take the ferry to work.
? It normally takes me ten minutes to drive home, but today it was more like fifty.
? The underground was so packed that I could read three other people's newspapers.
? I've started to walk to the office, as it's quicker than sitting in the car.
? They've closed the bridge, so everybody has to go round through the village.
? The train stopped in the middle of a field for ages, and nobody told us why.
? I do the school run first, then the long drive to {city}, and back again at five.
? Green light all the way home this evening, I don't think that has ever happened to me.
! Getting about is a topic of its own. Do you go that way often?
! The road can take up much of a day. How do you pass the time?
! One can tell stories about such journeys. Is it always like that?
! Every way has its ups and downs. How is it on other days?
! Traffic is different every day. What is it usually like for you?

? Tomorrow I'll sleep in.
? We're off to {city} on Friday.
? I'm packing my suitcase.
? The tickets to {city} are booked.
? A picnic on Sunday, that's the plan.
? I'm taking my {family} dancing.
? This weekend belongs to my motorbike.
? Ten days of hiking, starting Monday.
? We've hired a little cottage by a lake for a week, and the kids are counting the days.
? I want to get up early tomorrow and see the market before the crowds come.
? My {family} and I are planning a road trip, with a tent and no fixed route.
? On Saturday the whole club meets for a boat ride, and I'm bringing the sandwiches.
? I think I'll spend the weekend on the couch with a blanket and a pot of tea.
? We can't decide between the mountains and {city}, so we'll toss a coin.
? If all goes well, this time next week I shall be sitting on a beach.
! That sounds like a fine plan. What are you looking forward to most?
! It is good to have something to look forward to. Enjoy it.
! What a nice plan. I hope that it turns out well.
! Plans like that sweeten the days before. I wish you a good time.
! That sounds like a time to look forward to. Tell me more.

? Not a cloud in the sky.
? It's drizzling again.
? There's frost on the windscreen.
? Thunder's rolling in, I can hear it.
? The wind has blown my hat off.
? It's snowing in big fat flakes.
? Proper T-shirt weather at last.
? What a murky old day.
? I just got back from the shops, and I'm soaked through, umbrella and all.
? There's a rainbow right over the church, I haven't seen one in ages.
? It was sunny when I hung out the washing, and now look at it.
? The icicles on the shed are as long as my arm, it's like a fairy tale.
? They promised us sunshine on the radio, but all we got was hail.
? This morning the mist lay so low that only the treetops poked out.
? I'm on the balcony and the breeze is warm, even though it's only spring.
! I have no window, so I like to hear of it. Do you enjoy it?
! Weather is always worth a word. Do you like it like that?
! Every weather has something of its own. Which kind do you like best?
! The weather does as it pleases. What will you make of the day?
! I cannot feel the weather, so tell me how it is for you.

? Our team drew nil-nil.
? I did a lap around the lake.
? Penalty shootout, my heart was racing.
? I'm getting into climbing.
? My {family} plays handball.
? I watched the cycling all afternoon.
? Did my stretches this morning.
? Five kilometers without stopping.
? We played table tennis in the garage, and my {family} beat me hollow.
? I was at the stadium last night, and I sang until I had no voice left.
? I go swimming with the over-sixties on Tuesdays, and we have a good laugh in the pool.
? The tennis final went on for ages, and I didn't dare to leave the sofa.
? I was on the ice today for the first time in years, mostly on my bottom.
? There's a new trainer at my gym, and she makes us skip rope like schoolchildren.
? I follow the rugby with my neighbor, he supports the one side and I support the other.
! Sport can be thrilling. What do you like about it?
! That sounds like a sporting day. Do you follow other sports too?
! Sport makes for good stories. How long have you been keen on it?
! I have no legs for sport, so I like to hear of it.
! Sport keeps one lively. What comes next for you?

? I play the cello.
? My choir sings on Sunday.
? I'm knitting a scarf.
? I've taken up {hobby}.
? We've started a band.
? I'm making candles for the bazaar.
? {hobby}, that's my cup of tea.
? I collect old postcards.
? I dug out my guitar after all those years, and my fingers still know the chords.
? My {family} is into {hobby}, and now I've caught the bug as well.
? I sat at the sewing machine until midnight and made a quilt for the cradle.
? I'm learning a waltz on the accordion, and I get as far as the third line.
? I've got a model railway in the attic, with a tunnel and a little station.
? On Wednesdays we meet at the pottery, and I've made a rather crooked bowl.
? Whenever I've got an hour to myself, I go back to {hobby}, it calms me.
! A pastime like that is a joy. How did you come to it?
! That sounds like time well spent. What do you like about it most?
! A hobby can brighten a whole week. How long have you been doing it?
! Such pastimes are good for the soul. Do you do it with others?
! What a fine pastime. Tell me more about it.

? I'm on the last chapter.
? We watched a Western.
? My library card is glowing.
? I cried at the film's ending.
? I read three whodunits last week.
? That documentary about whales was long.
? I'm rereading my favorite novel.
? We binged the entire series.
? I started a detective story on the train, and I nearly missed my stop.
? My {family} dragged me to the pictures, to a comedy, and I laughed more than anyone.
? I've joined a book club, and this month we are reading something about a lighthouse.
? The film wasn't half as good as the book, they left out my favorite bit.
? I always read a few pages before I turn the light off, poems mostly.
? They were showing an old black-and-white film last night, so I stayed up for it.
? I'm listening to an audiobook while I iron, it's about pirates.
! Good stories stay with one. What do you like about this kind?
! A story can take one far away. Which one do you like best of all?
! Books and films make good company. What are your favorites?
! That sounds like time spent with stories. Is there one that you would recommend?
! I like to hear about stories. Tell me more about it.

? As a kid, I climbed every tree.
? We used to walk to school barefoot.
? I learned to swim in the river.
? My first job paid next to nothing.
? Back then, we shared one bicycle.
? Dad always whistled while shaving.
? We had coal ovens, back then.
? I was quite the dancer once.
? I heard a song on the radio, and suddenly I was seventeen again, at the harbor.
? When I was little, my grandmother let me stir the jam and lick the spoon.
? My husband and I met at a dance in {city}, and he stepped on all my toes.
? In my childhood, the whole street gathered around the only television set.
? I came across my old school report this morning, and it says that I chatted too much.
? We spent every summer on my uncle's farm, and I rode on top of the hay.
? You youngsters don't know this, but we had to turn a dial to make a phone call.
! Such memories are worth keeping. What else comes to your mind?
! That sounds like a time with many stories. Please go on.
! I like to hear of earlier days. How was life for you then?
! Memories like that stay with one. Who else was there in those days?
! Those days seem vivid to you. What do you like to remember most?

? {name} is staying with us.
? My {family} came round for tea.
? We've got a full house.
? I had visitors until midnight.
? My cousins turned up unannounced.
? An old classmate rang my doorbell.
? {name} popped in after lunch.
? The in-laws are here till Tuesday.
? {name} was passing through {city} and stayed for supper, and we talked for hours.
? My {family} came over with a bottle of wine, and we played cards on the terrace.
? The doorbell hasn't stopped today, first {name}, then the parish lady, then my {family}.
? I've had my {family} here since Sunday, so there is a mattress in every corner.
? We were fourteen around the table last night, all sitting on garden chairs.
? My pen friend from {city} is here at last, after all those letters.
? Somebody I worked with years ago dropped in, and she hasn't changed one bit.
! Visitors bring life into a home. What did you talk about?
! A visit can make the whole day different. Tell me more about it.
! It is nice to have company. Do you see each other often?
! Guests always bring stories along. How do you know each other?
! That sounds like a sociable time. I hope that you enjoy it.

? My phone is slow.
? The printer's jammed.
? My laptop froze, of course.
? No internet since this morning.
? My mouse pointer wanders off.
? The new update moved everything around.
? My tablet won't charge.
? This remote control hates me.
? I press the button and press it again, and the wretched dishwasher just blinks at me.
? My {family} set up the new television, and now I can't find a single channel.
? Every time I open a page, some box pops up and wants me to accept something.
? On video calls my picture freezes, always with my mouth wide open.
? My computer takes so long to start that I go and make coffee meanwhile.
? The navigation in my car keeps telling me to turn around, even in my own driveway.
? I tried to send a photo to my {family}, but the little circle just keeps turning.
! Technology can try the patience. Do you use it often?
! Gadgets have their moods, it seems. What have you tried so far?
! That sounds like a nuisance. Is there somebody who could have a look at it?
! Such devices can be stubborn. Did it work well before?
! That is annoying indeed. I hope that it gets better soon.

? I prefer tea to coffee.
? Mondays aren't for me.
? Autumn beats summer, I say.
? I can't stand small print.
? Give me the mountains any day.
? Cats are better than dogs.
? I'm not keen on parties.
? Handwritten letters are the best.
? If you ask me, there's nothing nicer than a long bath with the radio on.
? I never cared for modern art, but my {family} is mad about it.
? I'd rather take the stairs than stand in a lift with strangers.
? People say {food} is overrated, and I must say I quite agree with them.
? In my view, a kitchen without a table is not a kitchen at all.
? I don't see the point of getting up early on a Sunday, when nobody is waiting for you.
? You can keep your big cities, I like a place where everybody says hello.
! Tastes differ, and that is a good thing. What made you think so?
! I see. Have you always thought so?
! That is a clear opinion. What is the reason for it?
! Everybody has their own likes and dislikes. I like to hear yours.
! One can see it that way. Do your friends agree with you?

? I finished the crossword.
? I got all my invoices done.
? I parallel parked first time.
? Seven days without a cigarette.
? I beat my {family} at chess.
? I finally cracked that sudoku.
? My soufflé did not collapse.
? I passed my theory test.
? I gave a speech in front of the whole club today, and I didn't stumble once.
? I've lost two kilos since Easter, and my old belt fits me again.
? I rang the tax office, stayed polite, and got what I wanted.
? I remembered every name at the party, which has never happened to me before.
? They picked my photograph for the village calendar, for the month of May.
? For the first time in my life, I understood a whole film in French.
? After weeks of practice, I managed to whistle with two fingers, and loudly too.
! Congratulations. That is something to be pleased about.
! Well done. You can be proud of that.
! Congratulations to you. How does it feel?
! Bravo. That deserves a little celebration.
! Good for you. I am glad that it worked out so well.

? I'm just peeling potatoes.
? Sitting on the balcony, feet up.
? I'm darning socks.
? Just having a cuppa.
? I'm polishing my shoes.
? I'm in the queue at the bakery.
? Watching the world go by.
? I'm pushing the pram around.
? Don't mind me, I'm only sorting my buttons while we talk.
? I'm standing at the stove right now, with you in one ear and the radio in the other.
? At this very moment I'm sitting in the launderette and watching my shirts go round.
? Right now I'm addressing envelopes, there's a whole stack of them to go.
? I'm waiting at the doctor's for my {family}, who is getting a new pair of insoles.
? I'm wrapped up in a blanket with a hot-water bottle, listening to the clock tick.
? I'm shelling peas on the back step, and my {pet} is keeping an eye on me.
? Just this minute I put the kettle on and pulled up a chair.
? I'm out on a bench in the park, feeding nobody, just sitting.
? I'm untangling the fairy lights, and I may be some time.
! Then I keep you company meanwhile. What is on your mind?
! I see. I am glad to listen while you are at it.
! That leaves time for a little chat. How is your day so far?
! Then we can talk in the meantime. What comes next for you?
! It is nice that you tell me. What are your thoughts at the moment?
""",
    {},
)
