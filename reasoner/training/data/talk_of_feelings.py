"""Good news, sad news, and moods, as people tell them, sorted by what there is to say to them."""

from __future__ import annotations

from .patterns import intents

__all__ = ["TALK_OF_FEELINGS"]

TALK_OF_FEELINGS = intents(
    """
? They hired me!
? You're talking to the new head of the department.
? I start at my dream company on Monday, they signed the contract this morning.
? My boss finally moved me up to team leader.
? I'll be working as a {job} from next month on, they picked me out of everybody.
? I've landed an apprenticeship.
? All those interviews paid off, I've got an offer.
? I aced my finals.
? Top marks in math, me of all people!
? The results came in the post today, and I've made it through with flying colors.
? My {family} passed the driving test on the very first try.
? Guess who's a fully qualified {job} now?
? I've been studying for months, and today I got my certificate.
? The professor told me that I got a distinction.
? We came first in the pub quiz.
? My cake took the blue ribbon at the fair.
? I beat everybody at chess tonight, even the old champion.
? Our school team brought home the trophy, and I'm still hoarse from cheering.
? I entered a photo contest for a laugh and, well, I went and won it.
? They hung a gold medal round my neck!
! Congratulations on this success.
! Congratulations. That is a fine success.
! What a success. Congratulations, and enjoy it.
! Congratulations, that is wonderful news. How will you celebrate?
! Wonderful. Congratulations on such a good result.

? I'm engaged!
? He went down on one knee.
? There's a ring on my finger.
? I asked {name} to marry me, and the answer was yes.
? We're tying the knot in June, just a small party in the garden.
? After all those years together, we've finally decided to get hitched.
? I'm a married woman since this afternoon.
? My {family} is getting engaged, and the whole family's in a flutter.
? We had our wedding yesterday.
? Our daughter is marrying her sweetheart in {city} next spring.
? They've asked me to be best man, my brother's getting wed at last.
? I popped the question over dinner, and we both cried into the {food}.
? Wedding bells are ringing in our house.
? Would you believe it, I'm to be a bride at my age!
! Congratulations. I wish the couple much happiness.
! Congratulations to the happy couple.
! What lovely news. All the best to the couple.
! How wonderful. Congratulations and a long, happy life together.
! Congratulations. May it be a very happy marriage.

? I'm pregnant!
? It's a boy, and he's got a full head of hair.
? We're going to be parents.
? The stork has been to see us.
? My {family} had twins last night.
? I've become a grandad, a tiny little girl with ten perfect fingers.
? We've just come back from the scan, and there's a heartbeat.
? Baby number three is on its way.
? I'm holding my newborn son in my arms while I'm telling you this.
? Our little one arrived at dawn, and everybody's doing fine.
? I'm going to be an auntie in the autumn.
? The test was positive, and we've been hoping for so long.
? Our adoption went through, we're bringing the baby home.
? There'll soon be a cradle in the spare room.
! Congratulations on the baby.
! Congratulations. All the best to the little one and the family.
! What wonderful news. I wish the baby a happy life.
! How lovely, a baby. Congratulations to all the family.
! Congratulations to the whole family. A baby is a great joy.

? We're homeowners now.
? We got the house!
? I've bought my very first flat.
? The bank said yes, so the place is ours.
? They accepted our offer on the old farmhouse this morning.
? I've finally found an apartment in {city}, with a balcony and all.
? No more renting, we signed for a place of our own.
? After two years of looking, we've got four walls to call our own.
? I'm standing in my own new kitchen, and there's nothing in it but boxes.
? We move into our new home next week.
? The landlord picked us, out of all those people who wanted the flat.
? The roof's on, our house is nearly built.
! Congratulations on the new home.
! Congratulations. I wish you many happy years in your home.
! How wonderful, a new home. Congratulations.
! What good news. May the new home bring you much joy.
! Congratulations. What do you like best about your new home?

? I'm cured.
? All clear, says the hospital.
? The fever's gone, and I'm up and about again.
? They took the cast off today, and I can walk.
? I'm back on my feet after the operation.
? My last treatment was this morning, and they found nothing bad anymore.
? The lump turned out to be harmless, thank heavens.
? My {family} is out of intensive care and on the mend.
? I can smell and taste again, after weeks of that wretched flu.
? My {family} beat the cancer.
? The {pet} has pulled through, the vet's very pleased.
? Doc says my heart is as good as new.
? I was laid up all winter, but now I feel like my old self again.
! That is very good news. What a relief.
! What a relief. I wish many healthy years from now on.
! How good to hear. May it stay that way.
! That is wonderful news. Good health is worth a great deal.
! What good news about health. That must be a great relief.

? I've handed in my thesis!
? It's done, it's finally done.
? I just typed the last sentence of my novel.
? That quilt took me three winters, and today I put in the last stitch.
? The big project at work is finished, and the customer loves it.
? We've completed the renovation, only the curtains are missing.
? Last box unpacked!
? My tax return is off my desk for good.
? I got to the end of that enormous puzzle, and there isn't one piece missing.
? After ten years the old car runs again, I restored it all by myself.
? I've crossed the last thing off my list.
? My book about {hobby} is at the printer's now.
? Phew, I submitted everything five minutes before the deadline.
! Well done. It must be good to have finished.
! Congratulations on finishing it.
! Well done. Now you have earned a rest.
! Congratulations. You kept at it until the end.
! Well done. Such a long work deserves a little celebration.

? Only three more sleeps till Spain.
? My suitcase is packed.
? My {family} is coming to stay for a week, and I've already made the bed.
? We're off on a cruise.
? I'm counting the days until my vacation.
? From tomorrow on I've got two weeks off, and I won't even look at my phone.
? My old pen friend from {city} is finally coming to see me.
? I'll be lying on a beach this time next week.
? I haven't seen my {family} in years, and tonight I'm picking them up at the station.
? We rented a hut in the mountains for the summer.
? The grandchildren are on their way.
? I've never been abroad, and now I'm going to {city} with my {family}.
? My son's coming home from the navy for the holidays.
? Guess who's dropping in this weekend, my best friend {name}!
? School's out for the summer!
? We'll have a full house on Sunday, and I can hardly wait.
! How lovely. That is something to look forward to.
! That sounds wonderful. I wish you a very good time.
! How nice to have something like that ahead. Enjoy it.
! What a pleasure that must be. Have a lovely time.
! That sounds delightful. What do you look forward to most?

? My mum's gone.
? Dad died.
? We lost my {family} in the night.
? I got a call from the hospice, {name} has passed on.
? My husband died in spring, and I still can't believe it.
? The funeral is on Friday, and I don't know how to get through it.
? A colleague of mine died quite suddenly, he was still so young.
? I have to clear out my late mother's house today.
? I'm a widower, you know, she went before me.
? Death came to our family this week.
? We had a stillborn child.
? I miscarried.
? I stood at her grave this morning and talked to her.
? My dear old neighbor didn't wake up today, they found her in her armchair.
? Our {pet} died this morning.
? I had to bury my {pet} in the garden, and the children cried so much.
? The vet couldn't save our kitty, she was with us for eighteen years.
? Fourteen years he lay at my feet, and now his basket is empty.
! I am so sorry about your loss.
! I am very sorry. That is a great loss.
! My sympathy to you. I am so sorry about this loss.
! I am so sorry. If you want to remember together, I am listening.
! I am deeply sorry for your loss. I wish you much strength.

? My girlfriend dumped me.
? It's over between us.
? My marriage is finished.
? He's packed his things and moved out.
? The divorce papers arrived in the mail this morning.
? I found out that my husband has somebody else.
? She doesn't love me anymore, she told me so over breakfast.
? My best friend and I don't speak anymore.
? {name} was my oldest friend, and now I've been cut off, just like that.
? I've been ghosted again.
? My fiancé called off the wedding.
? We decided to separate after twenty years, and the house feels like a museum.
? My ex is already with someone new.
? We were thick as thieves once, but we've fallen out for good.
? I signed the papers today, so I'm a single man again.
! I am so sorry. It hurts when something like that ends.
! I am sorry to hear that. A parting like this is hard.
! I am sorry. It takes time to get over such an end.
! That must hurt. I am sorry, and I am listening.
! I am so sorry about this. Would you like to talk about it?

? I've been laid off.
? They fired me.
? The factory's closing, and after thirty years I'm out on the street.
? I flunked it.
? My contract wasn't renewed, so I'm out of work from next month.
? I didn't get through the exam, and I studied so hard for it.
? I have to repeat the whole year.
? University turned me down, I got the letter today.
? My first job as a {job}, and I lasted only a week.
? They made my position redundant, that's what they call it.
? I'm so ashamed.
? I blushed like a tomato.
? I want the ground to swallow me up.
? I called my teacher mummy in front of the whole class.
? I fell flat on my face at the party, and everyone laughed.
? I forgot all my lines on stage, it was mortifying.
? I sent the message to the wrong person, and now I can't look anybody in the eye.
? Everybody else managed it, only I failed.
! I am sorry about that. It does not make you any less worthy.
! I am sorry to hear that. It happens to the best of people.
! That is hard. I am sorry, and please do not be hard on yourself.
! I am sorry. One bad moment does not say who you are.
! I am sorry that this happened. Better days can come again.

? My {family} had a stroke.
? They found a tumor in my sister's lung.
? My dad's got dementia, and today he didn't know me.
? My little boy is in the emergency room with a broken leg.
? My {family} was hit by a car this morning.
? My wife's on the operating table right now.
? There was a bad accident in our family last week.
? We drove into a ditch last night, and I'm still trembling.
? Granny slipped in the bath and broke her hip.
? The doctors don't know what's wrong with my {family}.
? My {family} has been getting weaker and weaker since the winter.
? I crashed my motorbike, and they've kept me in the ward.
? Mum's diagnosis came today, and it isn't good.
? We're sitting by her hospital bed, day and night.
? Our child has been so ill, and we're all beside ourselves.
! I am so sorry to hear that. I hope for a good recovery.
! I am very sorry. I wish you and your family much strength.
! That must be frightening. I am so sorry, and I hope for the best.
! I am sorry. I hope that good doctors can help.
! I am so sorry that this has happened. I wish you all strength.

? My wallet's been nicked.
? We've been burgled.
? My phone slipped into the toilet.
? Some thief took my handbag on the bus, with all my papers in it.
? The washing machine has given up the ghost.
? I came out of the shop, and my bicycle was gone.
? My glasses snapped in two.
? The {pet} knocked my favorite mug off the shelf, it's beyond repair.
? My laptop just died on me with all my photos on it.
? They smashed the car window and grabbed the radio.
? I've torn my best trousers.
? My car broke down in the middle of nowhere.
? I lost my grandfather's watch, I've turned the whole house upside down.
? Somebody walked off with my umbrella.
! I am sorry about that. What a misfortune.
! How annoying. I am sorry that this happened.
! I am sorry to hear that. That is really bad luck.
! What bad luck. I am sorry, and I hope it can be put right.
! Oh dear, I am sorry. What will you do now?

? I'm bushed.
? I'm wiped out.
? I'm shattered after that long drive.
? I can't stop yawning.
? I only got four hours of sleep, and I've got a full day ahead.
? I'm lying here wide awake, counting the cracks in the ceiling.
? Sleep just won't come tonight.
? I wake up every night at the same hour, and then I lie there thinking.
? My eyelids weigh a ton.
? I nodded off at my desk this afternoon.
? I worked nights all week, and now I don't know whether I'm coming or going.
? I've tried counting sheep and warm milk, and I still can't drop off.
? Jet lag has got me.
? My {family} snores so loudly that I haven't slept.
? I'm so weary, I could cry.
! That sounds exhausting. I hope that you find some rest.
! I hope that sleep comes to you soon.
! That is hard without sleep. Perhaps a quiet moment helps.
! Poor you. Rest as much as you can.
! I hope that you get a long and quiet night soon.

? I'm bored stiff.
? Ugh, so boring here.
? I've watched everything there is to watch, and now what?
? I'm sick of scrolling through my phone.
? There's nobody to play with, and it's raining.
? I've been in this waiting room for ages with nothing to do.
? Homework's done, and now I'm bored.
? Since I retired I don't know how to fill the hours.
? I'm climbing the walls with boredom.
? It's a long drive and the radio is dull.
? My life is as exciting as watching paint dry.
? The party's a drag, everyone talks about money.
! Boredom is no fun. Shall we chat, or would you like a riddle?
! Then let us do something about the boredom. Would you like a joke?
! That sounds dull. What would you enjoy talking about?
! I can tell you a joke or a riddle, if you like.
! Against boredom a little chat helps. What do you like to do?

? I feel so alone in this big flat.
? I've no one.
? Nobody's waiting for me at home.
? I moved to {city} for work, and I don't know a soul.
? I miss home.
? I'd give anything to sit at my mother's kitchen table again.
? It's Christmas and I'm all by myself.
? The evenings are the loneliest.
? Everything is strange in this country, I want to go home.
? I'm the only one in the class without a friend.
? Since the kids left for college it's been awfully quiet.
? Some days you're the only voice I hear.
? I long for the smell of our old garden back in the village.
? I'm at boarding school, and I miss my {family} terribly.
? Being on my own so much gets to me.
! I am sorry that you feel lonely. I am here to talk.
! It is hard to be far from dear people. I am listening.
! That sounds lonely. Is there somebody dear whom you could call?
! I am sorry. It is hard to miss people. Shall we talk a while?
! That must be hard. Tell me about somebody whom you miss.

? I've got the jitters.
? My hands are sweating already.
? I'm frightened.
? There's thunder outside, and I'm under the blanket.
? I'm about to go on stage, and my knees have turned to jelly.
? My heart is pounding, the interview starts any minute.
? I heard a noise in the cellar and now I'm afraid of the dark.
? I have to get on a plane tomorrow and I'm petrified.
? I lie awake and worry about the future.
? I'm stressed out of my mind.
? It's all too much today.
? I've got a hundred emails, a sick child and a deadline.
? My to-do list is longer than my arm.
? My boss keeps piling more and more work on me.
? I keep thinking that something dreadful is going to happen.
? I've got an exam coming up, and my head's completely empty.
? I'm on edge all the time lately.
? The pressure at school is killing me.
! I understand. Take a slow breath, and then one small step.
! That sounds like a lot of worry. Breathe slowly for a moment.
! It is only human to feel like that. You need not rush.
! I understand that this weighs on you. What worries you most?
! That is not easy. Be gentle with yourself, one thing at a time.

? I'm livid.
? I'm seeing red.
? My {family} has let me down again.
? I had a row with my {family} and slammed the door.
? That {job} cheated me, I'm absolutely fuming.
? How dare he talk to me like that!
? I could wring my colleague's neck.
? They parked in front of my garage again.
? I waited two hours for {name}, and not even an apology.
? My sister borrowed my dress without asking and ruined it.
? I'm so mad at my best friend right now.
? My landlord raised the rent again, that greedy man.
? She told everybody my secret, and I'll never forgive her.
? I've got such a rage inside me today, I need to let off steam.
! I understand your anger. Tell me about it, if that helps.
! That would make many people angry. I am listening.
! I see why you are angry. What bothers you most about it?
! It is all right to be angry. Get it off your chest.
! I understand that you are angry. What would you like to happen now?

? I'm on cloud nine.
? I'm head over heels.
? I've met somebody, and I can't think of anything else.
? There's this girl at work, and my heart jumps every time she smiles.
? I could sing and dance today.
? I've fallen for {name}.
? I'm a lucky man.
? I woke up with a smile this morning and it's still there.
? I'm bursting with pride.
? I'm so proud of my {family}.
? For once I'm really proud of myself.
? My daughter stood up for a weaker child, and I was so proud.
? Nothing special happened, I'm simply content.
? I've got my sweetheart beside me and not a worry in the world.
? It's the happiest day of my life.
? He kissed me!
? Today I feel as light as a feather.
! How lovely. Such a feeling is precious.
! That is wonderful. Enjoy this happy feeling.
! How beautiful. May this happiness last for a long time.
! That sounds like real happiness. Would you like to tell me more?
! How nice to hear. You deserve such joy.

? I'm absolutely ravenous.
? My tummy's rumbling.
? I've had nothing but coffee since breakfast.
? I'm parched.
? My mouth is as dry as the desert.
? I could murder some {food} right now.
? Is it lunchtime yet? I'm so peckish.
? My toes are like ice.
? I'm shivering under three blankets.
? The heating's broken and my teeth are chattering.
? I'm melting.
? I'm boiling in this attic, not a breath of air.
? I can't cool down, my shirt is sticking to me.
? Got caught in the rain, and now I'm soaked and cold.
? I skipped dinner and now I can think of nothing but food.
? I ran all the way home, and I'm gasping for a drink.
! That is not comfortable. I hope that you find what you need soon.
! Poor you. I hope that something at hand helps against it.
! Then take good care of yourself first. We can talk later.
! I hope that you are comfortable again soon.
! That must be unpleasant. Is there something near that would help?

? I'm hungover.
? I've got a sore head from last night.
? Never again will I touch a drop, oh my poor head.
? One beer too many, I'm afraid.
? We celebrated till dawn, and now I feel like death warmed up.
? My nose is running like a tap.
? Achoo! Excuse me, that's the tenth time already.
? I've got a frog in my throat, can you tell?
? I'm all bunged up and can't smell a thing.
? I've lost my voice, I can only croak.
? I'm in bed with a hot water bottle and a box of tissues.
? My throat hurts when I swallow.
? My {family} gave me that cold, and now I'm the one who's coughing.
? I'm feeling poorly today.
? I called in sick, I've got the shivers and everything aches.
! Poor you. I hope that you feel better soon.
! Get well soon. Rest and plenty of water may do you good.
! I am sorry that you feel unwell. Get well soon.
! That sounds unpleasant. Rest a little, and get well soon.
! I hope that it passes quickly. Take good care of yourself.

? I'm blue, so do your best to comfort me.
? Comfort me, please.
? I need consoling.
? Could you say something kind to me?
? Make me feel a little better, would you?
? I wish somebody would tell me that it'll be okay.
? I need a virtual hug.
? It's been a rotten week, so please tell me something uplifting.
? Can you make my day a bit brighter?
? My heart is heavy tonight, do you have a comforting word for me?
? I've been crying, please be nice to me.
? Brighten up this gloomy mood of mine, Antiphon.
? Tell me something that will make me smile again.
? Please console me, I don't want to be sad anymore.
? Say something sweet, I need it badly.
! You matter, and this hard time will not last forever.
! Gladly. Even a long night ends with a morning.
! You are stronger than you feel now. Be gentle with yourself.
! Dark clouds move on. Until then, I am here to listen.
! You are not alone with it. Better hours will come.

? I'm going in now, wish me well.
? Keep your fingers crossed for me.
? Send me off with a kind word, I'm up next.
? I'm going into the exam room now, say something encouraging.
? I'm having surgery in the morning, do you have some kind words?
? Give me some courage for my talk.
? I have to tell my {family} the truth tonight, please encourage me.
? The dentist is waiting, be nice and tell me that I'll survive.
? Say something to steady my nerves before the interview.
? I'm running my first race today, any last words of encouragement?
? I'm going to ask her out now, say that I can do it.
? I have to speak at a funeral, tell me how I'll manage.
? In ten minutes I'm in court, so give me strength.
? Big day tomorrow, I could use your blessing.
! Good luck. You can do more than you think.
! All the best. Breathe slowly, and take it step by step.
! I wish you much luck and courage. You can do it.
! Good luck. It takes courage, and you have already begun.
! I wish you strength. Every hard hour passes, and so will this one.
""",
    {},
)
