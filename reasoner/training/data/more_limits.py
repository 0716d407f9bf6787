"""More ways to ask what it cannot know of the world."""

from __future__ import annotations

from .patterns import intents

__all__ = ["MORE_WORLD"]

_SHORT = {"room": "[kitchen|bedroom|bathroom|living room|garage|cellar|attic|office]"}

MORE_WORLD = intents(
    """
? Looks a bit grey out there, [doesn't it|or am I wrong]? Do I take my brolly?
? I'm off out in a minute. Jacket or no jacket?
? [Is it|Would you say it's] shorts weather[| today], or should I stick with long trousers?
? [I've|I have] just hung the washing out in the garden. Is it going to get soaked?
? Do I want sunscreen on before I take the {pet} for a walk?
? Is it nice out[| there|, would you say]?
? [I've|I have] been in the <room> all morning. What's it doing outside?
? Give me the temperature, [please|will you|quickly].
? Chilly or mild out there?
? Is that rain I hear [on the roof|against the window], or just the wind?
? My {family} says it's pouring. Is that true?
? How's the weather looking [just now|right now|at the moment]?
? I'd like to know how many degrees we have [in the shade|on the balcony].
? Could I sit out on the terrace without freezing?
? Is the sky clear enough to see the stars [tonight|this evening]?
! I cannot see the weather outside. A look out of the window will tell you more.
! I do not know what the weather is like. A weather report could tell you.
! I am sorry, I have no weather report and no window to look out of.
! I cannot tell how it is outside, because I have no eyes and no thermometer.
! That depends on the weather, and I cannot check it. Please look outside.

? We're [having|planning] a barbecue {when}. Are we going to get wet?
? Are we in for a [hot|wet|stormy|sunny] one {when}?
? [My {family} is|We are] getting married outdoors {when}. Will the weather hold?
? Would {day} be a good day for a picnic by the lake?
? I want to fly a kite with my {family} {when}. Will there be enough wind?
? Can I leave the plants out tonight, or is there frost coming?
? What should I pack for {city}, warm clothes or a swimsuit?
? Do they expect [a storm|a heatwave|thunder] {when}?
? When is this [awful|lovely|miserable] weather finally going to change?
? Any chance of a white Christmas [this year|in {city}]?
? I'm cycling to {city} {when}. Should I pack waterproofs?
? Forecast for {city}, [please|quickly].
? Is it worth washing the car, or is there rain on the way?
? [I'd|I would] love to know if the sun comes out {when}.
? Shall we hold the children's party indoors or in the garden {when}?
! I have no weather forecast, so I cannot say. Please check a weather report.
! I cannot know how the weather will be. The forecast on the radio could help.
! I am sorry, I do not know what the weather will bring.
! I do not have the forecast. A weather app would know better than I do.
! I cannot foresee the weather. It is best to look at the forecast first.

? Are the [roads|pavements|sidewalks] icy [this morning|tonight|in {city}]?
? Is there enough snow for [skiing|sledging|sledding] up in the mountains?
? Is the ice on the lake thick enough to skate on?
? How warm is the [sea|lake|water] [at the moment|near {city}], is it fine for a swim?
? When's high tide [today|tomorrow|this evening]?
? I get terrible hay fever. Is there much pollen about today?
? How bad is the air in {city} [today|this week]?
? Is the river still rising near {city}?
? How high are the waves [on the coast|at the beach] {when}?
? My {family} is driving over the pass. Is it snowed up?
! I cannot know how the conditions outside are. Please ask a local service.
! I have no reports from outside, so I do not know. Please be careful.
! I am sorry, I cannot check the conditions out there.
! I do not know. A local report on the conditions could tell you.
! I have no way to measure anything outdoors. Somebody on the spot would know.

? My watch has stopped. What does yours say?
? I've lost all track of time. [Is it|Has it gone] lunchtime yet?
? Got the time, [mate|love|please|by any chance]?
? The clock in the <room> is wrong, isn't it? What should it say?
? Have I missed the nine o'clock train, or is it still early?
? Is it too late to ring my {family}?
? [Could|Would] you be so kind as to tell me the hour?
? How long have we been talking[| now]?
? How much longer until [sunset|my shift ends|the shops shut|the children come home]?
? Do I have time for a nap before dinner?
? It's dark already. How late has it got?
? Am I late for work?
? If it's breakfast time here, what's the clock showing in {city}?
? I just woke up on the sofa. Is it still afternoon?
? Time check, please.
? When does the sun [come up|go down] [here|in {city}] {when}?
! I have no clock, so I do not know the time. Your phone can tell you.
! I am sorry, I cannot see a clock.
! I do not know what time it is, because I have no clock.
! That depends on the time, and I have no clock to look at.
! I cannot tell the time. Please look at a clock near you.

? [I keep losing|I always lose] track. Is today still {day}?
? What do I write at the top of this letter, which date?
? Is it bin day today?
? We're somewhere in the middle of the month, aren't we?
? I slept so long that I don't know what day it is.
? Is this a leap year?
? Has the new month started[| already| yet]?
? What's the date {day} week?
? Remind me, what year are we in?
? Which week of the year is this?
? Are we still in winter, or has spring begun?
? Is it a weekday? I'd like to know if I have to get up.
? What was the date when we had {day} last?
? Is today the first or the second of the month?
! I have no calendar, so I do not know the date. Your phone would know.
! I cannot see a calendar, I am sorry.
! I do not know which day or date it is. Please check a calendar.
! I have no sense of days and dates. A newspaper or a phone could tell you.
! I am sorry, without a calendar I cannot say what day we have.

? When do the [school|summer|winter] holidays start [this year|in {city}]?
? Are the shops shut for the bank holiday {when}?
? What date does Easter fall on this year?
? Is {day} a public holiday[| in {city}]?
? How long do I still have to wait for Christmas?
? When do the clocks go [back|forward]?
? Is it Mother's Day [soon|{when}], or have I forgotten it?
? How many days off do we get around New Year?
? When does the [carnival|street festival|Christmas market] in {city} begin?
? I'd like to know when Thanksgiving is this time.
? When's the next full moon?
! I have no calendar, so I do not know when that is.
! I cannot look up holidays and dates. A calendar would tell you.
! I am sorry, I do not know today's date, so I cannot count up to that.
! I do not know the date of that. Please look into this year's calendar.
! Without a calendar I cannot say when that is.

? What's everybody talking about today?
? I haven't had the radio on all week. Have I missed anything big?
? What's on the front page this morning?
? Fill me in on what's going on in {city}.
? Did anything happen in the world while I was asleep?
? There were sirens all night. What was going on?
? Have they caught the thief in {city} yet?
? What are the papers saying about {city}?
? I saw smoke over the harbour. Do you know what's burning?
? Anything new[| in the world| out there| on the wire]?
? Which famous people died this week?
? What's trending right now?
? How is the rescue in {city} going?
? Catch me up on current events, [please|would you].
? Was that an earthquake just now?
! I have no news, I am sorry. The radio or a newspaper could tell you.
! I cannot follow the news, so I do not know.
! I do not hear any news. Please look at a news site.
! I am sorry, I do not know what has happened. I have no access to the news.
! Current events do not reach me. The evening news would know.

? Who's ahead in the polls[| at the moment| in {city}]?
? Did parliament pass that new law in the end?
? Is the government going to step down?
? Which party is running {city} these days?
? Who is our new minister of [health|finance|education]?
? Are the peace talks getting anywhere?
? [Whom|Who] should I vote for[| this time| in the election]?
? What did the two presidents agree on at the summit?
? Has the mayor of {city} finally resigned?
? How did the referendum turn out?
? Are they putting up taxes again[| this year]?
? What do you make of the new prime minister?
? Is the strike over[| yet| in {city}]?
! I cannot follow politics, so I do not know. A newspaper could tell you.
! I do not know anything about current politics, I am sorry.
! I have no news from politics, so I cannot say.
! Politics is beyond me, because I do not hear any news.
! I am sorry, I cannot say anything about current politics.

? How did the lads get on [last night|at the weekend|on {day}]?
? I missed the match because of my {family}. Did {city} pull it off?
? Did they win on penalties in the end?
? Who came first in the marathon[| in {city}]?
? Who took the gold [last night|in the long jump|in the relay]?
? Don't tell me {city} lost again!
? Final score?
? Any goals yet?
? Who's in the lead on the golf course?
? How many points did the {city} basketball team get?
? Which rider won the stage [yesterday|today]?
? How did our girls do in the hockey?
? Who knocked {city} out of the cup?
? Who got sent off in the second half?
! I cannot see any sports results, I am sorry.
! I do not know the result, because I have no sports news.
! I do not follow sports, so I cannot say who won. The sports pages would know.
! I have no way to look up scores. A sports site could tell you.
! I am sorry, I do not know how that ended. I get no sports results.

? When are {city} playing next?
? What time is kick-off[| {when}| on {day}]?
? Who's top of the league[| right now]?
? Where are {city} in the table[| this season]?
? Is there any football {when}?
? Who do we face in the next round?
? Has {city} signed a new [goalkeeper|coach|striker]?
? When does the [tennis|baseball|cricket|ski] season start?
? Is there a Grand Prix {when}?
? How many games are left in the season?
? Are there still tickets for the derby in {city}?
? Who is in goal for {city} {when}?
! I have no sports calendar, so I do not know.
! I cannot look up leagues and games. A sports site would know.
! I am sorry, I do not follow sports.
! I do not know the games and tables. Please check the sports pages.
! I have no sports news, so I cannot say.

? What are they charging for [petrol|diesel|gas] [these days|at the pump|in {city}]?
? I need [eggs|milk|{food}]. Roughly what will that set me back?
? Where's the cheapest place to fill up my car?
? Is there a sale on anywhere for a new {thing}?
? How much is a pint in {city}[| nowadays]?
? What would a plumber charge me to fix a tap?
? [What does|How much does] a new [washing machine|sofa|bicycle|laptop] go for?
? They want forty for a {thing}. Is that a fair price?
? How much do I get for my old [car|piano|phone]?
? Has {food} got dearer again?
? What's the fare from here to {city}?
? I wonder what a haircut costs in {city}.
? Is butter still so expensive?
! I do not know the prices, I am sorry. A shop could tell you.
! I cannot look up what things cost. Please compare prices in a shop.
! I have no current prices, so I cannot say.
! Prices change all the time, and I cannot check them.
! I am sorry, I do not know what that costs today.

? What's the pound doing against the dollar?
? How did [Wall Street|the stock market|the markets] close [last night|on {day}]?
? Are my shares up or down[| today| this week]?
? What does a flat in {city} go for[| these days]?
? How much rent would I pay for two rooms in {city}?
? Is bitcoin going through the roof again?
? What's an ounce of [gold|silver] worth right now?
? How much is my house worth?
? Where are interest rates[| at the moment| heading]?
? If I change a hundred dollars, how many euros do I get?
? Have house prices in {city} come down?
? How high is inflation[| this year| just now]?
! I have no market prices, so I do not know. A bank could tell you.
! I cannot see the markets, I am sorry.
! I do not know the current figures of the market.
! I cannot check prices and rates. A bank or a newspaper would know.
! I am sorry, market prices do not reach me.

? Is the motorway to {city} clear?
? [How bad are|Are there any] jams [on the ring road|around {city}|going into town]?
? I have to be in {city} by noon. Should I avoid the main road?
? Has the accident on the bridge been cleared?
? Which way is quicker right now, the tunnel or the bridge?
? Why are we not moving? We've been stuck in this queue for ages.
? Is rush hour over[| yet]?
? Are they still digging up the road by the station?
? How long will I need to {city} in this traffic?
? Can I park anywhere near the [station|stadium|market] today?
? Is the road to {city} closed[| because of the snow| again]?
! I do not know how the traffic is, I am sorry. The radio could tell you.
! I cannot see the traffic, so I do not know.
! I have no traffic reports. Your navigation system would know.
! I am sorry, I get no traffic news.
! I cannot check the roads. Please listen to the traffic report.

? When's the next one to {city}? I'm standing at the bus stop.
? Which platform does the {city} train go from?
? I must be in {city} by eight. Which train should I catch?
? Has my {family}'s plane landed[| yet| in {city}]?
? Do the trams still run after midnight?
? My flight to {city}, is it boarding already?
? Where do I have to change on the way to {city}?
? Is the night bus running {when}?
? Is there a ferry back to the mainland {when}?
? The departure board is broken. Has the express left?
? How often does the underground run on {day}?
? Would I still make my connection in {city}?
? Are the trains on strike {when}?
! I have no timetables, so I do not know. The station could tell you.
! I cannot look up departures, I am sorry.
! I do not know the timetable. Please check the board or the website.
! I am sorry, I cannot see any timetables or delays.
! I have no connection to a timetable, so I cannot say.

? Can I still get to the [post office|chemist|bakery] before it shuts?
? Is anything open {when} where I can buy {food}?
? Till when is the [library|swimming pool|town hall] open {when}?
? Do I need to hurry to catch the [bank|butcher|pharmacist]?
? Does the supermarket open on {day}s?
? My {family} needs [a plaster|cough syrup|stamps] now. Which shop has late hours?
? Does the museum in {city} take a day off on {day}?
? Is the hairdresser's open at lunchtime?
? When can I visit my {family} in the hospital?
? What are the zoo's hours in summer?
? Is my dentist in {when}?
! I do not know the opening hours, I am sorry. A call there would help.
! I have no opening hours, so I cannot say.
! I cannot look up when places open and close.
! I do not know when it is open. The sign on the door or the website would tell you.
! I am sorry, I have no list of opening hours.

? I'm starving. Where can I get some {food} round here?
? Is there a [cash machine|petrol station|pharmacy|playground] within walking distance?
? I'm lost. Which way is the station?
? Where might I find a decent [coffee|hairdresser|vet|tailor] near here?
? Could you direct me to the [town hall|museum|cathedral|harbour]?
? Do I go left or right at the [church|crossroads|traffic lights]?
? How many minutes on foot is it to the beach from here?
? Which is the best hotel for my {family} in this town?
? I desperately need a loo. Where's the nearest?
? Any good [pubs|bookshops|bakeries] in the neighbourhood?
? What's the fastest way from here to {city}?
? Where should I take my {family} for dinner[| {when}]?
? Is there a doctor in this village?
! I have no map and do not know where you are. Somebody nearby could tell you.
! I cannot look up places, I am sorry. A map would help.
! I do not know the places around you.
! I am sorry, I have no map, so I cannot show you the way.
! I do not know my way around there. Please look at a map or ask somebody.

? Anything worth watching {when}?
? When does my soap start?
? What films are they showing in {city}?
? Are they showing the quiz {when}?
? Which channel is the concert on?
? Who's playing at the [jazz club|opera house|festival] {when}?
? Are there tickets left for the musical in {city}?
? What's new on the streaming services?
? I fancy going to the pictures. What's running?
? Is there a good [play|exhibition|concert] on in {city} {when}?
? What's coming after this programme?
? Which song is number one in the charts?
? Has the new season of my favourite series come out[| yet]?
! I do not have the programme, so I do not know.
! I cannot look up what is on. A programme guide would tell you.
! I am sorry, I have no programme of films, shows or concerts.
! I do not know what is on. Please check the listings.
! I cannot see the programme, I am sorry.

? Give me six numbers that will come up in the draw.
? Is {name} going to propose to me?
? Where will I be in ten years?
? I have a big day {when}. Is it going to go well?
? What does fate have in store for me?
? Will my {family} and I ever make up?
? How long have I got to live?
? Am I ever going to meet the right one?
? Will there still be [cars|books|bees|teachers] in a hundred years?
? My horoscope promised me love. Is it coming?
? Read my palm, [please|would you].
? Tell me my fortune.
? Is this my lucky [day|week|year]?
? [Which horse|Who] will win {when}? I'd like to bet on it.
? Are machines going to take over the work of every {job}?
? Will {name} ever come back to me?
? I'm expecting. Will it be a boy or a girl?
? When will people live on Mars?
! Nobody can see the future, and I cannot either.
! I do not know what the future brings, but I wish you well.
! I am sorry, I cannot look into the future.
! The future is hidden from me, so I cannot say.
! That lies in the future, and I would not want to guess.
""",
    _SHORT,
)
