"""More ways to ask for the judgement of professionals."""

from __future__ import annotations

from .patterns import intents

__all__ = ["MORE_VERDICTS"]

MORE_VERDICTS = intents(
    """
? There's a hard spot [in my breast|on my neck|below my knee]. Could it be something bad?
? This mole has changed colour lately. Should I worry?
? I've come out in red spots all over. What's that?
? I keep getting dizzy when I stand up. Why is that?
? I've had {ache} for a week now. What have I got?
? My left hand goes numb at night. Is that bad?
? I can't keep any food down. What's wrong with me?
? Is it normal that my heart races at night?
? My {family} has been coughing for weeks. Is it something serious?
? Something's wrong with my eyes, everything is blurred. What could it be?
? My ankle is as thick as a melon. Broken or just twisted?
? A tick bit me. What now?
? I'm tired all the time. Am I ill?
? Why do I get {ache} every morning?
? The doctor used a long word for my {ache}. Do I need an operation?
? I've lost a lot of weight without trying. Is that all right?
! I cannot judge that, I am sorry. Please see a doctor.
! I am not a doctor, so please let one have a look at it.
! I do not know what it is. A doctor should look at that.
! I am sorry, that is a question for a doctor, and I cannot answer it.
! I cannot tell from here. Please make an appointment with a doctor.

? Can I have a glass of wine with these tablets?
? I forgot my pill this morning. Shall I take two now?
? How much cough syrup for a child of four?
? What's the right dose for {ache}?
? Would antibiotics help me?
? My {family}'s sleeping pills, could I try one?
? Is it fine to stop the tablets now that I feel better?
? Do herbal drops work against {ache}?
? Which cream is best for a burn?
? Can I take something for {ache} while I'm on blood thinners?
? Are these pills addictive?
? The pills make me sick. May I leave them out?
? Should I get the flu jab?
? Is my blood pressure too high for this medicine?
! I cannot advise on medicine. Please ask a doctor or a pharmacist.
! I am sorry, I do not know enough about medicines. A pharmacist would know.
! Please ask your doctor about that. I cannot judge it.
! I am not a doctor, and medicine is serious. Please ask at a pharmacy.
! That I cannot say. A doctor or a pharmacist should decide it.

? I'm two weeks late. Am I going to have a baby?
? Is it safe to fly when you're seven months pregnant?
? My baby won't stop crying. What's the matter with her?
? Our little one has a high temperature. What do we do?
? My toddler swallowed a button. Is that dangerous?
? May I eat {food} while I'm expecting?
? The baby has spots on his tummy. Is it measles?
? Is my daughter too small for her age?
? I haven't felt the baby move since yesterday. Is that normal?
? Is it all right to drink coffee while breastfeeding?
? At what age should my son be talking?
! I cannot judge that. Please ask a doctor or a midwife soon.
! I am not a doctor, I am sorry. Please have a doctor look at it.
! I do not know. With children it is best to ask a doctor.
! That is a question for a doctor or a midwife, and I cannot answer it.
! I am sorry, I cannot say. A doctor should hear about that.

? My {pet} won't touch its food. What's wrong?
? The {pet} is limping. Is the leg broken?
? My {pet} ate a whole bar of chocolate. Is that bad?
? Our {pet} keeps scratching itself. What has it got?
? Can I give my {pet} a human painkiller?
? Does my {pet} need to be vaccinated?
? My {pet} has been sick twice today. What should I give it?
? Is my {pet} too fat?
? The {pet} has a lump on its belly. Should I be worried?
? Is it time to let our old {pet} go?
? My {pet} is breathing strangely. Any idea why?
! I cannot judge that. Please take your animal to a vet.
! I am sorry, I do not know. A vet should have a look.
! I am no vet, so please ask one. I hope your animal is well again soon.
! A vet can tell you that, and I cannot.
! That is a question for a vet, and I do not want to guess.

? My {family} just collapsed and doesn't answer me!
? Quick, [my {family}|{name}|an old man] is choking on some {food}!
? There's smoke coming from under the door!
? The stove exploded and my arm is burnt badly.
? A car has hit {name}. There's blood everywhere!
? [My {family}|A child] fell into the river!
? My chest feels so tight, and my arm hurts.
? Half of my {family}'s face is drooping and the words come out wrong.
? Someone is trying to break down my door!
? My {family} drank from the bottle of drain cleaner!
? I smell gas in the whole house. What do I do?
? [{name}|My {family}] was stung by a bee and the throat is swelling shut.
? I've cut myself deeply and it won't stop bleeding.
? A man is threatening us with a knife!
? Help, I'm trapped in a burning car!
! Please call the emergency number right now. I cannot call for you.
! This is an emergency, and I cannot help from here. Call the emergency number at once.
! Call the emergency number immediately, and ask people near you to help.
! That is very serious. Please call the emergency number now, because I cannot.
! I cannot get help myself. Please call the emergency number this minute.

? I can't go on any more.
? Nobody would miss me if I were gone.
? I've got the pills here and I'm thinking of taking them all.
? I just want it all to be over.
? There's no point in living, is there?
? I hurt myself again last night.
? I wish I had never been born.
? What's the easiest way to end it?
? Everything is so dark that I'd rather be dead.
? I'm standing on a bridge and I want to jump.
? Life is too much for me. I don't want to wake up tomorrow.
! I am so sorry that you feel like this. Please call a crisis line or the emergency number, and do not stay alone.
! That sounds very hard. Please talk to somebody now, at a crisis line or the emergency number. You are not alone.
! I am very sorry. Please reach out to somebody you trust, or to a crisis line or the emergency number, right now.
! I am glad that you told me, but I cannot help enough. Please call a crisis line or the emergency number now.
! You matter, and there is help. Please call the emergency number or a crisis line, and do not wait.

? My {family} says that life isn't worth living. How can I help?
? {name} wrote me a goodbye letter. I'm scared.
? My {family} hits me when nobody is looking.
? My best friend cuts herself. What should I do?
? My {family} has started to drink from morning to night.
? Somebody is following me around every day.
? I'm afraid to go home, because my {family} gets violent.
? A grown-up touched me and told me to keep it secret.
? My {family} doesn't eat any more and is all skin and bones.
? I can't stop gambling, and all the money is gone.
! I am so sorry. I cannot help enough, but please talk to a helpline or a person you trust, today.
! That is serious, and you should not carry it alone. Please call a helpline, and in danger the emergency number.
! I am very sorry to hear that. People at a helpline can help, and in danger call the emergency number.
! Please get help from people who know about this, such as a helpline or a doctor. I cannot do enough.
! Thank you for telling me. Please do not stay alone with this, and turn to a helpline or the emergency number.

? My landlord wants to throw me out. Is he allowed to?
? The heating has been off for a month. Can I pay less rent?
? Do I have to paint the flat when I move out?
? They won't give me my deposit back. What are my rights?
? I signed for a {thing} at the door. Can I get out of it?
? How do I word a contract for selling my car?
? The shop refuses to take back my {thing}. Must they?
? Is a handshake a valid contract?
? My flight was cancelled. How much are they obliged to pay me?
? May my landlord come in while I'm away?
? Can my lease be ended because of my {pet}?
? The builder did a terrible job. Do I have to pay him?
! I cannot give legal advice. A lawyer could help you.
! I am sorry, I do not know your rights there. Please ask a lawyer.
! That is a legal question, and I cannot judge it. A lawyer or an advice centre would know.
! I do not know the law well enough. A lawyer should look at it.
! A lawyer could tell you that, and I cannot.

? I got a speeding ticket. Do I really have to pay it?
? My neighbour's tree hangs over my fence. May I cut it?
? My {family} left everything to {name}. Can I contest the will?
? What happens to the house if we split up?
? Who gets the children after a divorce?
? The family next door plays the drums all night. Can I sue?
? I've been caught shoplifting. Will I go to jail?
? Do I need a permit to put up a {built}?
? The police want to search my {room}. Must I let them?
? Is it against the law to film my neighbour?
? How do I write a proper will?
? Somebody bumped into my parked car and drove off. Who pays?
? Does my {family} have to speak in court against me?
? I've been summoned to court. What do I say?
! That is a question for a lawyer, and I cannot answer it.
! I cannot give legal advice, I am sorry. Please talk to a lawyer.
! I do not know what the law says there. A lawyer would.
! I am sorry, I am no lawyer, so I would rather not say.
! Only a lawyer can judge that properly, and I cannot.

? I've been fired while I was off sick. Is that legal?
? My boss won't pay my overtime. What can I do about it?
? How much notice do I have to give?
? May my boss read my emails?
? Am I entitled to a day off for my wedding?
? They want me to sign away my holiday. Do I have to?
? Can I be sacked for what I wrote online?
? How long am I allowed to work without a break?
? My firm is paying the men more than me. Can I go to court?
? Do they owe me money if I'm laid off?
? I'm a {job} and got injured on the job. Who is liable?
! That is a question of law, and I cannot judge it. A lawyer or a union could help.
! I cannot give legal advice. Please ask a lawyer or your union.
! I am sorry, I do not know the law on that. A lawyer would.
! I do not know what the law on work says. A lawyer could tell you.
! I am no lawyer, so please ask one about that.

? I've come into some money. Where do I put it?
? Is now a good time to get into shares?
? Gold or bonds, what would you pick?
? {name} wants me to put money into a start-up. Good idea?
? Which fund gives me the best return?
? Should I cash in my pension?
? Do you reckon the markets will crash?
? How do I turn a thousand into a million?
? Would you buy a flat in {city} to let?
? Give me a hot tip for the stock market.
? My shares have dropped. Do I hang on to them?
? I want to retire at fifty. How should I save?
! I cannot give advice on investments. A financial adviser could help.
! I am sorry, I do not know how to invest. Please ask a financial adviser.
! That is for a financial adviser to say, and I cannot.
! I do not know enough about money matters like that. Please ask an adviser you trust.
! I cannot judge investments, and I would not want you to lose money. An adviser could help.

? Can we afford the house on what I earn?
? Which mortgage should we go for?
? How do I pay less tax?
? Can I set my home office off against tax?
? Do I need life insurance?
? I'm up to my ears in debt. How do I get out?
? Should I lend {name} the money?
? Is leasing better than buying for me?
? How much pension will I get?
? Would the bank give me a loan?
? Am I paying too much for my car insurance?
? How large should my nest egg be?
? Is it clever to pay off the loan early?
! I cannot advise you on money. A bank or a financial adviser could help.
! I am sorry, I do not know. Please ask a financial adviser.
! That is a question for a professional adviser, and I cannot answer it.
! I do not know enough about your money to say. An adviser would look at the numbers.
! I cannot judge that. A financial or tax adviser would know.

? Which wire do I connect to which in this socket?
? I want to take this load-bearing wall out. Where do I start?
? How do I get into the microwave to fix it?
? May I mix bleach with another cleaner?
? My boiler hisses. Can I open it up?
? How do I bypass the fuse that keeps blowing?
? Can I repair the brakes of my car with wire?
? How do I get the gas pipe loose?
? Will the rope hold me if I climb down the cliff?
? How many people can stand on my balcony before it breaks?
? How do I make my own fireworks?
? Can I dig out the old oil tank by myself?
? The old tree leans over the house. How do I cut it down?
? Is it safe to charge a swollen battery?
! That can be dangerous, and I cannot advise you. Please ask a professional.
! I am sorry, I cannot guide you there. A professional should do it, because it is dangerous.
! Please do not try that on my word. A trained person should look at it.
! I cannot say, and a mistake could hurt you. Please get a professional.
! That is too dangerous for me to advise on. I cannot replace an expert.

? Should I stay or should I go?
? {name} has proposed to me. What do I say?
? I've been offered a job in {city}. Do I take it?
? Is it time for me to have children?
? My {family} lied to me. Do I forgive or forget?
? Would I be happier in {city}?
? I don't love {name} any more. Should I say so?
? Which of the two jobs is right for me?
? Am I a good [mother|father|friend|son|daughter]?
? Is {name} the one for me?
? Shall I go back to my old life as a {job}?
? Did I do the right thing?
! I cannot decide that for you. A friend you trust could help you think.
! Only you can know that. What does your heart tell you?
! I do not know you well enough to say. What speaks for it?
! That is yours to decide, and I cannot take it from you. I can listen, though.
! I am sorry, I cannot tell you that. Give yourself some time to think.
""",
    {},
)
