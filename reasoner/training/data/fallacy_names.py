"""Whom and what arguments are about: properties that people or things can have, and names of individuals.

Most names are composed or invented, so that no question can be known by heart. A recogniser and a synthesiser meet
nothing in them but plain letters and a few numbers.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["DOMAINS", "Domain", "Property", "article", "intro"]


def _split(text: str) -> list[str]:
    """The words, or what stands between bars; none of these is cut by the end of a line."""
    return "".join(line.strip() for line in text.split("\n")).split("|") if "|" in text else text.split()


MALE = _split(
    """
    Aaron Abel Adrian Alan Albert Alexander Alfred Alvin Amos Andre Andrew Anthony Arnold Arthur Barry Ben Bernard
    Bert Billy Boris Bradley Brandon Brian Bruce Bruno Byron Calvin Carl Carlos Cedric Cesar Charles Chester
    Clarence Claude Clifford Clyde Colin Conrad Craig Curtis Cyril Dale Damian Daniel Darren David Dean Dennis Derek
    Diego Donald Douglas Duncan Dustin Dwight Edgar Edmund Edward Edwin Eli Elmer Emil Emmett Enrique Eric Ernest
    Ethan Eugene Evan Felix Floyd Francis Franklin Frederick Gabriel Garrett Gavin Geoffrey Gerald Gilbert Glenn
    Gordon Graham Grant Gregory Gustav Harold Harrison Hector Henry Herbert Herman Horace Hubert Hugo Ian Igor Ira
    Irvin Isaac Ivan Jack Jacob Jared Jasper Javier Jerome Jerry Joel Jonas Jonathan Jorge Julian Julius Keith
    Kelvin Kenneth Kevin Kurt Lamar Lance Lars Laurence Leo Leon Lester Lewis Lionel Lloyd Logan Louis Lucas Luther
    Manuel Marco Mario Marshall Martin Marvin Matthew Maurice Max Melvin Miguel Miles Milton Mitchell Morris Moses
    Nathan Neil Nelson Nicholas Noah Nolan Norman Oliver Omar Orlando Oscar Otis Otto Owen Pablo Patrick Paul Pedro
    Percy Philip Preston Ralph Ramon Raul Raymond Rex Ricardo Roland Roman Ross Rudolph Rufus Samuel Scott Sergio
    Seth Shane Sheldon Sidney Simon Spencer Stanley Stefan Steven Stuart Terrence Theodore Tobias Trevor Troy Tyler
    Ulysses Vernon Victor Vincent Wallace Walter Warren Wesley Wilfred Winston Xavier Zachary Jamal Rashid Kenji
    Hiro Anton Mikhail Pavel Sven Olaf Giovanni Luca Pierre Jacques Dmitri Tariq Kofi
    """
)
FEMALE = _split(
    """
    Abigail Ada Adele Agatha Agnes Alice Alison Alma Amanda Amber Amelia Amy Andrea Angela Anita Anna April Audrey
    Barbara Beatrice Belinda Bella Bernice Bertha Beth Betty Beverly Bonnie Brenda Bridget Camille Candace Carla
    Carmen Carol Caroline Catherine Cecilia Celia Charlotte Chloe Christine Clara Claudia Connie Cora Cynthia Daisy
    Daphne Deborah Delia Della Doris Dorothy Edith Edna Eileen Elaine Eleanor Elena Eliza Ella Ellen Elsie Emily
    Emma Erica Estelle Esther Ethel Eva Evelyn Faith Fannie Felicia Fiona Flora Florence Frances Freda Gail Georgia
    Geraldine Gertrude Gina Gladys Gloria Grace Greta Gwen Hannah Harriet Heather Heidi Helen Henrietta Hilda Hope
    Ida Ingrid Irene Iris Isabel Ivy Jane Janet Janice Jasmine Jean Jessica Joan Josephine Joyce Juanita Judith
    Julia June Karen Katrina Kelly Laura Lena Leona Leticia Lillian Linda Lois Lorraine Louise Lucille Lucy Lydia
    Mabel Madeline Marcella Margaret Maria Marion Marjorie Martha Matilda Maureen Maxine Megan Melanie Melissa
    Mildred Minnie Miranda Miriam Molly Monica Muriel Myra Nadine Naomi Natalie Nina Nora Norma Olga Olive Olivia
    Opal Pamela Patricia Paula Pauline Pearl Phyllis Priscilla Rachel Ramona Rebecca Regina Rhoda Rita Roberta Rosa
    Rosemary Ruby Ruth Sabrina Sally Samantha Sandra Sara Selma Sharon Sheila Shirley Sonia Sophie Stella Susan
    Sylvia Tamara Teresa Thelma Tina Ursula Valerie Vera Veronica Viola Violet Virginia Vivian Wanda Wendy Wilma
    Winifred Yolanda Yvonne Zelda Aisha Fatima Yuki Mei Priya Svetlana Chiara Amina
    """
)
NAME_STARTS = _split(
    "Al Bran Cor Dal Del El Far Gal Hal Jor Kal Lin Mar Mel Nor Or Per Quin Ros Sal Tal Tor Val Vin Wil"
)
NAME_ENDS = _split(
    "bert da den dra en fred ick ina is la lan len ley lie lina man mina na nard ra rick ston vin wen win"
)

FAMILY_OF_MEN = _split(
    """
    ancestor brother brother-in-law classmate colleague cousin father friend grandfather grandson great-grandfather
    half-brother heir nephew neighbor roommate schoolmate son son-in-law stepbrother stepson teammate uncle workmate
    """
)
FAMILY_OF_WOMEN = _split(
    """
    ancestor aunt classmate colleague cousin daughter daughter-in-law friend granddaughter grandmother
    great-grandmother half-sister heiress mother neighbor niece roommate schoolmate sister sister-in-law
    stepdaughter stepsister teammate workmate
    """
)
CLOSE = ("close friend", "distant cousin", "second cousin", "old friend", "foster child", "best friend")

FAN = _split(
    """
    admirer backer critic devotee ex-fan ex-supporter expert fan follower friend member opponent supporter ex-member
    sponsor scout
    """
)
TOWNS = _split(
    """
    Aberdeen Augsburg Basel Bergen Bilbao Birmingham Bologna Bordeaux Bremen Brighton Bristol Bruges Burnley Cologne
    Cork Crawley Derby Dortmund Dresden Dundee Dundalk Eindhoven Exeter Florence Freiburg Geneva Genoa Getafe Ghent
    Glasgow Granada Groningen Hamburg Hanover Helsinki Ipswich Istanbul Kaunas Krakow Leeds Leicester Leipzig Lille
    Limerick Lisbon Liverpool Luton Lyon Madrid Mainz Malaga Malmo Marseille Milan Minsk Monaco Montpellier Moscow
    Motherwell Munich Nantes Naples Nice Norwich Nottingham Odense Oslo Oviedo Palermo Parma Porto Prague Reading
    Riga Rotterdam Rouen Salzburg Seville Sheffield Shelbourne Sochi Sofia Southampton Split Stockport Strasbourg
    Sunderland Swansea Tallinn Tilburg Toulouse Trieste Turin Utrecht Valencia Verona Vienna Vigo Vilnius Warsaw
    Watford Wigan Winterthur Wolfsburg Zagreb Zurich Cádiz Málaga Köln Besançon Örebro Gijón
    """
)
TOWN_STARTS = _split(
    """
    Al Ander Bar Berg Bran Brom Cal Carn Dal Dorn Eber Fal Fen Gal Grim Hal Harl Heil Kal Kel Kirk Lan Lind Lor Lun
    Mal Mar Mel Mont Nor Oster Pel Pol Ran Ros Sal Sand Sel Stav Tal Tor Ul Val Var Vel Wald West Win Zan
    """
)
TOWN_ENDS = _split(
    """
    ano berg bergen borough bridge burg by court dale dorf feld ford ham haven heim holm ia ica igny in ington itz
    land mar mont mouth nau ona ora ova ovo port rup sk stadt stead sund ton vik ville worth
    """
)
CLUB_FRAMES = _split(
    """
    FC {}|{} FC|{} United|{} City|SV {}|{} SC|AC {}|Real {}|Sporting {}|Dynamo {}|Athletic {}|{} Rovers|Racing {}|
    BSC {}|AS {}|{} Wanderers|{}|{} 04|Olympique {}|FK {}|Lokomotiv {}|{} IF|{} Town|{} Albion|NK {}|Union {}|
    1860 {}|Borussia {}|Red Star {}|Atletico {}|{} BK|SK {}
    """
)
CLUBS = _split(
    """
    Ajax|Arsenal|Chelsea|Juventus|Celtic|Rangers|Feyenoord|Benfica|Galatasaray|Everton|PSV|Aston Villa|Lazio|
    Crystal Palace|Inter Milan|Manchester City|Manchester United|West Ham United|Tottenham Hotspur|Real Sociedad|
    Celta Vigo|Young Boys|Grasshoppers|Besiktas|Fenerbahce|Olympiacos|Slavia Prague|Rosenborg|Hibernian|
    Newcastle United|Schalke 04|Hertha Berlin|Real Betis|Vitesse|Shamrock Rovers|Sampdoria|Boavista|Hearts|
    Go Ahead Eagles|Austria Wien|AIK|Paris SG|Bayer Leverkusen|Dinamo Zagreb|Steaua Bucharest|Viking|Stade Rennais|
    Nacional|AZ Alkmaar|Sparta Prague
    """
)

LOOKS = _split(
    """
    Silky Velvet Golden Moonlit Honest Wild Tender Crimson Frosty Sunny Quiet Radiant Secret Midnight Rosy Smoky
    Lucky Royal Gentle Salty Sweet Amber Coral Pearl Ocean Desert Forest Summer Winter Lavender Lemon Honey Cherry
    Almond Coconut Vanilla Mango Jasmine Ginger Berry Peach Plum Cocoa Minty Magic Daily Pure Clear Fresh Urban
    Classic Nordic Parisian Retro Electric Cosmic Glossy Matte Shimmer Ultra Hydra Ageless Dreamy Naughty Perfect
    Instant Double Full Dark Snow Gloss Eye Lip Skin Love All Hot Little Big Nude Ruby Black White Blue Natural
    Organic Miracle Anti-Aging
    """
)
THEMES = _split(
    """
    Dream Garden Whisper Kiss Glow Touch Meadow Sunrise Breeze Cloud Dew Petal Fig Fairy Wish Crush Mist Bloom Storm
    Feather Angel Diva Temptation Moment Secret Harmony Hero Day Night Moon Star River Shadow Rebel Romance Velvet
    Repair Renewal Balance Shine Splash Spark Affair Sugar Blossom Orchid Poppy Clover Harvest Island Tonic Passion
    """
)
WARES = _split(
    """
    Cream|Lotion|Body Wash|Lip Gloss|Mascara|Concealer|Shampoo|Bath Bomb|Soap Bar|Eye Shadow|Foundation|Powder|
    Lipstick|Nail Polish|Face Mask|Hand Balm|Serum|Hair Spray|Toner|Eyeliner|Scrub|Blush|Perfume|Moisturizer|
    Bubble Bar|Lip Pencil|Body Butter|Shower Gel|Bronzer|Cleanser|Sunscreen|Conditioner|Primer|Tattoo Liner|Palette|
    Brow Gel|Massage Oil|Deodorant|Hair Mask|Aftershave|Toothpaste|Dry Oil|Pressed Powder
    """
)
CHEMICALS = _split(
    """
    Acetamide|Acetone|Allantoin|Aluminum Chloride|Ammonia|Aniline|Arsenic|Asbestos|Benzene|Benzidine|Biotin|Bismuth|
    Borax|Bromine|Butane|Cadmium|Camphor|Caffeine|Carbon Black|Chloroform|Chromium|Citral|Coal Tar|Cobalt|Cocamide|
    Coumarin|Cumene|Diazepam|Dioxane|Ethanol|Ethylene Oxide|Formaldehyde|Furan|Geraniol|Glycerin|Glycol|
    Hydroquinone|Iodine|Isobutane|Lanolin|Lead|Limonene|Linalool|Mercury|Menthol|Methanol|Mica|Mineral Oil|
    Naphthalene|Nickel|Nicotine|Nitrobenzene|Paraffin|Parathion|Pectin|Phenol|Phenacetin|Propane|Progesterone|
    Pyridine|Quartz|Quinoline|Resorcinol|Retinol|Safrole|Selenium Sulfide|Silica|Sodium Nitrate|Sodium Sulfate|
    Styrene|Sulfur|Talc|Tannin|Titanium Dioxide|Toluene|Trypan Blue|Urea|Urethane|Vinyl Acetate|Xylene|Zinc Oxide|
    Safflower Oil|Beeswax|Squalane|Kaolin|Panthenol|Niacin|Carmine|Spironolactone|Wood Dust|Palm Oil
    """
)

HOW_OFTEN = _split("frequent infrequent loyal occasional rare regular")
USERS = _split("buyer consumer purchaser user")
BRANDS = _split(
    """
    Dove|Dial|Lush|Ivory|Zest|Caress|Olay|Lever|Bliss|Pears|Camay|Yardley|Nivea|Neutrogena|Pantene|Suave|Redken|
    Garnier|Head and Shoulders|Herbal Essences|Paul Mitchell|Kiss My Face|Irish Spring|Burt's Bees|The Body Shop|
    Mrs. Meyer's|Aveda|Shiseido|Sunsilk|Aussie|Palmolive|Tom's of Maine|Bath and Body Works|South of France|
    Old Spice|American Crew|L'Occitane|Dr. Bronner's
    """
)
GOODS = ("soap", "shampoo", "soap", "shampoo", "toothpaste", "conditioner", "shaving foam", "hand cream")

CLUB_OF_SOMETHING = _split(
    """
    choir|chess club|book club|rowing club|brass band|debating society|drama club|cycling club|film circle|
    gardening society|sailing crew|theater company
    """
)
ROLES = _split("member|founder|sponsor|patron|treasurer|guest|critic|honorary member|former member")
STUDY = _split("student teacher admirer critic disciple imitator reader rival pupil biographer translator follower")
PLACES = _split(
    "visitor to|resident of|native of|frequent visitor to|former resident of|lover of|citizen of|regular guest of"
)
AFFIXES = _split("FC AC SV SC BSC AS FK NK IF BK SK 1860 The")


@dataclass(frozen=True, slots=True)
class Property:
    """Something to be: "uncle of Dominic"."""

    noun: str
    gloss: str
    """What tells it from others in two words at most: "Dominic"."""


@dataclass(frozen=True, slots=True)
class Domain:
    """Whom or what an argument is about."""

    people: bool
    topic: str
    """What it deals with: "who is related to whom"."""
    intros: tuple[str, ...]
    properties: Callable[[random.Random], Property]
    individual: Callable[[random.Random], str]


def article(noun: str) -> str:
    """The noun with its indefinite article."""
    vowel = noun[0].lower() in "aeiou" and not noun.lower().startswith(("user", "uni", "eu"))
    return f"an {noun}" if vowel else f"a {noun}"


def _gloss(name: str) -> str:
    words = [word for word in name.split() if word not in AFFIXES] or name.split()
    return " ".join(words[:2] if len(words) > 1 and words[1][0].isupper() else words[:1])


def _first_name(rng: random.Random, names: list[str]) -> str:
    if rng.random() < 0.15:
        return rng.choice(NAME_STARTS) + rng.choice(NAME_ENDS)
    return rng.choice(names)


def _man(rng: random.Random) -> str:
    return _first_name(rng, MALE)


def _woman(rng: random.Random) -> str:
    return _first_name(rng, FEMALE)


def _anyone(rng: random.Random) -> str:
    return _first_name(rng, rng.choice((MALE, FEMALE)))


def _town(rng: random.Random) -> str:
    return rng.choice(TOWNS) if rng.random() < 0.4 else rng.choice(TOWN_STARTS) + rng.choice(TOWN_ENDS)


def _relative(kin: list[str], other: Callable[[random.Random], str]) -> Callable[[random.Random], Property]:
    def relative(rng: random.Random) -> Property:
        name = other(rng)
        return Property(f"{rng.choice(CLOSE) if rng.random() < 0.12 else rng.choice(kin)} of {name}", name)

    return relative


def _fan(rng: random.Random) -> Property:
    club = rng.choice(CLUBS) if rng.random() < 0.35 else rng.choice(CLUB_FRAMES).format(_town(rng))
    role = rng.choice(FAN)
    return Property(f"{role} {'to' if role == 'opponent' else 'of'} {club}", _gloss(club))


def _product(rng: random.Random) -> str:
    match rng.randrange(8):
        case 0 | 1:
            return f"{rng.choice(LOOKS)} {rng.choice(THEMES)}"
        case 2:
            return f"{rng.choice(LOOKS)} {rng.choice(THEMES)} {rng.choice(WARES)}"
        case 3 | 4:
            return f"{rng.choice(LOOKS)} {rng.choice(WARES)}"
        case 5:
            return f"{rng.choice(WARES)} {rng.choice(THEMES)}"
        case 6:
            invented = rng.choice(TOWN_STARTS) + rng.choice(TOWN_ENDS)
            return f"The {rng.choice(THEMES)}" if rng.random() < 0.4 else invented
        case _:
            return f"{rng.choice(LOOKS)} {rng.choice(WARES)} {rng.randrange(2, 100)}"


def _ingredient(rng: random.Random) -> Property:
    name = _product(rng)
    return Property(f"ingredient of {name}", _gloss(name))


def _consumer(rng: random.Random) -> Property:
    match rng.randrange(3):
        case 0:
            brand = rng.choice(BRANDS)
        case 1:
            brand = f"{rng.choice(LOOKS)} {rng.choice(THEMES)}"
        case _:
            brand = rng.choice(TOWN_STARTS) + rng.choice(TOWN_ENDS)
    ware = f"{brand} {rng.choice(GOODS)}"
    if rng.random() < 0.2:
        return Property(f"owner of {article(ware)}", _gloss(brand))
    return Property(f"{rng.choice(HOW_OFTEN)} {rng.choice(USERS)} of {ware}", _gloss(brand))


def _member(rng: random.Random) -> Property:
    town = _town(rng)
    return Property(f"{rng.choice(ROLES)} of the {town} {rng.choice(CLUB_OF_SOMETHING)}", town)


def _scholar(rng: random.Random) -> Property:
    name = _anyone(rng)
    return Property(f"{rng.choice(STUDY)} of {name}", name)


def _traveller(rng: random.Random) -> Property:
    town = _town(rng)
    return Property(f"{rng.choice(PLACES)} {town}", town)


def _chemical(rng: random.Random) -> str:
    return rng.choice(CHEMICALS)


PERTAINS = " The following argument pertains to this question:"
SEEKS = " The following argument seeks to clarify some such relations:"
KIN_INTROS = (
    "It is not always easy to see who is related to whom, and in which ways." + PERTAINS,
    "Is {0} a cousin of {1}? Is {2} related to {3}? In large families, it is sometimes difficult to keep track of all "
    "one's relatives." + SEEKS,
    "Big families are hard to keep in order. Somebody told me this about one of them:",
)
FAN_INTROS = (
    "Some football fans admire various clubs, others love only a single team. "
    "But who is a fan of whom precisely?" + PERTAINS,
    "Is {0} a fan of {4}? Are supporters of {5} devotees of {6}? In European football, it is sometimes difficult to "
    "keep track of the mutual admiration and dislike." + SEEKS,
    "Football fans can be hard to follow. Here is what one of them claims:",
)
PRODUCT_INTROS = (
    "It is not always easy to see which chemicals are contained in our consumer products." + PERTAINS,
    "Is {7} an ingredient of my washing powder? Which chemicals does my perfume contain? It is really difficult to "
    "keep track of all chemicals one is regularly exposed to." + SEEKS,
    "I was reading the labels in my bathroom. This is what I came up with:",
)
CONSUMER_INTROS = (
    "It is not always easy to grasp who is consuming which products." + PERTAINS,
    "Consumer research aims at understanding whether users of some products also tend to consume other ones, or not."
    + SEEKS,
    "A market researcher told me this:",
)
"""Those of the benchmark come first: names to be filled in are 0 to 3 people, 4 to 6 clubs, 7 a chemical."""


def intro(domain: Domain, rng: random.Random) -> str:
    clubs = rng.sample(CLUBS, 3)
    return rng.choice(domain.intros).format(*rng.sample(MALE + FEMALE, 4), *clubs, rng.choice(CHEMICALS))


DOMAINS = (
    Domain(True, "who is related to whom", KIN_INTROS, _relative(FAMILY_OF_MEN, _man), _man),
    Domain(True, "who is related to whom", KIN_INTROS, _relative(FAMILY_OF_WOMEN, _woman), _woman),
    Domain(True, "fans of football clubs", FAN_INTROS, _fan, _anyone),
    Domain(True, "fans of football clubs", FAN_INTROS, _fan, _anyone),
    Domain(False, "what is in which product", PRODUCT_INTROS, _ingredient, _chemical),
    Domain(False, "what is in which product", PRODUCT_INTROS, _ingredient, _chemical),
    Domain(True, "who uses which product", CONSUMER_INTROS, _consumer, _anyone),
    Domain(True, "who uses which product", CONSUMER_INTROS, _consumer, _anyone),
    Domain(True, "members of clubs", ("Our town has more clubs than streets.",), _member, _anyone),
    Domain(True, "who learned from whom", ("Schools of thought are full of quarrels.",), _scholar, _anyone),
    Domain(True, "who has been where", ("My friends travel a lot.",), _traveller, _anyone),
)
"""Those of the benchmark come twice."""
