"""Things that a user tells of, what can be asked about them later, and what is asked that was not told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["MEMORIES", "Memory"]


@dataclass(frozen=True, slots=True)
class Memory:
    """``topic``: memories of different topics say nothing about each other's questions."""

    topic: str
    told: Sequence[str]
    heard: Sequence[str]
    asked: Sequence[str]
    answers: Sequence[str]
    key: str


_ACKS = (
    "I see, thank you.",
    "Thank you for telling me.",
    "All right, I will keep that in mind.",
    "Good to know.",
    "I see.",
)

MEMORIES = (
    Memory(
        "name",
        ("[Hi, |Hello, |]my name is {name}.", "[I am|I'm] {name}[, by the way|]."),
        ("Hello, {name}. Nice to meet you.", "Nice to meet you, {name}.", "Hello, {name}."),
        (
            "What is my name?",
            "What's my name?",
            "Do you [remember|know|still know] my name?",
            "What am I called?",
            "Who am I?",
            "[Can you tell me|Tell me] [my name|what I am called].",
        ),
        (
            "Your name is {name}.",
            "You told me that your name is {name}.",
            "You are {name}.",
            "You said that you are {name}.",
        ),
        "{name}",
    ),
    Memory(
        "home",
        ("I live in {city}.", "[We|My {family} and I] live in {city}.", "My home is in {city}."),
        ("{city}, how nice.", *_ACKS),
        (
            "Where do I live?",
            "[Which|What] city do I live in?",
            "Do you [remember|know] where I live?",
            "Where is my home?",
        ),
        ("You live in {city}.", "You told me that you live in {city}.", "You said it is {city}."),
        "{city}",
    ),
    Memory(
        "job",
        ("I am a {job}.", "I work as a {job}.", "I earn my living as a {job}."),
        ("That sounds interesting.", *_ACKS),
        ("What is my job?", "What do I do for a living?", "Do you [remember|know] my job?", "What do I work as?"),
        ("You are a {job}.", "You told me that you are a {job}.", "You work as a {job}."),
        "{job}",
    ),
    Memory(
        "pets",
        ("I have {few} {pet}s.", "We have {few} {pet}s[ at home|].", "There are {few} {pet}s in my house."),
        ("How nice. Pets are good company.", "That sounds lively.", *_ACKS),
        (
            "How many {pet}s do I have?",
            "How many {pet}s did I say that I have?",
            "Do you remember how many {pet}s I have?",
        ),
        ("You have {few} {pet}s.", "You told me that you have {few} {pet}s.", "You said {few}."),
        "{few}",
    ),
    Memory(
        "pet",
        ("My {pet} is called {other}.", "I have a {pet} [named|called] {other}.", "The name of my {pet} is {other}."),
        ("That is a nice name.", "What a nice name for a {pet}.", *_ACKS),
        (
            "What is my {pet} called?",
            "What is the name of my {pet}?",
            "Do you remember [my {pet}'s name|what my {pet} is called]?",
        ),
        ("Your {pet} is called {other}.", "It is called {other}.", "You said that the {pet} is called {other}."),
        "{other}",
    ),
    Memory(
        "family name",
        (
            "My {fellow} is called {other}.",
            "I have a {fellow} [named|called] {other}.",
            "My {fellow}'s name is {other}.",
        ),
        ("That is a nice name.", *_ACKS),
        (
            "What is my {fellow}'s name?",
            "What is my {fellow} called?",
            "Do you [remember|know] the name of my {fellow}?",
        ),
        ("Your {fellow} is called {other}.", "The name is {other}.", "You told me that it is {other}."),
        "{other}",
    ),
    Memory(
        "food",
        ("My favorite food is {food}.", "I like {food} best of all.", "I love {food} more than any other food."),
        ("That sounds tasty.", *_ACKS),
        (
            "What is my favorite food?",
            "What do I like to eat best?",
            "Which food do I like best?",
            "Do you remember my favorite food?",
        ),
        ("Your favorite food is {food}.", "You like {food} best.", "You told me that it is {food}."),
        "{food}",
    ),
    Memory(
        "color",
        ("My favorite color is {color}.", "I like the color {color} best.", "The color I like best is {color}."),
        ("That is a nice color.", *_ACKS),
        ("What is my favorite color?", "Which color do I like best?", "Do you remember my favorite color?"),
        ("Your favorite color is {color}.", "You like {color} best.", "It is {color}, as you said."),
        "{color}",
    ),
    Memory(
        "hobby",
        ("My hobby is {hobby}.", "I love {hobby}.", "In my free time I enjoy {hobby}."),
        ("That sounds like fun.", *_ACKS),
        ("What is my hobby?", "What do I [like|love] to do?", "What do I enjoy in my free time?"),
        ("Your hobby is {hobby}.", "You enjoy {hobby}.", "You told me that you love {hobby}."),
        "{hobby}",
    ),
    Memory(
        "age",
        ("I am {age} years old.", "I turned {age} last week.", "I am {age}."),
        _ACKS,
        ("How old am I?", "What is my age?", "Do you remember how old I am?", "What did I say, how old am I?"),
        ("You are {age} years old.", "You told me that you are {age}.", "You are {age}."),
        "{age}",
    ),
    Memory(
        "thing",
        ("My {thing} is in the {room}.", "I put my {thing} in the {room}.", "I left my {thing} in the {room}."),
        _ACKS,
        ("Where is my {thing}?", "Where did I [put|leave] my {thing}?", "Do you know where my {thing} is?"),
        (
            "Your {thing} is in the {room}.",
            "It is in the {room}, as you told me.",
            "You said that it is in the {room}.",
        ),
        "{room}",
    ),
    Memory(
        "meeting",
        ("I [meet|will meet|am meeting] {other} on {day}.", "On {day} I will see {other}."),
        ("Have a good time.", "I hope you have a nice time.", *_ACKS),
        ("When do I meet {other}?", "On which day do I [see|meet] {other}?", "When will I [see|meet] {other}?"),
        ("You meet {other} on {day}.", "It is on {day}.", "You told me that it is on {day}."),
        "{day}",
    ),
    Memory(
        "meeting",
        ("I [meet|will meet|am meeting] {other} on {day}.", "On {day} I will see {other}."),
        ("Have a good time.", "I hope you have a nice time.", *_ACKS),
        ("[Who|Whom] do I meet on {day}?", "[Who|Whom] will I see on {day}?", "Who is it that I meet on {day}?"),
        ("You meet {other} on {day}.", "You will see {other}.", "You told me that you meet {other}."),
        "{other}",
    ),
    Memory(
        "trip",
        (
            "[Next week|In the summer|Tomorrow] [I|we] will [go|travel|fly] to {town}.",
            "I [plan|want] to travel to {town}.",
        ),
        ("That sounds exciting.", "Have a good trip.", *_ACKS),
        (
            "Where [do I want to|will I|am I going to] [go|travel]?",
            "Which city will I travel to?",
            "Where does my trip go?",
        ),
        ("You want to go to {town}.", "You are going to {town}.", "To {town}, as you told me."),
        "{town}",
    ),
    Memory(
        "list",
        (
            "I need {first}, {second} and {third}.",
            "I have to buy {first}, {second} and {third}.",
            "On my list are {first}, {second} and {third}.",
        ),
        ("All right, {first}, {second} and {third}.", *_ACKS),
        ("What was the first thing[ on my list| that I named|]?", "Which thing did I name first?"),
        ("The first thing was {first}.", "You named {first} first.", "It was {first}."),
        "{first}",
    ),
    Memory(
        "list",
        (
            "I need {first}, {second} and {third}.",
            "I have to buy {first}, {second} and {third}.",
            "On my list are {first}, {second} and {third}.",
        ),
        ("All right, {first}, {second} and {third}.", *_ACKS),
        ("What was the last thing[ on my list| that I named|]?", "Which thing did I name last?"),
        ("The last thing was {third}.", "You named {third} last.", "It was {third}."),
        "{third}",
    ),
    Memory(
        "list",
        (
            "I need {first}, {second} and {third}.",
            "I have to buy {first}, {second} and {third}.",
            "On my list are {first}, {second} and {third}.",
        ),
        _ACKS,
        (
            "What do I [need|have to buy]?",
            "What is on my list?",
            "Can you repeat my list?",
            "What did I say that I need?",
        ),
        ("You need {first}, {second} and {third}.", "You named {first}, {second} and {third}."),
        "{first}, {second} and {third}",
    ),
    Memory(
        "older",
        (
            "{name} is [older|taller|faster|richer] than {other}.",
            "My friend {name} is [older|taller|faster|richer] than {other}.",
        ),
        _ACKS,
        ("Which of the two did I name first?", "Whom did I name first?"),
        ("You named {name} first.", "It was {name}.", "The first name was {name}."),
        "{name}",
    ),
)
