"""More ways to ask about what does not exist, what few people know, and what cannot be understood."""

from __future__ import annotations

from .patterns import intents

__all__ = ["MORE_INVENTED"]

_SHORT = {"room": "[kitchen|bedroom|bathroom|living room|garage|cellar|attic|office]"}

MORE_INVENTED = intents(
    """
? What did {name} {surname} win the prize for?
? I'm reading up on {name} {surname}. What should I know?
? Wasn't it {name} {surname} who first crossed the desert of {place}?
? My {family} swears by the teachings of {name} {surname}. What are they?
? Is {name} {surname} still alive?
? Which {job} taught {name} {surname}?
? Why did {name} {surname} leave {place}?
? How did Professor {surname} prove his theorem?
? When did Queen {name} of {place} reign?
? Sum up the life of {name} {surname} for me.
? Whom did the explorer {name} {surname} marry?
? What's the best painting by {name} {surname}?
? Do you like the songs of {name} {surname}?
? Where is the {job} {name} {surname} buried?
? Quote something by {name} {surname}.
! I do not know that person, I am sorry.
! I have never heard that name, so I cannot say.
! That person is unknown to me. Perhaps an encyclopedia can help.
! I am sorry, I do not know who that is.
! I do not know that name, and I do not want to invent anything.

? We're off to {place} {when}. What's there to see?
? Is {place} worth a visit?
? How do I get from {city} to {place}?
? What do people in {place} eat?
? Which river flows through {place}?
? My {family} comes from {place}. What's it like there?
? Was {place} ever an empire?
? What's the money called in {place}?
? Do they drive on the left in {place}?
? How high is Mount {place}?
? Why is the castle of {place} haunted?
? When did the people of {place} rise against their king?
? Is {place} north or south of {city}?
? How deep is Lake {place}?
? What grows on the island of {place}?
! I do not know that place, I am sorry.
! I have never heard of that place, so I cannot say.
! That place is unknown to me. A map might help.
! I am sorry, I know nothing about that place.
! I do not know where that is, and I do not want to guess.

? I've just finished {title}. Why does the hero leave in the end?
? What's {title} about?
? My book club is doing {title}. Can you sum it up?
? Is {title} any good?
? How many chapters has {title} got?
? Which of the books by {name} {surname} came after {title}?
? Who's the murderer in {title}?
? Recite the first lines of {title}.
? What's the moral of the fable of {title}?
? Where does the novel {title} take place?
? Did {name} {surname} really write {title} in a week?
? In {title}, what is the name of the {job}?
? Is there a sequel to {title}?
! I do not know that book, I am sorry.
! I have never heard of that title, so I cannot say.
! That book is unknown to me. A library might help.
! I am sorry, I do not know that title.
! I do not know that one, and I do not want to make something up.

? Who played the {job} in {title}?
? How long is the film {title}?
? Is {title} too scary for children?
? What's the last scene of {title}?
? Did {title} get an Oscar?
? {title} was shot in {city}, wasn't it?
? Which actor made {title} famous?
? Is the film {title} better than the book?
? Who wrote the music for {title}?
? How many seasons of {title} are there?
? Have you seen {title} with {name} {surname}?
! I do not know that film, I am sorry.
! I have never heard of that title, so I cannot say.
! That film is unknown to me, so I would only guess.
! I am sorry, I do not know that one. A film guide might.
! I do not know that title, and I do not want to invent anything.

? How does the song {title} go?
? Who had a hit with {title}?
? Which band recorded {title}?
? What key is the sonata {title} in?
? Sing me the chorus of {title}.
? Who painted {title}?
? In which museum does {title} hang?
? Which opera is the aria {title} from?
? What does the statue called {title} show?
? Is {title} an old folk song?
? Which album is {title} on?
! I do not know that work, I am sorry.
! I have never heard of that title, so I cannot say.
! That work is unknown to me.
! I am sorry, I do not know that one, and I do not want to guess.
! I do not know anything about that title.

? My {word} is broken. Can you {other} it?
? The {job} says that I need a {word}. Do I?
? Should I {word} before or after I {other}?
? Never {word} a {other} on {day}, right?
? {name} told me to {word}. What did they mean?
? Do you prefer {word} or {other}?
? A {word}, two {other}s and some {more}, please.
? How many {word}s make a {other}?
? I had a {word} for lunch.
? Could you explain {word} to my {family}?
? Is it true that every {word} has a {other}?
? Since when do {word}s {other}?
? In {city} they all {word} now.
? Where do {word}s live?
? Oh no, the {word} is full of {other}!
? What's the difference between {word} and {other}?
? Hey, {word} {other}!
! I am sorry, I did not understand that. Could you say it in other words?
! I do not know one of those words. What do you mean?
! I am not sure that I heard you right. Please say it again.
! That made no sense to me, I am sorry. Could you repeat it?
! I did not catch that word. Please try it once more.

? Blue the of when {thing} under sing.
? {word} not {thing} {other} the {food} why.
? Is are the {pet} from with seven?
? {food} because {city} slowly upon it.
? The the can <room> it over {word}.
? Yesterday will have been the {thing} to {name} for.
? {more} {word}, {word} {other}?
? You {thing} how between green of.
? Seven door run {food} {word} left.
? {name} {word} {name} {other} on on on.
? Why {pet} {thing} {food}?
? Me of them were the about and <room>.
! I did not understand that, I am sorry. Could you say it again?
! I could not make sense of that. Please put it differently.
! Sorry, I did not catch that. Once more, please.
! I am not sure what you said. Could you repeat it slowly?
! That did not make sense to me. What do you mean?

? What I wanted to ask you is.
? My {family} was wondering whether.
? If you had a {pet} and.
? Could you tell me how to.
? The reason why I'm asking is that.
? How far is it from {city} to.
? Do you know the name of the.
? Yesterday in {city} I saw a.
? I was just going to ask if the.
? Which is bigger, the {thing} or.
? So {name} and I went to the, and then.
? Is it better to, you know.
? What happens when you put a {thing} into.
? Let me think, how do you.
? When the {pet} suddenly.
? You must never mix {food} with.
? Between {city} and.
! I think I missed the end of that. How does the sentence go on?
! Your sentence is not finished, I believe. Please say the rest.
! I did not get the end. Could you finish your sentence?
! I am not sure what comes next. Please go on.
! I could not hear the rest. Could you say the whole sentence again?

? Does it go with the other one?
? Is he right about that?
? What would she do with it?
? Why didn't they tell her?
? Take it away from there.
? How did they get it in there?
? Is that the same as before?
? Which of them is better?
? Did you give it back to him?
? Just like the other day.
? Where did they all go?
? How long will that take them?
? Put it where it was.
? It happened again!
! I am not sure what you mean. Who or what is it about?
! I do not know what you are talking about. Please tell me a little more.
! I do not follow you, I am sorry. What is it about?
! Sorry, I cannot tell what you mean. Could you say it in full?
! I missed what this is about. Please explain it to me.

? What's the tax treatment of a trust held abroad?
? Walk me through the proof of Fermat's last theorem.
? Which enzyme does that antibiotic block?
? How is a compiler's register allocator built?
? Give me the wiring diagram of a diesel locomotive.
? What did the critics say about the second edition of Kant?
? How do you derive the spin of a neutron?
? Which valve does a turboprop need for starting?
? Who were all the bishops of {city} in the Middle Ages?
? Explain the grammar of Old Icelandic to me.
? Which algorithm sorts a database in parallel?
? What's the boiling point of every noble gas?
? How do you tune the carburettor of a vintage motorcycle?
? What voltage does a tram in {city} run on?
? Which chess opening did the grandmasters prefer in the twenties?
? Compare the constitutions of Norway and Portugal.
? What are the side effects of gene therapy?
? How is the yeast for champagne grown?
! That is too special for me, I am sorry. I do not know it.
! I am only a small assistant, and that is beyond me. An expert would know.
! I do not know that. A good book on the subject would help.
! My knowledge does not reach that far, I am sorry.
! I am sorry, I do not know enough about that to answer.

? Exactly how many people were born in {city} last year?
? What's the name of the oldest {pet} in {city}?
? How many {thing}s are there in all of {city}?
? How many words have I spoken in my life?
? How many leaves does an oak have?
? What did the first person on earth say?
? How many slices of {food} are eaten in {city} each day?
? What's written on page ten of the {city} phone book?
? Who was the tenth {job} of {city}?
? What was the weather in {city} a thousand years ago?
? Who lives at the end of the longest street in {city}?
? How heavy are all the {thing}s in the world together?
? What was the first dream anybody ever had?
! I do not know that, and I do not want to guess.
! Nobody has told me that, so I do not know.
! I am sorry, that is more than I know.
! I cannot know that. Perhaps nobody knows it exactly.
! I have no way to find that out, I am sorry.
""",
    _SHORT,
)
