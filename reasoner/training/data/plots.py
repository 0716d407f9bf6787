"""What happens in word problems, and which steps lead to what is asked.

In the texts ``{n}`` and ``{m}`` are two people, ``{he}`` and ``{his}`` stand for the first, ``{t}`` and ``{u}`` are
two sorts of things, and the other letters are the numbers of the story.
"""

# ruff: noqa: SIM905 (a long list of words reads better so)

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["LONG", "SHORT", "THINGS", "Plot"]

THINGS = tuple(
    """
    pennies marbles stickers stamps coins shells buttons beads cards books comics pencils crayons erasers apples
    oranges pears plums cherries peaches lemons cookies muffins candies cupcakes donuts pancakes eggs carrots
    potatoes tomatoes onions peppers flowers roses tulips seeds acorns stones pebbles feathers balloons ribbons toys
    dolls puzzles kites photos postcards letters posters tickets tokens badges magnets bottles cans cups plates
    spoons towels socks hats shirts bricks blocks nails screws boxes paperclips notebooks markers lollipops raisins
    peanuts walnuts almonds chestnuts strawberries blueberries grapes bananas mangoes melons pumpkins
    """.split()
)

Span = tuple[int, int] | None
"""From, to; or whatever suits the size of the story."""


@dataclass(frozen=True, slots=True)
class Plot:
    """``topic`` is ``ask`` as an indirect question, without numbers; ``heard`` repeats the quantities."""

    story: str
    ask: str
    topic: str
    heard: str
    steps: tuple[tuple[str, str], ...]
    """Name of a quantity, and how it follows from two known ones."""
    answer: str
    numbers: dict[str, Span]
    multiple: tuple[str, str] | None = None
    """The first of these numbers is a multiple of the second."""


def _plot(story: str, ask: str, topic: str, heard: str, steps: str, answer: str, numbers: str, of: str = "") -> Plot:
    """``steps``: ``left: a-b; ...``; ``numbers``: ``a b:2-9``; ``of``: ``a/b`` where a is a multiple of b."""
    spans: dict[str, Span] = {}
    for entry in numbers.split():
        name, _, span = entry.partition(":")
        low, _, high = span.partition("-")
        spans[name] = (int(low), int(high)) if span else None
    pairs = tuple((label, step) for label, step in (part.split(": ") for part in steps.split("; ")))
    whole, _, part = of.partition("/")
    return Plot(story, ask, topic, heard, pairs, answer, spans, (whole, part) if of else None)


SHORT: tuple[Plot, ...] = (
    # Two that are put together
    _plot("{n} has {a} {t}. {m} gives {n} {b} more.", "How many {t} does {n} have now?", "how many {t} {n} has now",
          "{n} {a}, more {b}", "now: a+b", "{n} has {x} {t} now.", "a b"),
    _plot("{n} has {a} {t}. {m} has {b} {t}.", "How many {t} do they have together?",
          "how many {t} they have together", "{n} {a}, {m} {b}", "together: a+b", "They have {x} {t} together.",
          "a b"),
    _plot("{n} found {a} {t} in the morning and {b} {t} in the afternoon.", "How many {t} did {n} find in total?",
          "how many {t} {n} found in total", "morning {a}, afternoon {b}", "total: a+b", "{n} found {x} {t} in total.",
          "a b"),
    _plot("There are {a} {t} and {b} {u} in a box.", "How many things are in the box?",
          "how many things there are in the box", "{t} {a}, {u} {b}", "total: a+b", "There are {x} things in the box.",
          "a b"),
    _plot("{n} read {a} pages on Monday and {b} pages on Tuesday.", "How many pages did {he} read altogether?",
          "how many pages {n} read altogether", "Monday {a}, Tuesday {b}", "total: a+b",
          "{n} read {x} pages altogether.", "a b"),
    _plot("A baker made {a} rolls, and then {he} made {b} more.", "How many rolls did {he} make in all?",
          "how many rolls the baker made", "rolls {a}, more {b}", "all: a+b", "The baker made {x} rolls in all.",
          "a b"),
    _plot("A farmer has {a} sheep and buys {b} more at the market.", "How many sheep does the farmer have now?",
          "how many sheep the farmer has now", "sheep {a}, more {b}", "now: a+b", "The farmer has {x} sheep now.",
          "a b"),
    _plot("{n} drove {a} miles yesterday and {b} miles today.", "How many miles did {n} drive in both days?",
          "how many miles {n} drove in all", "yesterday {a}, today {b}", "miles: a+b", "{n} drove {x} miles.", "a b"),
    _plot("{n}'s got {a} {t}. {m}'s got {b} more than {n}.", "How many {t} has {m} got?", "how many {t} {m} has got",
          "{n} {a}, {m} {b} more", "{m}: a+b", "{m} has got {x} {t}.", "a b"),
    _plot("A jacket costs {a} dollars and a pair of boots costs {b} dollars.", "How much do they cost together?",
          "how much the jacket and the boots cost together", "jacket {a}, boots {b}", "cost: a+b",
          "They cost {x} dollars together.", "a b:10-150"),
    _plot("After {n} gave away {b} {t}, {he} had {a} left.", "How many {t} did {n} have at first?",
          "how many {t} {n} had at first", "gave {b}, left {a}", "first: a+b", "{n} had {x} {t} at first.", "a b"),
    _plot("{a} girls and {b} boys go to a school.", "How many children go there?",
          "how many children go to that school", "girls {a}, boys {b}", "children: a+b",
          "{x} children go to that school.", "a b"),
    # One that is taken away
    _plot("{n} has {a} {t}. {He} gives {b} of them to {m}.", "How many {t} does {n} have left?",
          "how many {t} {n} has left", "{n} {a}, gives {b}", "left: a-b", "{n} has {x} {t} left.", "a b"),
    _plot("There were {a} {t} on the table. {n} took {b} of them.", "How many {t} are still on the table?",
          "how many {t} are still on the table", "{a}, took {b}", "left: a-b", "There are still {x} {t} on the table.",
          "a b"),
    _plot("{n} had {a} dollars and spent {b} dollars.", "How much money does {he} have left?",
          "how much money {n} has left", "had {a}, spent {b}", "left: a-b", "{n} has {x} dollars left.", "a b"),
    _plot("A book has {a} pages. {n} has read {b} pages.", "How many pages are left to read?",
          "how many pages are left to read", "pages {a}, read {b}", "left: a-b", "There are {x} pages left to read.",
          "a b"),
    _plot("{n} baked {a} cookies and sold {b} of them.", "How many cookies did {he} not sell?",
          "how many cookies were not sold", "baked {a}, sold {b}", "left: a-b", "{x} cookies were not sold.", "a b"),
    _plot("{a} people were on a train. At the station {b} people got off.", "How many people are still on the train?",
          "how many people are still on the train", "{a}, off {b}", "left: a-b", "{x} people are still on the train.",
          "a b"),
    _plot("A rope is {a} meters long. {n} cuts off {b} meters.", "How long is the rope now?",
          "how long the rope is now", "rope {a}, cut {b}", "left: a-b", "The rope is {x} meters long now.", "a b"),
    _plot("{n} wants to collect {a} {t}. So far {he} has {b}.", "How many more {t} does {he} need?",
          "how many more {t} {n} needs", "wants {a}, has {b}", "needs: a-b", "{n} needs {x} more {t}.", "a b"),
    _plot("{n} and {m} have {a} {t} together. {n} has {b} of them.", "How many {t} does {m} have?",
          "how many {t} belong to {m}", "together {a}, {n} {b}", "{m}: a-b", "{m} has {x} {t}.", "a b"),
    _plot("A parking lot has room for {a} cars. There are {b} cars on it.", "How many free spaces are there?",
          "how many free spaces there are", "room {a}, cars {b}", "free: a-b", "There are {x} free spaces.", "a b"),
    _plot("{n} had some {t}. {m} gave {n} {b} more, and now {n} has {a}.", "How many {t} did {n} have before?",
          "how many {t} {n} had before", "now {a}, got {b}", "before: a-b", "{n} had {x} {t} before.", "a b"),
    # Two that are compared
    _plot("{n} has {b} {t}. {m} has {a} {t}.", "How many more {t} does {m} have?", "how many more {t} {m} has",
          "{n} {b}, {m} {a}", "more: a-b", "{m} has {x} more {t}.", "a b"),
    _plot("{n} has {a} {t} and {m} has {b} {t}.", "How many more {t} does {n} have than {m}?",
          "how many more {t} {n} has", "{n} {a}, {m} {b}", "more: a-b", "{n} has {x} more {t} than {m}.", "a b"),
    _plot("{n} has {b} {t} and {m} has {a} {t}.", "How many fewer {t} does {n} have than {m}?",
          "how many fewer {t} {n} has", "{n} {b}, {m} {a}", "fewer: a-b", "{n} has {x} fewer {t} than {m}.", "a b"),
    _plot("{n} is {a} years old and {m} is {b} years old.", "How many years older is {n}?",
          "how many years older {n} is", "{n} {a}, {m} {b}", "older: a-b", "{n} is {x} years older.",
          "a:12-80 b:3-60"),
    _plot("{n} weighs {a} pounds. {m} weighs {b} pounds.", "How much more does {n} weigh?", "how much more {n} weighs",
          "{n} {a}, {m} {b}", "more: a-b", "{n} weighs {x} pounds more.", "a:60-220 b:40-200"),
    _plot("A blue house is {b} feet tall and a red tower is {a} feet tall.", "How much taller is the tower?",
          "how much taller the tower is", "house {b}, tower {a}", "taller: a-b", "The tower is {x} feet taller.",
          "a b"),
    _plot("A table costs {a} dollars and a chair costs {b} dollars.", "How much cheaper is the chair?",
          "how much cheaper the chair is", "table {a}, chair {b}", "cheaper: a-b", "The chair is {x} dollars cheaper.",
          "a b"),
    _plot("There are {a} {t} and {b} {u} in a shop.", "How many more {t} than {u} are there?",
          "how many more {t} than {u} there are", "{t} {a}, {u} {b}", "more: a-b", "There are {x} more {t} than {u}.",
          "a b"),
    # So many times the same
    _plot("{n} has {a} boxes with {b} {t} in each.", "How many {t} does {n} have?",
          "how many {t} {n} has in all these boxes", "boxes {a}, each {b}", "total: a*b", "{n} has {x} {t}.",
          "a:2-12 b"),
    _plot("There are {a} rows of chairs with {b} chairs in each row.", "How many chairs are there?",
          "how many chairs there are altogether", "rows {a}, each {b}", "chairs: a*b", "There are {x} chairs.",
          "a:3-12 b:3-30"),
    _plot("{n} earns {b} dollars an hour. {He} works for {a} hours.", "How much does {n} earn?",
          "how much money {n} earns", "hours {a}, each {b}", "earns: a*b", "{n} earns {x} dollars.", "a:2-10 b:7-60"),
    _plot("One ticket costs {b} dollars. {n} buys {a} tickets.", "How much does {he} pay?",
          "how much {n} pays for the tickets", "tickets {a}, each {b}", "pays: a*b", "{n} pays {x} dollars.",
          "a:2-12 b:3-90"),
    _plot("{n} reads {b} pages every day.", "How many pages does {n} read in {a} days?",
          "how many pages {n} reads in that time", "days {a}, each {b}", "pages: a*b", "{n} reads {x} pages.",
          "a:2-12 b:5-60"),
    _plot("A car goes {b} miles an hour.", "How far does it go in {a} hours?", "how far the car goes in that time",
          "hours {a}, each {b}", "miles: a*b", "It goes {x} miles.", "a:2-9 b:20-80"),
    _plot("{n} has {b} {t}. {m} has {a} times as many.", "How many {t} does {m} have?", "how many {t} {m} has",
          "{n} {b}, times {a}", "{m}: a*b", "{m} has {x} {t}.", "a:2-9 b"),
    _plot("A spider has 8 legs.", "How many legs do {a} spiders have?", "how many legs all these spiders have",
          "spiders {a}, each 8", "legs: a*8", "They have {x} legs.", "a:2-30"),
    _plot("Each of {a} friends brings {b} {t} to the party.", "How many {t} do they bring in total?",
          "how many {t} the friends bring in total", "friends {a}, each {b}", "total: a*b",
          "They bring {x} {t} in total.", "a:3-12 b:2-30"),
    _plot("{n} practices the piano for {b} minutes a day.", "How many minutes is that in a week?",
          "how many minutes of practice that is in a week", "days 7, each {b}", "minutes: b*7",
          "That is {x} minutes in a week.", "b:5-90"),
    # One that is shared
    _plot("{n} shares {a} {t} equally among {b} friends.", "How many {t} does each friend get?",
          "how many {t} each friend gets", "{a}, friends {b}", "each: a/b", "Each friend gets {x} {t}.", "a b:2-12",
          "a/b"),
    _plot("{n} puts {a} {t} into bags of {b}.", "How many bags does {he} need?", "how many bags {n} needs for the {t}",
          "{a}, bag {b}", "bags: a/b", "{n} needs {x} bags.", "a b:2-12", "a/b"),
    _plot("{b} {t} cost {a} dollars.", "How much does one of them cost?", "how much a single one of them costs",
          "{b} cost {a}", "each: a/b", "It costs {x} dollars.", "a b:2-12", "a/b"),
    _plot("A teacher divides {a} children into {b} equal groups.", "How many children are in each group?",
          "how many children are in each group", "children {a}, groups {b}", "each: a/b",
          "There are {x} children in each group.", "a b:2-10", "a/b"),
    _plot("{n} walked {a} miles in {b} days, the same distance every day.", "How many miles a day is that?",
          "how many miles {n} walked a day", "miles {a}, days {b}", "each: a/b", "That is {x} miles a day.", "a b:2-9",
          "a/b"),
    _plot("{n} has {a} {t}, which is {b} times as many as {m} has.", "How many {t} does {m} have?",
          "how many {t} {m} has", "{n} {a}, times {b}", "{m}: a/b", "{m} has {x} {t}.", "a b:2-9", "a/b"),
    _plot("{a} {t} stand on {b} shelves, the same number on each.", "How many {t} are on each shelf?",
          "how many {t} are on each shelf", "{a}, shelves {b}", "each: a/b", "There are {x} {t} on each shelf.",
          "a b:2-9", "a/b"),
    _plot("{n} pays {a} dollars for {b} hours of lessons.", "What does an hour cost?",
          "what an hour of these lessons costs", "paid {a}, hours {b}", "hour: a/b", "An hour costs {x} dollars.",
          "a b:2-9", "a/b"),
    _plot("{n} picks {a} {t} and sells half of them.", "How many {t} does {n} sell?", "how many {t} {n} sells",
          "{a}, half", "half: a/2", "{n} sells {x} {t}.", "a"),
)  # fmt: skip

LONG: tuple[Plot, ...] = (
    _plot("{n} has {a} {t}. {He} gets {b} more from {m} and then loses {c}.", "How many {t} does {n} have now?",
          "how many {t} {n} has now", "{n} {a}, gets {b}, loses {c}", "sum: a+b; left: sum-c", "{n} has {x} {t} now.",
          "a b c"),
    _plot("{n} had {a} {t}. {He} gave {b} to {m} and {c} to {his} brother.", "How many {t} does {n} have left?",
          "how many {t} {n} has left", "{n} {a}, gave {b}, {c}", "given: b+c; left: a-given", "{n} has {x} {t} left.",
          "a b c"),
    _plot("{n} buys {a} packs of {t} with {b} in each pack. {He} gives {c} {t} away.", "How many {t} does {he} keep?",
          "how many {t} {n} keeps", "packs {a}, each {b}, gives {c}", "bought: a*b; kept: bought-c",
          "{n} keeps {x} {t}.", "a:2-9 b:3-24 c:2-30"),
    _plot("{n} has {a} bags with {b} {t} each and {c} loose {t}.", "How many {t} does {n} have in all?",
          "how many {t} {n} has in all", "bags {a}, each {b}, loose {c}", "in_bags: a*b; all: in_bags+c",
          "{n} has {x} {t} in all.", "a:2-9 b:2-30 c:2-50"),
    _plot("{n} buys {a} notebooks for {b} dollars each and pays with {c} dollars.", "How much change does {he} get?",
          "how much change {n} gets", "notebooks {a}, each {b}, paid {c}", "cost: a*b; change: c-cost",
          "{n} gets {x} dollars in change.", "a:2-9 b:2-9 c:20-100"),
    _plot("{n} buys {a} shirts for {b} dollars each and {c} hats for {d} dollars each.", "How much does {he} spend?",
          "how much money {n} spends in the shop", "shirts {a}, each {b}, hats {c}, each {d}",
          "shirts: a*b; hats: c*d; total: shirts+hats", "{n} spends {x} dollars.", "a:2-6 b:5-30 c:2-6 d:3-20"),
    _plot("{n} has {a} {t} and {m} has {b} {t}. They share all of them equally with {c} children, and keep none.",
          "How many {t} does each child get?", "how many {t} each child gets", "{n} {a}, {m} {b}, children {c}",
          "all: a+b; each: all/c", "Each child gets {x} {t}.", "a b c:2-9"),
    _plot("{n} has {a} {t}. {m} has twice as many.", "How many {t} do they have together?",
          "how many {t} they have together", "{n} {a}, {m} twice", "{m}: a*2; together: a+{m}",
          "They have {x} {t} together.", "a:2-99"),
    _plot("{n} has {a} {t}. {m} has {b} more than {n}.", "How many {t} do they have together?",
          "how many {t} they have together", "{n} {a}, {m} {b} more", "{m}: a+b; together: a+{m}",
          "They have {x} {t} together.", "a b"),
    _plot("{n} has {a} {t}. {m} has {b} fewer than {n}.", "How many {t} do both of them have?",
          "how many {t} both of them have", "{n} {a}, {m} {b} fewer", "{m}: a-b; total: a+{m}",
          "They have {x} {t} in total.", "a b"),
    _plot("{n} had {a} {t}. {He} gave away half of them and then bought {b} more.", "How many {t} does {he} have now?",
          "how many {t} {n} has now", "{n} {a}, half, bought {b}", "half: a/2; now: half+b", "{n} has {x} {t} now.",
          "a:4-99 b"),
    _plot("{n} works {a} hours a day and earns {b} dollars an hour.", "How much does {he} earn in {c} days?",
          "how much {n} earns in these days", "hours {a}, each {b}, days {c}", "day: a*b; total: day*c",
          "{n} earns {x} dollars.", "a:2-9 b:5-20 c:2-6"),
    _plot("{n} earns {b} dollars a day and works for {a} days. Then {he} spends {c} dollars.", "How much is left?",
          "how much money {n} has left", "days {a}, each {b}, spends {c}", "earned: a*b; left: earned-c",
          "{n} has {x} dollars left.", "a:2-9 b:10-90 c:5-90"),
    _plot("A book has {a} pages. {n} reads {b} of them a day.", "How many pages are left after {c} days?",
          "how many pages are left by then", "pages {a}, day {b}, days {c}", "read: b*c; left: a-read",
          "There are {x} pages left.", "a:80-400 b:8-40 c:2-9"),
    _plot("A bus has {a} passengers. At one stop {b} leave it and {c} come in. At the next stop {d} leave it.",
          "How many passengers are on the bus?", "how many passengers are on the bus", "{a}, off {b}, on {c}, off {d}",
          "first: a-b; then: first+c; now: then-d", "There are {x} passengers on the bus.",
          "a:12-60 b:2-11 c:2-15 d:2-12"),
    _plot("A hall has {a} rows with {b} seats each. {c} seats are taken.", "How many seats are free?",
          "how many seats are free in the hall", "rows {a}, each {b}, taken {c}", "seats: a*b; free: seats-c",
          "There are {x} free seats.", "a:3-12 b:5-20 c:4-90"),
    _plot("{n} has saved {a} dollars. {He} saves {b} dollars more every week.",
          "How much will {n} have after {c} weeks?", "how much money {n} will have by then",
          "has {a}, week {b}, weeks {c}", "saved: b*c; total: a+saved", "{n} will have {x} dollars.",
          "a:5-99 b:3-25 c:2-12"),
    _plot("A farm has {a} cows and {b} chickens.", "How many legs do these animals have together?",
          "how many legs these animals have together", "cows {a}, legs 4, chickens {b}, legs 2",
          "cow_legs: a*4; chicken_legs: b*2; together: cow_legs+chicken_legs", "They have {x} legs together.",
          "a:2-20 b:2-30"),
    _plot("{n} scored {a} points in the first game, {b} in the second and {c} in the third.",
          "How many points are that altogether?", "how many points {n} scored altogether", "{a}, {b}, {c}",
          "two_games: a+b; altogether: two_games+c", "{n} scored {x} points altogether.", "a b c"),
    _plot("{n} bakes {a} cakes and needs {b} eggs for each. {He} has {c} eggs.", "How many more eggs does {n} need?",
          "how many more eggs {n} needs", "cakes {a}, each {b}, has {c}", "eggs: a*b; more: eggs-c",
          "{n} needs {x} more eggs.", "a:2-9 b:2-6 c:2-20"),
    _plot("There are {a} shelves with {b} {t} on each. Half of the {t} are sold.", "How many {t} are left?",
          "how many {t} are left on the shelves", "shelves {a}, each {b}, half sold", "all: a*b; left: all/2",
          "There are {x} {t} left.", "a:2-10 b:4-24"),
    _plot("{n} has {a} {t} and packs them into boxes of {b}. {He} sells each box for {c} dollars.",
          "How much money does {he} get?", "how much money {n} gets for the boxes", "{a}, box {b}, price {c}",
          "boxes: a/b; money: boxes*c", "{n} gets {x} dollars.", "a b:2-10 c:2-12", "a/b"),
    _plot("{n} drives {a} miles an hour for {b} hours, and then {c} more miles.", "How many miles does {he} drive?",
          "how many miles {n} drives in all", "speed {a}, hours {b}, more {c}", "first: a*b; miles: first+c",
          "{n} drives {x} miles.", "a:20-70 b:2-8 c:5-90"),
    _plot("{n} buys a bag for {a} dollars and a cap for {b} dollars. {He} had {c} dollars.", "How much is left?",
          "how much money {n} has left", "bag {a}, cap {b}, had {c}", "cost: a+b; left: c-cost",
          "{n} has {x} dollars left.", "a:5-60 b:5-40 c:30-150"),
    _plot("{n} collects {a} {t} a day for {b} days. {m} collects {c} {t} in all.",
          "How many more {t} does {n} collect?", "how many more {t} {n} collects", "{n} days {b}, each {a}, {m} {c}",
          "{n}: a*b; more: {n}-c", "{n} collects {x} more {t}.", "a:3-30 b:2-9 c:2-90"),
    _plot("{n} is {a} years old. {m} is {b} years older than {n}.", "How old will {m} be in {c} years?",
          "how old {m} will be by then", "{n} {a}, {m} {b} older, later {c}", "{m}: a+b; later: {m}+c",
          "{m} will be {x} years old.", "a:3-50 b:2-30 c:2-20"),
    _plot("{n} has {a} {t}, {m} has {b} {t}, and their friend has as many as both of them together.",
          "How many {t} do all of them have?", "how many {t} all of them have", "{n} {a}, {m} {b}, friend both",
          "friend: a+b; all: friend*2", "All of them have {x} {t}.", "a:2-60 b:2-60"),
    _plot("A shop had {a} {t}. On Monday it sold {b}, on Tuesday {c}, and then {d} new ones came in.",
          "How many {t} does the shop have now?", "how many {t} the shop has now", "{a}, sold {b}, {c}, new {d}",
          "sold: b+c; left: a-sold; now: left+d", "The shop has {x} {t} now.", "a:50-500 b:5-60 c:5-60 d:5-90"),
    _plot("{n} plants {a} rows of {b} tulips and {c} rows of {d} roses.", "How many flowers is that?",
          "how many flowers {n} plants", "tulips {a}, each {b}, roses {c}, each {d}",
          "tulips: a*b; roses: c*d; flowers: tulips+roses", "That is {x} flowers.", "a:2-9 b:3-15 c:2-9 d:3-15"),
    _plot("A ribbon is {a} inches long. {n} cuts off {b} pieces of {c} inches each.",
          "How much of the ribbon is left?", "how much of the ribbon is left", "ribbon {a}, pieces {b}, each {c}",
          "cut: b*c; left: a-cut", "There are {x} inches left.", "a:30-200 b:2-9 c:2-15"),
    _plot("{n} pays {a} dollars for {b} tickets. {m} buys {c} of the same tickets.", "How much does {m} pay?",
          "how much {m} pays for the tickets", "{b} cost {a}, {m} {c}", "each: a/b; {m}: each*c",
          "{m} pays {x} dollars.", "a b:2-9 c:2-12", "a/b"),
    _plot("{n} and {m} earn {a} dollars on Saturday and {b} dollars on Sunday, and split the money in half.",
          "How much does {m} get?", "how much of the money {m} gets", "Saturday {a}, Sunday {b}, half",
          "sum: a+b; half: sum/2", "{m} gets {x} dollars.", "a:5-99 b:5-99"),
    _plot("{n} buys {a} boxes of {b} {t}. {He} sells {c} and shares the rest equally with {d} people, keeping none.",
          "How many {t} does each of them get?", "how many {t} each of them gets",
          "boxes {a}, each {b}, sells {c}, people {d}", "all: a*b; rest: all-c; each: rest/d",
          "Each of them gets {x} {t}.", "a:2-9 b:4-15 c:2-12 d:2-6"),
)  # fmt: skip
