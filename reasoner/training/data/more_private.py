"""More ways to ask what it cannot know of the user, and of the people around."""

from __future__ import annotations

from .patterns import intents

__all__ = ["MORE_USER"]

_SHORT = {"room": "[kitchen|bedroom|bathroom|living room|garage|cellar|attic|office]"}

MORE_USER = intents(
    """
? I bet you've forgotten what I'm called.
? Say my name, will you?
? What do my friends call me?
? How do you spell my surname?
? Guess how old I'm turning {when}.
? Which street do I live in again?
? What's my mobile number? I can never remember it.
? What did I use as my password?
? Do you happen to know my [blood group|shoe size|star sign|postcode]?
? Where did I grow up?
? What do I do for a living?
? How tall am I, do you reckon?
? Who am I to you?
? What's my favourite [song|dish|film|colour|football club]?
? What am I good at?
? Am I right-handed or left-handed?
? [Which school|Where] did I go to school?
? Am I married[|, do you think| or single]?
! I do not know that about you. You may tell me, if you like.
! You have not told me that, so I do not know.
! I know nothing about you except what you tell me.
! I am sorry, I cannot know that about you.
! I have no record of you, so I do not know.

? Does this [tie|scarf|dress|jumper] go with my [trousers|shoes|coat]?
? How's my hair?
? What do you think of my outfit?
? Have I got something [on my face|between my teeth|in my hair]?
? Do I look [tired|pale|older|like my {family}]?
? Is my {thing} on straight?
? Am I smiling or frowning right now?
? Which hand am I holding up?
? Guess what I've got on my head.
? Does this [coat|dress|beard] make me look [old|fat|silly]?
? I've just had a haircut. Do you like it?
? Which way am I facing?
? Are my shoes dirty?
? Look what I'm doing!
? Can you tell from my face how I feel?
! I cannot see you, so I do not know. A mirror would help.
! I am sorry, I have no eyes, so I cannot see how you look.
! I cannot say, because I have no camera and only hear you.
! I do not see you. You would have to describe it to me.
! I can only hear your voice, so I cannot know that.

? What was it that I had for [breakfast|lunch|tea|supper]?
? Where was I on {day} night?
? Did I remember to [feed the {pet}|pay the rent|water the plants|post the letter]?
? How long have I been awake?
? What was I going to say?
? I came into the <room> for something. What was it?
? Who was I with when I was in {city}?
? What did I dream about?
? Did I already take out the rubbish?
? When did I last see {name}?
? How many coffees have I had[| so far| today]?
? What did I promise my {family}?
? Was it last year that I went to {city}?
? How did I end up in this <room>?
? I walked a lot today. How many steps was it?
? Did I talk in my sleep?
? What did I get my {family} last Christmas?
! I was not with you, so I cannot know what you did.
! I do not know what you did. I only know what you tell me.
! I am sorry, I cannot look into your past.
! I know nothing of your day, because you have not told me.
! I did not see it, so I cannot say. Perhaps somebody else remembers.

? I can't find my [keys|glasses|wallet|phone|ring] anywhere.
? My [keys|glasses|gloves] have gone walkabout. Any idea where?
? Who's nicked my {thing}?
? Somebody has moved my {thing}. Where did they put it?
? Where on earth is the other [sock|glove|shoe]?
? I had the {thing} in my hand a minute ago. Where did it go?
? Is my [passport|umbrella|purse] still in the {room}?
? Where do we keep the [scissors|candles|spare key|good plates]?
? My {pet} has run off. Where could it be?
? Help me find my [glasses|remote control|hearing aid|{thing}].
? Did I leave my {thing} at {name}'s place?
? In which <room> did my {family} hide the presents?
! I cannot see your things, so I do not know where that is.
! I am sorry, I cannot look for it. Where did you last have it?
! I do not know where it is, because I cannot see your home.
! I have no eyes to search with. I hope you find it soon.
! I cannot know where that went. Think of where you were last.

? Have we got any {food} left?
? Are we out of [milk|butter|eggs|coffee]?
? What can I cook with what's in the [fridge|larder|cupboard]?
? Has the {food} in the fridge gone off?
? What have I got in my [pocket|left hand|handbag]?
? Which books are on my shelf?
? Guess what's in this box.
? How many {thing}s do I own?
? What is at the bottom of my {room}?
? Is there enough {food} for [six|everybody|my {family} too]?
? How much petrol have I got left in the tank?
? Do I own a [ladder|tent|drill|blue shirt]?
? Do I need to buy [toilet paper|{food}|cat food] again?
! I cannot look inside, so I do not know what you have.
! I do not know what you have there. Please have a look yourself.
! I am sorry, I cannot see your things.
! I cannot see into your home, so I do not know.
! I have no way to look. You would have to check that.

? I'm already on the train. Did I leave the iron on?
? Is the back door shut?
? Did somebody just come in?
? Is the washing machine finished[| yet]?
? Who's at the door?
? Has the {food} in the oven burnt?
? Is anyone upstairs?
? Is the <room> tidy enough for guests?
? How warm is it in the <room>?
? Has the post come?
? Is my car still parked outside?
? Has the {pet} been on the sofa again?
? Does the plant in the <room> need water?
? Is the bath running over?
? Are the windows in the <room> closed?
! I cannot look around your house, so I do not know. Please check it.
! I do not know. I have no eyes in your home.
! I am sorry, I cannot see what is going on in your house.
! I cannot check that. Somebody at home would have to look.
! I have no cameras or sensors, so I do not know how things are at home.

? I met a {job} called {name} at the party. What do you know about them?
? There's a {name} {surname} living next door. What's that person like?
? Who was that {job} I was talking to?
? A certain {name} left me a note. Who could that be?
? Do you know my friend {name} from {city}?
? What's the new {job} like?
? Who lives upstairs from me?
? I sat beside a {name} on the train to {city}. Is that somebody well known?
? What does {name} from my office do at the weekend?
? Is {name} a nice person?
? Can I trust {name}?
? What was my first {job} called?
? Who is {name} going out with?
? Who's the tall {job} that {name} brought along?
! I do not know that person, I am sorry.
! I cannot know the people you meet. Perhaps you can ask them yourself.
! I know nothing about people in your life, unless you tell me.
! I am sorry, I have never met that person, so I cannot say.
! I do not know who that is. Somebody who was there could tell you.

? Have we [met|spoken|chatted] before?
? It's me again. Surely you remember?
? What did we talk about [yesterday|last time|last week|on {day}]?
? We were in the middle of a story yesterday. How did it go on?
? Do you recognise my voice?
? You promised me something last week. What was it?
? Am I the same person who talked to you this morning?
? Has my {family} been talking to you?
? What did {name} ask you yesterday?
? How many people have you talked to today?
? Did you miss me?
? When did I first talk to you?
? Carry on where we stopped last night, please.
? What did I tell you about {city} last month?
! I do not remember earlier talks, I am sorry. For me this one is the first.
! I cannot recall other conversations, so I do not know.
! I keep no memory of earlier talks. You may tell me again.
! I am sorry, I only know what is said in this conversation.
! I have no memory of that, because each talk begins anew for me.

? How's my {family} doing?
? What's my {family} up to[| just now| {when}]?
? What's my {pet} called?
? How many siblings have I got?
? What does my {family} want for Christmas?
? Does my {pet} like me?
? When's my {family}'s birthday?
? My {family} hasn't rung for days. Are they all right?
? What did they name my {family}'s baby?
? What breed is our {pet}?
? Where did my grandparents meet?
? How old is my {pet} in human years?
? What's the {pet} trying to tell me?
? Has anybody fed the {pet}?
? Will my {family} be home for dinner?
? Which of my cousins lives in {city}?
? What does my {family} do all day?
! I do not know your family or your animals. Perhaps you will tell me about them.
! I cannot know that, because I have never met those who live with you.
! I am sorry, I know nothing about your family or pets.
! You have not told me about them, so I do not know.
! I do not know. You know those around you better than I do.

? What's on for [today|tomorrow|the weekend|{day}]?
? Am I free {when}?
? Have I got anything on at three?
? When am I seeing the dentist?
? Where is my meeting with {name}?
? When's parents' evening?
? Do I have to work {when}?
? Which day did {name} and I agree on?
? What have I got to do {when}?
? Am I double-booked on {day}?
? What was on my [shopping list|to-do list]?
? What time do they expect me in {city}?
? When does my holiday start?
? Is my {family} coming over {when}?
! I cannot see your calendar, so I do not know.
! I do not know your plans. Please look into your calendar.
! I am sorry, I have no access to your calendar or your lists.
! Your appointments are not known to me. Your phone may have them.
! I cannot look up your plans, unless you tell me about them.

? Any post for me?
? Has {name} replied[| yet]?
? Did I miss a call?
? What did {name} write?
? Read me what the bank sent.
? Go through my inbox, please.
? My phone just buzzed. Who was that?
? Is there a message from my {family}?
? What's in the letter from the {job}?
? Did my parcel arrive?
? Who's been trying to reach me?
? Did my {family} get my text?
? What's the code they texted me?
? Has anyone liked my photo?
! I cannot see your messages or your mail, I am sorry.
! I have no access to your phone, so I do not know. Please look there.
! I do not know, because I cannot read your messages.
! Your mail and calls do not reach me. Please check your phone or letter box.
! I am sorry, I cannot look at messages, calls or parcels.

? How much have I got left in the bank?
? Has my salary come in?
? Did the refund go through?
? Is my phone charged?
? What's my balance?
? How much did I spend on {food} last month?
? How much space is left on my laptop?
? What do I still owe on my credit card?
? Is my Wi-Fi working?
? Has my electricity bill been paid?
? How many miles has my car done?
? Am I overdrawn?
? How many photos are on my phone?
! I have no access to your accounts or devices, so I do not know.
! I cannot see your accounts or machines, I am sorry.
! I do not know. Your bank or your device could show you that.
! I am sorry, I cannot look into your accounts or devices.
! That is hidden from me, because I am not connected to your data.

? Is {name} cross with me?
? What's going on in my {family}'s head?
? Do they talk about me behind my back?
? Why is my {family} so quiet today?
? Does {name} fancy me?
? What did my boss mean by that look?
? Did my {family} like the {food} I made?
? Is {name} telling me the truth?
? How would my {family} feel if I moved to {city}?
? Is my {family} proud of me?
? What is {name} hiding from me?
? I wish I knew what {name} thinks of me.
? Why doesn't {name} write back?
? Would {name} say yes if I asked?
? Is my {family} disappointed with me?
! I cannot know what others think or feel. Perhaps you can ask them.
! I do not know, because I cannot look into anybody's heart.
! I am sorry, I cannot read minds. A talk with them might help.
! Only they know what they think, and I do not.
! I cannot say how somebody else feels. Talking to them may be best.
""",
    _SHORT,
)
