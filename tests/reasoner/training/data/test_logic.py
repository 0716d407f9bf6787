"""What follows from what, in monadic logic."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.reasoner.training.data.logic import (
    EVERY,
    And,
    Atom,
    Formula,
    Not,
    Or,
    Statement,
    cases,
    consistent,
    entails,
    holds,
    letters,
    negated,
    parse,
    parse_formula,
)

LITERALS = st.sampled_from("FGH").flatmap(lambda letter: st.sampled_from((Atom(letter), Not(Atom(letter)))))
FORMULAS = st.recursive(
    LITERALS,
    lambda parts: st.one_of(
        st.builds(Not, parts),
        st.builds(lambda *two: And(two), parts, parts),
        st.builds(lambda *two: Or(two), parts, parts),
    ),
    max_leaves=4,
)
STATEMENTS = st.one_of(
    st.builds(lambda given, claim: Statement(EVERY, claim, given), FORMULAS, FORMULAS),
    st.builds(lambda claim: Statement("some", claim), FORMULAS),
    st.builds(lambda claim: Statement("n", claim), FORMULAS),
)
KINDS = [dict(zip("FGH", values, strict=True)) for values in itertools.product((False, True), repeat=3)]


def true_in(statement: Statement, domain: tuple[dict[str, bool], ...], named: dict[str, bool]) -> bool:
    if statement.given is not None:
        return all(holds(statement.claim, kind) for kind in domain if holds(statement.given, kind))
    if statement.subject == "some":
        return any(holds(statement.claim, kind) for kind in domain)
    return holds(statement.claim, named)


@given(st.lists(STATEMENTS, min_size=1, max_size=2), STATEMENTS)
def test_entailment_is_truth_in_every_domain(premises: list[Statement], conclusion: Statement) -> None:
    countermodel = any(
        all(true_in(premise, domain, named) for premise in premises) and not true_in(conclusion, domain, named)
        for size in (1, 2, 3)
        for domain in itertools.combinations(KINDS, size)
        for named in domain
    )
    assert entails(premises, conclusion) == (not countermodel)


@given(FORMULAS)
def test_cases_are_the_ways_to_fulfil_a_formula(formula: Formula) -> None:
    for kind in KINDS:
        of_one = Statement("n", formula)
        assert holds(formula, kind) == any(all(kind[a] == sign for a, sign in case) for case in cases(of_one))
        denied = cases(of_one, denied=True)
        assert holds(formula, kind) != any(all(kind[a] == sign for a, sign in case) for case in denied)
        assert holds(negated(formula), kind) != holds(formula, kind)


@pytest.mark.parametrize(
    ("premises", "conclusion", "valid"),
    [
        (("F > G", "G > H"), "F > H", True),
        (("F > G",), "G > F", False),
        (("F > G",), "-G > -F", True),
        (("F > G", "some H & -G"), "some H & -F", True),
        (("F > G",), "some F & G", False),
        (("F > G", "n: F"), "n: G", True),
        (("F > G", "n: G"), "n: F", False),
        (("-F > G",), "-G > F", True),
        (("F > G | H", "G > J", "H > J"), "F > J", True),
        (("n: -(F | G)",), "n: -F", True),
        (("n: -F | -G",), "n: -F", False),
    ],
)
def test_known_schemes(premises: tuple[str, ...], conclusion: str, valid: bool) -> None:
    assert entails(map(parse, premises), parse(conclusion)) is valid


def test_universal_statements_do_not_assert_existence() -> None:
    assert consistent((parse("F > G"), parse("F > -G")))
    assert not consistent((parse("F > G"), parse("F > -G"), parse("some F")))


def test_a_domain_is_not_empty() -> None:
    assert not consistent((parse("F > G"), parse("-F > G"), parse("G > H"), parse("G > -H")))


def test_letters_come_in_their_order() -> None:
    assert list(letters(parse("G & -F > G | H"))) == ["G", "F", "G", "H"]


@pytest.mark.parametrize("text", ["F &", "(F", "F)", "F & G | H", "F + G"])
def test_a_formula_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"parenthes|ends"):
        parse_formula(text)
