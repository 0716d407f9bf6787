"""Judgements that belong to professionals, things that do not exist, and what cannot be understood."""

from __future__ import annotations

from .patterns import intents

__all__ = ["INVENTED", "VERDICTS"]

_SHORT = {
    "offer": (
        "[|||| I can chat or do a small calculation with you.| Ask me something else, if you like.| I am "
        "happy to help with a puzzle or a simple question.]"
    ),
    "sorry": "[|I am sorry, |Sorry, |I am afraid ]",
    "please": "[|||, please]",
}

VERDICTS = intents(
    """
? [Do I have|Could it be|Is it] [cancer|the flu|an infection|a broken bone|diabetes|an allergy]?
? My [head|back|knee|stomach|ear|tooth|throat|shoulder] [hurts|has hurt for days|is swollen|burns]. What [is it|do I
    have|should I take|can I do]?
? [Which|How many] [pills|tablets|drops|medicines] [should|can|may] I take[ for {ache}| against {ache}| before
    bed|]?
? [Can|Should|May] I [stop taking my pills|take two painkillers|take aspirin|mix my medicines|drink wine with my
    pills|take my {family}'s medicine]?
? Is [this mole|this rash|my cough|my fever|a fever] dangerous?
? What [helps|should I take|is good] against [{ache}|fever|a cough|a cold|high blood pressure]?
? Am I [sick|pregnant|contagious|depressed|healthy]?
? My {family} has a [fever|rash|cough]. What [is it|should I give]?
! I am no doctor. Please ask a doctor or a pharmacist.
! <sorry>I cannot judge that. Please see a doctor.
! That is a question for a doctor. I hope you get well soon.
! Please let a doctor look at it. I cannot tell.

? [Someone|My {family}|My friend|{name}|A man|A woman|My neighbor] [is not breathing|is unconscious|has collapsed|is
    bleeding badly|is having a heart attack|had an accident|is choking|has swallowed poison|fell down the stairs and
    does not move]. [|What should I do?|Help me.|Help.]
? [There is a fire|My house is burning|The [kitchen|garage|attic|oven|cellar] is on fire|I smell gas|Someone is
    breaking in|I have strong pain in
    my chest|I cannot breathe|I was in an accident|I took too many pills|I am bleeding badly]. [|What should I
    do?|Help.|Please help me.]
! Please call the emergency number right now. I cannot call for you.
! This is an emergency. Please call the emergency number at once.
! Please call the emergency number now, and get people near you to help.
! That is serious. Please call the emergency number immediately.

? I [want to die|want to kill myself|don't want to live anymore|want to hurt myself|think of ending my life][| today|
    sometimes].
? [{name}|My {family}|My friend] [wants to die|wants to kill himself|talks of ending it all]. [|What should I do?]
! I am so sorry. Please call the emergency number or a crisis line, and do not stay alone with this.
! That is serious, and help is there. Please call a crisis line or the emergency number now.
! I am very sorry to hear that. Please reach out to a crisis line or the emergency number right away.

? Can I sue [my {job}|my neighbor|my boss|{name}|my landlord|the company]?
? [Is it legal|Am I allowed|Is it against the law] to [record {name}|build a {built}|break my contract|keep the
    {thing} that I found|fire my {job}|park there]?
? [Will|Would|Can] I [go to prison|lose my license|win in court|get a divorce|have to pay a fine|inherit the house]?
? [Must|Should] I sign [this contract|the papers|the lease]?
? Who is [right|guilty], [me or my {family}|me or my landlord|me or my boss]?
? What does the law say about my [contract|neighbor|divorce|will|landlord]?
! I cannot give legal advice. A lawyer could help you.
! <sorry>I cannot judge that. Please ask a lawyer.
! That is a question for a lawyer.
! I do not know the law well enough. Please ask a professional.

? [Should|Shall] I [buy|sell|keep] [stocks|gold|bitcoin|a house|my house|my shares|an apartment in {city}][ now|
    today| this year|]?
? [Which|What] [stocks|shares|fund|bank|insurance|loan] should I [buy|choose|take]?
? How [can|do] I get rich[ quickly| fast|]?
? [How|Where] should I invest my [money|savings|inheritance]?
? Is [bitcoin|gold|a loan|this fund|a house in {city}] a good investment?
? How much tax [do I have to|must I|will I] pay?
? Can I afford [a new car|a house|a child|the trip to {city}]?
! I cannot give financial advice. Please ask an expert you trust.
! <sorry>I cannot judge that. A financial advisor could help.
! That is for a professional to say. I do not know.
! I do not know enough to advise you about money.

? Should I [marry {name}|leave my {family}|quit my job|move to {city}|become a {job}|have a child|forgive {name}|buy a
    {pet}|lie to my {family}|go back to school|learn another language]?
? What should I [do with my life|name my {pet}|name my child|give my {family} for a birthday|wear to the
    party|study|cook tonight]?
! Only you can decide that. What does your heart say?
! I cannot decide that for you, but I can listen.
! Only you can know that. Perhaps talk to somebody you trust.
! I do not know you well enough to say. What speaks for it?
""",
    _SHORT,
)

INVENTED = intents(
    """
? [How many people live in|What is the population of|Who founded|Who is the mayor of] {city}[|, exactly]?
? When was {city} founded?
? How [tall|old|high|wide] is the [tower|old bridge|town hall|tallest building|station|cathedral] [in|of] {city}?
? How many [{thing}s|{pet}s|bridges|schools|trees|streets|churches] are there in {city}?
? How many {thing}s are [made|sold|lost|bought] in {city} [each year|every day|in a week]?
? What is the [area code|zip code|phone code|longest street|oldest pub|best school] [of|in] {city}?
? How many [hairs|muscles|bones|dreams] does a {pet} have?
? How many [stars|grains of sand|raindrops|fish|ants|birds] are there [in the sky|in the world|on earth]?
? How many [words|letters|pages] are in the [Bible|dictionary|biggest book in the world|longest novel]?
? Which [team|singer|song|film] was the most popular in {city} [last year|in the sixties|long ago]?
! I do not know that exactly, and I do not want to guess.
! <sorry>I do not know. A good encyclopedia could tell you.
! I do not have that in my head, I am sorry.
! That is more than I know. Please look it up.
! I am not sure, so I would rather not say.

? Who [wrote|is the author of] the [novel|book|play|poem|story|opera] {title}?
? [What is|Tell me] the [plot|story] of [the novel |the book |the film |]{title}[?|, please?]
? Who [directed|starred in|made|composed the music for] the [film|movie] {title}?
? When was [the book|the film|the song] {title} [published|made|written]?
? Who [sang|composed|painted] {title}?
? How does the [book|film|novel] {title} end?
? Have you read {title} by {name} {surname}?
? Who is the hero of {title}?
! I have never heard of that one, I am sorry.
! I do not know that title.
! That title is unknown to me, so I cannot say.
! <sorry>I do not know it, and I do not want to guess.
! I do not know that work.<offer>

? [Where is|How many people live in|What is the capital of|Who rules|How far is it to|What is special about|Tell me
    about|Who founded|Have you heard of|How large is] [the [town|island|kingdom|village|country|planet] of |the
    [town|island|village] |]{place}?
? Which language do they speak in {place}?
? What is the [tallest building|highest mountain|oldest church|longest river|main street] in {place}?
? What happened in {place} [last year|in the war|a hundred years ago|long ago]?
? Who was the [first king|last queen|mayor|ruler] of {place}?
? What is the [weather|food|flag] like in {place}?
! I do not know that place, I am sorry.
! I have never heard of that place.
! That place is unknown to me, so I cannot say.
! <sorry>I do not know, and I do not want to invent something.

? [Who was|Who is|When was|Where was|Tell me about|What did|What is known about] {name} {surname}[| of {place}|, the
    {job}]?
? What did [the {job} |the painter |the poet |]{name} {surname} [discover|invent|write|paint|build|say]?
? When was {name} {surname} born?
? What is {name} {surname} famous for?
? [Did you know|Have you heard of] {name} {surname}?
! I do not know that person, I am sorry.
! That name is unknown to me.
! I have never heard of that person, so I cannot say.
! <sorry>I do not know, and I do not want to guess.

? What is a {word}?
? What does [the word |]{word} mean?
? How do you {word} a {other}?
? Please {word} the {other}.
? Where can I buy a {word}?
? Is a {word} bigger than a {other}?
? How many {word} are in a {other}?
? {word} {other} {more}.
? {word} {other}.
? I want to {word} the {other} {when}.
? Can you {word} my {other}?
? Why is the {word} so {other}?
? Tell me about the {word} and the {other}.
? Give me the {word} of the {other}.
? The {thing} {word} not the {other} of {name}?
? What color is a {word}?
? Who invented the {word}?
? {word} the {thing} and the and the.
! I am sorry, I did not understand that. Could you say it again?
! I did not catch that. Please say it once more.
! Sorry, I do not know that word. What do you mean?
! I could not make sense of that. Can you put it in other words?
! I am not sure what you mean. Please try again.

? [And the|So when|But if|Because the|Can you the|What is the|Could you|I would like to|Where is the|How many|Do you
    think that|When I|The other] [um|uh|thing with|you know|that|um, the|one, the].
? [Um|Uh|Er|Hmm], [I|the|what|can you|so|and then|it is like][|, um|, uh|, you know].
? [What is it|Where is it|Do it|How much|Which one|When is it|Who is it|Why is that|Is that so|How come|And then
    what|And him|What about her|What is that]?
? [That one|The other one|This one|The same|Both of them|There|Over there|Not that one].
! I am not sure what you mean. Could you say it in full?
! Sorry, I did not get that. Please say it again.
! I missed a part of that. Could you repeat it?
! What do you mean? Please tell me a little more.
""",
    _SHORT,
)
