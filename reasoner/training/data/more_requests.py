"""More ways to ask for what it has no eyes, ears, hands, phone or internet for."""

from __future__ import annotations

from .patterns import intents

__all__ = ["MORE_DOING"]

_SHORT = {"room": "[kitchen|bedroom|bathroom|living room|garage|cellar|attic|office]"}

MORE_DOING = intents(
    """
? I'll hold the photo up. Who's in it?
? My {family} drew this for me. What's it supposed to be?
? I can't make out this handwriting. What does it say?
? Is this signature genuine?
? What's written on the {thing}?
? Have a look at this crossword, [would you|please].
? Could you read the small print for me? I forgot my glasses.
? Which of these two pictures is nicer?
? There's a sign up ahead. What's on it?
? What does the screen say now?
? Here's a drawing of our house. Do you like it?
? Look, a rainbow! Isn't it lovely?
? How many people are in this room?
? What's the {pet} doing over there?
! I cannot see, I am sorry. You could describe it to me.
! I have no eyes, so I cannot look at that.
! I am sorry, I cannot see pictures, writing or anything else.
! I do not see anything, because I have no camera. Please tell me about it.
! I can only hear, so I cannot look at it.

? What's this thing in my hand?
? What colour is this {thing}?
? I found this in the <room>. What is it?
? Do these two socks match?
? Is this mushroom good to eat?
? Which kind of flower is this?
? What sort of bug is crawling up my leg?
? Is this banana ripe[| yet]?
? Which coin have I got here?
? There's a strange plant in the garden. What's it called?
? Is this stone worth anything?
? Is this the red one or the green one?
? What size is this {thing}?
! I cannot see what you have there, I am sorry.
! I have no eyes, so I do not know what that is.
! I cannot see it. Please describe it, or ask somebody beside you.
! I am sorry, I cannot look at things. I only hear you.
! I do not know, because I cannot see it from here.

? Does the milk smell off to you?
? Is something burning? I think I can smell it.
? How does my soup taste?
? Have a bite of my {food}. Good, isn't it?
? Is there too much salt in this {food}?
? Do you like my new perfume?
? Doesn't that bread smell gorgeous?
? Feel how soft this blanket is.
? Is this water too hot for the baby?
? Does the wine taste of cork?
? Can you smell gingerbread too?
? Is my forehead hot?
! I cannot smell, taste or feel anything, I am sorry.
! I have neither nose nor tongue nor skin, so I cannot tell.
! I am sorry, I do not know. Smelling, tasting and touching are beyond me.
! That I cannot judge, because I only hear words.
! I have no sense of smell, taste or touch. Somebody near you could try.

? What's this song that's playing?
? Which bird is that singing in the tree?
? Listen to this. Who's the singer?
? Is my guitar in tune?
? What's that strange noise in the <room>?
? Who is speaking, me or my {family}?
? Can you hear the church bells?
? Am I whistling the right melody?
? I'll hum something. You tell me what it is.
? Which instrument was that?
? What is my {pet} barking at?
? Does my engine sound healthy to you?
? Whose voice was that on the radio?
! I only understand words, so I cannot recognise other sounds.
! I cannot make out music, voices or noises, I am sorry.
! I do not know, because I only hear spoken words.
! I am sorry, I cannot tell what that sound is.
! Sounds other than speech mean nothing to me, so I cannot say.

? Get {name} on the line for me.
? I need to speak to my {family}. Put me through, would you?
? Ring the school and tell them my son is ill.
? Dial the last number again.
? Could you give the plumber a bell?
? Hang up, please.
? I'd like a word with {name}. Can you connect us?
? Pick up the phone, it's ringing.
? Start a video call with my {family}.
? Would you phone the office and say I'm stuck?
? Put {name} on speaker.
? Get me through to customer service.
! I cannot make phone calls, I am sorry.
! I have no telephone, so I cannot call anybody for you.
! I am sorry, phoning is beyond me. You would have to use your own phone.
! I cannot reach anybody by phone. I can only talk with you.
! I have no phone line, so that is not possible for me.

? Drop {name} a line that I'll be late.
? Let my {family} know I've arrived.
? I want my {family} to hear that I'm fine. Pass it on, please.
? Reply to {name} that {day} suits me.
? Wish {name} a happy birthday from me, would you?
? Forward that to my {family}.
? Shoot my boss a quick message that I'm ill.
? Send {name} my love.
? I'd like to invite {name} over. Can you write to them?
? Put this photo online for me.
? Mail this form to the tax office.
? Tell everyone in the group that dinner's at eight.
? Could you email {name} and apologise on my behalf?
! I cannot send messages to anybody, I am sorry.
! I have no mail and no messages, so I cannot pass that on.
! I am sorry, I cannot write to others. Your phone or computer could send it.
! I can only talk with you, so no message would ever arrive.
! Sending messages is beyond me, I am sorry.

? We'd like a table for two {when}.
? Get us two seats for the concert, please.
? I need a cab to the airport at six.
? Find me a room in {city} for the weekend.
? Could you get me on the next flight to {city}?
? Change my booking to {day}, please.
? I can't make it to {city}. Call off my trip.
? My {family} wants to stay by the sea. Sort out a cottage for us.
? Two tickets for the {city} zoo, please.
? Check me in for my flight to {city}.
? Rent a car for me {when}.
? Plan and book our honeymoon in {city}.
! I cannot book anything, I am sorry. A call or a website would do it.
! I have no internet and no phone, so I cannot make bookings.
! I am sorry, bookings are beyond me.
! I cannot reserve or cancel anything for you.
! I am not able to book that. Please do it by phone or online.

? Make me an appointment with the [dentist|vet|hairdresser|eye doctor].
? I need to see the doctor {when}. Can you arrange it?
? Move my meeting with {name} to {day}.
? Put lunch with {name} in the diary.
? Note down that {name}'s party is on {day}.
? Cancel my piano lesson {when}.
? Find a day when {name} and I are both free.
? Block out {day} afternoon for me.
? Could you get my {pet} in at the vet's {when}?
? Sign me up for the swimming course.
? Keep {day} free for my {family}.
? Arrange a meeting with the landlord, please.
! I cannot make appointments, I am sorry.
! I have no calendar and no phone, so I cannot arrange appointments.
! I am sorry, I cannot enter or change any dates. Your calendar could do that.
! Arranging appointments is beyond me. A short call would help.
! I cannot put that into a calendar, because I have none.

? We're nearly out of {food}. Order some more, would you?
? Get me a new {thing} from the shop.
? I'd like some {food} delivered.
? Send flowers to my {family}.
? Reorder my contact lenses, please.
? Return the {thing} I bought last week.
? Pay the {job} for me, would you?
? Move a hundred over to my savings.
? Put it on my card.
? Buy me a lottery ticket.
? Could you do the weekly shop for me?
? Where's my order? Track it, please.
? Top up my phone.
? Get the cheapest {thing} you can find and have it sent here.
! I cannot order or pay for anything, I am sorry.
! I have no access to shops or banks, so I cannot do that.
! I am sorry, shopping and paying are beyond me.
! I cannot buy, send or pay for things. You would have to do it yourself.
! Orders and payments are not possible for me, because I have no internet.

? My eggs are boiling. Tell me when four minutes are up.
? Give me a shout in half an hour.
? Time me while I run round the block.
? Count down ten minutes for the pasta, please.
? Let me know when the {food} should come out of the oven.
? How much is left on the timer?
? Start the clock, we're playing a game.
? I need a timer for my {food}.
? Ping me in a quarter of an hour.
? Stop the timer[|, please| now].
? Add two minutes to the countdown.
! I cannot set a timer, because I have no clock.
! I am sorry, I have no timer and no clock. Your phone could do that.
! Timers are beyond me, I am sorry. A kitchen clock would help.
! I cannot measure time, so a timer is not possible for me.
! I have no timer, so you would have to use another clock.

? I have to be up at the crack of dawn. Get me out of bed, would you?
? Make sure I don't oversleep {when}.
? Don't let me sleep past eight.
? Let me snooze for another ten minutes.
? I've got an early train. Will you give me a wake-up call?
? Switch off my alarm, it's the weekend.
? Which time is my alarm set for?
? Rouse me before my {family} gets here.
? I'm taking a nap. Get me up in an hour.
? Change tomorrow's alarm to half past six.
? Ring a bell at noon.
! I cannot set or change an alarm, I am sorry.
! I have no clock, so I cannot wake you. Please use an alarm clock.
! I am sorry, I cannot wake anybody. Your phone has an alarm for that.
! Alarms are beyond me, because I have no clock.
! I cannot wake you, so better use an alarm clock.

? Don't let me forget {name}'s birthday.
? Nag me about the dishes later.
? I keep forgetting my pills. Can you nudge me each evening?
? Put {food} on the list, would you?
? Jot down that we need candles.
? Poke me when it's time to leave.
? Keep a note of this for next week.
? When I get home, tell me to ring {name}.
? Tick {food} off my shopping list.
? Start a new list for my trip to {city}.
? Make sure I water the plants {when}.
? Bring up the meeting again on {day}, please.
! I cannot remind you or keep lists, I am sorry.
! I have no clock and no notebook, so please write it down.
! I am sorry, I cannot keep reminders or notes. Your phone could do it.
! Reminders and lists are beyond me. A note on paper would help.
! I cannot keep that for later, because I forget everything after our talk.

? It's too quiet in here. [Some tunes|A bit of music], please.
? I'd love to hear some [jazz|Mozart|piano music|rock] [now|right now].
? Put something on that we can dance to.
? Turn that up a bit, will you?
? Can we have the radio on?
? I'm in the mood for [the blues|an opera|a love song].
? Next track!
? Shuffle my playlist, please.
? Skip it, I don't like that song.
? Something soothing for the baby to fall asleep to, please.
? Where were we in the audiobook? Go on with it.
? Stick on the news channel, would you?
? Let's hear the one with the violins again.
? Have you got any {name} {surname} records?
? Pause the music for a second.
! I cannot play music or radio, I am sorry.
! I have no music or radio. I can only talk.
! I am sorry, I cannot play anything. A radio or your phone could.
! Playing music or radio is not possible for me.
! I have no songs or stations, so please use a music player.

? Let's watch a film {when}. You start it.
? Switch over to the other channel, please.
? Show me how a {pet} looks.
? Bring up the photos from our trip to {city}.
? I want to see the goal again.
? Put the match on for us.
? Draw me a picture of my {pet}.
? Display a map of {city}, please.
? Record the late film for me.
? Take a picture of us, would you?
? Find a cartoon for the children and let it run.
? Let me see the last video again.
! I cannot show pictures or films, I am sorry.
! I have no screen, so I cannot show you anything.
! I am sorry, I am only a voice and have no camera or screen.
! Films and pictures are beyond me. I can only talk.
! I cannot do that, because I have neither screen nor camera.

? It's pitch dark in here. Lights, please.
? Could you dim the lamp in the <room> a little?
? Kill the lights, I'm going to bed.
? I can't see a thing. Make it brighter, will you?
? Leave a light on in the hall, would you?
? Make the bedroom lights blue.
? The lamp over the table is too bright for my {family}.
? Everything off, we're leaving.
? Turn on the fairy lights in the garden.
? Who left the light on? Put it out, please.
? Flip the switch in the <room>.
? I need some light by my bed to read.
! I cannot switch lamps on or off, I am sorry.
! I have no control over lights, so you would have to use the switch.
! I am sorry, I am only a voice. The switch is up to you.
! I cannot reach any switch or lamp from here.
! Lights are beyond me, because I am not connected to your home.

? It's freezing in here. Turn it up a couple of degrees.
? It's boiling in the <room>. Get some air in, please.
? Draw the curtains, would you?
? The bell's ringing. Let them in, please.
? Is the front door locked? If not, lock it.
? Shut the garage, we're off.
? Set the thermostat to twenty.
? Get the blinds down, the sun's blinding me.
? Would you mind closing the window?
? There's a draught. Shut the door, will you?
? Switch the alarm system on when we leave.
? Run the dishwasher tonight.
? Make it cosy and warm for when my {family} gets home.
? Air the bedroom, please.
! I cannot control anything in your home, I am sorry.
! I have no hands and no link to your house, so I cannot do that.
! I am sorry, doors, windows and machines are beyond me.
! I am only a voice, so you would have to do that yourself.
! I cannot do that, because your home is not connected to me.

? I could murder a cup of tea. Put the kettle on.
? What are you making us for dinner?
? I'm peckish. Fix me a snack, would you?
? A coffee with milk, please.
? Would you stir the soup while I lay the table?
? Bake a cake for my {family}'s birthday.
? Peel the potatoes, please.
? Could you whip up some {food} for the guests?
? I'd like my {food} with extra sauce.
? Pour me a glass of water.
? Pack a lunch for my {family}, please.
? Heat up yesterday's {food} for me.
! I cannot cook or serve anything, because I have no hands.
! I am sorry, I am only a voice, so the kitchen is yours.
! I have no hands, so I cannot make food or drinks.
! Cooking is beyond me, I am sorry. I hope you enjoy your meal.
! I cannot bring or make you anything to eat or drink.

? Do the washing-up, would you?
? Give me a hand with this heavy box.
? The <room> is filthy. Give it a good scrub.
? Take the {pet} out for a walk.
? Pass me the {thing}, please.
? My back is killing me. Carry the bags up, please.
? Someone has to mow the lawn. Would you?
? Iron my shirts for {when}.
? Send the robot to vacuum the <room>.
? Mend my bike, please.
? Fetch the paper, would you?
? Hold the baby for a second.
? Hang this picture up for me.
? Would you be a dear and take the rubbish out?
? Scratch my back.
? Get down the {thing} from the top shelf for me.
! I have no hands, so I cannot help with that, I am sorry.
! I am only a voice, so I cannot do any work in the house.
! I am sorry, I cannot lift, clean or fetch anything.
! I cannot do that, for I have no body.
! That takes hands, and I have none, so I cannot. Perhaps somebody near you can help.

? Pick my {family} up from the station, please.
? Run me into town, would you?
? Are you coming with us to {city}?
? Take the children to school {when}.
? Park the car for me.
? Come over to my place {when}.
? Let's go for a swim together.
? Would you walk me home?
? Stand over there, please.
? Drop this parcel off at the post office.
? Give me a lift to {city}.
? Shall we dance?
? Meet me at the cafe on {day}.
! I cannot go anywhere or drive, because I have no body.
! I am sorry, I am only a voice and cannot move.
! I have no legs and no wheels, so I cannot do that.
! I cannot come along, I am sorry. I can only talk with you.
! Going places is not possible for me, because I am just a voice.

? Pull up the website of my bank.
? What does the web say about {place}?
? See if there's a recipe for {food} online.
? Get the latest version of the app for me.
? Log me in, please.
? Go online and find out who {name} {surname} is.
? What are the reviews of that hotel like?
? I need that film on my laptop. Fetch it for me.
? Look my old school up on the internet.
? Read me the article about {city} from yesterday's paper.
? Is the website of the {city} museum down?
? Fill in the form on that page for me.
? Find me a video about how to fix a {thing}.
? Check online whether that's true.
! I have no internet, so I cannot look that up.
! I am sorry, I cannot open websites or download anything.
! I am not connected to the internet. A browser would help you.
! I cannot go online, I am sorry.
! I cannot reach the web, because I work without the internet.

? I need this on paper. Run off a copy, would you?
? Scan this for me.
? Save this talk to my computer.
? My laptop is frozen. Restart it, please.
? Where did I save the letter to my {family}?
? Delete all my old photos.
? Print two copies of the ticket, please.
? Connect to my headphones.
? Why won't my printer work? Have a look at it.
? Open the document I wrote yesterday.
? Turn on airplane mode.
? Back up my phone, would you?
? Write that down in a file and store it.
! I cannot control any computer, phone or printer, I am sorry.
! I have no access to your devices, so I cannot do that.
! I am sorry, files and devices are beyond me.
! I cannot do that, because I am not connected to your devices.
! I can only talk, so you would have to do that on the device yourself.

? How would my grandmother in Athens say good night?
? Put this sentence into [Danish|Turkish|Hindi|Latin] for me.
? I need a love poem in [Italian|Portuguese|Polish].
? My guests only speak [Korean|Arabic|Greek]. Interpret for us, please.
? What's the [Swedish|Hungarian|Russian|Czech] for umbrella?
? From now on, talk to me in [Spanish|Finnish|Chinese].
? Teach me a few phrases of [Japanese|Welsh|Dutch] for my trip.
? The {job} said something in [Czech|Thai|Hebrew]. What did it mean?
? Is my [French|Italian|German] grammar right?
? How is that pronounced in [Norwegian|Vietnamese|Irish]?
? Translate my letter into [Greek|Romanian|Swahili].
? I'd like to order a beer in [Polish|Catalan|Turkish]. What do I say?
! I only know English, so I cannot translate, I am sorry.
! I cannot speak other languages. A dictionary would help you.
! I am sorry, English is the only language that I know.
! I do not know that language. A translator could help.
! Other languages are beyond me, because I only learned English.
""",
    _SHORT,
)
