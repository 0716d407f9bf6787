"""Days, months and hours: ``antiphon.reasoner.training.data.clock``."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from antiphon.reasoner.training.data.clock import dates_and_times

from .rules import check_generator, examples

TIME = r"\d+(?::\d\d)?(?: [ap]\.m\.)?"
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
MONTHS = [datetime(2000, month, 1).strftime("%B") for month in range(1, 13)]


def moment(text: str) -> datetime:
    hour, minute = (int(part) for part in re.findall(r"\d+", text + ":0")[:2])
    if "m." in text:
        hour = hour % 12 + 12 * ("p.m." in text)
    return datetime(2001, 1, 2, hour, minute)


def span(text: str) -> timedelta:
    hours, minutes = (re.search(rf"(\d+) {unit}", text) for unit in ("hour", "minute"))
    return timedelta(hours=int(hours[1]) if hours else 0, minutes=int(minutes[1]) if minutes else 0)


def test_keeps_the_rules() -> None:
    check_generator(dates_and_times, "dates_and_times")


def test_days_and_months_are_counted_right() -> None:
    found = 0
    for example in examples(dates_and_times, 3000):
        match = re.search(r"(\d+) (day|month)s?\b", example.question)
        names = [name for name in (*DAYS, *MONTHS) if name in example.question]
        if not match or example.key not in (*DAYS, *MONTHS):
            continue
        count = -int(match[1]) if re.search(r"before|ago", example.question) else int(match[1])
        cycle = DAYS if match[2] == "day" else MONTHS
        (name,) = names
        assert example.key == cycle[(cycle.index(name) + count) % len(cycle)], example
        found += 1
    assert found > 400


def test_a_time_later_or_earlier_is_right() -> None:
    found = 0
    for example in examples(dates_and_times, 3000):
        times = re.findall(rf"(?:at|is|after|before|on|of) ({TIME})(?= |\.|,|\?)", example.question)
        times = [text for text in times if ":" in text or "m." in text]
        if not re.fullmatch(TIME, example.key) or "clock" in example.question or len(times) != 1:
            continue
        back = re.search(r" ago|before|have to leave", example.question)
        length = span(example.question)
        if not length:
            continue
        end = moment(times[0]) + (-length if back else length)
        right = moment(example.key)
        assert (end.hour - right.hour) % (24 if "m." in example.key else 12) == 0, example
        assert end.minute == right.minute, example
        found += 1
    assert found > 500


def test_a_duration_is_right() -> None:
    found = 0
    for example in examples(dates_and_times, 3000):
        match = re.search(rf"({TIME})\.? (?:to|and arrived at|How much time is left until) ({TIME})", example.question)
        if match and re.match(r"\d+ (hour|minute)", example.key):
            assert moment(match[2]) - moment(match[1]) == span(example.key), example
            found += 1
    assert found > 400


def test_dates_and_years_are_subtracted() -> None:
    for example in examples(dates_and_times, 3000):
        days = re.findall(r"(\d+)(?:st|nd|rd|th)", example.question)
        years = re.findall(r"\b(?:19|20)\d\d\b", example.question)
        if days or (years and example.key.endswith("years")):
            first, last = map(int, days or years)
            assert int(example.key.split()[0]) == abs(last - first), example


def test_what_a_synthesiser_would_misread_is_spelled_out() -> None:
    spoken = {example.spoken for example in examples(dates_and_times, 2000) if ":" in example.question}
    assert "" not in spoken
    assert not [text for text in spoken if re.search(r"\d:\d", text)]
