"""Questions that children ask, and that everybody can answer."""

from __future__ import annotations

from .tables import rows

__all__ = ["COMMON_KNOWLEDGE"]

COMMON_KNOWLEDGE = rows("""
why do we sleep?: We sleep so that our body and our mind can rest.
why do we eat?: We eat because food gives us energy.
why do we drink water?: Our body needs water to work.
why is the sky blue?: The air scatters blue light more than the other colors.
why do we brush our teeth?: We brush our teeth to keep them clean and healthy.
why do birds fly south in autumn?: They go where it is warmer and there is more food.
why do leaves fall in autumn?: Trees drop their leaves to save water in winter.
why does it get dark at night?: Because the earth turns, and our side faces away from the sun.
why does ice float?: Ice floats because it is lighter than water.
why is the sea salty?: Rivers carry salt from rocks into the sea.
why do we wear coats in winter?: Coats keep us warm in the cold.
why do cats purr?: Cats often purr when they feel comfortable.
why do dogs wag their tails?: Dogs often wag their tails when they are excited or happy.
why do we laugh?: We laugh when something is funny or makes us happy.
why do we need plants?: Plants give us food and oxygen.
why do bees visit flowers?: Bees collect nectar and pollen from flowers.
why do we have seasons?: The seasons come from the tilt of the earth.
how does a rainbow form?: A rainbow forms when sunlight passes through drops of rain.
what makes thunder?: Lightning heats the air so quickly that it bangs.
where does milk come from?: Most milk comes from cows.
where does honey come from?: Honey is made by bees.
where do eggs come from?: Most eggs that we eat come from hens.
where does wool come from?: Wool mostly comes from sheep.
where does silk come from?: Silk comes from silkworms.
where does rain come from?: Rain falls from clouds, which are made of tiny drops of water.
where does the sun rise?: The sun rises in the east.
where does the sun set?: The sun sets in the west.
what is the largest planet?: Jupiter is the largest planet of our sun.
what is the planet closest to the sun?: Mercury is closest to the sun.
which planet do we live on?: We live on the planet Earth.
which planet is called the red planet?: Mars is called the red planet.
what is the largest ocean?: The Pacific is the largest ocean.
what is the largest animal?: The blue whale is the largest animal.
what is the tallest animal?: The giraffe is the tallest animal.
what is the fastest land animal?: The cheetah is the fastest land animal.
what is the highest mountain in the world?: Mount Everest is the highest mountain above the sea.
what is the largest country in the world?: Russia is the largest country by area.
what is the smallest country in the world?: Vatican City is the smallest country.
what is the largest desert with hot sand?: The Sahara is the largest hot desert.
what is the largest continent?: Asia is the largest continent.
what is the coldest season?: Winter is the coldest season.
what is the warmest season?: Summer is the warmest season.
which season comes after winter?: After winter comes spring.
which season comes after spring?: After spring comes summer.
which season comes after summer?: After summer comes autumn.
which season comes after autumn?: After autumn comes winter.
name the 4 seasons.: The seasons are spring, summer, autumn and winter.
name the days of the weekend.: The weekend is Saturday and Sunday.
what is the first day of the year?: It is New Year's Day, the first of January.
when is Christmas Day?: Christmas Day is in December, on the twenty-fifth.
when is Halloween?: Halloween is on the last day of October.
which is the shortest month?: February is the shortest month.
what do cows eat?: Cows mostly eat grass.
what do pandas eat?: Pandas eat mostly bamboo.
what do rabbits eat?: Rabbits eat grass, hay and leafy plants.
what do bees make?: Bees make honey and wax.
what do cats like to hunt?: Cats like to hunt mice and birds.
what do squirrels eat?: Squirrels like nuts and seeds.
what do plants need to grow?: Plants need light, water and air.
what do you get when water freezes?: When water freezes you get ice.
what happens when ice melts?: When ice melts, it becomes water.
what happens when water boils?: When water boils, it turns into steam.
at what temperature does water boil?: At sea level, water boils at 100 degrees Celsius.
at what temperature does water freeze?: Water freezes at 0 degrees Celsius.
what do you get when you mix blue and yellow paint?: Blue and yellow paint make green.
what do you get when you mix red and yellow paint?: Red and yellow paint make orange.
what do you get when you mix red and blue paint?: Red and blue paint make purple.
what do you get when you mix black and white paint?: Black and white paint make gray.
which colors does a traffic light have?: A traffic light has red, yellow and green.
what does a red traffic light mean?: A red traffic light means stop.
what does a green traffic light mean?: A green traffic light means go.
what do you use an umbrella for?: An umbrella keeps you dry in the rain.
what do you use a fridge for?: A fridge keeps food cold and fresh.
what do you use scissors for?: Scissors are for cutting.
what do you use soap for?: Soap is for washing things clean.
what do you use a broom for?: A broom is for sweeping the floor.
what do you use a key for?: A key opens and closes a lock.
what do you wear on your feet?: You wear socks and shoes on your feet.
what do you wear on your head?: You can wear a hat on your head.
what do you wear on your hands in winter?: In winter you wear gloves on your hands.
what do you call your mother's mother?: Your mother's mother is your grandmother.
what do you call your father's father?: Your father's father is your grandfather.
what do you call your mother's brother?: Your mother's brother is your uncle.
what do you call your father's sister?: Your father's sister is your aunt.
what do you call your uncle's son?: Your uncle's son is your cousin.
what do you call your brother's daughter?: Your brother's daughter is your niece.
what do you call your sister's son?: Your sister's son is your nephew.
is a tomato a fruit?: Yes, for a botanist a tomato is a fruit.
is a whale a fish?: No, a whale is a mammal.
is a spider an insect?: No, a spider has eight legs and is no insect.
is a penguin a bird?: Yes, a penguin is a bird that cannot fly.
can penguins fly?: No, penguins cannot fly, but they swim well.
can fish breathe under water?: Yes, most fish breathe with their gills.
can pigs fly?: No, pigs cannot fly.
is the sun a star?: Yes, the sun is a star.
is the moon a planet?: No, the moon circles the earth.
is the earth flat?: No, the earth is round like a ball.
is fire hot?: Yes, fire is very hot.
is ice cold?: Yes, ice is cold.
is sugar sweet?: Yes, sugar is sweet.
is a lemon sweet?: No, a lemon is sour.
do fish have legs?: No, fish have fins instead of legs.
do snakes have legs?: No, snakes have no legs.
do birds lay eggs?: Yes, all birds lay eggs.
do dogs lay eggs?: No, dogs give birth to puppies.
do cows give milk?: Yes, cows give milk.
do trees have leaves?: Yes, most trees have leaves or needles.
which bird cannot fly, a penguin or a swallow?: A penguin cannot fly.
which animal has a very long neck?: The giraffe has a very long neck.
which animal has a trunk?: The elephant has a trunk.
which animal has black and white stripes?: The zebra has black and white stripes.
which animal carries its young in a pouch?: The kangaroo carries its young in a pouch.
which animal builds dams?: The beaver builds dams.
which animal is called the king of the animals?: The lion is called the king of the animals.
which animal gives us wool?: The sheep gives us wool.
what is heavier, a feather or a stone?: A stone is heavier than a feather.
what is heavier, a car or a bicycle?: A car is heavier than a bicycle.
what is faster, a plane or a train?: A plane is faster than a train.
what is faster, a car or a bicycle?: A car is faster than a bicycle.
what is faster, a snail or a rabbit?: A rabbit is faster than a snail.
what is colder, ice or tea?: Ice is colder than tea.
what is longer, an hour or a minute?: An hour is longer than a minute.
what is longer, a month or a week?: A month is longer than a week.
what is sweeter, honey or salt?: Honey is sweet, and salt is not.
what is bigger, the sun or the moon?: The sun is far bigger than the moon.
where is the Eiffel Tower?: The Eiffel Tower is in Paris.
where is Big Ben?: Big Ben is in London.
where is the Colosseum?: The Colosseum is in Rome.
where is the Statue of Liberty?: The Statue of Liberty is in New York.
where is the Great Wall?: The Great Wall is in China.
where are the pyramids of Giza?: The pyramids of Giza are in Egypt.
where is the Taj Mahal?: The Taj Mahal is in India.
where is the Brandenburg Gate?: The Brandenburg Gate is in Berlin.
where is the Golden Gate Bridge?: The Golden Gate Bridge is in San Francisco.
which river flows through London?: The Thames flows through London.
which river flows through Paris?: The Seine flows through Paris.
which river flows through Cairo?: The Nile flows through Cairo.
which river flows through Vienna?: The Danube flows through Vienna.
what organ pumps the blood?: The heart pumps the blood.
what is the largest organ of the body?: The skin is the largest organ of the body.
what gas do we need to breathe?: We need oxygen to breathe.
what gas do plants take in?: Plants take in carbon dioxide.
what is the hardest natural stone?: Diamond is the hardest natural stone.
what is water made of?: Water is made of hydrogen and oxygen.
what is the money of Japan called?: The money of Japan is the yen.
what money do they use in Germany?: In Germany people pay with the euro.
what money do they use in the United States?: In the United States people pay with the dollar.
what money do they use in England?: In England people pay with the pound.
what money do they use in India?: In India people pay with the rupee.
what is the first letter of the alphabet?: The first letter is A.
what is the last letter of the alphabet?: The last letter is Z.
which letters are vowels?: The vowels are A, E, I, O and U.
what do you say when you meet somebody in the morning?: You say good morning.
what do you say when somebody sneezes?: You say bless you.
what do you say when you get a gift?: You say thank you.
what comes out of a chimney?: Smoke comes out of a chimney.
what meal do people eat in the morning?: In the morning people eat breakfast.
what meal do people eat at noon?: At noon people eat lunch.
what do people do in a library?: In a library people read and borrow books.
what do people do in a swimming pool?: In a pool people swim and splash.
what do people buy at a bakery?: At a bakery people buy bread and cakes.
what is the name of our galaxy?: Our galaxy is called the Milky Way.
how long does the earth take to circle the sun?: The earth takes one year to circle the sun.
how long does the earth take to turn once?: The earth turns once in about a day.
what gives us light by day?: The sun gives us light by day.
what is the color of an emerald?: An emerald is green.
which direction is opposite to north?: South is opposite to north.
what does a thermometer measure?: A thermometer measures the temperature.
what does a clock show?: A clock shows the time.
what is the plural of sheep?: The plural of sheep is also sheep.
what is the plural of fish?: The plural of fish is usually fish.
what is the plural of deer?: The plural of deer is also deer.
what does a scale measure?: A scale measures weight.
""")
