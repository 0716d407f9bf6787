"""What was said is wanted again, or doubted, or its reason is asked for."""

from __future__ import annotations

import random
from collections.abc import Sequence

from .chatter import Turn, chatter, padded_before, small_sum
from .example import Example
from .facts import FACTS
from .patterns import say

__all__ = ["said_again", "sure", "why"]


def _earlier(rng: random.Random) -> tuple[Turn, ...]:
    """Some turns that can be asked about, short enough to be said again."""
    turns: list[Turn] = []
    while len(turns) < rng.choice((1, 1, 2, 3)):
        turns.append(small_sum(rng)[0] if rng.random() < 0.3 else chatter(rng))
    return tuple(turns)


_GLADLY: Sequence[str] = ("", "", "Of course. ", "Gladly. ", "I said: ")
_QUESTION: Sequence[str] = ("You asked me this: ", "Your question was: ", "I heard this: ")
_TOLD: Sequence[str] = ("You said: ", "I heard this: ", "What you said was: ")
_FIRST: Sequence[str] = ("You began with this: ", "First you said: ", "The first thing was: ")
_AGAIN: Sequence[str] = (
    "[Can|Could] you [repeat that|say that again|say it once more][|, please]?",
    "[Say that|Say it] again, please.",
    "What did you [just |]say?",
    "Pardon?",
    "Once more, please.",
    "Sorry, I did not hear that.",
    "Come again?",
    "What was that?",
    "Please repeat that.",
)
_ASKED: Sequence[str] = (
    "What did I [just |]ask you[| before| just now]?",
    "What was my [last |]question?",
    "Do you remember [my question|what I asked]?",
    "What was it that I asked?",
    "Repeat my question, please.",
)
_SAID: Sequence[str] = (
    "What did I [just |]say[| before| just now]?",
    "What did you hear?",
    "Repeat what I said, please.",
    "What did I tell you?",
)
_BEGUN: Sequence[str] = (
    "What was the first thing [I said|that I said]?",
    "How did [we|I] begin?",
    "What did I say first?",
    "How did this talk start?",
)


def said_again(rng: random.Random) -> Example:
    """What was answered or asked before is wanted once more."""
    history = _earlier(rng)
    asked, answered = history[-1]
    wanted = rng.choice(("answer", "answer", "question", "first"))
    if wanted == "answer":
        again, leads, said = _AGAIN, _GLADLY, answered
    elif wanted == "first":
        again, leads, said = _BEGUN, _FIRST, history[0][0]
    else:
        again, leads, said = (_ASKED, _QUESTION, asked) if asked.endswith("?") else (_SAID, _TOLD, asked)
    return Example("follow_ups", say(rng, rng.choice(again)), rng.choice(leads) + said, history=history)


_DOUBTS = (
    "Are you [sure|certain][| about that]?",
    "[Really|Is that true|Is that right|Is that so|Is that correct]?",
    "Can I rely on that?",
    "Do you really think so?",
    "I [do not|don't] believe that.",
    "Hmm, are you sure?",
)


def sure(rng: random.Random) -> Example:
    """A doubt about something that is true: it stays so, and is said again."""
    if rng.random() < 0.4:
        turn = small_sum(rng)[0]
    else:
        (family,) = rng.choices(FACTS, weights=[family.weight for family in FACTS])
        fact = family.example(rng)
        turn = fact.question, fact.answer
    question = say(rng, rng.choice(_DOUBTS))
    if turn[1].startswith(("Yes,", "No,")):
        answer = say(rng, "[Yes, I am sure of it|I am quite sure|As far as I know, that is right].")
    else:
        answer = say(rng, "[Yes, I am sure|Yes, I think so|I am quite sure|As far as I know, yes].") + " " + turn[1]
    return Example("follow_ups", question, answer, history=padded_before(rng, turn))


_REASONS = (
    (
        "Is a whale a fish?",
        "No, a whale is a mammal.",
        "[Because|A whale is a mammal, for] it breathes air and feeds its young with milk.",
    ),
    ("Can penguins fly?", "No, penguins cannot fly.", "Because their wings are [short and made|made] for swimming."),
    (
        "Is it raining?",
        "I am sorry, I cannot see the weather.",
        "Because I can only hear, [and I have no weather report|not see].",
    ),
    (
        "What time is it?",
        "I have no clock, so I do not know.",
        "Because I [am only a voice assistant without a clock|was built without a clock].",
    ),
    (
        "Call my mother.",
        "I am sorry, I cannot call anybody.",
        "Because I [have no phone|am not connected to a phone]. I can only talk with you.",
    ),
    ("Can you see me?", "No, I cannot see you.", "Because I have no camera. I can [only|just] hear you."),
    ("Play some music.", "I am sorry, I cannot play music.", "Because I can only [talk and listen|listen and speak]."),
    (
        "What is the news today?",
        "I have no access to the news.",
        "Because I [work without the internet|am not connected to the internet].",
    ),
    ("Does ice float?", "Yes, ice floats on water.", "Because ice is lighter than [the same amount of|liquid] water."),
    (
        "Is a spider an insect?",
        "No, a spider is not an insect.",
        "Because [a spider|it] has eight legs, and insects have six.",
    ),
    (
        "What is your name?",
        "My name is Antiphon.",
        "An antiphon is a song of two voices in turn, [and so we talk|like our talk].",
    ),
    (
        "Is the moon a star?",
        "No, the moon is not a star.",
        "Because it makes no light of its own. It [only reflects|reflects] the sun.",
    ),
    ("Do you eat?", "No, I do not eat.", "Because I am a computer program[|, not a living being]."),
    ("Are you tired?", "No, I never get tired.", "Because I am a computer program[|, and programs need no rest]."),
    (
        "Should I wear a coat in winter?",
        "Yes, a coat is a good idea in winter.",
        "Because it is cold [outside in winter|in winter, and a coat keeps you warm].",
    ),
    (
        "Is it good to drink water?",
        "Yes, it is good to drink water.",
        "Because the body needs water [to work|every day].",
    ),
    (
        "Should I brush my teeth?",
        "Yes, brush your teeth every day.",
        "Because it keeps your teeth clean and [healthy|well].",
    ),
    ("Who will win the lottery?", "I cannot know that.", "Because nobody can [know|see] the future."),
    (
        "What is in my pocket?",
        "I do not know what is in your pocket.",
        "Because I cannot see you or your [things|pocket].",
    ),
    ("Do we need the sun?", "Yes, we need the sun.", "Because it gives us light and [warmth|lets plants grow]."),
)


def why(rng: random.Random) -> Example:
    asked, answered, because = rng.choice(_REASONS)
    question = say(
        rng,
        "[Why|Why is that|And why|Why not|How come|Why so|What is the reason|Can you tell me why|Please explain why]?",
    )
    if question == "Why not?" and not any(word in answered.split() for word in ("No,", "not", "cannot", "no")):
        question = "Why?"
    question = question.replace("Please explain why?", "Please explain why.")
    return Example("follow_ups", question, say(rng, because), history=padded_before(rng, (asked, answered)))
