"""Questions about arguments: their thoughts prove their verdicts, and they are said in many ways."""

import itertools
import random
import re
from pathlib import Path

import pytest

from antiphon.reasoner.training.data.example import Example
from antiphon.reasoner.training.data.fallacies import AIMS, LOOKS, STEPS, formal_fallacy
from antiphon.reasoner.training.data.fallacy_arguments import SCHEMES, SHAPES, argument
from antiphon.reasoner.training.data.fallacy_wordings import PEOPLE, echo, key, wording, wordings
from antiphon.reasoner.training.data.logic import EVERY, SOME, Statement, entails, holds, letters, parse

TOKENIZER = Path.home() / ".cache/antiphon/models/smollm2-135m/tokenizer.json"
SEEDS = range(3000)
EXAMPLES = [formal_fallacy(random.Random(seed)) for seed in SEEDS]
LITERAL = re.compile(r"(not )?([A-F])\b")
BOUNDARY = re.compile("[.!?,;:\u2013\u2014\u2026](?=\\s|$)")

Case = dict[str, bool]


def tokens(text: str) -> int:
    tokenizers = pytest.importorskip("tokenizers")
    if not TOKENIZER.exists():
        pytest.skip("needs the tokenizer of SmolLM2")
    global _tokenizer
    _tokenizer = _tokenizer or tokenizers.Tokenizer.from_file(str(TOKENIZER))
    return len(_tokenizer.encode(text).ids)


_tokenizer = None


def case(text: str) -> Case:
    assert re.fullmatch(r"((not )?[A-F] ?)+", text), text
    return {letter: not sign for sign, letter in LITERAL.findall(text)}


class Reader:
    """Follows the thoughts line by line and objects to a step that is not licensed by what was written before."""

    def __init__(self, thoughts: tuple[str, ...]) -> None:
        self.premises: list[tuple[str, list[Case]]] = []
        self.rules: list[tuple[str, Case]] = []
        self.starts: list[list[Case]] = []
        lines = list(thoughts)
        while not lines[0].startswith("ask "):
            self.premise(lines.pop(0))
        self.conclusion(lines.pop(0))
        self.verdict = self.search(lines)

    def claim(self, text: str) -> tuple[str, list[Case]]:
        assert text.endswith(".")
        if text.startswith("no "):
            return EVERY, [case(part.removeprefix("no ")) for part in text[:-1].split(", ")]
        matched = re.fullmatch(r"(.+?) ((?:not )?[A-F]\b.*)\.", text)
        assert matched, text
        return SOME if matched[1] == "some" else "n", [case(part) for part in matched[2].split(" or ")]

    def premise(self, line: str) -> None:
        number = len(self.premises) + 1
        assert line.startswith(f"{number} "), line
        kind, found = self.claim(line.split(": ")[1])
        self.premises.append((kind, found))
        if kind == EVERY:
            self.rules += [(str(number), one) for one in found]
        else:
            self.starts.append(found)

    def conclusion(self, line: str) -> None:
        kind, found = self.claim(line.split(": deny ")[1])
        self.denial = kind, found
        if kind == EVERY:
            self.rules += [("deny", one) for one in found]
        else:
            self.starts.append(found)

    def search(self, lines: list[str]) -> str:
        starts = list(itertools.product(*self.starts))
        while lines:
            line = lines.pop(0)
            parts = starts.pop(0)
            known = case(line.removeprefix("try ").removesuffix("."))
            assert all(known.get(letter) is not None for part in parts for letter in part), line
            contradictory = any(known[letter] != sign for part in parts for letter, sign in part.items())
            if contradictory:
                end = lines.pop(0).removeprefix("clash: ").removesuffix(".")
            else:
                end = self.branch(lines, known, set(range(len(self.rules))))
            if end == "fits":
                assert not lines
                return "invalid"
            assert (end == "next") == bool(starts)
        return "valid"

    def branch(self, lines: list[str], known: Case, pending: set[int]) -> str:
        """Until a clash or a fit; recurses where the thoughts pick."""
        at = -1
        while True:
            line = lines.pop(0)
            if line == "fits: invalid.":
                assert not pending
                return "fits"
            label, text = line.removesuffix(".").split(": ", 1)
            matching = [i for i in (*range(at + 1, 99), *range(at + 1)) if i in pending and self.rules[i][0] == label]
            at = matching[0]
            rule = self.rules[at][1]
            unknown = [letter for letter in rule if letter not in known]
            if text == "open":
                assert len(unknown) > 1
                assert all(known.get(letter, sign) == sign for letter, sign in rule.items())
                continue
            if text.startswith("pick "):
                return self.pick(lines, known, pending, text)
            pending.discard(at)
            if text.startswith("has "):
                [(letter, sign)] = case(text.removeprefix("has ")).items()
                assert known[letter] == sign != rule[letter]
            elif " clash: " in text:
                matched, end = text.split(" clash: ")
                assert case(matched) == rule
                assert all(known[letter] == sign for letter, sign in rule.items())
                return end
            else:
                matched, forced = re.fullmatch(r"(.*?) ?\bso (.*)", text).groups()  # type: ignore[union-attr]
                [(letter, sign)] = case(forced).items()
                seen = case(matched) if matched else {}
                assert {**seen, letter: not sign} == rule
                assert all(known[other] == value for other, value in seen.items())
                assert letter not in known
                known[letter] = sign

    def pick(self, lines: list[str], known: Case, pending: set[int], text: str) -> str:
        first = min(pending)
        [(letter, sign)] = case(text.removeprefix("pick ")).items()
        assert letter in self.rules[first][1]
        assert self.rules[first][1][letter] != sign
        assert letter not in known
        end = self.branch(lines, {**known, letter: sign}, pending - {first})
        if end == "fits":
            return end
        assert end == "back"
        assert lines.pop(0) == f"so {'not ' if sign else ''}{letter}."
        return self.branch(lines, {**known, letter: not sign}, set(pending))


def same(written: tuple[str, list[Case]], meant: Statement, names: dict[str, str], *, denied: bool = False) -> bool:
    """Whether what was written has the meaning of a statement, or of its negation."""
    kind, found = written
    for values in itertools.product((False, True), repeat=len(names)):
        being = dict(zip(names, values, strict=True))
        shown = any(all(being[a] == sign for a, sign in one.items()) for one in found)
        meaning = {letter: being[name] for name, letter in names.items()}
        if meant.given is not None:
            true = holds(meant.given, meaning) and not holds(meant.claim, meaning)
        else:
            true = holds(meant.claim, meaning)
        if shown != (true if kind == EVERY or meant.subject != "n" or not denied else not true):
            return False
    return True


@pytest.mark.parametrize("seed", SEEDS[::10])
def test_thoughts_say_what_the_argument_says(seed: int) -> None:
    made = argument(random.Random(seed))
    reader = Reader(EXAMPLES[seed].thoughts)
    used = sorted({letter for premise in made.premises for letter in letters(premise)})
    assert [kind for kind, _ in reader.premises] == [premise.subject for premise in made.premises]
    assert any(
        all(same(written, meant, names) for written, meant in zip(reader.premises, made.premises, strict=True))
        and same(reader.denial, made.conclusion, names, denied=True)
        for order in itertools.permutations(used)
        if (names := dict(zip("ABCDEF", order, strict=False)))
    )


def test_thoughts_are_a_proof_of_the_verdict() -> None:
    for seed, example in zip(SEEDS, EXAMPLES, strict=True):
        made = argument(random.Random(seed))
        verdict = "valid" if entails(made.premises, made.conclusion) else "invalid"
        assert Reader(example.thoughts).verdict == verdict == example.key, example


def test_each_property_is_introduced_once_in_alphabetical_order() -> None:
    for example in EXAMPLES:
        said = [line.split(": ")[0] for line in example.thoughts if re.match(r"\d [^:]+: (?!has|open|pick)", line)]
        echoes = [text for text in said if len(text) > 1]
        heard = list(dict.fromkeys(re.findall(r"\b[A-F]\b", " ".join(echoes))))
        assert heard == list("ABCDEF"[: len(heard)]), example.thoughts


def test_half_of_the_arguments_are_valid() -> None:
    assert 0.47 < sum(example.key == "valid" for example in EXAMPLES) / len(EXAMPLES) < 0.53


def test_lengths() -> None:
    lengths = sorted(tokens("\n".join(example.thoughts)) for example in EXAMPLES)
    assert sum(lengths) / len(lengths) <= 90
    assert lengths[len(lengths) * 995 // 1000] <= 160
    for example in EXAMPLES:
        assert all(8 <= tokens(aside) <= 20 for aside in example.asides if aside), example.asides
        assert tokens(example.answer) <= 25


def test_openings_are_one_clause_of_13_to_24_tokens() -> None:
    for look, step, aim, end in itertools.product(LOOKS, STEPS, AIMS, ":."):
        opening = f"{look} {step} {aim}{end}"
        assert 13 <= tokens(opening) <= 24
    for example in EXAMPLES:
        assert [mark.end() for mark in BOUNDARY.finditer(example.opening)] == [len(example.opening)]
        assert "valid" not in example.opening


def test_asides_go_with_the_steps_and_give_nothing_away() -> None:
    for example in EXAMPLES:
        assert len(example.asides) == len(example.thoughts)
        assert example.asides[-1] == ""
        assert not any("valid" in aside for aside in example.asides)


def test_answers_hold_one_verdict_and_wrong_ones_the_other() -> None:
    for example in EXAMPLES:
        assert re.findall(r"\b(?:in)?valid\b", example.answer) == [example.key]
        other = "invalid" if example.key == "valid" else "valid"
        assert re.findall(r"\b(?:in)?valid\b", example.wrong) == [other]


def test_questions_can_be_spoken() -> None:
    for example in EXAMPLES:
        assert not re.search(r'[@#$"{}\n]|\b[A-Z]{5,}|\s\s|--', example.question), example.question
        assert re.search(r"[.?]$", example.question)


def test_questions_differ() -> None:
    assert len({example.question for example in EXAMPLES}) == len(EXAMPLES)
    assert len({example.opening for example in EXAMPLES}) > 200


def test_chance_comes_from_the_argument_alone() -> None:
    def made(seed: int) -> Example:
        return formal_fallacy(random.Random(seed))

    assert [made(seed) for seed in range(20)] == [made(seed) for seed in range(20)]


def test_every_scheme_is_valid_and_can_be_said() -> None:
    for scheme in SCHEMES:
        *premises, conclusion = (parse(part.strip()) for part in scheme.split(";"))
        assert entails(premises, conclusion), scheme
        assert {key(statement) for statement in (*premises, conclusion)} <= SHAPES, scheme


def test_every_scheme_speaks_of_one_individual_at_most() -> None:
    """As the thoughts do: a search for one who fits everything said of somebody."""
    for scheme in SCHEMES:
        *premises, conclusion = (parse(part.strip()).subject for part in scheme.split(";"))
        assert set(premises) <= {EVERY, conclusion}, scheme
        assert premises.count(SOME) <= 1, scheme


def test_every_shape_is_asked_about() -> None:
    rng = random.Random(5)
    seen: set[str] = set()
    for _ in range(12000):
        made = argument(rng)
        seen.update(key(statement) for statement in (*made.premises, made.conclusion))
    assert seen == SHAPES


def test_every_wording_is_used() -> None:
    rng = random.Random(6)
    for shape in sorted(SHAPES):
        statement = parse(shape)
        usual, composed = wordings(statement)
        said = {wording(statement, True, rng) for _ in range(60 * len({*usual, *composed}) + 100)}
        for text in {*usual, *composed}:
            pattern = re.escape(text)
            for word, choices in PEOPLE.items():
                pattern = re.sub(rf"\b{word}\b", f"(?:{'|'.join(choices)})", pattern)
            assert any(re.fullmatch(pattern, one) for one in said), (shape, text)


def test_things_are_not_spoken_of_as_people() -> None:
    rng = random.Random(7)
    for shape in sorted(SHAPES):
        for _ in range(30):
            assert not re.search(
                r"\b(who|\w+(?<!n)one|no one|\w+body|whoever|person)\b", wording(parse(shape), False, rng)
            )


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("every @F who is @G is also @H", "every Ann A who is Bob B is Cleo C"),
        ("being @F or @G is necessary for being @F", "Ann A or Bob B is necessary A"),
        ("it is not the case that $ is either @F or @G, or both", "not the case that $ is Ann A or Bob B"),
        ("if someone is not @F, then that person is not @G", "if someone is not Ann A then is not Bob B"),
        ("whatever is none of this: @F or #G, is @H, though", "whatever is none of this Ann A or Bob B is Cleo C"),
    ],
)
def test_an_echo_leaves_out_what_does_not_matter(text: str, short: str) -> None:
    glosses = {"F": "Ann A", "G": "Bob B", "H": "Cleo C"}
    assert echo(text, lambda letter: glosses.pop(letter, "A")) == short
