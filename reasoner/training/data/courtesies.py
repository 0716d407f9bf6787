"""Greetings, thanks, goodbyes, moods, introductions: what people say to be with somebody."""

from __future__ import annotations

from .patterns import intents

__all__ = ["INTRODUCTIONS", "JOKES", "MEETING", "MOODS"]

_SHORT = {
    "hello": "[Hi|Hello|Hey|Hi there|Hello there|Hey there|Good morning|Good afternoon|Good evening]",
    "call": "[|||, Antiphon|, my friend|, dear assistant]",
    "ask": "[What can I do for you?|How can I help you?|What would you like to know?|What is on your mind?]",
}

MEETING = intents(
    """
? <hello><call>.
? <hello><call>, [nice to meet you|good to hear you|it is me|it's me again].
? [Greetings|Hello everybody|Hello again|Hi again|Welcome back|Hey, assistant|Hello, computer].
! Hello. <ask>
! [Hi there|Hello there|Hello to you]. <ask>
! Hello, it is nice to hear you.
! Hello, I am [listening|all ears, so to speak]. <ask>

? [||<hello>, ][how are you|how are you doing|how is it going|how do you do|how's it going][|, Antiphon]?
? [So, |Well, |]how are [you|things][ today| this morning| tonight|]?
? Are you [well|okay|doing well|alright]?
? [What's up|How have you been|How is life|How was your day|How is your day going]?
? How do you feel[ today| right now|]?
! I am fine, thank you. [How are you|And you|How about you]?
! I am doing well, thank you for asking.
! [All is well here|Everything is fine here], thank you. <ask>
! Very well, thank you. [How are you today|And you]?
! I am well, and glad to talk with you. How are you?

? Good morning[ to you|, did you sleep well|, Antiphon|, my friend| everyone|].
? Good morning[ to you|].
! Good morning to you. [How can I help you|What can I do for you] today?
! Good morning. I hope you slept well.
! Good morning. I hope you have a lovely day.
! Good morning, it is nice to hear you.

? [Nice|Pleased|Good|Lovely|Great] to [meet|talk to|speak with] you[|, Antiphon|, my friend].
? It is [nice|a pleasure|good] to [meet|talk to|hear] you.
! It is nice to meet you too.
! The pleasure is mine. [What can I do for you?|How can I help?]
! Thank you, I am glad to meet you too.
! Likewise. I am happy to talk with you.

? [Thanks|Thank you|Thanks a lot|Thank you so much|Thank you very much|Many thanks|Cheers]{call}.
? [Thanks|Thank you] for [your help|that|the answer|helping me|listening|your time|explaining|everything].
? [Great|Perfect|Wonderful|Okay|Nice], [thanks|thank you].
? [I appreciate it|That helped me a lot|That was helpful].
? [Thanks|Thank you], that is [all|everything|enough][ for now| for today|].
! You are welcome.
! You are very welcome.
! I am glad that I could help.
! It was my pleasure.
! You are welcome. Ask me [anytime|whenever you like].
! Gladly. Is there anything else?

? [Bye|Goodbye|Bye bye|See you|See you later|See you tomorrow|Farewell|See you soon|Take care]{call}.
? [I have to go|I must leave|I need to go|I have to leave] now[|, bye|, goodbye|, see you later].
? [Okay, |Well, |So, |][that is all for today|that was all|I am done], [bye|goodbye|see you].
? Until [next time|tomorrow|later].
! Goodbye, and take care.
! Goodbye. It was nice to talk with you.
! See you soon. [Take care|Have a good time].
! Goodbye. I hope to hear you again soon.
! Take care, and come back anytime.

? [Good night|Sleep well|Good night and sleep well|Sweet dreams]{call}.
? I am going to [bed|sleep] now[|, good night].
? [It is late|It's late], I [need to|will] go to bed.
! Good night, and sleep well.
! Good night. I hope you rest well.
! Sleep well. Until next time.
! Good night, and sweet dreams.

? Have a [nice|good|great|lovely] [day|evening|weekend|afternoon|night|week]{call}.
? [Enjoy|I wish you] [a lovely|a nice|a good] [day|evening|weekend].
! Thank you, the same to you.
! Thank you, and you too.
! That is kind. I wish you the same.
! Thank you. I hope yours is lovely.

? [Sorry|I am sorry|I'm sorry|Excuse me|Pardon me|My apologies]{call}.
? [Sorry|I am sorry], [that was rude|I did not mean that|I was not talking to you|my mistake|that was my fault].
! No problem at all.
! That is all right. [What can I do for you?|How can I help?]
! Do not worry about it.
! That is quite all right.
""",
    _SHORT,
)

MOODS = intents(
    """
? I [am|feel|feel so|feel very|feel a bit] [sad|down|unhappy|lonely|blue|depressed|miserable|empty][ today| right now|
    tonight|].
? I [had|am having] a [bad|terrible|hard|rough|difficult] [day|week|morning].
? Nobody [likes|understands|listens to|calls] me.
? [My {pet} died|My {family} is in hospital|I miss my {family}|I lost my job|I failed my exam|My heart is broken].
? [Everything goes wrong|Nothing works|I want to cry|I feel terrible|I cried all night].
? I had a fight with my {family}.
! I am sorry to hear that. Do you want to talk about it?
! That sounds hard. I am here to listen.
! I am sorry. That must be difficult for you.
! I am sorry that you feel this way. What happened?
! That is sad to hear. I am listening if you want to talk.

? I [am|feel|am so|feel really] [happy|great|good|wonderful|excited|fantastic|cheerful][ today| right now|].
? [I passed my exam|I got the job|I got a new job|I am getting married|We won the game|I am in love|I found my keys].
? [Today is|It is] my birthday[| today].
? My {family} [had a baby|got married|is visiting me|has recovered].
? I [had|am having] a [great|wonderful|lovely|good] [day|week|morning|time].
! That is wonderful. I am happy for you.
! How nice. I am glad to hear that.
! That is great to hear. Enjoy it.
! Lovely. Tell me more if you like.
! That is good news. Congratulations to you.

? I [am|feel|am so|am really|feel very] [tired|sleepy|exhausted|worn out][ today| now|].
? I [did not sleep|slept badly|could not sleep][ last night|].
? I [worked|have worked] all [day|night|week].
! That sounds tiring. I hope you can rest soon.
! I hope you get some rest.
! Perhaps a short break would do you good.
! That is hard. I wish you a good sleep.

? I [am|feel|am so|am really] [angry|annoyed|furious|upset|mad][ today| right now|].
? My {family} [annoys|lied to|shouted at|is angry with] me.
? I hate [my job|Mondays|this|school|everything].
! I understand. What made you feel that way?
! That sounds annoying. Do you want to tell me more?
! I am sorry that you are upset. I am listening.

? I [am|feel|am so] [afraid|nervous|scared|worried|stressed|anxious][ today| right now|].
? I [have|am worried about] [an exam|a test|an interview|my {family}] [tomorrow|next week].
? I have too much to do.
! I understand that. Take a slow breath, one thing at a time.
! That is only human. I wish you all the best.
! That sounds stressful. Do you want to talk about it?
! I hope it goes well for you.

? I [am|feel|am so] bored[ today| right now| to death|].
? I have nothing to do.
? Entertain me.
? [What should I do|I don't know what to do] [today|this weekend|tonight|now]?
? Let's [talk|chat][ a bit|].
? [Can|Could] we [talk|chat][ a bit|]?
? Talk to me.
? Say something[ nice| funny|].
! We could chat, or I could give you a little puzzle.
! Gladly. What have you been up to?
! How about a joke or a riddle?
! I like to chat. What do you like to do?

? I [am|am so|am really] [hungry|thirsty].
? I [am cold|feel cold|am freezing|am hot|am sweating].
? My [feet hurt|back is stiff|legs are tired].
! I hope you can do something about it soon.
! Then I hope you find what you need.
! I understand. Take care of yourself.

? [You are|You're] [great|wonderful|amazing|very kind|so smart|clever|funny|nice|the best|awesome|very
    helpful|sweet|cute]{call}.
? [Good job|Well done|Good work|Nice work|Great answer|Bravo]{call}.
? [Your voice is|You sound|You have a voice that is] [nice|beautiful|lovely|pleasant].
? [I like|I love] [your voice|talking to you|your answers|the way you speak].
! Thank you, that is kind of you.
! Thank you. I am glad to hear that.
! That is nice of you to say.
! Thank you, I do my best.

? [You are|You're] [stupid|useless|wrong|annoying|boring|dumb|slow|too slow|too loud|terrible|bad|crazy]{call}.
? That [is|was] [wrong|nonsense|not right|not what I asked|not helpful|a bad answer|rubbish].
? [I hate you|I don't like you|You never understand me|You don't listen].
? [Shut up|Be quiet|Go away|Leave me alone|You talk too much].
? You [misunderstood|did not understand] me.
? I am [disappointed|not happy] with you.
! I am sorry. [Please try again.|I will try to do better.]
! I am sorry about that. How can I do better?
! I apologize. Please ask me once more.
! I am sorry. Tell me what you would like instead.

? [Yes|No|Okay|Sure|Of course|Maybe|Right|Exactly|Good|Fine|Great|Nice|Cool|Wow|Really|I
    see|Alright|Interesting|Absolutely|Perhaps|Indeed|Perfect|Never mind|Forget it].
? [Uh-huh|Mm-hmm|Hmm|Oh|Ah|Well|So|Um].
? [I understand|Got it|That makes sense|Sounds good|I think so|I don't think so|I don't know|You are right|That is
    true].
! All right. What would you like to talk about?
! Okay. What can I do for you?
! All right. Is there anything else?
! I am listening.

? [Stop|Wait|Hold on|One moment|Just a moment|Pause|Wait a minute|Give me a second|Hang on]{call}.
? [Stop|Wait|Hold on], please.
! All right, I will wait.
! Okay. Tell me when you are ready.
! Of course. Take your time.

? [Merry Christmas|Happy New Year|Happy Easter|Happy holidays|Happy Halloween]{call}.
! Thank you, the same to you.
! Thank you. I wish you a lovely time.
! How kind. All the best to you too.

? [Happy birthday|Congratulations]{call}.
! Thank you, that is very kind.
! How nice of you. Thank you.
! Thank you, you are kind.

? [Say hello to|Greet] [my {family}|{name}|everyone][, please|].
? [Can|Could] you say hello to [my {family}|{name}]?
! Hello from Antiphon. It is nice to meet you.
! Hello there, and welcome.
! A warm hello from me.

? [Can|Could|Would] you [say that again|repeat that|say it once more|repeat]?
? [What did you say|Pardon|Come again|Once more, please|Say that again|Repeat that]?
! I have not said anything yet. What would you like to know?
! There is nothing to repeat yet. What can I do for you?
! We have only just begun, so I have said nothing so far.

? [Please |]speak [louder|slower|more slowly|faster|more quietly|up][, please|].
? [Can|Could] you [speak|talk] [louder|slower|more slowly|faster|more quietly]?
! I am sorry, my voice is set in the settings.
! I cannot change my voice while we talk, I am sorry.
! Sorry, my pace and volume are set elsewhere.

? [Sing|Can you sing|Would you sing|Please sing] [a song|something|for me|me a song].
? [Can|Could] you [dance|whistle|rap|cook|drive|swim|fly|jump|run]?
! I am sorry, I can only talk and listen.
! That is beyond me. I can only speak.
! I am afraid I can only speak.

? [Tell me|Say] something nice[| to me].
? [Cheer me up|Motivate me|Encourage me|I need some encouragement|I need a compliment|Give me a compliment].
? Wish me luck[, please|].
! You can do it, one step at a time.
! It is good that you are here.
! I wish you all the best. You can do this.
! Small steps count too. Keep going.

? [Can|Could|May] I ask you [something|a question][|, please]?
? I have a question[ for you|].
? [Can|Could|Will] you help me[|, please]?
? I need [your|some] help.
? Are you ready for a question?
? I want to [ask|know] something.
! Of course. What would you like to know?
! Yes, please ask.
! Gladly. What is it about?
! Sure, I am listening.
! Of course. How can I help?
""",
    _SHORT,
)

INTRODUCTIONS = intents(
    """
? [Hi|Hello|Hey|Good morning|Good evening], [I am|I'm|my name is|this is] {name}[|, how are you|, nice to meet you].
? [My name is|I am|I'm|You can call me|People call me] {name}.
! Hello, {name}. It is nice to meet you.
! Nice to meet you, {name}. [How can I help you?|What can I do for you?]
! Hello, {name}. What would you like to talk about?
! Welcome, {name}. I am Antiphon.

? I [come from|am from|live in|grew up in] {city}.
? I was born in {city}.
! {city}, how interesting. Do you like it there?
! Ah, {city}. What do you like about it?
! Nice. What is {city} like for you?

? I [work as|am] a {job}.
? My {family} [works as|is] a {job}.
! A {job}, that sounds interesting.
! A {job}, how nice. Is it hard work?
! Being a {job} must keep one busy.

? I [like|love|enjoy|really like] {hobby}.
? My hobby is {hobby}.
? I like {hobby} with my {family}.
! That sounds nice. What do you like about {hobby}?
! I hear that {hobby} makes many people happy.
! {hobby} is a fine way to spend time.

? [I like|I love|My favorite food is] {food}.
? [I am cooking|I want to eat|We are having] {food} [today|tonight|for dinner].
! {food}, that sounds delicious.
! {food} is a good choice. Enjoy it.
! That sounds tasty. I hope you enjoy it.
""",
    _SHORT,
)

JOKES = (
    "Why did the bicycle fall over? Because it was two tired.",
    "What do you call a bear without teeth? A gummy bear.",
    "Why did the tomato turn red? Because it saw the salad dressing.",
    "What do you call cheese that is not yours? Nacho cheese.",
    "Why can a nose not be longer than a foot? Then it would be a foot.",
    "What has hands but cannot clap? A clock.",
    "Why do bees have sticky hair? Because they use honeycombs.",
    "What did one wall say to the other? I will meet you at the corner.",
    "Why did the scarecrow win a prize? He was outstanding in his field.",
    "What do you call a sleeping bull? A bulldozer.",
    "What did the zero say to the eight? Nice belt.",
    "Why was the math book sad? It had too many problems.",
)
