"""A clause as it is read aloud: ``antiphon.speaker.spoken`` and ``reading``."""

# ruff: noqa: RUF001 (typographic characters are what is tested here)

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from antiphon.speaker.spoken import spoken_words


def read(clause: str) -> str:
    return " ".join(word.spoken for word in spoken_words(clause) if word.spoken)


@pytest.mark.parametrize(
    ("clause", "spoken"),
    [
        # money
        ("It costs $5, or $3.50;", "It costs five dollars, or three dollars and fifty cents;"),
        ("£2m, €10, 10€ and 5 USD.", "two million pounds, ten euros, ten euros and five US dollars."),
        ("EUR 5 or 1 CHF", "euros five or one Swiss franc"),
        ("$3.5 million", "three point five million dollars"),
        ("$1, $0.99, $0.00", "one dollar, ninety-nine cents, zero dollars"),
        ("-$5 and £0.01", "minus five dollars and one penny"),
        ("$20/month, $5-10", "twenty dollars per month, five to ten dollars"),
        ("$5 each or $5 per day", "five dollars each or five dollars per day"),
        # units
        ("20°C, 5 km, 1 kg.", "twenty degrees Celsius, five kilometers, one kilogram."),
        ("60 mph, 5GB", "sixty miles per hour, five gigabytes"),
        ("100 km/h, 3 m/s²", "one hundred kilometers per hour, three meters per square second"),
        ("12 m² of 5 m by 5 m", "twelve square meters of five meters by five meters"),
        ("50% of 5 %, 10–20%", "fifty percent of five percent, ten to twenty percent"),
        ("10 Ω, 5 min. later", "ten ohms, five minutes later"),
        ("1500 kg in 2000 USD", "one thousand five hundred kilograms in two thousand US dollars"),
        ("5 kg/day", "five kilograms per day"),
        ("5 x/2", "five x slash two"),
        # numbers
        ("-5 degrees, −3", "minus five degrees, minus three"),
        ("1,234,000 or 1 000 000", "one million two hundred and thirty-four thousand or one million"),
        ("3.14159, .5", "three point one four one five nine, point five"),
        ("1st, 22nd, 103rd", "first, twenty-second, one hundred and third"),
        ("1/2, 3/4, 100/3", "one half, three quarters, one hundred slash three"),
        ("3-5 people in 1984-2005", "three to five people in nineteen eighty-four to two thousand and five"),
        ("the 1980s, the 90s", "the nineteen eighties, the nineties"),
        ("v1.2.3, 10.0.0.1", "version one point two point three, ten point zero point zero point one"),
        ("007, 3:1", "zero zero seven, three to one"),
        ("1.", "one."),
        ("٣ or ５", "three or five"),
        # telephone
        ("Call 555 0134 now", "Call five five five, zero one three four now"),
        ("(555) 123-4567.", "five five five, one two three, four five six seven."),
        ("+44 20 7946 0958", "plus four four, two zero, seven nine four six, zero nine five eight"),
        ("020 7946 0958", "zero two zero, seven nine four six, zero nine five eight"),
        ("555-0134, 5", "five five five, zero one three four, five"),
        # times and dates
        ("10:30 a.m., 5:00, 10am, 10:05pm", "ten thirty a.m., five o'clock, ten a.m., ten oh five p.m."),
        ("at 5:00 pm on 2026-11-23.", "at five pm on November twenty-third, twenty twenty-six."),
        ("on 12/25/2026", "on December twenty-fifth, twenty twenty-six"),
        ("on 2026-02-30", "on two thousand and twenty-six minus zero two minus thirty"),
        ("Nov. 23, May 5, 5 May, the 3 June", "November twenty-third, May fifth, the fifth of May, the third of June"),
        # abbreviations
        ("Dr. Smith, Mr Jones and Mrs. Lee", "Doctor Smith, Mister Jones and Missus Lee"),
        ("St. Paul on Main St. now", "Saint Paul on Main Street now"),
        ("e.g. this, i.e., that, etc.", "for example this, that is, that, et cetera."),
        ("No. 5, p. 12, approx. 3 vs. 4", "number five, page twelve, approximately three versus four"),
        ("The answer is no.", "The answer is no."),
        ("I sat in the sun. I may.", "I sat in the sun. I may."),
        ("U.S. troops at 5 p.m.", "U.S. troops at five p.m."),
        ("J. F. Kennedy, Ph.D. and/or 24/7", "J. F. Kennedy, PhD and or twenty-four seven"),
        # symbols
        ("a & b + c = d", "a and b plus c equals d"),
        ("2+2=4, 5×3, 6÷2", "two plus two equals four, five times three, six divided by two"),
        ("5 - 3, 3 * 4", "five minus three, three times four"),
        ("3 < 4 > 2, ±5, ~20", "three less than four greater than two, plus or minus five, about twenty"),
        ("≈3, √2, 20→30", "approximately three, the square root of two, twenty to thirty"),
        ("E=mc², x^2, x^3, x^n", "E equals mc squared, x squared, x cubed, x to the power of n"),
        ("#5 #tag @user AT&T", "number five hashtag tag at user AT and T"),
        ("½ cup, 5*, snake_case | x", "one half cup, five, snake case x"),
        ("π, ΔE, 2πr, Ω, 5 µm", "pi, delta E, two pi r, omega, five micrometers"),
        ("so - she said – yes—no", "so — she said — yes — no"),
        # names
        ("C++, C#, JSON, main.py, x.y", "C plus plus, C sharp, jason, main dot py, x dot y"),
        ("john_doe@example.com", "john underscore doe at example dot com"),
        ("sub-x.example.com/a", "sub-x dot example dot com slash a"),
        ("COVID-19, GPT-4, H2O, F-16, B2B", "COVID nineteen, GPT four, H two O, F sixteen, B two B"),
        ("Henry VIII, World War II, Part I", "Henry VIII, World War two, Part one"),
        ("The USA, the FBI and NASA", "The USA, the FBI and NASA"),
        # punctuation
        ("“Well…” he said (twice) [sic].", "“Well…” he said (twice) sic."),
        ("don't, rock 'n' roll, well-known, naïve café", "don't, rock 'n' roll, well-known, naïve café"),
        ("...", ""),
        ("→", "to"),
        ("", ""),
    ],
)  # fmt: skip
def test_words_are_read_as_people_say_them(clause: str, spoken: str) -> None:
    assert read(clause) == spoken


def test_every_display_word_has_its_own_spoken_words() -> None:
    words = [(word.text, word.spoken) for word in spoken_words(" It is  5 km\nto 555 0134. ")]
    assert words == [
        (" It ", "It"),
        ("is  ", "is"),
        ("5 ", "five"),
        ("km\n", "kilometers"),
        ("to ", "to"),
        ("555 ", "five five five,"),
        ("0134. ", "zero one three four."),
    ]


@pytest.mark.parametrize("clause", ["日本語", "こんにちは!", "Привет", "λόγος", "مرحبا", "עברית", "한국어"])
def test_writing_that_the_voice_cannot_read_is_not_said_and_reported(clause: str) -> None:
    (word,) = spoken_words(clause)
    assert not any(character.isalnum() for character in word.spoken)
    assert word.lost


def test_what_can_be_read_beside_it_is_said() -> None:
    assert read("Tokyo (東京) is big, 3東") == "Tokyo is big, three"
    assert not any(word.lost for word in spoken_words("Ångström, Dvořák and 5 Ω"))


_PARTS = (
    ["$", "£", "5", "3.14", "1,000", "km", "/", "-", "–", ":", "10", "30", "a.m.", "Dr.", "No.", "%", "word", "x"],
    [" ", " ", " ", "\n", ".", ",", "(", ")", "'", '"', "²", "½", "π", "@", "#", "^2"],
    ["May", "St.", "+", "*", "<", "_", "…", "£5m", "USD", "II", "0134", "555", "e.g.", "日本"],
)
_CLAUSE = st.lists(st.one_of(*(st.sampled_from(parts) for parts in _PARTS), st.text(max_size=3)), max_size=14).map(
    "".join
)


@given(st.one_of(_CLAUSE, st.text(max_size=60)))
@example("²³¹½⅓Ⅷ①")
@example("\x1c \x85\u2028")
def test_texts_joined_are_the_clause_and_speech_is_plain(clause: str) -> None:
    words = spoken_words(clause)
    assert "".join(word.text for word in words) == clause
    spoken = " ".join(word.spoken for word in words)
    assert not re.search(r"[0-9$£€%@#&+=*/^<>|\\_\[\]{}~]", spoken)
    assert "\n" not in spoken
