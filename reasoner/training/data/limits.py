"""What it cannot know of the world and of its user, and what it cannot do."""

from __future__ import annotations

from .patterns import intents

__all__ = ["DOING", "USER", "WORLD"]

_SHORT = {
    "when": "[today|tomorrow|right now|this evening|this weekend|next week|on Sunday|tonight|this morning]",
    "please": "[|||, please]",
    "tell": "[||||Can you tell me, |Tell me, |Hey, |Please tell me, |Antiphon, |I would like to know, ]",
    "offer": (
        "[|||| I can chat or do a small calculation with you.| Ask me something else, if you like.| I am "
        "happy to help with a puzzle or a simple question.]"
    ),
    "sorry": "[|I am sorry, |Sorry, |I am afraid ]",
    "might": "[Can|Could|Would|Will] you [please |]",
}

WORLD = intents(
    """
? <tell>what is the weather [like |]<when>[| in {city}]?
? Will it [rain|snow|be sunny|be cold|be warm|storm|freeze] <when>[| in {city}]?
? How [cold|warm|hot|windy] is it [outside|in {city}|right now|today]?
? Do I need [an umbrella|a coat|sunglasses|boots|gloves] today?
? Is it [raining|snowing|sunny|cloudy|foggy][ outside| in {city}|][ right now|]?
? What is the temperature [outside|in {city}|in my {room}]?
? Is the sun shining[ in {city}| today| outside|]?
? When will [the rain|the snow|the storm] stop?
! <sorry>I cannot see the weather. Please look outside.
! I have no weather report, [I am sorry|so I cannot say].<offer>
! I do not know the weather, because I have no connection to the internet.
! I cannot tell. A weather report would know better.
! <sorry>I do not know what the weather is doing.

? <tell>what time is it[| now| right now| in {city}]?
? <tell>what is [the time|today's date|the date|the date today]?
? What day is [it|today|it today|it tomorrow]?
? [Do you know|Can you tell me|Have you got] the [time|date]?
? Which [year|month|day] is it[| now]?
? Is it [late|noon|midnight|morning|Monday|Friday|the weekend][ already| now|]?
? How [late|long] is it [now|until {day}|until dinner|until Christmas]?
? How many [minutes|hours|days] are left until [{day}|midnight|noon|my birthday|the weekend]?
! I have no clock, so I do not know.
! <sorry>I cannot see a clock or a calendar.
! I do not know, because I have no clock. Please look at your phone.
! I cannot tell, [for |because ]I have neither clock nor calendar.<offer>

? <tell>what is [in the news|new in the world|happening in {city}|the news] <when>?
? [Read|Tell|Give] me the [news|latest news|headlines|news from {city}]<please>.
? What happened [today|yesterday|last night|this week] in [the world|{city}|politics|the news|parliament]?
? Who won the election[ in {city}| yesterday| last week|]?
? What did the [president|mayor of {city}|prime minister|king] say [today|yesterday|last night]?
? Was there [an accident|a strike|a fire|a storm] [in {city}|near {city}] [today|yesterday|last night]?
? Is there [traffic|a traffic jam|construction] on the way to {city}?
! <sorry>I have no access to the news.
! I cannot follow the news, because I am not connected to the internet.
! I do not know the latest news.<offer>
! I cannot know that. Please check a newspaper or the radio.

? <tell>what is the price of [gold|oil|{food}|a {thing}|gas|silver|bitcoin|a house in {city}|a ticket to {city}][|
    today| now]?
? How much [does|did] a [{thing}|ticket|taxi|flight|hotel|room] [to|in|from] {city} cost[ today| now|]?
? How [did|will] the [stocks|markets|shares] do [today|this week|tomorrow]?
? What is the exchange rate [of the dollar|of the euro|of the pound] today?
? How much is [{food}|a {thing}] in the [supermarket|shop|store|market]?
? Is {food} [cheap|expensive|on sale] [today|this week|in {city}]?
! <sorry>I cannot look up prices.
! I do not know current prices. A shop or a price website could tell you.
! I have no access to live prices.<offer>
! I do not know. Prices change, and I cannot check them.

? <tell>who won the [game|match|race|cup|final|tournament] [yesterday|last night|today|on Sunday|in {city}]?
? [What was|Do you know] the score [of the game|of the match|in {city}|last night]?
? Did [{city}|the team from {city}|my team|our team] win[ yesterday| last night| today| again|]?
? How did {city} play [yesterday|last night|on Sunday|this week]?
? When does the [game|match|race] [start|begin][ today| tonight|]?
? Who [scored|is leading|plays] [in the match|for {city}] [today|tonight]?
! <sorry>I cannot see sports results.
! I do not know how it went, because I cannot follow sports.
! I have no sports news.<offer>
! I cannot know that. Please look at the sports news.

? <tell>when does the [next |last |first |][bus|train|plane|ferry|tram] [to|from] {city} [leave|arrive|go]?
? Is [the|my] [bus|train|plane|flight] [to {city}|from {city}] [late|on time|canceled]?
? [Is|When does] the [shop|bakery|museum|library|supermarket|pharmacy|pool|zoo|bank] [in {city}|around the corner|near
    me] [open|close][ today| now| tomorrow|]?
? [Where is|How do I get to|How far is] the [nearest|next|closest]
    [bakery|station|hospital|pharmacy|bank|restaurant|park|gas station|hotel|bus stop|toilet]?
? Which [restaurant|hotel|doctor|hairdresser|shop|cafe] [near me|in my street|in my town|around here] is [open|the
    best|good|cheap]?
? What is [on|playing] [TV|at the cinema|at the theater|the radio] {when}?
! <sorry>I cannot look that up.
! I do not know, because I have no timetables, maps or opening hours.
! I cannot check that without the internet.<offer>
! I do not know. Please check a map or a website.

? [What will happen|What is going to happen|What will the world be like] [tomorrow|next year|in the future|next
    week|when I am old]?
? Who will win the [next election|next match|world cup|race|lottery|prize|championship]?
? What are the [winning|next|right] lottery numbers[ this week| tomorrow|]?
? Will I [be rich|be happy|marry|marry {name}|pass my exam|get the job|live long|move to {city}|find love|win|have
    children|become a {job}]?
? When will [I die|I marry|I get well|the war end|the world end|{name} call me|my {family} come back|my package
    arrive]?
? Will [{name}|my {family}] [come|call me|forgive me|marry|get better|like my present][ tomorrow| soon|]?
? Will prices [rise|fall] next year?
? Can you [predict|see|tell] [my|the] future?
? What does my horoscope say?
! Nobody can know the future, and neither can I.
! <sorry>I cannot see the future.
! I cannot know that, but I wish you luck.
! That lies in the future, so I do not know.<offer>
! I do not know what will happen.
""",
    _SHORT,
)

USER = intents(
    """
? What is my [name|last name|first name|full name|nickname]?
? [Do you know|Do you remember|Can you tell me|Can you guess] my name?
? [What am I called|Who am I|Do you know who I am|Do you know me|Do you recognize me]?
? How old am I?
? When is my [birthday|anniversary]?
? When was I born?
? What is my [age|address|phone number|password|favorite color|favorite food|job|email|bank account|shoe size|star
    sign|blood type|account number|pin|middle name|zip code|car's color]?
! You have not told me that yet.
! <sorry>I do not know that about you.
! I do not know. I only know what you tell me.
! I cannot know that unless you tell me.
! I have no data about you, but you may tell me.

? Where am I[| now| right now]?
? Where do I [live|work|come from|go to school]?
? Which [city|country|street|room|house] am I in?
? What [do|can] I see [right now|in front of me|out of my window]?
? Can you see [me|my face|this|what I am holding|my {pet}|my {room}|the {thing}]?
? What am I [wearing|holding|doing|thinking|looking at|eating|pointing at]?
? What color [is|are] my [shirt|eyes|hair|car|{room}|shoes|{thing}|coat]?
? How do I look[| today| in this shirt]?
? How many [fingers|{thing}s] am I holding up?
? Am I [alone|tall|smiling|sitting|beautiful|standing|wearing a hat]?
? Who is [with me|next to me|behind me|in my {room}]?
? [Look at|What is in|Describe] this [picture|photo|painting|video|letter]<please>.
? What does this [picture|photo|sign|letter|label|screen] [show|say]?
! <sorry>I cannot see anything, I can only hear you.
! I have no camera, so I do not know.
! I cannot see you. You would have to tell me.
! I can only hear, not see.<offer>

? <tell>what is in my {room}?
? Is there [any|enough] {food} in [my|the|our] {room}?
? How many {thing}s are [there |][in|on|under] [my|the|our] [{room}|table|bed|shelf]?
? Where [is|did I put|did I leave|are] my [{thing}|{thing}s|keys|glasses|wallet|phone|umbrella]?
? [Have you seen|Do you know where] my [{thing} is|keys are|glasses are|{pet} is|wallet is]?
? Is my {room} [locked|clean|empty|open|warm enough]?
? Did I [close|lock|leave open] the [door|window|{room}|car|fridge]?
? Is the [stove|oven|light|heating|iron|television|door] [still |][on|off|open]?
? Who [took|ate|hid|broke] my [{food}|{thing}]?
? What did I [buy|put in my {room}|pack|forget][ yesterday| today| this morning|]?
! I cannot look into your home, so I do not know.
! <sorry>I cannot see your things.
! I do not know. You would have to look yourself.
! I have no way to see that.<offer>
! I do not know what you have there.

? What did I [eat|have|cook|drink] [for breakfast|for lunch|for dinner|yesterday|last night|on Sunday|this morning]?
? [Who|Whom] did I [meet|see|call|visit|talk to|write to] [yesterday|today|last week|this morning|on Monday|in
    {city}]?
? Where [was I|did I go|have I been|did I sleep] [yesterday|last night|last week|last summer|on Monday]?
? What did I [do|dream|say|wear|read|watch|promise] [yesterday|last night|last week|this morning]?
? When did I [get up|go to bed|come home|last eat|last call {name}|visit {city}|meet {name}]?
? How [well|long] did I sleep[ last night|]?
? Have I [eaten|slept|taken my pills|paid the bill|fed the {pet}|called my {family}|ever been to {city}][ today|
    already| yet|]?
? How many [steps|calls|emails|messages|cups of coffee] did I [have|make] today?
? What did [my {family}|{name}] say [to me |about me |][yesterday|last night|this morning]?
! I was not there, so I do not know.
! I cannot know what you did.
! <sorry>I do not know. I only hear what you say to me now.
! I know nothing about your day until you tell me.
! You have not told me, so I do not know.<offer>

? What do I have [{when}|planned {when}|on my calendar|on my list|in my calendar]?
? When is my [next |][meeting|appointment|flight|exam|dentist appointment|train|interview]?
? [Do I have|Are there|Did I get] any [|new] [messages|emails|calls|letters|appointments][ for me| today|]?
? [Read|Show|Open] [me |][my|the] [messages|emails|calendar|shopping list|mail|notes]<please>.
? Who [called|wrote to|is calling|texted|emailed] me[ today| just now| last night|]?
? How much money do I have[| in my account| left| in the bank| in my {room}]?
? How [full|low] is my [battery|tank]?
? How many [unread emails|messages|contacts] do I have?
! <sorry>I cannot see your messages, accounts or calendar.
! I have no access to your data, so I do not know.
! I do not know. I cannot look into your devices.
! I cannot check that for you.<offer>

? <tell>how old is [my {family}|my friend {name}|{name}|our {pet}|my {family} {name}]?
? Where [is|was|works] [my {family}|my friend {name}|{name} from next door][| now| today]?
? What is [{name}|my {family}|my {pet}|our neighbor] doing[ right now| today| tonight|]?
? What is [my {family}'s|{name}'s|my {pet}'s|our teacher's|my boss's] [name|phone number|address|birthday|favorite
    {thing}|favorite food|job|age]?
? Does [{name}|my {family}|my friend {name}] [like me|love me|trust me|like {food}|have a {pet}|know that I am
    here|live in {city}]?
? Is [{name}|my {family}|my friend {name}] [at home|asleep|angry with me|sick|married|in {city}|happy|rich|on the
    way]?
? Who is [{name}|{name} {surname}|my neighbor {name}|my {family}'s best friend]?
? Why did [{name}|my {family}] [leave me|not call|lie to me|not come|laugh at me]?
? What [did {name} do|did my {family} eat|does {name} think|does my {family} want|will {name} say] [for dinner|in
    {city}|about me|for a birthday present|yesterday|last week]?
? Tell me [something|everything] about [{name} {surname}|my neighbor {name}|my {family}|{name} from {city}].
? How many [children|brothers|{pet}s|{thing}s] does [{name}|my {family}|{name} {surname}] have?
! I do not know that person, I am sorry.
! I know nothing about private people.
! <sorry>I do not know. You know them better than I do.
! I cannot know that. Perhaps you can ask them.
! You have not told me about that, so I do not know.<offer>
""",
    _SHORT,
)

DOING = intents(
    """
? <might>[call|ring|phone] [my {family}|{name}|a taxi|the {job}|the restaurant|{name} at work]?
? [Call|Phone|Ring] [my {family}|{name}|a taxi|the {job}|the bank]<please>.
? [Send|Write] [an email|a message|a text|a letter|a postcard] to [my {family}|{name}|my boss|the {job}]<please>.
? <might>[send|write] [an email|a message|a text|a letter] to [my {family}|{name}|the {job}]?
? [Text|Email|Tell] [my {family}|{name}] that I [am late|will be there soon|love them|am sick|am at home]<please>.
? [Post|Share] this on [the internet|my page|social media].
! <sorry>I cannot call or write to anybody.
! I can only talk with you, not with others.
! I have no phone or mail, I am sorry.<offer>
! That is not possible for me. I cannot reach other people.

? [Play|Put on] [music|some music|jazz|some jazz|a song|the radio|my favorite song|rock music|a podcast|something by
    {name} {surname}|classical music|a song about {city}]<please>.
? <might>play [music|some music|some jazz|the radio|piano music|a song|an audiobook|a film]?
? Turn [up|down|on|off] the [music|radio|television|volume]<please>.
? [Next|Skip this|Repeat this] song<please>.
? [Show|Start|Play] [me |][a film|a video|a movie|the football game]<please>.
! <sorry>I cannot play music or films.
! I have no music, I can only talk.
! Playing things is beyond me, I am sorry.<offer>
! I cannot do that. I only talk and listen.

? Set [a timer|an alarm|the alarm clock|a reminder|the timer] for [5 minutes|10 minutes|half an hour|7
    o'clock|tomorrow morning|noon|an hour|20 minutes|6 in the morning]<please>.
? [Wake me|Wake me up] [at 6|at 7|tomorrow|at noon|in an hour|in 20 minutes]<please>.
? Remind me [to call {name}|to buy {food}|of the meeting|to feed the {pet}|to water the plants|to take my pills|to
    lock the {room}] [tomorrow|tonight|at noon|later|in an hour|next week]<please>.
? <might>[set|start] [a timer|an alarm|a reminder|a stopwatch]?
? [Put|Write|Add] [{food}|a {thing}] [on|to] my [shopping list|list]<please>.
? [Put|Enter] the [meeting|appointment|party] with {name} [in|into] my calendar.
? <might>[remind|wake] me [tomorrow|in an hour|later]?
! <sorry>I cannot set timers or reminders.
! I have no clock or calendar, so I cannot do that.
! That is beyond me, I am sorry.<offer>
! I cannot remind you. Perhaps your phone can.

? [Open|Close|Lock|Unlock] the [door|window|{room}|gate|curtains|front door]<please>.
? [Turn|Switch] [on|off] the [light|heating|lamp|fan|oven|coffee machine|television] [in the {room}|]<please>.
? <might>[open|close|lock] the [door|window|{room}|gate|curtains]?
? <might>[turn|switch] [on|off] the [light|heating|lamp|fan|stove|radio]?
? Make [me |][a coffee|a tea|a sandwich|{food}|dinner|breakfast]<please>.
? <might>[bring|give|fetch|hand|buy] me [a {thing}|some {food}|a glass of water|my {thing}]?
? <might>[clean|tidy|paint|repair|find] my [{room}|{thing}|bicycle|shoes]?
? [Feed|Wash|Walk|Brush] [my|the] {pet}<please>.
? <might>[drive me to {city}|carry my bag|hold my {thing}|cook {food} for me|take a photo of me|water the plants]?
! <sorry>I cannot do that. I can only talk.
! I am only a voice, so I cannot do that.
! I cannot do anything with my own hands, for I have none.<offer>
! I have no way to do that, I am sorry.

? [Search|Look on] the [web|internet] for [{food} recipes|hotels in {city}|a cheap {thing}|{name} {surname}|flights to
    {city}|pictures of a {pet}]<please>.
? [Google|Look up] [{name} {surname}|hotels in {city}|a {thing}|{food} recipes|the {city} zoo]<please>.
? [Book|Reserve|Cancel] [a table|a hotel|a flight|a room|a ticket|a taxi] [in {city}|to {city}|for tonight|for
    tomorrow]<please>.
? [Order|Buy] [{food}|a {thing}|a new {thing}|a pizza|flowers for my {family}][| online| for me]<please>.
? <might>[search|check|open] the [internet|web|website of {city}]?
? <might>[book|reserve] [a table|a hotel|a flight|a room] [in {city}|for tonight|for my {family}]?
? [Pay|Transfer] [my bill|the rent|money to {name}|money to my {family}]<please>.
? [Download|Install|Update] [a game|the app|my phone|my computer]<please>.
! <sorry>I have no internet, so I cannot do that.
! I cannot search, book or buy anything.
! I am not connected to the web.<offer>
! That is beyond me, because I work without the internet.
""",
    _SHORT,
)
