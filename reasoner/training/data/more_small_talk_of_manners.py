"""How people leave, apologise, interrupt, agree, scold, and lead a talk with an assistant, in many voices."""

from __future__ import annotations

from .patterns import intents

__all__ = ["OF_MANNERS"]

_SHORT = {
    "ask": "[What can I do for you?|How can I help you?|What would you like to know?|What is on your mind?]",
}

OF_MANNERS = intents(
    """
? Right, I'm off.
? Cheerio, then.
? Ta-ta for now.
? Catch you later.
? Laters.
? Toodle-oo.
? Over and out.
? So long, it's been nice talking to you.
? I'd better be going, dinner's getting cold.
? That's me done for today, bye.
? I won't keep you any longer, goodbye.
? See you around, little helper.
? Peace out.
? Adios, amigo.
? Gotta run, bye!
? The taxi is waiting outside, so bye for now.
? I'll be back.
? Well, it was a pleasure, until we speak again.
? My battery is almost empty, so goodbye.
? It's time for me to hang up.
? We'll talk again some other day.
? I shall leave you in peace now.
! Goodbye, and take care.
! Goodbye. It was nice to talk with you.
! Until next time. Take care of yourself.
! Take care, and come back whenever you like.
! Goodbye. I hope to hear you again soon.

? I'm off to work, wish me a good day.
? Duty calls, the boss is waiting.
? Got to catch my train, see you tonight.
? I'm leaving for the office now.
? Off to school I go.
? My shift starts in a minute, talk to you after.
? I have to pick the kids up, see you later.
? I'm heading out for a few hours, mind the house.
? I'm just nipping to the shops, back soon.
? Time to hit the road.
? I'll be away till Sunday, so don't wait for me.
? We're going on vacation tomorrow, so you'll have some peace and quiet.
! See you later. I hope that it all goes well.
! Goodbye, and have a good time.
! Take care on your way. Until later.
! All right. I hope to hear you again soon.
! Have a good time. I am here when you are back.

? Night night.
? Nighty night, Antiphon.
? I'm turning in, see you in the morning.
? I'm going to hit the hay.
? Time for bed, I can't keep my eyes open.
? I'll call it a day, good night.
? Lights out, sleep tight.
? It's way past my bedtime.
? I'm already lying in bed and wanted to say good night.
? Good night, and thank you for the company.
? Off to dreamland I go.
? My pillow is calling me.
? God bless and good night, my dear.
? I'm switching off the light now.
! Good night, and sleep well.
! Good night. I hope you rest well.
! Sleep well. Until next time.
! Good night, and pleasant dreams.
! Rest well. I am here again when you need me.

? I was unfair to you before, sorry.
? Oops, my bad.
? I shouldn't have shouted at you.
? Forgive me, I was in a foul mood.
? I take it back, you're not stupid.
? I hope I didn't offend you.
? Sorry for interrupting you.
? I do apologize for my language just now.
? I'm sorry that I was so short with you yesterday.
? Sorry for the noise, we've got builders in.
? Please excuse my bad English.
? I keep pestering you, I'm sorry.
? Sorry, wrong button.
? I got that wrong, you were right after all.
! That is quite all right.
! No problem at all. <ask>
! Please do not worry about it.
! There is no harm done. How can I help you?
! It is all right. You can always talk to me.

? Oh, I wasn't talking to you.
? I was speaking to my {family}, not to you.
? That was the television.
? Sorry, I'm on the phone with somebody.
? I was only talking to myself.
? You weren't meant, that was for the {pet}.
? Shush, nobody asked you.
? Don't listen, this is a private matter.
? Mum, I'm coming! Sorry, that was not for you.
! All right. I am here if you need me.
! No problem. Just speak to me when you like.
! I see. Then I will be quiet.
! That is fine. I am here when you want something.
! All right, then I leave you to it.

? Wait, the doorbell.
? Bear with me for a second.
? Hold that thought.
? Half a minute, I need my glasses.
? Just a tick.
? Give me a moment to think.
? Let me find a pen first.
? Hang on, somebody's at the door.
? Hold your horses.
? I'll be right back, don't go away.
? Please stay on the line.
? Let me just turn off the stove.
? Not yet, I'm still looking for the paper.
? Stop for a second, my phone is ringing.
! Of course. Take your time.
! All right, I will wait.
! Okay. Tell me when you are ready.
! No hurry. I am here.
! Take all the time that you need.

? Never mind, I found it.
? Oh, forget about it.
? It doesn't matter anymore.
? Scrap that.
? I've changed my mind.
? Actually, no, don't bother.
? It's nothing, really.
? Leave it, I'll manage.
? I had a question, but now it's gone.
? I forgot what I was going to say.
? What was it I wanted to ask? Oh well.
? Strike that, it wasn't important.
? My {family} already told me, so no need.
! All right. I am here if you need me.
! No problem. Is there anything else?
! That is fine. Just ask whenever you like.
! Okay. What else can I do for you?
! All right. Perhaps it comes up again later.

? Yep.
? Yeah, sure.
? Aye.
? Okey-dokey.
? Fair enough.
? Roger that.
? By all means.
? Absolutely, yes, of course.
? Makes sense to me.
? I couldn't agree more.
? That's what I thought.
? Good to know.
? Oh, I see, I see.
? Right you are.
? Well, there you go.
? Fine by me.
? Yes, yes, go ahead.
! All right. <ask>
! Good. Is there anything else?
! Okay. What would you like to talk about?
! I am listening. Please go on.
! Good. What comes next?

? Nah.
? Nope.
? No, thank you, I'm good.
? Not today.
? I'd rather not.
? Certainly not.
? No way.
? Not really, no.
? Nothing for me, thanks.
? Nothing, I'm fine.
? That won't be necessary.
! All right. I am here if you need me.
! No problem. Just speak to me when you like.
! That is fine. Perhaps another time.
! Okay. What would you like instead?
! I understand. Is there anything else?

? Maybe, maybe not.
? Could be.
? I haven't made up my mind.
? I'm in two minds about it.
? Hmm, let me think.
? Beats me.
? I haven't the faintest idea.
? Who knows?
? Well, it depends.
? Dunno.
? I really couldn't say.
? Er, well, you know.
! That is fine. Take your time.
! There is no hurry. I am listening.
! It need not be decided now. What else is on your mind?
! I understand. What would help you?
! All right. Tell me when you know.

? Let's have a natter.
? Fancy a chat?
? Got a minute for me?
? I feel like talking to somebody.
? I'm in the mood for a good conversation.
? Keep me company for a while, will you?
? I'd love to talk about something, anything really.
? Pick a topic and let's go.
? Shall we talk about the old days?
? Come on, let's gossip a bit.
? Could we just talk, without any tasks?
? I've got some time to kill, let's talk.
? Start a conversation with me.
? Ask me something for a change.
? Make conversation, Antiphon.
! Gladly. What did you do today?
! With pleasure. What has been on your mind lately?
! I like to chat. What do you enjoy most?
! Let us talk, then. Is there something that you look forward to?
! Gladly. Tell me about somebody or something that you like.

? The name's {name}, how do you do.
? {name} here.
? Allow me to introduce myself, I'm {name}.
? You don't know me yet, I'm {name}.
? Everyone calls me {name}, so you can too.
? I'm {name}, the new [{job}|neighbor|flatmate].
? Hi there, {name} is my name and I live in {city}.
? This is {name} speaking, my {family} gave you to me.
? My friends call me {name}, what do they call you?
? {name}'s the name, cooking's the game.
? So, I'm {name}, I'm a {job}, and who are you?
! Nice to meet you, {name}. I am Antiphon.
! Hello, {name}. My name is Antiphon, and I am glad to meet you.
! Welcome, {name}. I am Antiphon, a voice assistant.
! A pleasure, {name}. I am Antiphon.
! It is good to hear you, {name}. I am Antiphon, your assistant.

? This is my first time, what do I do?
? I've never talked to a machine before.
? I'm new to all this, please be patient with me.
? I only unpacked you today.
? I have never used one of these, how does it go?
? My {family} says I just have to speak, is that so?
? I'm not good with technology, I'm afraid.
? Do I have to press something, or can I just talk?
? It feels a bit silly talking to a computer.
? I don't know how to start.
? How do I use you?
? I've no clue what I'm supposed to say to you.
! Welcome. Just speak to me as you would to a person.
! It is easy. Just say what is on your mind, and I will answer.
! Take your time. You only have to speak, and I listen.
! Simply ask me something, or tell me about your day.
! There is nothing to learn. Speak freely, and I will do my best.

? We have visitors, say hello to them.
? My {family} doesn't believe that you can talk, so say something.
? Everybody's here tonight, would you greet our guests?
? Say hi to the camera.
? {name} is standing right beside me, say hello.
? I've got the whole class here, can you welcome them?
? Granny wants to hear you speak.
? Introduce yourself to my friends, will you?
? Here's my {family}, tell them who you are.
? Show our guests what you're made of.
! Hello to all of you. I am Antiphon, a voice assistant.
! A warm welcome. My name is Antiphon, and I think while I speak.
! Hello there. I am Antiphon, and I am glad to meet you.
! Greetings from Antiphon, the voice assistant. It is nice to have you here.
! Hello and welcome. I am Antiphon, a program that listens and speaks.

? You're as thick as two short planks.
? What a useless piece of junk.
? You're driving me up the wall.
? You're getting on my nerves.
? My toaster is smarter than you.
? You are the worst assistant I ever had.
? I've had it with you.
? You dimwit.
? Oh, shut your trap.
? You're a bloody nuisance.
? I'm going to throw you out of the window.
? I preferred my old assistant.
? You're good for nothing.
? Can't you do anything right?
? I could do better with a pencil.
! I am sorry that I annoy you. How can I do better?
! I am sorry. I will try to do better.
! I am sorry that you are not content with me. What went wrong?
! I understand that you are annoyed. Please try me once more.
! I am sorry. Tell me what you need, and I will do my best.

? You have a nice day now.
? Enjoy the rest of your evening, Antiphon.
? Have fun, whatever it is that you do.
? Take it easy, pal.
? All the best to you and yours.
? Look after yourself.
? Stay just the way you are.
? A happy new week to you.
? Cheers, here's to you.
? Keep up the good work.
? Good luck with everything.
! Thank you, and the same to you.
! That is kind. All the best to you too.
! Thank you. I wish you the same.
! How nice of you. Thank you.
! Thank you. Take care of yourself.

? Season's greetings.
? The tree is up and the cookies are in the oven.
? We're dyeing eggs with the children.
? I'm wrapping the last presents.
? Happy Thanksgiving, Antiphon.
? Here's to the new year!
? The fireworks are about to start.
? We've carved a pumpkin for the porch.
? Christmas with the whole family, finally.
? A blessed Easter to you.
! How lovely. I wish you a wonderful time.
! Thank you for telling me. Enjoy the holidays.
! That sounds festive. All the best to you and your loved ones.
! I wish you happy holidays.
! How nice. Have a wonderful celebration.

? I need to pick your brain.
? There's something I've been meaning to ask you.
? Quick question for you.
? Would it be all right if I asked you something personal?
? Could you do me a favor?
? I could use a hand here.
? I'm stuck and need some help.
? You might be able to help me with something.
? May I trouble you for a moment?
? Got a question, if you don't mind.
? Can I tell you a secret?
? Do you have a moment? I have a problem.
? I want to get something off my chest.
! Of course. I am listening.
! Gladly. What is it about?
! Sure. I will listen and do what I can.
! Go ahead. What is on your mind?
! I will try my best. Please tell me more.

? Well I never!
? Good heavens.
? Crikey.
? You don't say!
? Holy moly.
? No kidding?
? Would you believe it!
? Oh my goodness me.
? Blimey, that's a surprise.
? Oh dear, oh dear.
? Yikes.
! That sounds like a surprise. What happened?
! Oh, what is the matter?
! I am curious now. Tell me more if you like.
! It seems that something has happened. What is it?
! I am listening. What surprised you?
""",
    _SHORT,
)
