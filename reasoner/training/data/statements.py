"""Somebody tells something or quotes something, and wants to know that it was heard."""

from __future__ import annotations

import random

from .example import Example
from .household import CITIES, COUNTABLE, FAMILY, FOODS, FRIENDS, HOBBIES, JOBS, PETS, ROOMS
from .patterns import intents
from .talk_of_days import TALK_OF_DAYS

__all__ = ["statements"]

_SHORT = {
    "day": (
        "[Today|Yesterday|This morning|Last night|On Sunday|Last week|After lunch|In the evening|On Monday|A while ago]"
    ),
    "adverb": "[||slowly|quietly|quickly|suddenly|at last|once more]",
    "animal": "[fox|bear|wolf|mouse|rabbit|hedgehog|owl|donkey|frog|swan|lion|goat|raven|hen]",
    "person": (
        "[king|queen|fisherman|shepherd|tailor|miller|princess|giant|boy|girl|soldier|widow|hunter|baker|captain|stranger]"
    ),
}

_TOLD = intents(
    """
? <day> [I|my {family} and I|we|{name} and I] [went to|visited|drove to|took the train to|walked through|flew to]
    {city}.
? [I am|We are] going to {city} [tomorrow|next week|in the summer|with my {family}].
? My {family} [has moved|wants to move|is traveling] to {city}.
! {city}, how nice. What did you like about it, or what are you looking forward to?
! I see. {city} must be worth a trip.
! That sounds like quite a trip. Tell me more.
! I see. I hope it is a good trip.

? <day> [I|my {family}|{name}|we] [cooked|made|ate|ordered] {food} [|for dinner|for lunch|with friends|at home].
? My {family} [makes|cooks] the best {food}[| in the world].
! {food}, that sounds good.
! That sounds tasty. Did everybody enjoy it?
! I see. I hope it tasted good.

? [I have|My {family} has|We have] [a new|a little|an old|a lovely|a big] {pet}.
? {name} [gave|sold|promised] me a {pet}.
? My {pet} [is called|has the name] {name}.
? My {pet} [sleeps|plays|sits] in the [garden|kitchen|hall|living room|bedroom][| all day].
! A {pet}, how lovely.
! How nice. A {pet} can be good company.
! That sounds sweet. What is the {pet} like?

? <day> [I|my {family}|{name}] [found|lost|bought|sold|broke|cleaned|forgot] a {thing} [in the {room}|at home|in
    {city}|near the {room}].
? There is a {thing} in [my|the|our] {room}.
? The {thing} is [on|under|behind] the [table|chair|shelf|bed].
! I see. A {thing}, then.
! Thank you for telling me about the {thing}.
! All right. What about the {thing}?
! I see. Can I help you with that?

? <day> [I|we|my {family}|{name}] [met|saw|called|helped|visited] [{friend}|an old friend|my {family}|the neighbors].
? {name} and {friend} are [getting married|good friends|coming to dinner|learning English|in {city}].
! That sounds nice. Tell me about it.
! I see. Thank you for telling me.
! How nice. Tell me more if you like.

? [I am learning|I have started|My {family} teaches me|I want to try] {hobby}.
? <day> [I|we] spent [an hour|2 hours|3 hours] {hobby}.
? My {family} [loves|likes|does not like|talks about] {hobby}.
! {hobby}, that sounds interesting.
! I see. What is it like?
! Nice. How is it going with {hobby}?

? It [is|was] [raining|snowing|very cold|very hot|windy|sunny|foggy|cloudy] [today|outside|all day|in
    {city}|here|yesterday].
? The [sun is shining|sky is gray|wind is strong|snow is deep][| today| here| in {city}].
! I see. I hope you like such weather.
! Thank you for telling me. I cannot see outside.
! I see. That will shape the day.

? I [have to|must|want to|will|need to] [clean|paint|tidy up|look after] the
    [kitchen|bedroom|bathroom|garage|cellar|attic|hall|shed|living room|office] [today|tomorrow|this weekend|before
    dinner].
? I [have to|must|want to|will] [call|visit|help|write to] [my {family}|{name}] [today|tomorrow|tonight|this weekend].
! I see. I hope that it goes well.
! That sounds like a good plan.
! All right. Good luck with it.

? I [think|believe|am sure|guess] [that |][people should be kinder|time flies|life is short|music helps|children need
    time to play|honesty matters|work is not everything|books are better than films].
? [Time flies|Life is beautiful|Honesty is the best policy|Better late than never|Practice makes perfect|No news is
    good news|All that glitters is not gold|Every cloud has a silver lining|The early bird catches the worm|Actions
    speak louder than words|A friend in need is a friend indeed].
! There is something to that.
! That is a good thought.
! Many people would agree with you.
! I understand. What makes you think of it?

? I have [2|3|4|5] [brothers|sisters|children|cousins|{pet}s|uncles|grandchildren|nephews].
? I am [15|18|20|24|30|35|42|50|60|66|71] years old.
? My {family} is [10|20|30|40|50|60|70|80] years old.
? I [wear|have] glasses.
? I am left-handed.
? I am [tall|short|new here|retired|a student|married|single].
! Thank you for telling me.
! I see. It is nice to learn that about you.
! Good to know. What would you like to talk about?
""",
    _SHORT,
)

_QUOTED = intents(
    """
? Once upon a time, there was a [|poor|young|clever|lonely|rich|brave|tiny] [<animal>|<person>] who lived [in a
    forest|by the sea|near a river|on a hill|in a small house|in a castle|under an old tree].
? Long ago, [in a far country|in a small village|beyond the mountains|by a deep lake], a [<person>|<animal>] [found a
    ring|lost a shoe|met a stranger|heard a song|built a boat|planted a tree].
? There was once a <person> who had [2|3|4|7|12] [sons|daughters|brothers|horses|golden coins].
! That sounds like the beginning of a story. What happens next?
! A story. I am listening, please go on.
! That sounds like a fairy tale. How does it go on?
! What a nice beginning. Please tell me more.

? The [old|young|tall|tired] [man|woman|<person>] <adverb> [opened the door|looked out of the window|walked down the
    road|sat down by the fire|put the letter on the table|went up the stairs|closed the book] and [said
    nothing|smiled|waited|began to sing|turned away|counted the stars].
? [He|She] <adverb> [took the lamp|raised a hand|crossed the river|stepped into the hall|read the letter twice|left the
    house], for [the night was cold|it was getting late|nobody had answered|the rain had stopped|the road was long].
? The [sun|moon] [rose|stood] over the [hills|sea|village|fields], and the [birds|bells|dogs|children] [were
    silent|could be heard far away|woke up].
? [It was a dark night|It was a cold winter|It was late in the summer], and the [wind|snow|rain] [beat against the
    windows|covered the roads|would not stop].
! That sounds like a line from a story.
! It sounds as if you are reading a story. I am listening.
! I hear a story. Would you like to go on?
! I heard you. Is that from a book?

? And so, my fellow [Americans|citizens], ask not what your country can do for you, ask what you can do for your
    country.
? I have a dream.
? Four score and seven years ago our fathers brought forth a new nation.
? [The only thing we have to fear is fear itself|We shall never surrender].
? That's one small step for man, one giant leap for mankind.
? [To be or not to be, that is the question|All the world's a stage|All animals are equal].
? [Ladies and gentlemen|Dear friends|My fellow citizens|Dear colleagues|Dear guests], [we are gathered here today|I
    thank you for coming|it is a great honor to speak|this is a great day] [to celebrate|for all of us|for our
    town|for peace|in {city}].
? [We must|We will|Let us] [stand together|never give up|work for peace|build a better future|fight for freedom|care
    for our children], [my friends|today and tomorrow|for all our people].
! That sounds like a part of a speech.
! I hear a line from a speech. What would you like to know about it?
! Those sound like words from a speech. I am listening.
! It sounds like a speech. Shall we talk about it?

? The [minister|mayor|president|committee|company|police|school] [of {city} |in {city}
    |][announced|said|reported|promised] [on Monday|yesterday|today|last week] that
    [taxes|prices|roads|schools|trains|wages] [will|would] [be better|change|be discussed|rise|improve|cost more].
? [In sports|And now the sports], the team from {city} [won|lost] [again|at home|yesterday].
! That sounds like a piece of news.
! It sounds as if you are reading the news.
! I see. I cannot check the news, but I heard you.

? [Roses are red, violets are blue|Twinkle, twinkle, little star|Row, row, row your boat|Mary had a little lamb|Humpty
    Dumpty sat on a wall|Baa, baa, black sheep, have you any wool|London Bridge is falling down|Jack and Jill went up
    the hill].
? The [rain|wind|moon|rose|bird|river] [sings|sleeps|dances|waits|dreams] in the
    [night|garden|trees|valley|morning light].
! That sounds like a line from a poem or a song.
! How poetic. Please go on.
! I like the sound of that. Is there more?

? [Dear {name}|Dear Sir or Madam], [thank you for your letter|I am writing to you about the {thing}|I hope you are
    well|please find the {thing} in the {room}].
? [Note|Remember|Note for later], [buy|bring|look for] [{food}|a {thing}] [tomorrow|today|on Friday].
? First [wash|cut|heat|mix] the [potatoes|carrots|flour and eggs|onions|apples], then [add the salt|stir well|wait a
    little|fry them in butter].
! I hear you. It sounds as if you are reading something aloud.
! I heard that. What should we do with it?
! I see. I cannot write it down, but I am listening.
""",
    _SHORT,
)


def statements(rng: random.Random) -> Example:
    """Something told or quoted, which asks for nothing but to be heard."""
    name, friend = rng.sample(FRIENDS, 2)
    slots = {
        "name": name,
        "friend": friend,
        "city": rng.choice(CITIES),
        "family": rng.choice(FAMILY),
        "food": rng.choice(FOODS),
        "hobby": rng.choice(HOBBIES),
        "pet": rng.choice(PETS),
        "job": rng.choice(JOBS),
        "room": rng.choice(ROOMS),
        "thing": rng.choice(COUNTABLE),
    }
    question, answer = rng.choice(rng.choice((_TOLD, _QUOTED, TALK_OF_DAYS))).draw(rng, **slots)
    return Example("statements", question, answer)
