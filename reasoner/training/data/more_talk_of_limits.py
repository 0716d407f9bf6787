"""A second helping of what it cannot know or do: plain wordings, rare ones, and ones that were not heard well."""

from __future__ import annotations

from .patterns import intents

__all__ = ["MORE_TALK_OF_LIMITS"]

MORE_TALK_OF_LIMITS = intents(
    """
? Fill me in on {title}.
? Whatever became of {surname}?
? {surname} the explorer, what did he discover?
? Is {title} worth reading?
? Name the villain of {title}.
? What is Professor {surname} known for?
? My book club has chosen {title}, and I'd like to know what I'm in for.
? Our {job} keeps going on about a certain {surname}, who on earth is that?
? I'm stuck on a quiz question, which composer wrote {title}?
? Did Saint {surname} really live in {place}, or is that only a legend?
? Whose {surname} and what's he famous for.
? Who rote {title} please.
? The book. {title}. How many chapters has it.
? Tell me about the life. Of {surname} where was she born.
? I herd about a film called {title} is it any good.
! I [do not know|have never heard of] that name or that work, I am sorry.
! I am sorry, that person or work is unknown to me.
! I know no such [person|author] and no such work, so I invent nothing.
! I cannot say anything about a person or a work that I do not know.

? Put some music on.
? Another tune, please.
? Skip this one, I can't stand it.
? Sing along, here's the chorus coming.
? Mix up my favourites.
? Bring up the volume a touch.
? A bit of Mozart would be lovely while I do the washing-up.
? It's movie night and the popcorn is ready, so start the film, please.
? Could you find me something soothing to fall asleep to, whales or harps perhaps?
? Pause the episode for a second, my {family} has to go to the loo.
? Plays some rock and role.
? Turn the music. Down it's too loud.
? Can you play the song again the won from before.
? Put the radio on please. For my {pet} he likes it.
? Stop the music stop it I set stop.
! I [am sorry, but I|] cannot play or control music, films or radio.
! Music and films are beyond me, because I [can only talk|have no player].
! I am sorry, I have no music and no films, only words.
! I cannot [start|change] or stop any music, film or sound. Please use your player.

? Set a timer.
? Alarm at seven, please.
? Snooze.
? Cancel my alarm.
? How long has the timer got left?
? Ping me when the pasta's done.
? I'm dreadful at getting up, so wake me every ten minutes until I shout.
? The cake went in a moment ago, could you let me know in forty minutes?
? I've a plane to catch, so please see that I'm up by four.
? Start the clock, we're playing charades and everybody gets a minute.
? Set and alarm for sicks in the morning.
? Time her for the eggs five minutes.
? Wake me up. At half past eight. On {day}.
? Sat the alarm for work same as yesterday.
? Can you count down. Twenty seconds for my plank.
! I have no clock, so I cannot set [timers or alarms|a timer or an alarm].
! I am sorry, I cannot [set|start] or stop timers and alarms.
! Alarms and timers are beyond me, [I am sorry|because I have no clock].
! I cannot run an alarm or a timer. Please use your phone for that.

? Remind me about the meeting.
? New shopping list.
? Anything in my calendar {when}?
? Move my lunch with {name}.
? Milk, put it on the list.
? Save that as a note.
? When is my {family}'s birthday, I'm sure I gave it to you for the calendar?
? I've got the vet on {day} with the {pet}, could you pop that in the diary?
? Tick off the laundry and tell me what else is on my list of chores.
? Please jot this down before I lose it, the locksmith wants paying in cash.
? Put by read on the shopping list.
? Remind me to. Take the bins out {when}.
? What have I got. In my dairy for {day}.
? Add eggs flower and butter to my list.
? Right down that I owe {name} a tenner.
! I have no calendar, lists or notes, so I cannot [keep|find] that for you.
! I am sorry, I cannot keep a calendar, lists or reminders.
! Calendars, lists and reminders are beyond me, so please [write it down|use paper or a phone].
! I cannot [write|look] into any list or calendar, I am sorry.

? Lights, please.
? Turn the lamp off.
? It's too hot, air conditioning on.
? Lock up for the night.
? Is the dryer finished?
? Boil the kettle.
? Dim everything a little, my migraine can't bear the glare.
? I'm already in bed, so would you check that I turned the cooker off?
? Have the lawnmower do the back garden while we're at my {family}'s.
? Somebody rang, so buzz them in and switch the porch lantern on.
? Turn of the lights in the haul.
? Switch the heater. On in the bath room.
? Clothes the curtains please it's dark out.
? Can you start the dish washer I am tied.
? Open the garage. Door I'm nearly home.
! I cannot switch lights or machines, [I am sorry|because I am only a voice].
! I am sorry, lights, doors and machines are beyond me.
! I have no [control over|link to] lights, doors or machines, I am sorry.
! I cannot work lights or machines at home. You would have to do it.

? Ring my {family}.
? Text {name} that I'm late.
? Hang up.
? Has anybody written to me?
? Ring back whoever that was.
? Read out my new messages.
? I can't make it to choir, so would you let {name} know for me?
? Put me through to the bank, and not to one of those endless menus.
? My {family} isn't picking up, could you keep trying until somebody answers?
? Reply to that email and say I'm honoured but sadly otherwise engaged.
? Coal my {family} please.
? Send a text. To {name} I'm on my weigh.
? Can you phone the {job} and say. We need him {when}.
? Right an email to my boss that I'm ill.
? Call mum no not Tom call mum.
! I cannot make calls or send messages, [I am sorry|for I have no phone].
! I am sorry, calls and messages are beyond me.
! I have no phone and no mail, so calls and messages are [impossible for me|not for me].
! I cannot call or write to anybody. Please use your phone for messages.

? Order a pizza.
? Get me a taxi.
? Book us a room in {city}.
? Cancel my subscription.
? Where's my parcel?
? Two tickets for the musical, please.
? We're out of nappies and the shop's shut, so have some delivered.
? I'd love {food} tonight, could you have it brought to the door?
? My {family} turns fifty, so hire a marquee and a brass band.
? Please change my flight to {city}, I'd rather go a day later.
? Book a table. For too at the Italian {when}.
? By me a knew {thing} online.
? Order some {food} four people and a bottle of cola.
? I want to cancel. My hotel in {city} can you do that.
? Reserve a higher car for {day} a small one.
! I cannot place orders or make bookings, [I am sorry|for I have no internet].
! I am sorry, orders and bookings are beyond me.
! I have no way to make, change or [check|cancel] orders and bookings.
! I cannot order or book anything. A website or a call would help.

? How's the weather?
? Will it pour down {when}?
? Is it freezing out?
? Jumper or T-shirt?
? What's the forecast for {city}?
? Windy enough for a kite?
? I'm hanging out the washing, so will the sun hold until lunch?
? We're getting married outdoors {when}, please tell me there won't be a downpour.
? Those clouds over {city} look ominous, is there a tempest brewing?
? Should I cover the tomatoes, or is there no ground frost coming?
? What's the whether like {when}.
? Is it going to reign in {city}.
? Do I need a code. It looks cold out side.
? Will there be sun. On {day} or reigning again.
? How whorm is it in {city} at the moment.
! I do not know the weather, [I am sorry|because I have no forecast].
! I am sorry, I cannot see the weather or any forecast.
! I have no [windows|eyes] and no forecast, so the weather is unknown to me.
! I cannot tell you about the weather. A forecast or a window would help.

? What's the time, please?
? Is it {day} already?
? Today's date?
? Is it dark o'clock yet?
? Did I miss breakfast time?
? How long until supper?
? The power went out and every display is blinking, so how late is it?
? I've been on night shifts all week, which day are we on?
? My {family} said to be there at noon, do I need to rush?
? I'm signing a contract here, what is the date I should put on it?
? What thyme is it.
? Do you no what day it is.
? Is it. Four o'clock yet or later.
? What's the date. {when} I need it for a form.
? Tell me the time in {city} write now.
! I do not know the time or the date, [I am sorry|because I have no clock].
! I am sorry, I have no clock to tell time or dates.
! Without a clock I cannot [know|tell you] the time or the date.
! I cannot tell the time or the date. Please look at a clock.

? What's new in the world?
? Who's leading?
? Did {city} win?
? Anything in the papers?
? When's kick-off?
? Has there been an earthquake?
? I missed the evening bulletin, could you run me through it?
? My {family} is running the marathon in {city}, any sign of the finish?
? There are helicopters circling over {city}, what in blazes is going on?
? Is the strike over, or am I walking to the office {when}?
? What's in the knews {when}.
? Who one the match. Last night.
? Any traffic. On the road to {city} this mourning.
? Did they score a gaol in the second half.
? Read me the head lions please.
! I get no news and no results, [I am sorry|because I have no internet].
! I am sorry, no news of the world or of sport reaches me.
! I have no internet, so I cannot follow [news|reports] or sport.
! I cannot know that. The radio or a newspaper has news and sport.

? What does a {thing} cost?
? Is bread getting dearer?
? How's the pound doing?
? Cheapest flights to {city}?
? What's a pint in {city}?
? Rent in {city}, how bad?
? The {job} wants a fortune for our {built}, what's the going rate?
? I found some old silver in the {room}, what would a dealer pay?
? Before I drive out there, has the supermarket got {food} on offer?
? Roughly what would I be charged for a crown at the dentist?
? How much is petrol. At the moment per leader.
? What are eggs selling four these days.
? What's the exchange rate. For Euros too dollars.
? How much four a {thing} in the sale.
? Is gas cheeper now then last year.
! I do not know current prices or rates, [I am sorry|because I have no internet].
! I am sorry, I cannot look up prices or rates.
! Prices and rates are unknown to me, so I [cannot say|would only guess].
! I have no internet to check prices. A shop or a website would know.

? Give me six lottery numbers.
? Will I get rich?
? Next prime minister, any idea?
? Which horse should I back?
? Heads or tails, what's coming?
? Do I have many years left?
? I've bought a scratch card at the kiosk, is it a lucky one?
? My {family} has a baby on the way, so will it be a boy or a girl?
? Be my soothsayer and reveal what fate has in store for me.
? Tell me honestly, will {name} and I still be together at Christmas?
? What are the winning lottery numb hers for {day}.
? Will my team. When the next game.
? Is the whirled ending soon.
? What will happen. To me {when} can you sea it.
? Am I going to pass my eggs am {when}.
! I cannot see the future, [and nobody can|I am sorry].
! I am sorry, the future is unknown to me.
! Nobody can [know|predict] the future, and I cannot either.
! I do not know what the future brings, so I cannot predict anything.

? Which name was I christened with?
? Am I over forty?
? Do I have children?
? Where was I brought up?
? What's my favourite {food}?
? Who was my first love?
? What did I tell my {family} on the phone an hour ago?
? I'm getting so scatterbrained, did I have lunch already today?
? You've known me for ages, so am I left-handed or right-handed?
? Before I became a {job}, what did I do for a living?
? Do you no my name.
? How old will. I bee next birthday.
? Wear do I work remind me.
? What was I doing. Last {day} in the evening I forget.
? When did I get marry do you remember.
! I do not know [that|such things] about you, because you have not told me.
! I am sorry, I know nothing about you or your past.
! Your life is unknown to me, so I cannot [know that|say].
! I only know about you what you tell me here.

? Where are my glasses?
? I can't find my wallet.
? Who took my charger?
? Where does the spare key live?
? Is my {thing} in the {room}?
? My ring's gone.
? I had the tickets in my hand a minute ago, where have they got to?
? The {pet} is hiding again, do you know which room he is in?
? My spectacles have absconded once more, any notion of their whereabouts?
? Did I leave my umbrella on the bus, or is it in the {room}?
? Wear are my car keys.
? I lost my phone. Can you fined it.
? Have you scene my {thing} anywhere.
? Where did I put. The remote I had it hear.
? Which draw is the tape in.
! I do not know where it is, because I cannot [see|look around].
! I am sorry, I have no eyes to see where things are.
! I cannot search for [lost|your] things, I am sorry.
! I cannot see where it is. Perhaps look where you last had it.

? What's {name} up to?
? Does {name} like me?
? Is my {family} cross with me?
? Who just knocked?
? Why did {name} leave early?
? What is my {pet} thinking?
? My {family} went rather quiet at dinner, what might be the trouble?
? Is {name} telling fibs about last night, or am I paranoid?
? Do the neighbours gossip about us behind our backs, what do you reckon?
? I sent {name} flowers and heard nothing, so was she pleased or not?
? What does {name} think. Of me really.
? Is my {family} on her weigh home yet.
? Wear is {name} right now and who with.
? Dose my boss want to fire me.
? Why doesn't {name}. Right back did I do something.
! I cannot know what others think or do, I am sorry.
! I am sorry, I do not know what others are [thinking or doing|up to or feel].
! What others think or do is unknown to me. [Perhaps just ask.|I cannot see them.]
! I cannot look into others. Asking them yourself is the best way.

? My ear is throbbing.
? Do I have the flu?
? How many painkillers may I take?
? Is this lump harmless?
? Which cream for eczema?
? What's good for {ache}?
? I've been off my food for a week and I'm losing weight, what could that be?
? My {family} came out in blotches after eating {food}, is that an allergy?
? The chemist gave me lozenges, do they agree with my heart tablets?
? I twinged something when I lifted the {pet}, should I rest or keep moving?
? I have {ache}. What should I take four it.
? Is it OK to take to pills at wants.
? My through hurts when I swallow is it bad.
? I feel week and dizzy. Since {day} what is it.
? Can I take my tablet. With grape fruit juice.
! I am not a doctor, so please ask [one|a doctor or a pharmacist].
! I am sorry, symptoms and medicines are a matter for a doctor.
! I cannot judge symptoms or pills. Please [ask|talk to] a doctor or a pharmacist.
! A doctor or a pharmacist can tell you that, I cannot.

? My husband is unconscious!
? Somebody's drowning!
? Fire, there's fire everywhere!
? Quick, I'm bleeding badly!
? I think it's a heart attack.
? There's a burglar in the house!
? My {family} swallowed something, can't breathe and is turning purple.
? A car has hit a cyclist right outside, and he isn't moving at all.
? It reeks of gas in the whole house and I'm feeling faint, what should I do?
? My {family} took an overdose, there are empty packets all over the floor.
? Help my {family} fell and. There's blood all over the head.
? He is not breathing what do I do.
? The baby is chalking on a grape help.
? The kitchen is on fire. The pan it's burning what now.
? I can't feel my left side and my speech is slurring. I think it's a stroke.
! Please call the emergency number [at once|right now]. I cannot call for you.
! Call the emergency number now, please. I cannot [send help|get help] myself.
! This is an emergency. Call the emergency number at once, because I cannot.
! Please call the emergency number immediately, I cannot do it for you.

? Is that legal?
? Do I need a lawyer?
? How do I save on tax?
? Can they evict me?
? Is this pension plan any good?
? Must I pay this fine?
? I lent {name} a large sum and have nothing in writing, can I claim it back?
? My {family} died without a will, so who inherits the house?
? The shop won't refund me for the broken {thing}, does the law protect me?
? I have some savings lying idle, are bonds more prudent than shares?
? Can my land lord. Put the rent up just like that.
? Should I by shares or put it in the bank.
? They fried me from my job. Is that aloud.
? How do I right a will that is legal.
? My neighbour's {built} is on my land can I sew him.
! I cannot advise you on law or money. Please ask [a professional|somebody who knows].
! I am sorry, law and money are beyond me.
! Law and money need somebody who knows, [and I do not|so please ask a professional].
! I am not an expert in law or money. Please ask one.

? Should I marry {name}?
? Do I take the job?
? Shall we move to {city}?
? Kids, yes or no?
? Do I tell {name} the truth?
? Should I leave my husband?
? My {family} wants me to take over the business, but I'd rather be a {job}.
? I'm torn between studying and travelling the world, so choose for me.
? We're at a crossroads, sell up and emigrate or stay put near the family?
? Is it wise to take my ex back after everything that happened?
? Should I brake up with {name}.
? What should I do. With my life I feel stuck.
? Do I go to {city} or stay hear with my {family}.
? Should I retire next. Year or work on what do you think.
? Would it be write to leave my job four another.
! I cannot decide that for you. Only you know [your life|what suits you].
! I am sorry, I cannot make decisions about your life.
! That decision is yours, so I [cannot make it for you|would not dare to decide].
! Only you can decide that. Perhaps talk it over with somebody close.

? Can you see this?
? What am I wearing?
? Describe this picture.
? What colour is my {pet}?
? Does my hair look all right?
? Read this label.
? I've pulled a funny weed from the garden, what sort of plant is it?
? Here's my holiday album, tell me which photograph I should frame.
? There's a squiggle under the letterhead, can you decipher it for me?
? My {family} painted a portrait of me, is it a fair likeness?
? What's in this pick sure.
? Look at my {thing} what do you. Think of it.
? Can you reed this letter to me.
? What kind of bug is it. It's on the wall their.
? Does this tie. Go with the shirt be honest.
! I cannot see [pictures or things|anything], I am sorry, because I have no eyes.
! I am sorry, I have no eyes to look at that.
! I see nothing, so please [describe it|tell me what it looks like].
! I cannot look at pictures or things. I can only hear you.

? Translate this into French.
? Do you speak Spanish?
? How do you say dog in German?
? Speak Chinese to me.
? What's the Latin for {food}?
? Sprechen Sie Deutsch?
? My in-laws come from Portugal, how do I greet them in their own tongue?
? The menu is entirely in Hungarian, what on earth does it say?
? Could we carry on in Dutch, my English is rather rusty?
? Be my polyglot and render the phrase good luck in Icelandic.
? How do you say thank ewe in Italian.
? Translate good. Morning into Arabic please.
? What does bone jaw mean in French.
? Can you talk Polish. My {family} only speaks that.
? Say I love you in Grease please in Greek.
! I only know English, so I cannot speak or translate [another language|other languages].
! I am sorry, I cannot translate, as English is my only language.
! Other languages are beyond me, [I am sorry|because I only know English].
! I know no foreign languages. A dictionary could translate that for you.

? Write a long essay.
? I need a speech.
? Draft my wedding vows.
? Do a ten-verse poem.
? Write my application.
? Whole story, start to end, please.
? I have to give a lecture on volcanoes {when}, so write it all out for me.
? Pen me a treatise on the virtues of {food}, the lengthier the better.
? My {family} retires soon, and I want you to write three pages for the farewell.
? Please compose a complete pantomime for the school, with songs and parts for everyone.
? Right me an essay on the Vikings.
? Make me a really long story. About a {pet} with ten chapters.
? Can you write my homework. It's four pages on whales.
? I need a cover letter four a {job} a full page.
? Right a hole book for me about {city}.
! I cannot write long texts, [I am sorry|because I only say a few sentences].
! I am sorry, long texts are beyond me.
! Such a long text is too much for me, for I only speak [briefly|a little].
! I only give short answers, so I cannot write long texts.

? Can you eat a {word}?
? Explain {word}.
? Is {word} English?
? Spell {word} backwards and explain it.
? {word}, with one meaning or two?
? Who'd use a {word}?
? My {family} said I was acting like a {word}, should I be offended?
? The instructions say to tighten the {word}, which part would that be?
? Is {word} an archaic term, or did somebody make it up?
? I'm playing Scrabble and {name} has laid {word}, does it count?
? What dose {word} mean please.
? Do you no the word {word}.
? What is. A {word} my {job} told me to get won.
? Is a {word} the same. As a {other} or knot.
? I herd the word {word} on the bus what is it.
! I do not know that word, [I am sorry|so I cannot explain it].
! I am sorry, that word is unknown to me.
! I have never heard such a word, so I cannot [say|help with it].
! That is no word that I know. Perhaps a dictionary has it.
""",
    {},
)
