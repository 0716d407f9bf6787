"""Well-known facts, two columns a row: what is asked about, and what is to be said of it."""

from __future__ import annotations

from .patterns import listed

__all__ = [
    "ANTONYMS",
    "BABIES",
    "BIG_TO_SMALL",
    "CAPITALS",
    "COLORS",
    "CONTINENTS",
    "DEFINITIONS",
    "HOMES",
    "JOB_TASKS",
    "LANGUAGES",
    "MAKERS",
    "MATERIALS",
    "NUMBERS",
    "PARTS",
    "PAST",
    "PEOPLE",
    "PLURALS",
    "RHYMES",
    "SOUNDS",
    "SPELLED",
    "rows",
]


def rows(text: str) -> tuple[tuple[str, str], ...]:
    """A row a line, with a colon between its columns; or several rows a line, with a semicolon between them."""
    rows = (row.partition(":") for row in text.replace("\n", ";").split(";") if row.strip())
    return tuple((left.strip(), right.strip()) for left, _, right in rows)


CAPITALS = rows("""
France: Paris; Germany: Berlin; Spain: Madrid; Portugal: Lisbon; Austria: Vienna; Poland: Warsaw; Hungary: Budapest
Greece: Athens; Norway: Oslo; Sweden: Stockholm; Finland: Helsinki; Denmark: Copenhagen; Iceland: Reykjavik
Ireland: Dublin; England: London; Scotland: Edinburgh; Wales: Cardiff; Belgium: Brussels; Romania: Bucharest
Bulgaria: Sofia; Croatia: Zagreb; Serbia: Belgrade; Ukraine: Kyiv; Russia: Moscow; Turkey: Ankara; Egypt: Cairo
Kenya: Nairobi; Ethiopia: Addis Ababa; Ghana: Accra; Nigeria: Abuja; Senegal: Dakar; Morocco: Rabat; Tunisia: Tunis
Algeria: Algiers; Cuba: Havana; Canada: Ottawa; Mexico: Mexico City; Brazil: Brasilia; Argentina: Buenos Aires
Chile: Santiago; Peru: Lima; Colombia: Bogota; Venezuela: Caracas; Ecuador: Quito; Uruguay: Montevideo; Japan: Tokyo
China: Beijing; India: New Delhi; Nepal: Kathmandu; Thailand: Bangkok; Vietnam: Hanoi; South Korea: Seoul
Mongolia: Ulaanbaatar; the Philippines: Manila; Pakistan: Islamabad; Iran: Tehran; Iraq: Baghdad; Lebanon: Beirut
Jordan: Amman; Saudi Arabia: Riyadh; Australia: Canberra; New Zealand: Wellington; the United States: Washington
Italy: Rome; Slovakia: Bratislava; Slovenia: Ljubljana; Estonia: Tallinn; Latvia: Riga; Lithuania: Vilnius
Switzerland: Bern; the Netherlands: Amsterdam; Jamaica: Kingston; Cyprus: Nicosia; Malta: Valletta; Albania: Tirana
the Czech Republic: Prague; Bangladesh: Dhaka; Afghanistan: Kabul; Syria: Damascus; Sudan: Khartoum; Uganda: Kampala
""")
LANGUAGES = rows("""
France: French; Germany: German; Austria: German; Spain: Spanish; Mexico: Spanish; Argentina: Spanish; Chile: Spanish
Portugal: Portuguese; Brazil: Portuguese; Italy: Italian; Greece: Greek; Poland: Polish; Russia: Russian
Japan: Japanese; Sweden: Swedish; Norway: Norwegian; Denmark: Danish; Finland: Finnish; Hungary: Hungarian
Turkey: Turkish; Egypt: Arabic; Australia: English; England: English; the United States: English; Peru: Spanish
the Netherlands: Dutch; Cuba: Spanish; Colombia: Spanish; New Zealand: English; South Korea: Korean; Iceland: Icelandic
""")
CONTINENTS = rows("""
France: Europe; Germany: Europe; Italy: Europe; Spain: Europe; Poland: Europe; Norway: Europe; Greece: Europe
Portugal: Europe; Sweden: Europe; Ireland: Europe; China: Asia; India: Asia; Japan: Asia; Thailand: Asia; Vietnam: Asia
Nepal: Asia; South Korea: Asia; Mongolia: Asia; Kenya: Africa; Nigeria: Africa; Ghana: Africa; Morocco: Africa
Ethiopia: Africa; Uganda: Africa; Brazil: South America; Argentina: South America
Peru: South America; Chile: South America; Colombia: South America; Canada: North America; Mexico: North America
the United States: North America; Senegal: Africa; Finland: Europe; Austria: Europe; Bolivia: South America
""")
COLORS = rows("""
a ripe banana: yellow; the sky on a clear day: blue; grass: green; snow: white; fresh snow: white; coal: black
a ripe tomato: red; a lemon: yellow; a ripe strawberry: red; blood: red; milk: white; chocolate: brown
a polar bear: white; a raven: black; a fire engine: red; a carrot: orange; the sun in a drawing: yellow; a frog: green
an elephant: gray; a crow: black; the inside of a cucumber: green; a cloud before rain: gray; a pumpkin: orange
a flamingo: pink; a pea: green; spinach: green; salt: white; flour: white; sugar: white; the night sky: black
an egg yolk: yellow; a ripe cherry: red; a zebra: black and white; a panda: black and white
a penguin: black and white; the bark of a tree: brown; honey: golden; a leaf in summer: green; rice: white
a swan: white
""")
SOUNDS = rows("""
dog: barks; cat: meows; cow: moos; sheep: bleats; goat: bleats; horse: neighs; pig: oinks; duck: quacks; lion: roars
wolf: howls; snake: hisses; bee: buzzes; frog: croaks; owl: hoots; donkey: brays; mouse: squeaks; rooster: crows
tiger: roars; bear: growls; goose: honks; turkey: gobbles; elephant: trumpets; pigeon: coos; crow: caws; fly: buzzes
cricket: chirps; hen: clucks; sparrow: chirps
""")
BABIES = rows("""
dog: puppy; cat: kitten; cow: calf; horse: foal; sheep: lamb; pig: piglet; goat: kid; duck: duckling; hen: chick
bear: cub; lion: cub; deer: fawn; frog: tadpole; goose: gosling; swan: cygnet; kangaroo: joey; elephant: calf
whale: calf; owl: owlet; fox: cub; wolf: pup; seal: pup; tiger: cub; eagle: eaglet; giraffe: calf; zebra: foal
donkey: foal
""")
HOMES = rows("""
bee: in a hive; bird: in a nest; fish: in the water; shark: in the sea; whale: in the sea; camel: in the desert
polar bear: in the Arctic; penguin: in the south, on cold coasts; kangaroo: in Australia; koala: in Australia
panda: in China; rabbit: in a burrow; spider: in its web; mole: under the ground; ant: in an anthill; fox: in a den
zebra: in Africa; giraffe: in Africa; squirrel: in the trees; dolphin: in the sea; cow: on a farm; frog: near ponds
lion: mostly in Africa; crab: in and near the sea; hippo: in African rivers and lakes; snail: in its shell
""")
ANTONYMS = rows("""
hot: cold; cold: hot; big: small; small: big; tall: short; long: short; fast: slow; slow: fast; old: young; young: old
new: old; happy: sad; sad: happy; good: bad; bad: good; light: dark; dark: light; heavy: light; full: empty
empty: full; open: closed; closed: open; up: down; down: up; left: right; in: out; out: in; day: night; night: day
black: white; white: black; rich: poor; poor: rich; strong: weak; weak: strong; hard: soft; soft: hard; wet: dry
dry: wet; clean: dirty; dirty: clean; early: late; late: early; near: far; far: near; high: low; low: high
loud: quiet; quiet: loud; easy: difficult; difficult: easy; wide: narrow; narrow: wide; thick: thin; thin: thick
deep: shallow; sharp: blunt; true: false; false: true; wrong: right; always: never; never: always
inside: outside; outside: inside; before: after; after: before; first: last; last: first; begin: end; win: lose
lose: win; buy: sell; sell: buy; give: take; push: pull; pull: push; laugh: cry; love: hate; hate: love; start: stop
come: go; remember: forget; forget: remember; ask: answer; question: answer; friend: enemy; war: peace
peace: war; life: death; north: south; south: north; east: west; west: east; summer: winter; winter: summer
brave: afraid; polite: rude; rude: polite; safe: dangerous; dangerous: safe; cheap: expensive; expensive: cheap
smooth: rough; rough: smooth; sweet: sour; beautiful: ugly; awake: asleep; asleep: awake; alive: dead; top: bottom
bottom: top; front: back; above: below; below: above; arrive: leave; yes: no; no: yes; more: less; less: more
many: few; everything: nothing; nothing: everything; everybody: nobody; increase: decrease; accept: refuse; lend: borrow
possible: impossible; visible: invisible; lucky: unlucky; ancient: modern; modern: ancient; simple: complicated
lazy: hardworking; generous: stingy; noisy: quiet; bright: dark; straight: crooked; raw: cooked; male: female
female: male; husband: wife; future: past; past: future; success: failure; victory: defeat
""")
RHYMES = rows("""
cat: hat; hat: cat; dog: fog; house: mouse; mouse: house; tree: bee; bee: tree; sun: fun; moon: spoon; spoon: moon
star: car; car: star; light: night; night: light; day: play; play: day; rain: train; train: rain; snow: go; boat: goat
goat: boat; king: ring; ring: king; ball: tall; wall: fall; book: cook; cook: book; cake: lake; lake: cake; fish: dish
bed: red; red: bed; blue: shoe; shoe: blue; green: queen; queen: green; pan: man; man: pan; hand: sand; sand: hand
sing: bring; clock: rock; rock: clock; sock: lock; fox: box; box: fox; bear: chair; chair: bear; pie: sky; sky: pie
nose: rose; rose: nose; heart: part; love: dove; dream: cream; cream: dream; time: rhyme; mind: kind; song: long
bright: light; flower: tower; tower: flower; money: honey; honey: money; jelly: belly; fire: wire; wish: fish; ten: pen
pen: ten; mat: cat; best: nest; nest: best; wing: sing; bell: well; hill: mill; mill: hill; top: stop; coat: boat
""")
SPELLED = listed("""
    house, cat, dog, water, apple, school, friend, bread, table, chair, window, garden, paper, music, summer,
    winter, flower, bird, mouse, horse, tree, river, bridge, mother, father, sister, brother, table, lemon,
    orange, banana, sugar, butter, cheese, coffee, milk, sun, moon, star, cloud, rain, snow, storm, light,
    night, day, week, month, year, hand, foot, head, heart, door, floor, wall, book, letter, number, color,
    green, black, white, brown, yellow, happy, tired, angry, funny, quick, slow, train, plane, ship, boat, car,
    street, city, town, village, market, doctor, teacher, farmer, baker, dance, sing, laugh, smile, write, read,
    listen, speak, because, people, beautiful, neighbor, island, knife, ghost, queen, king, castle, dragon,
    forest, mountain, ocean, planet, rocket, robot
""")
PLURALS = rows("""
mouse: mice; child: children; man: men; woman: women; foot: feet; tooth: teeth; goose: geese
leaf: leaves; knife: knives; wolf: wolves; wife: wives; loaf: loaves; baby: babies; city: cities; box: boxes; bus: buses
cat: cats; house: houses; tomato: tomatoes; potato: potatoes; person: people; half: halves; thief: thieves; ox: oxen
lady: ladies; cherry: cherries; dish: dishes; glass: glasses; shelf: shelves; hero: heroes; penny: pennies
""")
PAST = rows("""
go: went; see: saw; eat: ate; drink: drank; run: ran; sing: sang; swim: swam; write: wrote; speak: spoke; take: took
give: gave; come: came; buy: bought; bring: brought; think: thought; teach: taught; catch: caught; find: found
sleep: slept; keep: kept; feel: felt; leave: left; lose: lost; make: made; say: said; tell: told; hear: heard; fly: flew
grow: grew; know: knew; begin: began; break: broke; drive: drove; ride: rode; fall: fell; forget: forgot; hold: held
meet: met; sit: sat; stand: stood; understand: understood; wear: wore; win: won; build: built; choose: chose; draw: drew
""")
DEFINITIONS = rows("""
hammer: a tool for driving nails; umbrella: something that keeps the rain off you
bridge: a way across a river or a road; library: a place where people read and borrow books
bakery: a shop that makes and sells bread; clock: a device that shows the time; island: land with water all around it
desert: a very dry place where little rain falls; forest: a large area full of trees
volcano: a mountain that can throw out hot rock; planet: a large ball in space that circles a star
star: a huge ball of hot glowing gas; river: a stream of water that flows through the land
museum: a place where interesting old things are shown; orchard: a piece of land with fruit trees
kitchen: the room where food is cooked; ladder: something with steps for climbing
mirror: a surface in which you see yourself; compass: a tool that shows where north is
map: a drawing of the land from above; dictionary: a book that explains words
poem: a text with rhythm, and often with rhymes; novel: a long invented story in a book
choir: a group of people who sing together; orchestra: a large group of musicians who play together
violin: an instrument with four strings; drum: an instrument that you hit
telescope: a tool for seeing things that are far away; microscope: a tool for seeing very small things
thermometer: a tool that measures how warm it is; passport: a document that you need for travel abroad
ticket: a paper that lets you ride or go in; harbor: a place where ships are safe
airport: a place where planes start and land; hospital: a place where sick people are treated
pharmacy: a shop that sells medicine; school: a place where children learn
vegetable: a part of a plant that we eat, such as a carrot; fruit: the part of a plant that holds its seeds
mammal: an animal that feeds its young with milk; insect: a small animal with six legs
reptile: a cold-blooded animal with scales, such as a snake; riddle: a puzzle in words
proverb: a short old saying with some advice; synonym: a word that means the same as another
question: a sentence that asks for something; triangle: a shape with three sides
square: a shape with four equal sides and right angles; circle: a perfectly round shape
rainbow: an arc of colors that sun and rain make; thunderstorm: a storm with lightning and thunder
glacier: a very slow river of ice; candle: a stick of wax that burns with a small flame
blanket: a warm cover for the bed; pillow: a soft thing for your head in bed; teapot: a pot for making tea
wallet: a small case for money; suitcase: a case for clothes when you travel
bicycle: a vehicle with two wheels that you pedal; submarine: a ship that travels under water
lighthouse: a tower whose light guides ships; farm: a place where food is grown and animals are kept
zoo: a place where people can see wild animals; king: a man who rules a country by birth
neighbor: somebody who lives next to you; orphan: a child whose parents are dead
widow: a woman whose husband has died; twin: one of two children born together; guest: somebody who visits you
secret: something that few may know; promise: what you say when you surely will do something
gift: something that you give to somebody; wedding: a feast for two people who marry; pebble: a small smooth stone
meadow: a field of grass and flowers; pond: a small lake; cave: a hollow place in rock or under the ground
century: a time of a hundred years; decade: a time of ten years; dozen: a group of twelve
leap year: a year with one extra day; vegetarian: a person who eats no meat; recipe: a plan for cooking something
dessert: something sweet after a meal; breakfast: the first meal of the day
""")
JOB_TASKS = rows("""
bakes bread: baker; teaches children at school: teacher; flies a plane: pilot; puts out fires: firefighter
cuts hair: hairdresser; repairs cars: mechanic; takes care of teeth: dentist; sells meat: butcher
grows vegetables on a farm: farmer; writes books: writer; repairs water pipes: plumber; makes clothes: tailor
sells flowers: florist; treats sick animals: vet; paints pictures: painter; serves food in a restaurant: waiter
catches fish: fisherman; builds things from wood: carpenter; plays the piano: pianist
works with electric wires: electrician; looks after books in a library: librarian; makes shoes: shoemaker
lays bricks: bricklayer; takes photographs: photographer; sails on ships: sailor; travels into space: astronaut
treats sick people: doctor; makes honey: beekeeper; sings on a stage: singer; takes care of a garden: gardener
digs for coal: miner; drives a taxi: taxi driver; studies the stars: astronomer; writes for a newspaper: journalist
brings letters: mail carrier; judges in a court: judge
""")
MATERIALS = rows("""
glass: sand; paper: wood; bread: flour; cheese: milk; butter: cream; wine: grapes; chocolate: cocoa beans
a window pane: glass; ice: frozen water; a snowman: snow; a candle: wax; a tire: rubber; jam: fruit and sugar
cider: apples; yogurt: milk; toast: bread; steel: iron; ketchup: tomatoes; an omelet: eggs; a book: paper
steam: water; raisins: grapes
""")
PARTS = rows("""
see: eyes; hear: ears; smell: nose; taste: tongue; walk: feet; chew: teeth; think: brain; breathe: lungs
kick a ball: feet; wave: hands; bite: teeth; clap: hands; listen: ears; read a book: eyes; kneel: knees
hug somebody: arms; point: fingers
""")
NUMBERS = rows("""
days are in a week: 7; days does a week have: 7; months are in a year: 12; months does a year have: 12
hours are in a day: 24; hours does a day have: 24; minutes are in an hour: 60; minutes does an hour have: 60
seconds are in a minute: 60; seasons are there: 4; seasons does a year have: 4; weeks are in a year: 52
days does a normal year have: 365; days does a leap year have: 366; years are in a century: 100
years are in a decade: 10; legs does a dog have: 4; legs does a spider have: 8; legs does an insect have: 6
legs does an ant have: 6; legs does a bird have: 2; legs does a horse have: 4; wings does a butterfly have: 4
arms does an octopus have: 8; eyes does a cat have: 2; fingers are on one hand: 5; toes are on two feet: 10
toes does a person have: 10; ears does a rabbit have: 2; sides does a triangle have: 3; sides does a square have: 4
corners does a square have: 4; sides does a hexagon have: 6; faces does a cube have: 6
letters are in the English alphabet: 26; vowels are A, E, I, O and U together: 5; eggs are in a dozen: 12
continents are there: 7; planets circle our sun: 8; moons does the earth have: 1; wheels does a bicycle have: 2
wheels does a car have: 4; wheels does a tricycle have: 3; strings does a violin have: 4
strings does a guitar usually have: 6; centimeters are in a meter: 100; meters are in a kilometer: 1000
grams are in a kilogram: 1000; inches are in a foot: 12; feet are in a yard: 3; cents are in a dollar: 100
minutes are in half an hour: 30; minutes are in a quarter of an hour: 15; colors do people see in a rainbow: 7
players does a soccer team have on the field: 11; squares does a chess board have: 64
legs do two dogs have together: 8; states are in the United States: 50; days are in a weekend: 2
nights are in a week: 7
""")
MAKERS = rows("""
wrote Romeo and Juliet: William Shakespeare; wrote Hamlet: William Shakespeare; wrote Macbeth: William Shakespeare
painted the Mona Lisa: Leonardo da Vinci; wrote Oliver Twist: Charles Dickens
wrote A Christmas Carol: Charles Dickens; wrote Pride and Prejudice: Jane Austen
wrote Alice in Wonderland: Lewis Carroll; wrote War and Peace: Leo Tolstoy; wrote Don Quixote: Miguel de Cervantes
wrote Faust: Johann Wolfgang von Goethe; painted The Starry Night: Vincent van Gogh
composed The Four Seasons: Antonio Vivaldi; composed The Magic Flute: Wolfgang Amadeus Mozart
wrote Peter Pan: James Barrie; wrote the Sherlock Holmes stories: Arthur Conan Doyle
wrote The Jungle Book: Rudyard Kipling; wrote Frankenstein: Mary Shelley
wrote Treasure Island: Robert Louis Stevenson; wrote Moby Dick: Herman Melville
wrote the Harry Potter books: J. K. Rowling; was the first person on the moon: Neil Armstrong
developed the theory of relativity: Albert Einstein; was the first president of the United States: George Washington
discovered penicillin: Alexander Fleming; composed the Moonlight Sonata: Ludwig van Beethoven
wrote Robinson Crusoe: Daniel Defoe; wrote Gulliver's Travels: Jonathan Swift; wrote The Hobbit: J. R. R. Tolkien
composed Swan Lake: Pyotr Tchaikovsky; was the first person in space: Yuri Gagarin
""")
BIG_TO_SMALL = listed("whale, elephant, horse, sheep, cat, rat, mouse, bee, ant, flea")
PEOPLE = rows("""
Albert Einstein: a physicist who developed the theory of relativity
Isaac Newton: an English scientist who described gravity; Galileo Galilei: an Italian scientist who studied the sky
Charles Darwin: a scientist who wrote about evolution; Marie Curie: a scientist who studied radioactivity
Louis Pasteur: a French scientist who studied microbes; Thomas Edison: an American inventor
Alexander Graham Bell: an inventor known for the telephone; Homer: a poet of ancient Greece
Johannes Gutenberg: a German printer, known for movable type; William Shakespeare: an English poet and playwright
Charles Dickens: an English novelist; Jane Austen: an English novelist; Mark Twain: an American writer
Leo Tolstoy: a Russian novelist; Agatha Christie: an English writer of crime novels
Franz Schubert: an Austrian composer; Hans Christian Andersen: a Danish writer of fairy tales
Wolfgang Amadeus Mozart: an Austrian composer; Ludwig van Beethoven: a German composer
Johann Sebastian Bach: a German composer; Antonio Vivaldi: an Italian composer
Frederic Chopin: a Polish composer and pianist; Leonardo da Vinci: an Italian painter and inventor
Michelangelo: an Italian sculptor and painter; Rembrandt: a Dutch painter; Pablo Picasso: a Spanish painter
Claude Monet: a French painter; Vincent van Gogh: a Dutch painter; Frida Kahlo: a Mexican painter
Julius Caesar: a general and statesman of ancient Rome; Cleopatra: a queen of ancient Egypt
Queen Victoria: a British queen; Napoleon Bonaparte: a French general and emperor
Abraham Lincoln: a president of the United States; George Washington: the first president of the United States
Nelson Mandela: a president of South Africa; Mahatma Gandhi: a leader on India's way to independence
Winston Churchill: a British prime minister; Martin Luther King: an American leader of the civil rights movement
Marco Polo: a traveler from Venice; Christopher Columbus: an explorer who sailed to America
Neil Armstrong: the first person on the moon; Yuri Gagarin: the first person in space
Socrates: a philosopher of ancient Greece; Plato: a philosopher of ancient Greece
Aristotle: a philosopher of ancient Greece; Confucius: a Chinese philosopher; Immanuel Kant: a German philosopher
""")
