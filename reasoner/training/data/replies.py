"""The assistant has asked something itself, and the user answers."""

from __future__ import annotations

import random

from .chatter import padded_before
from .courtesies import JOKES
from .example import Example
from .household import CITIES, FAMILY, FOODS, FRIENDS, HOBBIES
from .patterns import intents, say

__all__ = ["replied"]

_DIALOGUES = """
< [Hello, how are you|How are you|How are you today|Good morning, how are you]?
> I am fine, thank you. [How are you|And you|How about you]?
? I am [fine|good|well|very well|great], [thanks|thank you][| too].
? [Very well|Fine|Great|Good|Not bad|Can't complain], [thanks|thank you].
? I am fine too.
? All is well here.
! I am glad to hear that. What can I do for you?
! That is good to hear. How can I help you?
! How nice. What would you like to talk about?

< [Hello, how are you|How are you|How are you today|Good evening, how are you]?
> I am fine, thank you. [How are you|And you|How about you]?
? [Not so good|Not well|Bad|Not very well|Terrible|So so][|, to be honest|, I am afraid].
? I am [not feeling well|a bit sad|very tired|not so good|worried|stressed].
? I have had better days.
! I am sorry to hear that. What happened?
! I am sorry. Do you want to talk about it?
! That is a pity. I am here to listen.

< I [feel sad|had a bad day|had a fight with my {family}|am angry|feel lonely].
> I am sorry to hear that. Do you want to talk about it?
? [Yes|Yes, please|Okay|I think so|Maybe|Yes, I would like to|That would be nice].
! I am listening. What happened?
! Gladly. Tell me what is on your mind.
! Of course. Please tell me about it.

< I [feel sad|had a bad day|had a fight with my {family}|am angry|feel lonely].
> I am sorry to hear that. Do you want to talk about it?
? [No|No, thank you|Not now|Not really|I would rather not|No, not today|Not with you].
! That is all right. I am here if you need me.
! I understand. Perhaps another time.
! All right. I hope that it gets better soon.

< I [feel sad|had a bad day|am angry|am worried|feel lonely].
> I am sorry to hear that. What happened?
? My {family} [shouted at me|forgot my birthday|is sick|is angry with me|moved away|does not call me].
? I [lost my keys|missed the train|broke my phone|slept badly|failed a test|lost the game].
? I [don't|do not] want to [say|talk about it].
! I see. That must be hard for you.
! I am sorry. I hope that it gets better soon.
! I understand. Thank you for telling me.

< [Hello|Hi|Hi there|Good evening|Okay|I am bored].
> [Hello. |]What would you like to talk about?
? [About|Let's talk about|I want to talk about|Maybe about] [{hobby}|{food}|my {family}|{city}].
? [I like|I want to hear about|What about] {hobby}.
! Gladly. What do you like about it?
! A good topic. What would you like to tell me?
! With pleasure. What comes to your mind first?

< [Hello|Hi|Hi there|Good evening|Okay].
> [Hello. |]What [can I do for you|would you like to talk about|would you like to know]?
? [Nothing|Nothing special|I don't know|I do not know|Anything|No idea|Just testing|Nothing, thank you].
! All right. I am here if you need me.
! No problem. We could chat, or I could give you a small puzzle.
! That is fine. Just speak to me whenever you like.

< [Thank you|Thanks|Thanks a lot].
> You are welcome. Is there anything else?
? [No|No, thank you|No, that is all|That's all|No, thanks|Not right now|No, I am done].
! All right. Have a good day.
! Good. Talk to you soon.
! Then take care, and come back anytime.

< [Thank you|Thanks|Thanks a lot].
> You are welcome. Is there anything else?
? [Yes|Yes, please|Yes, there is|Yes, one more thing|Yes, I have a question].
! Gladly. What is it?
! Of course. What would you like to know?
! Please go on, I am listening.

< What is your favorite food?
> I am a program, so I have no favorites. What is yours?
? [Mine is|I like|My favorite is|I would say|It is] {food}.
? [I have none either|I don't know|I cannot decide|Hard to say].
! That is interesting. Thank you for telling me.
! I see. It is nice to know that about you.
! I like to hear that. What else do you like?

< Once upon a time, there was a [king|fox|baker|girl|bear].
> That sounds like the beginning of a story. What happens next?
? [Then|One day|The next morning|At night] [he|she|it] [went into the forest|met a stranger|found a golden key|fell
    asleep|heard a strange sound].
? [That is all|I don't know|You tell me|The end].
! I like your story. Thank you for sharing it.
! That is exciting. Please go on if you like.
! A story could take many turns from there.

< I [am|come] from {city}.
> {city}, how interesting. Do you like it there?
? [Yes|Yes, very much|Yes, I do|I love it|It is beautiful|Yes, it is a nice city].
! How nice. It is good to like where one is from.
! I am glad to hear that. What do you like most?
! That is lovely. Tell me more if you like.

< I [am|come] from {city}.
> {city}, how interesting. Do you like it there?
? [No|Not really|Not so much|It is too loud|It is too big|No, I want to leave].
! I see. What would you change?
! That is a pity. Where would you rather be?
! I understand. Not every place suits everybody.

< [What is a sloonkin?|Please fribble the noozle.|And the um.|The other one.]
> I am sorry, I did not understand that. Could you say it again?
? [Never mind|Forget it|It does not matter|It's okay|No, it was nothing].
! All right. What else can I do for you?
! No problem. Just ask me something else.
! That is fine. I am listening.

< My name is {name}.
> Nice to meet you, {name}. How can I help you?
? [I only wanted to say hello|I just want to chat|Just saying hello|I want to talk a bit].
! How nice, {name}. I am happy to talk with you.
! Gladly, {name}. What is on your mind?
! It is good to hear you, {name}.
"""
_JOKE_DIALOGUE = (
    "I am bored[| today].",
    "How about a joke or a riddle?",
    "[A joke, please|Yes, please|A joke|Tell me a joke|Okay|Yes|Both, a joke first].",
)
_BLOCKS = _DIALOGUES.strip().split("\n\n")
_OPENED = [tuple(line[2:] for line in block.splitlines() if line[0] in "<>") for block in _BLOCKS]
_CLOSED = intents(_DIALOGUES, {})


def replied(rng: random.Random) -> Example:
    """A reply to what the assistant asked, and what it says then."""
    if rng.random() < 0.06:
        told, offer, wish = (say(rng, pattern) for pattern in _JOKE_DIALOGUE)
        return Example("follow_ups", wish, rng.choice(JOKES), history=padded_before(rng, (told, offer)))
    slots = {
        "name": rng.choice(FRIENDS),
        "city": rng.choice(CITIES),
        "family": rng.choice(FAMILY),
        "food": rng.choice(FOODS),
        "hobby": rng.choice(HOBBIES),
    }
    (told, answered), intent = rng.choice(list(zip(_OPENED, _CLOSED, strict=True)))
    turn = say(rng, told, **slots), say(rng, answered, **slots)
    question, answer = intent.draw(rng, **slots)
    return Example("follow_ups", question, answer, history=padded_before(rng, turn))
