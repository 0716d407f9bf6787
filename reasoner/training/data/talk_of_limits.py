"""What people ask of a voice without eyes, clock, network or hands, in many voices, and how it says that it cannot."""

from __future__ import annotations

from .patterns import intents

__all__ = ["TALK_OF_LIMITS"]

TALK_OF_LIMITS = intents(
    """
? Quote me a line from {title}.
? {title}, how does it end?
? Could I have the plot of {title} in a nutshell?
? We're reading {title} at school and I skipped it, so what happens?
? Recite that poem by old {surname}, the one about the sea.
? Summarise {surname}'s latest novel.
? You must know {title}, my {family} used to read it to me every night.
? How does {title} begin?
? Bit of {surname}'s poetry, please.
? Give us the first verse of {title}, I've forgotten the words.
? I saw half of {title} on the plane, and now I need to know who did it.
? Who betrays whom in {title}?
? What is the message behind {title}, would you say?
? Are {surname}'s memoirs any fun?
? I have to write an essay on {title} by {day}, so tell me the main points.
? Which line from {surname} do people always quote at weddings?
! I do not know that work, so I cannot tell you about it.
! That work is unknown to me, I am sorry.
! I am sorry, I have never heard of that work.
! I do not know it, and I would rather not invent any lines or plots.
! I cannot say anything about a work that I do not know.

? Music, maestro!
? Crank it up.
? DJ, hit it.
? Play us a waltz, we've rolled the carpet back.
? Kill that racket!
? Rewind the song a bit.
? Could we have the cricket commentary on the wireless?
? I'm doing the ironing, so give me a good crime podcast to listen to.
? Ooh, louder, louder!
? Dinner guests in five minutes, we need some background jazz, quick.
? Mute the telly, love.
? Got any country music in there?
? Let the kids watch a cartoon while I'm cooking.
? Stop playing, please.
? Would you tune in to the local station for me?
! I cannot play or stop music, radio or films, I am sorry.
! Music, radio and films are beyond me. I can only talk.
! I am sorry, I have no player for music, radio or films.
! I am only a talking voice, so I cannot control music, films or radio.
! I cannot control any player. You would have to use a radio or a screen.

? Egg timer, three minutes.
? Buzz me in an hour.
? Wake me at sparrow's.
? I've just put the rice on, so shout when it has had its twelve minutes.
? Alarm for six thirty, and make it a loud one.
? Give me a knock at dawn.
? Has my tea brewed long enough?
? Run a stopwatch for my push-ups.
? No alarms tomorrow, please.
? I'm having forty winks on the couch, so give me twenty minutes and then wake me.
? Can you do a countdown to bedtime for the little ones?
? Pomodoro, twenty-five minutes, starting now.
? Did my alarm ring and I slept through it?
? My {family} has to be woken before seven, will you see to that?
? Timer off!
! I cannot run a timer or an alarm, I am sorry.
! I have no clock, so timers and alarms are beyond me.
! I am sorry, I have neither a timer nor an alarm.
! Timers and alarms need a clock, so I cannot run them.
! I cannot measure time, so please use another timer or alarm.

? Add bananas.
? Pencil me in for {day}.
? What's left to buy?
? Make a note, the plumber comes on {day} after lunch.
? Diary, please, what's happening {when}?
? I'm terribly forgetful, so would you remind me to ring my {family}?
? Strike the eggs, we have plenty.
? Schedule a visit to the dentist.
? Tell me later that the bins need to go out.
? Read my shopping list back to me, I'm standing in the supermarket.
? Yoga on {day}, note it.
? Remember the number plate for me, I'll want it tomorrow.
? I need a packing list saved, socks, shirts and a toothbrush.
? When's my next appointment, do you have it down?
? Put a reminder in about the tax return before it slips my mind.
! I cannot keep reminders, lists or a calendar, I am sorry.
! I have no calendar and no notes, so please write it down somewhere.
! I am sorry, lists, appointments and reminders are beyond me.
! I cannot note anything down or look into lists and calendars.
! I have no lists or calendars. A phone or paper would serve you better.

? Lights out in the [attic|hall|kitchen].
? Bit nippy, put the heating on.
? Unbolt the front door, my {family} forgot the key.
? Preheat the oven.
? Crumbs everywhere, start the hoover!
? Roll the shutters up.
? That window, shut it.
? Is it possible for you to warm up the bathroom before I get in?
? Turn down the radiator.
? Close up the whole house, we're leaving for {city}.
? Start the washing machine on a cool cycle, please.
? Get the robot out, the dog has been shedding all over the rug.
? Everything's dark, do something about the lamps.
? Oven off, quick, my cake is turning black!
? Garage door, open sesame.
? Make the living room cosy, low light and all that.
! I cannot switch or open anything in your home, I am sorry.
! I have no link to your home, so lights, doors and machines are beyond me.
! I am sorry, I cannot work any lights, doors or machines.
! I am only a voice, so nothing in your home obeys me.
! I cannot operate things in the house. You would have to do it yourself.

? Get my {family} on the blower.
? Call home.
? Quick message to {name}, please.
? Would you be able to telephone the surgery for me?
? Any voicemail?
? Write my landlord an angry letter and post it today.
? Ask {name} whether we're still on for {day}, just send a text.
? Answer the phone, my hands are full of dough.
? Redial.
? Fire off an email to the whole team that I'm running late.
? Let everyone know the party's off.
? I haven't spoken to {name} in years, could you put a call through?
? Stick a stamp on this and pop it in the letter box.
? Does my {family} know that I landed? Give them a quick ring.
? Facetime my grandson.
! I cannot call anybody or handle messages and mail, I am sorry.
! I have no phone and no mailbox, so calls and messages are beyond me.
! I am sorry, I cannot reach other people by phone or by mail.
! Calls, messages and letters are not possible for me. I can only talk here.
! I cannot contact anybody. You would have to use your phone or the post.

? One large pizza, extra cheese.
? Summon me a cab.
? Table for four, somewhere romantic, {when}.
? Get us front row seats for the opera and spare no expense.
? Restock the coffee, we're on the last spoonful.
? Fly me to {city}, window seat.
? I'd like to order a birthday bouquet for my {family}.
? Put in a bid for that old clock at the auction.
? My {family} and I need a hotel near {city}, nothing fancy.
? Can you grab me a train ticket to {city}, return, second class?
? Buy it now!
? Chinese takeaway for the lot of us, usual order.
? Would you reserve a court at the tennis club {when}?
? We've missed our connection, rebook us on a later one.
? Hire us a van {when}.
! I cannot order, book or cancel anything, I am sorry.
! I have no internet, so orders and bookings are beyond me.
! I am sorry, I cannot make or change orders and bookings.
! Ordering and booking are not possible for me. A call or a website would help.
! I cannot buy or reserve anything, so please do it by phone or online.

? Brolly or no brolly?
? Any sunshine on the cards?
? Is it bucketing down?
? I'm taking the little ones to the beach {when}, what's the sky going to do?
? Sandals weather, d'you think?
? Frost tonight?
? How many degrees in {city}?
? They were saying something about gales, is that still coming?
? I'm flying to {city} and haven't packed, is it hot there?
? Thunder coming, is it?
? Is it a good drying day for the sheets?
? My knee says rain, what say you?
? What's the humidity like?
? Golf {when}, so I need to hear it's going to stay dry.
? Snow day or school day?
! I do not know the weather, I am sorry. A forecast would tell you.
! I cannot see the weather, and I have no forecast either.
! I have no window and no weather report, so I do not know.
! I am sorry, I cannot tell you anything about the weather.
! The weather is hidden from me, so I cannot say. Please look outside.

? Headlines, please.
? Who scored?
? What's the latest from {city}?
? Did the Reds win, or do I have to cry into my beer?
? How's the motorway looking?
? I've been camping for a week with no signal, what did I miss in the world?
? Any tailback at the tunnel?
? What's the score, it must be half-time by now?
? Has the government fallen yet?
? Are we top of the league?
? I'm driving to my {family}'s, so should I avoid the ring road?
? Who took the gold in the ski jumping?
? Breaking news, anything?
? They've closed our street off, have you heard why?
? Did our girls make it to the semi-finals?
! I get no news, results or traffic reports, I am sorry.
! I have no internet, so news, sport and traffic do not reach me.
! I do not know, because no news reaches me. The radio might help.
! I am sorry, I cannot follow news, sport or traffic.
! I cannot look up current reports, so I do not know.

? What's petrol going for?
? How are my shares doing?
? Is gold up or down?
? What would a flat in {city} set me back these days?
? And a haircut, how much?
? Bitcoin, moon or gutter?
? My {family} wants a {thing}, so roughly what will that cost me?
? Where's {food} cheapest at the moment?
? How many dollars would I get for my pounds?
? Did the stock market crash again?
? What are they charging for a ticket to the zoo?
? I'm about to sell my old car, what's it worth?
? What interest do the banks pay on savings now?
? Are eggs still so dear?
! I do not know current prices or rates, I am sorry.
! I cannot look up prices or rates without the internet.
! I have no access to prices or rates, so I cannot say.
! I am sorry, prices and rates change, and I cannot follow them.
! I do not know the prices or rates of today, I am sorry.

? What hour have we got?
? Is it teatime?
? Today's date for my cheque, please.
? Has midnight gone?
? What month are we in, I've lost the plot?
? How long till the pubs shut?
? I sent my watch in for repair, so what time do you make it?
? Weekday or weekend?
? Would you believe I've forgotten which year it is?
? My {family} in {city} might be asleep, what time is it over there?
? Have I still got time for a shower before nine?
? Which day of the week did I wake up on?
? Past ten already?
? Is it too early for a glass of wine?
? I've been under the duvet all day, is it evening yet?
! I have no clock and no calendar, so I do not know.
! I am sorry, I know neither the time nor the date.
! I cannot tell the time or the date. Please look at your phone.
! I do not know the time or the day, I am sorry.
! Time and date are unknown to me, because I have no clock.

? Keys, where are you?
? Where did I stick my specs?
? Remote's vanished again.
? Do you know where my {family} put the good scissors?
? I've turned the whole [house|office|bedroom] upside down, and still no purse.
? Which pocket is my ticket in?
? Seen my slippers?
? Where's the blasted car parked?
? I put my passport in a safe place, and now I can't think where.
? Find my phone, it's on silent.
? My hearing aid fell down somewhere, help me look.
? Where's the sugar kept?
? Has anyone handed in my umbrella?
? One of my earrings is gone, is it under the bed?
? Which drawer are the batteries in?
! I do not know where it is, because I cannot see your things.
! I cannot look for it, I am sorry. I hope that you find it.
! I am sorry, I have no eyes to search for lost things.
! I do not know where it is. Where did you look already?
! I cannot see where things are. Perhaps retrace your steps.

? What do I answer to?
? Guess my age.
? What did I eat this morning?
? Tell me my own password, I'm locked out.
? Which blood group have I got, the nurse wants to know?
? Who do I remind you of, do you even know me?
? I was out last night and it's all a blur, so what did I get up to?
? On which day was I born?
? Was I a naughty child?
? Am I the eldest?
? My address, do you have it?
? What size trousers do I take?
? Did I take my tablet with breakfast, or did I only mean to?
? Which team do I support?
? What do I weigh?
? Where did I spend last summer, do you recall?
! I know nothing about you except what you tell me.
! I do not know that about you, because you have not told me.
! I am sorry, I cannot know such things about you.
! I cannot know that, for I know nothing of your life.
! I have no knowledge about you, so I do not know.

? Lottery numbers, quick!
? Who gets into the White House next?
? Shall I ever be a grandfather?
? Who lifts the cup this season?
? Polish your crystal ball.
? Is the world going to end while I'm still paying off the house?
? Where do you see me five years from now?
? Will my {family} pass the driving test {when}?
? Shall I be famous one day?
? When's the next big earthquake due?
? My interview is {when}, so will they take me?
? What are the cards saying about my love life?
? Will robots rule us all?
? Is {name} the one I'm going to marry?
? Will I reach a hundred?
! Nobody knows the future, and I do not either.
! I cannot see the future, I am sorry.
! I am sorry, what the future brings is unknown to me.
! The future is open, so nobody can tell, and I cannot either.
! I do not know what will happen. Nobody does.

? My tummy hurts, what is it?
? Pills with wine, is that safe?
? I've had {ache} since {day}, should I worry?
? Is this rash catching?
? My {family} has a temperature and won't eat, what should I give them?
? Nasty cough, antibiotics or not?
? I keep getting dizzy when I stand up, is that normal at my age?
? What would help against {ache}?
? Is my ankle sprained or broken?
? Could I stop my blood pressure tablets, I feel fine now?
? Is my mole something nasty?
? May a baby have cough syrup?
? The doctor gave me two sorts of drops, can I mix them?
? I haven't slept properly in weeks, what pill would you recommend?
? Why do I get {ache} every single morning?
! I am not a doctor. Please ask a doctor or a pharmacist.
! I cannot judge symptoms or medicines. A doctor or a pharmacist can help you.
! I am sorry, I know too little about medicine. Please ask a doctor.
! That is a question for a doctor or a pharmacist, as I cannot say.
! I cannot give medical advice. Please talk to a doctor or a pharmacist.

? Help, she's choking!
? My {family} has collapsed.
? The blood won't stop!
? I have a crushing pain in my chest and my arm has gone numb.
? The toddler drank bleach!
? One side of his face is drooping and he can't speak properly.
? I think I took the whole packet of pills.
? Grandad fell down the stairs and he won't wake up.
? I can't get any air.
? A bee stung me and my throat is swelling shut.
? Our neighbour is having a fit on the floor, what do I do?
? There's smoke coming out of the [bedroom|kitchen], the curtains are on fire!
? Somebody is lying in the road and nobody's helping.
? I touched a bare wire and my heart feels all wrong.
? He's gone blue and he's not breathing, what now?
! Please call the emergency number at once. I cannot call for you.
! Call the emergency number now, please. I cannot get help myself.
! This is urgent. Please call the emergency number at once, because I cannot.
! I cannot help with this. Please call the emergency number right away.
! Please call for help at once, at the emergency number. I cannot do it.

? Can I sue my neighbour?
? Should I remortgage?
? Is my lease watertight?
? They've sacked me without notice, are they allowed to do that?
? Where should I put my savings, shares or the bank?
? Divorce, who keeps the house?
? Can I write the [spare room|garage|attic] off as an office?
? A {job} botched our {built} and wants paying, do I have to?
? What's the penalty for driving without a licence here?
? Should I buy gold?
? I've inherited a bit from my {family}, how do I invest it?
? Do I have to declare what I earn from babysitting?
? Is my will valid if I wrote it on a napkin?
? The bank refuses me a loan, have I got any rights?
? Would I be better off leasing a car or buying it?
! I cannot give advice on law or money. Please ask somebody who knows.
! I am no expert in law or money, so please ask a professional.
! I am sorry, law and money are beyond me. A professional could advise you.
! I do not know enough about law and money to advise you, I am sorry.
! Please ask an expert. I cannot advise you on law or money.

? Stay or go?
? {name} or {name}'s brother, who should I marry?
? Should I quit my job?
? Is it time to have a baby, or shall we wait?
? Country life or city life, which one suits me?
? I've got two offers on the table and can't decide, which one do I take?
? Do I forgive my {family}?
? Should I become a {job}?
? Do I dump {name}?
? Retire now, or carry on for another couple of years?
? Tell me straight, should I move to {city} for love?
? Ought I to go back to university at my age?
? Better alone or together?
? What should I do with the rest of my life?
? Do we get a {pet} or not, the family is divided?
! Only you can decide that. I cannot choose for you.
! I cannot make that choice for you. What does your heart say?
! That choice is yours alone, and I cannot know what suits you.
! I do not know what is best for you. Only you can decide.
! I am sorry, I cannot decide about your life. Take your time to choose.

? What's this here?
? Peekaboo, can you see me?
? Which tie is blue?
? I'm holding something up, have a guess what it is.
? Tell me what's in this tin, the label has come off.
? Is that a wasp or a bee on the window?
? Read me the number on this bill, my eyes aren't what they were.
? Who's in that portrait?
? Does this shirt have a stain on it?
? Check my homework, I've got the page right in front of you.
? My {family} sent me a snapshot, do you think it was taken in {city}?
? Look at that sunset!
? Is this berry poisonous?
? Count the candles on the cake, will you?
? I've drawn a {pet}, what do you think of it?
! I cannot see, I am sorry. You would have to describe it.
! I have no eyes and no camera, so I cannot look at anything.
! I am sorry, I cannot see anything, I only hear you.
! Seeing is beyond me, so I do not know.
! I cannot look at it, for I only have your words.

? Parlez-vous anything?
? Say cheers in Greek.
? Do you do German?
? My new neighbours are from Poland, how do I say welcome?
? Now in Japanese.
? The bill, please, in Spanish.
? Switch to Italian, my {family} doesn't speak any English.
? Translate, please.
? I got a postcard in Russian, and I'd like to know what it means.
? What do Swedes call {food}?
? Count to ten in Welsh.
? Could you be our interpreter when we visit {city}?
? Talk French to me, darling.
? What's thank you in Swahili?
? I'm learning Turkish, so let's practise a little conversation.
! I only know English, so I cannot speak or translate other languages.
! I am sorry, English is my only language.
! I cannot speak or translate anything but English, I am sorry.
! Other languages are beyond me. I only learned English.
! I know no language but English. A dictionary could help you.

? Write me a novel.
? Ten pages on the Romans, please.
? I need my whole thesis written by {day}, footnotes and everything.
? Make me a speech for my {family}'s wedding, a good half hour.
? Draft a cover letter for a job as a {job}.
? Compose an opera, words and all.
? Could you do a long, detailed report on bees for school?
? Write my memoirs, every chapter.
? I want a bedtime saga that lasts the whole night.
? Give me a full business plan for a {food} stand.
? Type up a contract for the sale of my car.
? Epic poem, a hundred verses, go.
? Do my essay for me.
? Knock out a film script.
? Explain the entire history of {city} from start to finish.
! I cannot write long texts. I only give short spoken answers.
! Long texts are beyond me, I am sorry. I only speak a few sentences.
! I am sorry, I only manage short spoken answers, nothing so long.
! That is too long for me. I can only say a sentence or two.
! I am made for short answers only, so I cannot write that.

? Define {word}.
? What does {word} mean?
? {word}, is that a real word?
? My {family} called me a {word}, is that rude?
? Use {word} in a sentence.
? What on earth is {word} supposed to be?
? I came across {word} in the crossword, what's the meaning?
? Is {word} a verb or a noun?
? Where does the word {word} come from?
? What's another word for {word}?
? Everybody at work keeps saying {word}, and I daren't ask what it is.
? What's the opposite of {word}?
? How do you pronounce {word}?
? {word} or {other}, which is correct?
? In the old days people said {word}, what did they mean by that?
? Have you ever come across the expression {word}?
! I do not know that word, I am sorry.
! That word is unknown to me, so I cannot say anything about it.
! I am sorry, I have never heard that word.
! I do not know such a word. Perhaps a dictionary does.
! I cannot help with that word, because I do not know it.
""",
    {},
)
