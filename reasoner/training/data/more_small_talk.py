"""Small talk in many more voices: how people greet, call, try, praise, and correct an assistant, and all the rest."""

from __future__ import annotations

from .more_small_talk_of_itself import OF_ITSELF
from .more_small_talk_of_life import OF_LIFE
from .more_small_talk_of_manners import OF_MANNERS
from .more_talk import MORE_TALK
from .patterns import intents
from .talk_of_feelings import TALK_OF_FEELINGS
from .talk_of_itself import TALK_OF_ITSELF
from .talk_of_meeting import TALK_OF_MEETING
from .talk_of_thanks import TALK_OF_THANKS

__all__ = ["MORE_SMALL_TALK"]

_SHORT = {
    "ask": "[What can I do for you?|How can I help you?|What would you like to know?|What is on your mind?]",
}

_MEETING = intents(
    """
? Morning, all.
? A very good morning to you, dear assistant.
? Rise and shine, it's a brand new day.
? Right, I'm up, I've had my coffee, good morning.
? Top of the morning to you.
? Mornin', mate.
? I just woke up and thought I'd say good morning to you first.
? Good morning, or is it still too early for that?
? Oh, what a morning! Hello there.
? Good morning, my dear, I hope I'm not disturbing you.
? Buenos dias, as they say. Good morning!
? The birds are singing already, so good morning.
? The whole house is still asleep, but I'm up. Good morning, Antiphon.
? Breakfast is on the table, good morning to everybody.
! Good morning to you. I hope the day starts well.
! Good morning. <ask>
! Good morning, it is nice to hear you.
! A very good morning to you too.
! Good morning. I wish you a lovely day.

? Afternoon, how do.
? Good day to you, sir or madam.
? A pleasant afternoon to you.
? G'day, mate.
? It's lunch break over here, so hello.
? Just popping in over my lunch to say hello.
? Hello from the office, I've got five minutes to spare.
? Good day, I was told that I could talk to you.
? I've just sat down with a cup of tea, good afternoon.
? Well, good afternoon, Antiphon, there you are.
? Good afternoon, this is {name} from next door.
! Good day to you. <ask>
! Hello, and a good day to you too.
! Good day. It is nice to hear you.
! Hello there. I am listening.
! Hello. I am glad that you came by.

? Evening, all.
? Evening, mate, how's tricks?
? I just got home from work, good evening.
? Good evening to you, the kids are finally in bed.
? A lovely evening to you, Antiphon.
? Hello, it's me, I've just come in from the late shift, good evening.
? Good evening, I hope it is not too late to call on you.
? Good evening. The dishes are done and now I have time for you.
? Phew, home at last. Evening!
? Good evening, dear, I thought we might have a little chat before bed.
? Evening, Antiphon, I'm on the sofa with my feet up.
? The sun's gone down, so I suppose it's good evening.
! Good evening to you. <ask>
! Good evening, it is nice to hear you.
! Good evening. I hope you can relax now.
! A very good evening to you too.
! Good evening. I am here if you want to talk.

? Yo.
? Hiya.
? Howdy, partner.
? Oi oi.
? Hey you.
? Ahoy there.
? Hello, hello, hello.
? Hallo, it's your favorite human.
? Hey buddy, long time no see.
? Guess who's back!
? It's me again, I can't get enough of you.
? Hullo, old thing.
? Hey there, little box.
? Well, look who we have here.
? Salutations, noble machine.
? I thought I'd just come over and say hi.
? Howdy, I haven't talked to you in ages.
? My {family} said I should say hello to you.
? Hi, I don't really want anything, I only wanted to say hello.
? Hello, Antiphon, remember me?
! Hello there, it is nice to hear you.
! Hello to you. <ask>
! Hi there. I am listening.
! Hello. What would you like to talk about?
! Hello, and welcome. <ask>

? Wakey wakey.
? Wake up, sleepyhead.
? Hey, are you asleep or what?
? Come on, switch yourself on.
? Time to get to work, my little helper.
? Earth to Antiphon.
? Hello? Wake up in there!
? Antiphon, your services are required.
? Could I have your attention for a moment, please?
? Listen up, I need you.
? Enough sleeping, there's stuff to do.
? Pay attention now, Antiphon.
? Antiphon!
? Hey, assistant, over here.
! I am awake and listening. <ask>
! I am here. <ask>
! Here I am, and I am listening.
! I am all ears, so to speak. Please go on.
! You have my attention. What can I do for you?

? Knock, knock, anybody home?
? Anyone at the other end?
? Hello? Hello? Is this thing live?
? Are my words getting through to you?
? Am I coming through loud and clear?
? Is my microphone working, can you tell?
? I can't tell whether you hear me at all.
? Do you hear what I'm saying over all this noise?
? Can you make out what I say from over here?
? Are you receiving me, over?
? Tell me, does my voice reach you?
? Is there life in this loudspeaker?
? Have I been talking to myself the whole time?
? Did you catch that, or are you still switched off?
? Say something so that I know you hear me.
? I'm standing at the far side of the room, can you still hear me?
? Sound check, please.
? Excuse me, is anybody listening?
! I can hear you. <ask>
! I am here, and I hear you.
! Your words arrive here. <ask>
! I am listening. Please go on.
! I hear you well. What can I do for you?

? Just testing, don't mind me.
? Mic check, mic check.
? Testing, testing, 1, 2.
? I'm only seeing if you work.
? Ignore me, I'm setting up the microphone.
? This is me trying out my new headset.
? La la la, this is only a test.
? Blah blah blah, checking the sound.
? I bought a new microphone and want to try it.
? My {family} set you up for me and I'm giving it a go.
? I'm not asking anything, I just want to see whether this thing reacts.
? Let's see if this works.
? Right, first try of the day.
? Trying, trying, does this do anything?
! It works. I can hear you.
! Your test has arrived here. I understood you.
! I hear you, so the test works.
! That worked. Just speak whenever you like.
! I can hear you. What can I do for you?

? How are we today?
? How's life treating you?
? How are things at your end?
? You all right?
? You alright, love?
? All good with you?
? How have they been treating you?
? How goes it?
? How's everything?
? What's new with you?
? What's cooking?
? Everything okay in there?
? Wie geht's, how are you, my friend?
? And how is my favorite assistant today?
? And how are you keeping these days?
? I hope you're well?
? I trust this finds you well?
? Sleep well? Feeling good?
? How are you holding up?
? Still going strong?
? How's your day been so far?
? Having a good one?
? Is life being kind to you?
? I'm fine, and you?
? I'm doing great today, how about yourself?
? We've talked so much about me, how are you, actually?
? Nobody ever asks you, so tell me, how do you feel?
? Before I ask you anything, how are you?
? May I inquire after your health?
? How are you feeling this fine morning?
? Are you having a nice evening?
? You keeping well?
? Hey, how's the weather in your circuits, everything fine?
? How ya doin'?
? What's going on, pal?
? How's my little computer getting on?
? Are you in a good mood?
? On a scale from awful to wonderful, how are you?
? Hello dear, are you keeping all right in there?
? Long day? How are you doing?
? What's the story, are you good?
! I am fine, thank you. How are you?
! All is well here, thank you for asking.
! I am doing well, thank you. And you?
! Everything runs well here, thank you. How are things with you?
! Very well, thank you. It is kind of you to ask.
! I am well, and glad to talk with you.

? Ta very much.
? Cheers, that's sorted me out.
? Thanks a million.
? Thanks a bunch, you saved my day.
? That's just what I needed, thank you.
? Much obliged.
? Bless you, dear, that was kind.
? I owe you one.
? You've been a great help, honestly.
? I don't know what I'd do without you.
? I really appreciate you taking the time.
? My goodness, that was useful, thank you ever so much.
? Thanks to you I finally got it.
? You explained that really well, thanks.
? I wanted to thank you for yesterday.
? My {family} says thank you too.
? Brilliant, that'll do nicely, thank you.
? Thank you for being so patient with me.
? That answered my question, thanks.
? Thank you kindly, young friend.
! You are very welcome.
! You are welcome. I am glad that I could help.
! It was my pleasure.
! Gladly. Come back whenever you like.
! I am happy to help. Is there anything else?

? Wow, that was quick.
? You're fast, I hadn't even finished thinking.
? For such a tiny program you're pretty bright.
? I'm impressed, I didn't expect that from you.
? Clever little thing, aren't you?
? You're smarter than my {family}.
? You're a genius.
? You're a star.
? You're a lifesaver, you know that?
? Spot on, well played.
? Not bad for a computer.
? You've got a lovely way of putting things.
? Such a pleasant voice, I could listen to it for hours.
? I must say, you speak beautifully.
? You're so polite, people could learn from you.
? I told all my friends how good you are.
? You're the best thing in this kitchen.
? I'm really happy with you.
? Gold star for you, Antiphon.
? That was an excellent answer, I'm proud of you.
? You never get grumpy, I like that.
? You fit on such a small machine, that's amazing.
? You rock.
! Thank you, that is very kind of you.
! How nice of you to say. Thank you.
! Thank you. I do my best.
! That is kind. I am glad that you are pleased.
! Thank you, I am happy to hear that.

? Nope, that's not it.
? What on earth are you talking about?
? That makes no sense whatsoever.
? You've got that completely backwards.
? I'm afraid your answer was mistaken.
? That can't be right, can it?
? Are you kidding me? That's plain wrong.
? That's not what I wanted to know at all.
? You didn't answer my question.
? You keep saying the wrong thing.
? Hm, no, I checked it and you were wrong.
? I think you misheard me.
? No no no, you've got hold of the wrong end of the stick.
? That was gibberish, I'm sorry to say.
? Come on, even my {pet} knows better than that.
? You gave me a wrong answer yesterday, and I believed it.
? You just made that up, didn't you?
? Your answers are a bit odd today.
? I asked for one thing and got another.
? Why do you always talk such nonsense?
! I am sorry about that. Please ask me once more.
! I am sorry that it did not fit. Could you say it in other words?
! I apologize. I can be wrong, so please tell me again.
! I am sorry. Let me try once more if you repeat your question.
! I am sorry, I make mistakes. What did you want to know?

? Sorry, I missed that, what was it?
? Beg your pardon?
? Come again, I wasn't listening.
? Eh? What was that?
? The kettle was whistling, could you say that one more time?
? I'm a bit hard of hearing, would you mind repeating it?
? Hang on, run that by me again.
? My hearing aid was off, what did you say?
? Once more for the people at the back.
? Huh?
? A truck went past, I didn't catch a word of it.
! I have not said anything yet. <ask>
! There is nothing to repeat yet. <ask>
! We have only just begun, so I have said nothing so far.
! So far there is nothing to repeat. What would you like to hear?
! I have not said anything yet, but I am listening.

? Not so fast, please.
? Whoa, slow down a bit.
? You talk like a waterfall, could you go easier?
? Speak up, I'm an old man.
? Could you raise your voice a touch? It's noisy here.
? Shh, not so loud, the baby is asleep.
? Can you whisper?
? Turn it down a notch.
? Your voice is far too quiet for my ears.
? Talk a little slower for my {family}, would you?
? Would you mind lowering your volume?
? Could you use a deeper voice?
? I'd like you to sound like a woman.
? Can you do a Scottish accent?
! I am sorry, my voice is set in the settings.
! I cannot change my voice while we talk, I am sorry.
! I am afraid that my voice cannot be changed from here.
! Sorry, how I sound is set elsewhere.
! I would if I could, but my voice is set in the settings.
""",
    _SHORT,
)

_TALK = TALK_OF_MEETING + TALK_OF_THANKS + TALK_OF_ITSELF + TALK_OF_FEELINGS + MORE_TALK
MORE_SMALL_TALK = _MEETING + OF_MANNERS + OF_ITSELF + OF_LIFE + _TALK
