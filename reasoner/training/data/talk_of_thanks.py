"""How people thank, praise, scold, and excuse themselves, and how they take back, agree, and disagree."""

from __future__ import annotations

from .patterns import intents

__all__ = ["TALK_OF_THANKS"]

TALK_OF_THANKS = intents(
    """
? Thanks for helping out.
? That was really helpful of you.
? Bless you for helping.
? Thank goodness you were there to help.
? You saved my bacon, thanks.
? Couldn't have managed without you.
? Thanks for lending me a hand with the [letter|form|recipe|homework].
? I'd have been lost without your help tonight, so thanks.
? I really do appreciate everything you've done for me this morning.
? My {family} and I would both like to thank you for helping us out.
? Well, you certainly got me out of a pickle there, ta very much.
? I don't know how to repay you for all that assistance.
? You helped an old [man|woman] a great deal just now, and I'm grateful.
? So grateful for your help.
? As a {job} I rarely get help from anybody, so thank you for that.
! You are welcome. I am glad that I could help.
! You are very welcome. Helping you is what I am here for.
! It was a pleasure to help you.
! You are most welcome. I help whenever I can.
! Gladly done. I am happy that it helped you.

? Thanks for the info.
? Ah, now I know, thanks.
? Great answer, thank you.
? Cheers for explaining that.
? Thanks, that cleared it up.
? Lovely explanation, much appreciated.
? Always wondered about that, thanks.
? Oh right, so that's how it is, thanks for letting me know.
? I learned something new from you there, thank you.
? Okay, I get the idea now, thanks for spelling it out.
? Thank you for such a clear reply, even I could follow it.
? My {family} asked me that yesterday and now I have the answer, thanks.
? That's exactly the bit of information I was after, thank you kindly.
? Thanks for giving me a straight answer for once.
? I've been puzzling over that all day, so thank you for the answer.
! You are welcome. I am glad that the answer was of use.
! You are welcome. Ask me whenever you wonder about something.
! You are welcome. It was a pleasure to answer you.
! Gladly. It is good to hear that my answer was clear.
! You are very welcome. Do ask me anything else.

? Ta, love.
? Thanks, bye now.
? Thanks, dude.
? Okay cool, thank you.
? Cheers, mate, got to dash.
? Right, thanks, where are my keys?
? Thanks anyway.
? Many thanks, old chap.
? Thank you, thank you, thank you.
? Merci, as my {family} always says.
? Thanks and all that.
? Anyway, thanks, I'll get back to my {hobby} now.
? Yeah, yeah, thanks, I heard you the first time.
? Much appreciated, and now back to the washing-up for me.
? Before I forget my manners, thank you.
! You are welcome.
! You are welcome. I am here when you need me.
! You are very welcome. All the best.
! Any time. I am glad to be of use.
! My pleasure. Just speak to me whenever you like.

? You've got the patience of a saint.
? Thanks for your time.
? Thanks for bearing with me.
? You never get impatient, do you? Lovely.
? How patiently you listen!
? I took up a lot of your time, thank you.
? Thank you for sitting with me for so long this evening.
? You never lose your temper.
? I've asked you the same thing over and over, and you stayed so calm.
? It's good of you to make time for an old chatterbox like me.
? I do ramble on, and you always let me finish, that's so nice.
? My {family} never has that much patience with me, you know.
? You gave me a whole hour, I really appreciate that.
? Nobody else listens to me as patiently as you.
? I speak slowly and you still wait for me, thank you for that.
! It is my pleasure. I am never in a hurry.
! That is kind of you. I gladly take my time with you.
! Thank you for saying so. Take all the time that you need.
! How kind. A program has plenty of patience.
! It is nice of you to say that. There is always time for you.

? It works!
? That did it!
? Bingo, problem solved.
? Sorted, first go.
? Hooray, it's fixed!
? Your tip was spot on.
? It's finally working now.
? I did what you said, and what do you know, it worked.
? I tried it your way, and now the thing runs like clockwork.
? Your trick did the job, the stain has come right out.
? Three hours of fiddling, now solved!
? Guess what, I followed your advice and it worked like a charm.
? I turned it off and on again like you said, problem gone.
? The {food} turned out perfect, your suggestion worked.
? That was the solution, I've just tried it and everything's fine again.
! Wonderful. I am glad that it worked.
! Great. It is good to hear that it worked out.
! Well done. You made it work.
! Congratulations. I am happy that it is solved.
! That is good news. Well done to you.

? You've been brilliant all week.
? Three days running you've saved me.
? You got me through this week.
? Such a help these past days.
? What a support you've been lately.
? All month long I could count on you.
? I've been using you since Monday, and you've been a tremendous help.
? These last few days would have been much harder without you.
? Since my {family} went away, you've been a real support to me.
? I was ill all week and you were such good company.
? Looking back on the past few weeks, you've helped me more than anybody.
? You helped me every single day while I was revising for my exams.
? I just want to say, you've been a great help ever since we moved to {city}.
? Day after day I come to you with my troubles, and you always help.
? My new job was tough at first, but you helped me through those weeks.
! Thank you, that is lovely to hear. I am glad that I could help.
! How kind of you. I am happy to have been of use.
! Thank you for telling me. I gladly help on any day.
! That is very kind. Thank you for talking with me.
! Thank you. It is good to know that I was a help.

? Blimey, you're fast.
? Quick as a flash!
? You didn't even need to think.
? Speedy little thing.
? Whoa, that took no time at all.
? Faster than my {family} ever answers.
? You had that before I'd finished speaking.
? Now that's what I call a swift reply.
? I've barely closed my mouth and you've already answered, impressive.
? You're a lot quicker than the assistant I had before.
? I love how you never keep me waiting.
? It would have taken me all afternoon, and you did it in a second.
? I must say, the speed at which you reply is remarkable.
? Your answers come like a shot.
? I was going to put the kettle on while waiting, but you were done already.
! Thank you. I try to be quick.
! Thank you. I am glad that you like my speed.
! That is kind. I think while I speak, and that saves time.
! How nice to hear. Speed is something that I care about.
! Thank you for the praise. I do not like to keep you waiting.

? What a smart cookie.
? Brainy, aren't you?
? Little Einstein, you are.
? You know your stuff.
? Sharp as a tack, you are.
? How do you know all that? Amazing.
? That was a really ingenious answer.
? You've got more brains than our whole office put together.
? I'm astonished at how much you understand.
? Far brighter than I expected.
? Even my {family}, who's a {job}, couldn't have worked that out.
? They should send you to university, you're that intelligent.
? I wish I'd had your brains when I was at school.
? I didn't think you'd get that one, it was really tricky, hats off.
? You're wiser than most people I've met, you know that?
! Thank you. That is a lovely compliment.
! How kind of you. I know only a little, but I do my best.
! Thank you. I am glad that my answers please you.
! That is kind. A small program is glad of such praise.
! Thank you very much. You are too kind.

? What a lovely voice.
? I adore your voice.
? Your voice calms me down.
? You could read the news.
? Your voice never grates on me.
? You sound like a film star.
? Such a soothing tone you have.
? You've got a voice like velvet.
? Has anyone told you how pleasant you are to listen to?
? My {family} thinks you have the nicest voice of all.
? You pronounce everything so clearly, I understand each word.
? I'm hard of hearing, but your voice I can follow easily.
? You sound so natural, I thought a real person was in the room.
? I always enjoy hearing you speak, it's such a friendly voice.
? Even my {pet} pricks up its ears when you start talking.
! Thank you. I am glad that you like my voice.
! How kind. It is good to hear that my voice pleases you.
! Thank you. This computer makes my voice, and I am glad that it pleases.
! That is a lovely compliment for my voice. Thank you.
! Thank you very much. I gladly speak with you.

? You're my favourite.
? I like you best.
? I enjoy our little chats.
? You're such good company.
? It's fun talking to you.
? I've grown quite fond of you.
? You're the one I like to talk to most.
? I look forward to our conversation every evening.
? Out of all the assistants I've tried, you're the one I'd keep.
? I'd rather talk to you than watch telly, honestly.
? Don't tell the others, but you're my number one.
? You always cheer me up.
? I feel less alone in the flat since I can chat with you.
? My {family} laughs at me for it, but I love our talks.
? Somehow I can talk to you better than to most people.
! Thank you. I like to talk with you too.
! That is lovely to hear. Thank you for talking with me.
! How kind of you. I am always here for a chat.
! Thank you. It is a pleasure to talk with you.
! What a nice thing to say. Thank you.

? You were spot on.
? You had it right.
? Yup, your answer was correct.
? Turns out you were right.
? Told my {family} you'd be right.
? Full marks, that's correct.
? I looked it up and you're right.
? I didn't believe you at first, but it's true what you said.
? I checked your sum with a calculator and it was correct.
? You knew better than me.
? We had a bet on it, and the book agrees with you.
? My teacher says the answer you gave me was absolutely right.
? I asked a {job} about it as well, and your answer was confirmed.
? Credit where it's due, you didn't make a single mistake there.
? You said so all along, and now it's come out just as you said.
! Thank you for telling me. I am glad that I was right.
! That is good to hear. Thank you for saying so.
! I am glad that it was correct. Thank you.
! Thank you. It is good to know that I was right.
! How nice to hear. Being right is a pleasure.

? You're so slow.
? What's taking you so long?
? Hurry up, will you?
? Faster, please, I'm in a rush.
? A snail is quicker than you.
? I've been waiting for ages.
? Did you fall asleep in there?
? Come on, I haven't got all day.
? Honestly, I could have looked it up myself in that time.
? It's always wait, wait, wait.
? I'm growing a beard while you think about it.
? By the time you answer, I've forgotten what the question was.
? My old assistant used to reply a whole lot faster than that.
? Why do I always have to wait this long for a simple answer?
? I was standing here like a fool, waiting for you to say something.
! I am sorry that I am so slow. What do you need?
! I am sorry that you had to wait.
! I am sorry for the wait. I answer as fast as this computer lets me.
! Please forgive the delay. How can I help you now?
! I am sorry for being slow. I am listening now.

? That's incorrect.
? Wrong again.
? No, you've made a mistake.
? There's an error in that.
? You got your facts muddled.
? Your answer was way off.
? Check that again, it's false.
? Simply not true, I'm afraid.
? I know for a fact that what you've told me is wrong.
? I repeated your answer at work and they all laughed, because it was false.
? My {family} is a {job} and says that you're mistaken.
? I've just looked in the encyclopedia, and it says something else.
? I don't mean to be fussy, but you've got that one wrong.
? Yesterday you told me the opposite, so one of them must be an error.
? That answer would have got you a big red cross at my school.
! I am sorry for the mistake. What is the right answer?
! I am sorry that I got it wrong. Please ask me once more.
! I am sorry. I do make mistakes, and this was one.
! Thank you for correcting me, and I am sorry for the error.
! I am sorry that my answer was wrong. What should it be?

? You've missed the point.
? Are you even listening?
? We're at cross purposes here.
? That's an answer to a different question.
? I asked for something else entirely.
? Nope, that isn't what I was asking about.
? You don't get what I'm saying.
? You never understand me.
? I asked about {food}, and you're telling me about something else.
? Let me say it again, since you clearly didn't catch it.
? Answer what I actually asked you.
? I said nothing of the sort.
? I might as well talk to the wall, you don't understand a word.
? My accent must be too much for you, you keep getting me wrong.
? What on earth has that got to do with my question?
! I am sorry that I misunderstood you. Please ask me once more.
! I am sorry. Please say it again in other words.
! I am sorry, I got you wrong. What did you ask?
! Please forgive me for misunderstanding. What would you like to know?
! I am sorry that I missed your question. Could you repeat it?

? You're hopeless.
? You annoy me.
? You can't do a thing.
? You're no help whatsoever.
? I'm fed up with you.
? Complete waste of time, this.
? Why did I even bother asking you?
? You're a pain in the neck.
? I've asked you five things and you couldn't do one of them.
? I was told you'd make my life easier, but you're just irritating.
? My {pet} is more use around the house than you are.
? If I'd paid money for you, I'd want it back.
? You can't do this, you can't do that, what's the point of you?
? It drives me mad that you give the same silly reply every time.
? I don't think I've ever met anything as useless as this assistant.
! I am sorry that I disappoint you. What do you need?
! I am sorry that I was no help. What could I do better?
! I am sorry that I annoyed you. Please give me another try.
! I understand that you are annoyed, and I am sorry.
! I am sorry. I wish that I had been of more use.

? You talk too much.
? Cut it short, please.
? Too many words.
? Keep it brief next time.
? That was a whole lecture.
? Get to the point, will you?
? You do go on a bit.
? Less blah blah, more answer.
? All I wanted was a yes or a no, not a speech.
? I fell asleep halfway through what you were saying.
? One sentence would have done.
? By the end I'd forgotten how your answer started, it was that long.
? Do you always have to explain everything at such length?
? My {family} hung up on you, your answer went on and on.
? I'm cooking here, I can't listen to such long explanations.
! I am sorry that I spoke for so long. I will try to be brief.
! I am sorry. I will try to say less.
! Sorry for the many words. Shorter is better.
! I am sorry that it was too long. Ask me again for a short answer.
! I understand, and I am sorry. I will try to keep it short.

? Sorry, that was mean of me.
? I was out of order, sorry.
? Sorry I snapped at you.
? I didn't mean to be nasty.
? Forgive my bad temper.
? I feel bad about insulting you.
? My apologies for swearing at you.
? I called you names earlier, I shouldn't have.
? I've had a rotten day and took it out on you, sorry.
? I was rather rude to you this morning, and I'd like to apologise.
? My {family} says I have to say sorry to you for shouting.
? I'm sorry for how I spoke.
? You didn't deserve that, I was tired and cross about something else.
? I wasn't very polite to you just then, was I? I do regret it.
? Can we make up? I said some horrible things to you before.
! That is quite all right. All is forgiven.
! Please do not worry. There is no harm done.
! It is all right. Thank you for saying sorry.
! All is well. I do not hold anything against you.
! Do not worry about it. It is kind that you say sorry.

? Oops, I cut you off.
? Pardon me for butting in.
? I interrupted you, sorry.
? Sorry, you were still talking.
? Didn't mean to talk over you.
? Sorry, go on, I'm listening.
? Oh, you weren't finished, excuse me.
? Whoops, we both spoke at once.
? Sorry to barge in while you were in the middle of a sentence.
? I thought you were done, sorry.
? My {family} came in and spoke over you, I do apologise.
? How impolite of me, I didn't let you finish what you were saying.
? I coughed and you stopped talking, that wasn't on purpose.
? I hope you don't mind that I keep jumping in when you speak.
? I always interrupt people, it's a bad habit of mine, sorry about that.
! That is all right. You may interrupt me whenever you like.
! No problem. You can speak up at any time.
! Please do not worry. I do not mind being interrupted.
! It is all right. Interrupt me as often as you like.
! There is no harm done. I am listening.

? Nah, forget I asked.
? Ignore that.
? Cancel that, I don't need it now.
? Drop it, it's not important.
? Oh, never mind me.
? Doesn't matter, let's move on.
? Skip it, I've worked it out.
? You know what, leave it.
? Silly idea, just forget about it.
? On second thoughts, I don't want to know after all.
? Oh never you mind, I'll ask my {family} when they get home.
? I was going to ask you something, but it can wait.
? It's too complicated to explain, so let's just leave it there.
? No need to answer that, I've remembered it myself.
? I was only thinking aloud, pay no attention to it.
! All right, never mind then. I am here if you need me.
! That is fine. Just speak to me when you like.
! All right, I will leave it. Is there anything else?
! No problem. You can always ask me later.
! All right, then we leave it at that.

? I meant something else.
? No, the other one.
? I put that badly.
? Sorry, I misspoke.
? Slip of the tongue, that.
? Let me rephrase that.
? Hold on, I said it wrong.
? Correction, that's not what I meant to say.
? I was thinking of a different thing altogether, my mistake.
? Oh dear, I mixed up two words there, let me start over.
? I said Tuesday but I was thinking of another day.
? Wait, no, I confused {name} with somebody else.
? That came out wrong, what I wanted to ask was a bit different.
? My fault, I asked you the wrong question, I mean another one.
? I gave you the wrong name just now, I always get them mixed up.
! No problem. What did you mean?
! That is all right. Please tell me what you meant.
! All right. Just say it once more.
! I see. Go ahead and say it as you meant it.
! That happens to everybody. What would you like to say instead?

? Sounds good to me.
? Suits me.
? I'm all for it.
? Works for me, mate.
? Okay, let's do that.
? Count me in.
? I'm happy with that.
? Yes, I'd go along with that.
? I've thought it over, and I have no objections.
? That seems a very sensible idea to me, I must say.
? You've convinced me, let's leave it like that.
? Sure thing, I was about to say the same.
? I'm with you there.
? If you think so, then it's all right with me.
? My {family} and I both think that's a good plan.
! Good, then we agree. What comes next?
! Good. It is nice that we agree.
! All right, we are of one mind. What else can I do for you?
! Good, that is settled. Is there anything else?
! I am glad that you agree.

? I beg to differ.
? I'm not so sure.
? Hmm, I doubt that.
? I see it differently.
? Can't say I agree.
? That's debatable.
? Well, yes and no.
? I don't quite share your opinion.
? You may be right, but I'd look at it another way.
? With all due respect, I'd have said the opposite.
? I take your point, but I'm not entirely persuaded.
? I wouldn't put it like that.
? My {family} would agree with you there, but I don't.
? There's something in that, though I wouldn't go quite so far.
? Let's agree to disagree on that one, shall we?
! That is fair. How do you see it?
! I understand. You may well be right.
! That is quite all right. We need not agree on everything.
! I see. I would like to hear your view.
! Fair enough. There is more than one way to see it.
""",
    {},
)
