"""Days, months and hours: what comes when, and how long it takes."""

from __future__ import annotations

import random
from dataclasses import dataclass

from .columns import worked
from .example import Example
from .words import asked, number_word, opening

__all__ = ["dates_and_times"]

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_LENGTHS = dict(zip(_MONTHS, (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), strict=True))
_ORDINALS = {
    1: "first", 2: "second", 3: "third", 5: "fifth", 8: "eighth", 9: "ninth", 12: "twelfth", 20: "twentieth",
    30: "thirtieth",
}  # fmt: skip
_EVENTS = ("movie", "meeting", "train ride", "lesson", "concert", "flight", "party", "match", "dinner", "show")


@dataclass(frozen=True, slots=True)
class _Sum:
    """A question without the ways people come to it, and all that depends on it."""

    question: str
    spoken: str
    answers: tuple[str, ...]
    key: str
    wrong: str
    thoughts: tuple[str, ...]
    asides: tuple[str, ...]
    purposes: tuple[str, ...]


def dates_and_times(rng: random.Random) -> Example:
    """Days of the week, months, dates, years, times of day and durations."""
    kinds = (_weekday, _month, _date_span, _years, _later, _later, _duration, _duration, _other_clock)
    one = rng.choice(kinds)(rng)
    seed = rng.getrandbits(32)
    question, spoken = (asked(random.Random(seed), text) for text in (one.question, one.spoken))
    answer = rng.choice(one.answers)
    return Example(
        category="dates_and_times",
        question=_sentence(question),
        answer=_sentence(answer.format(x=one.key)),
        key=one.key,
        thoughts=one.thoughts,
        opening=opening(rng, rng.choice(one.purposes)),
        asides=one.asides,
        wrong=_sentence(answer.format(x=one.wrong)),
        spoken=spoken if spoken != question else "",
    )


def _sentence(text: str) -> str:
    return text.replace("..", ".")


def _weekday(rng: random.Random) -> _Sum:
    count = rng.choice((rng.randint(1, 7), rng.randint(2, 14), rng.randint(8, 40)))
    day, back = rng.randrange(7), rng.random() < 0.3
    days = "day" if count == 1 else "days"
    forms = (
        ("What day of the week was it {n} {days} before {d}?", "Today is {d}. What day was it {n} {days} ago?")
        if back
        else (
            "What day of the week comes {n} {days} after {d}?",
            "If today is {d}, what day will it be in {n} {days}?",
            "Today is {d}. Which day is it in {n} {days}?",
            "It's {d} today, and my package arrives in {n} {days}. What day is that?",
        )
    )
    question = rng.choice(forms).format(n=count, d=_DAYS[day], days=days)
    end = (day - count if back else day + count) % 7
    thoughts, rest = [f"{_DAYS[day]} {'-' if back else '+'}{count}"], count
    if count >= 7:
        rest = count % 7
        thoughts.append(f"{count}=7*{count // 7}+{rest}")
    step = -1 if back else 1
    way = [f"{i} {_DAYS[(day + step * i) % 7]}" for i in range(1, rest + 1)]
    thoughts.append(", ".join(way) if way else f"0 {_DAYS[day]}")
    asides = [""] * len(thoughts)
    if count >= 7:
        weeks = "week" if count < 14 else "weeks"
        asides[1] = (
            f"There {'is' if count < 14 else 'are'} {count // 7} whole {weeks} in that time, so I can leave them out."
        )
    return _Sum(
        question, question, ("It was {x}.", "That was {x}.") if back else ("It will be {x}.", "That is {x}."),
        _DAYS[end], _DAYS[(end + rng.choice((1, 6, 2))) % 7], tuple(thoughts), tuple(asides),
        ("count the days of the week in their order",
         "go through the days and see which it is", "work out the day of the week"),
    )  # fmt: skip


def _month(rng: random.Random) -> _Sum:
    count, month, back = rng.randint(1, 11), rng.randrange(12), rng.random() < 0.3
    months = "month" if count == 1 else "months"
    form = rng.choice(
        ("Which month is {n} {m} before {d}?", "It is {d} now. What month was it {n} {m} ago?")
        if back
        else ("Which month comes {n} {m} after {d}?", "It is {d} now. What month will it be in {n} {m}?")
    )
    question = form.format(n=count, m=months, d=_MONTHS[month])
    step = -1 if back else 1
    end = (month + step * count) % 12
    way = ", ".join(f"{i} {_MONTHS[(month + step * i) % 12]}" for i in range(1, count + 1))
    return _Sum(
        question, question, ("It is {x}.", "The month is {x}.", "That is {x}."), _MONTHS[end],
        _MONTHS[(end + rng.choice((1, 11))) % 12], (f"{_MONTHS[month]} {'-' if back else '+'}{count}", way), ("", ""),
        ("go through the months of the year in my head", "count the months and see where that ends"),
    )  # fmt: skip


def _date_span(rng: random.Random) -> _Sum:
    month = rng.choice(_MONTHS)
    first, last = sorted(rng.sample(range(1, _LENGTHS[month] + 1), 2))
    form = rng.choice(
        (
            "How many days are there from {m} {a} to {m} {b}?",
            "My vacation starts on {m} {a} and ends on {m} {b}. How many days later is that?",
            "Today is {m} {a}. How many days is it until {m} {b}?",
        )
    )
    line, result = worked(last, "-", first)
    return _Sum(
        form.format(m=month, a=_written(first), b=_written(last)),
        form.format(m=month, a=_ordinal(first), b=_ordinal(last)),
        ("That is {x}.", "It is {x}.") if result > 1 else ("That is {x}.",), f"{result} day{'s' if result > 1 else ''}",
        f"{result + rng.choice((1, 2))} days", (f"{month} {first} to {last}", line), ("", ""),
        ("count the days between these dates", "work out how far apart these dates are"),
    )  # fmt: skip


def _years(rng: random.Random) -> _Sum:
    first, last = sorted(rng.sample(range(1935, 2040), 2))
    line, result = worked(last, "-", first)
    if result < 2:
        return _years(rng)
    form = rng.choice(
        (
            "I was born in {a}. How old do I turn in {b}?",
            "Our house was built in {a}. How old was it in {b}?",
            "How many years are there between {a} and {b}?",
            "A company started in {a}. How many years is that before {b}?",
        )
    )
    return _Sum(
        form.format(a=first, b=last), form.format(a=_year(first), b=_year(last)), ("That makes {x}.", "It is {x}."),
        f"{result} years", f"{result + rng.choice((1, 10, -1))} years", (f"{first} to {last}", line), ("", ""),
        ("work out how many years lie in between", "count the years between these dates"),
    )  # fmt: skip


def _later(rng: random.Random) -> _Sum:
    """A time of day, some time later or earlier."""
    back, suffixed = rng.random() < 0.3, rng.random() < 0.6
    hour, minute = (
        rng.randrange(24) if suffixed else rng.randint(1, 12),
        rng.choice((0, 15, 30, 45, 5 * rng.randrange(12))),
    )
    span = rng.choice((5 * rng.randint(1, 18), 5 * rng.randint(1, 50), 60 * rng.randint(1, 9), rng.randint(1, 59)))
    hours, minutes = divmod(span, 60)
    forms = (
        ("It is {t} now. What time was it {d} ago?", "What time is {d} before {t}?",
         "I have to be there at {t}, and it takes {d} to get there. When do I have to leave?")
        if back
        else ("It is {t} now. What time will it be in {d}?", "What time is {d} after {t}?", "The {e} starts at {t} and "
              "takes {d}. When does it end?", "If I leave at {t} and travel for {d}, when do I arrive?")
    )  # fmt: skip
    form = rng.choice(forms).replace("{e}", rng.choice(_EVENTS))
    question = form.format(t=_time(hour, minute, suffixed), d=_span(hours, minutes))
    spoken = form.format(t=_time_words(hour, minute, suffixed), d=_span(hours, minutes))
    if not suffixed and rng.random() < 0.5 and (words := _colloquial(hour, minute)):
        question = spoken = form.format(t=words, d=_span(hours, minutes))

    sign, cycle = "-" if back else "+", 24 if suffixed else 12
    thoughts = [f"{_time(hour, minute, suffixed)} {sign} {_span(hours, minutes, terse=True)}"]
    if suffixed:
        thoughts.append(f"24h {hour}:{minute:02}")
    end_hour, end_minute = hour + (-hours if back else hours), minute + (-minutes if back else minutes)
    carry = 0
    if minutes:
        if end_minute < 0:
            line, lifted = worked(minute, "+", 60)
            text, end_minute = worked(lifted, "-", minutes)
            thoughts += [f"minutes {minute}<{minutes}, {line}", f"{text}, hour -1"]
            carry = -1
        else:
            line, end_minute = worked(minute, sign, minutes)
            thoughts.append(f"minutes {line}")
            if end_minute >= 60:
                line, end_minute = worked(end_minute, "-", 60)
                thoughts.append(f"{line}, hour +1")
                carry = 1
    if hours or carry:
        end_hour += carry
        terms = f"{hour}" + (f"{sign}{hours}" if hours else "") + (f"{carry:+}" if carry else "")
        wrapped = end_hour % cycle if suffixed else (end_hour - 1) % cycle + 1
        over = (
            "" if wrapped == end_hour else (f", -{cycle}={wrapped}" if end_hour > wrapped else f", +{cycle}={wrapped}")
        )
        thoughts.append(f"hour {terms}={end_hour}{over}")
        end_hour = wrapped
    if suffixed:
        thoughts.append(f"{end_hour}:{end_minute:02} is {_time(end_hour, end_minute, True)}")
    else:
        thoughts.append(_time(end_hour, end_minute, False))
    asides = [""] * len(thoughts)
    if hours and minutes:
        asides[-2 if suffixed else -1] = "I have the minutes and only the hour is missing." if suffixed else ""
    wrong_minute = (end_minute + rng.choice((5, 10, 30))) % 60
    return _Sum(
        question, spoken, _replies(form),
        _time(end_hour, end_minute, suffixed), _time(end_hour, wrong_minute, suffixed), tuple(thoughts), tuple(asides),
        ("work out the time on the clock", "set the clock in my head and move the hands",
         "work that out with hours and minutes"),
    )  # fmt: skip


def _replies(form: str) -> tuple[str, ...]:
    """How a time of day is answered, by how it was asked for."""
    if "ago" in form:
        return ("It was {x}.",)
    if "will it be" in form:
        return ("It will be {x}.", "Then it is {x}.")
    return ("That is at {x}.", "At {x}.") if "hen do" in form else ("That is {x}.", "It is {x}.")


def _duration(rng: random.Random) -> _Sum:
    """From a time of day to another."""
    start = 5 * rng.randrange(24 * 12 - 12)
    end = min(start + rng.choice((5 * rng.randint(2, 40), 5 * rng.randint(2, 140))), 23 * 60 + 55)
    (hour, minute), (last_hour, last_minute) = divmod(start, 60), divmod(end, 60)
    hours, minutes = divmod(end - start, 60)
    form = rng.choice(
        (
            "How long is it from {a} to {b}?",
            "The {e} lasts from {a} to {b}. How long is that?",
            "I slept from {a} to {b}. How long did I sleep?",
            "It is {a}. How much time is left until {b}?",
            "I left at {a} and arrived at {b}. How long did it take?",
        )
    ).replace("{e}", rng.choice(_EVENTS))
    question = form.format(a=_time(hour, minute, True), b=_time(last_hour, last_minute, True))
    spoken = form.format(a=_time_words(hour, minute, True), b=_time_words(last_hour, last_minute, True))
    thoughts = [
        f"{_time(hour, minute, True)} to {_time(last_hour, last_minute, True)}",
        f"24h {hour}:{minute:02} to {last_hour}:{last_minute:02}",
    ]
    if last_minute < minute:
        lifted = worked(last_minute, "+", 60)
        thoughts += [f"minutes {last_minute}<{minute}, {lifted[0]}", f"{worked(lifted[1], '-', minute)[0]}, hour -1"]
    else:
        thoughts.append(f"minutes {worked(last_minute, '-', minute)[0]}")
    less = "-1" if last_minute < minute else ""
    thoughts.append(f"hours {last_hour}-{hour}{less}={hours}")
    thoughts.append(_span(hours, minutes))
    key = _span(hours, minutes)
    asides = [""] * len(thoughts)
    if hours and minutes:
        asides[-3] = f"The minutes make {minutes} and the hours come next."
    length = end - start
    others = (length + 10, length + 30, length + 60, length + 90)
    wrong = rng.choice([text for text in (_span(*divmod(other, 60)) for other in others) if key not in text])
    return _Sum(
        question, spoken, ("That is {x}.", "It is {x}.", "It comes to {x}."), key, wrong,
        tuple(thoughts), tuple(asides),
        ("count the hours and the minutes in between", "work out how long that is on the clock"),
    )  # fmt: skip


def _other_clock(rng: random.Random) -> _Sum:
    """From 24 hours to twice 12."""
    hour, minute = rng.randint(13, 23), rng.choice((0, 15, 30, 45, 5 * rng.randrange(12)))
    form = rng.choice(
        (
            "My ticket says {t}. What time is that on a twelve hour clock?",
            "What is {t} on a twelve hour clock?",
            "What is {t} in a.m. or p.m. time?",
        )
    )
    minutes = number_word(minute) if minute > 9 else f"oh {number_word(minute)}" if minute else "hundred hours"
    line, small = worked(hour, "-", 12)
    return _Sum(
        form.format(t=f"{hour}:{minute:02}"),
        form.format(t=f"{number_word(hour)} {minutes}").replace("a.m. or p.m.", "A M or P M"),
        ("That is {x}.", "It is {x}."), _time(hour, minute, True),
        _time(hour - 1, minute, True).replace("a.m.", "p.m."),
        (f"{hour}:{minute:02}", line, f"{small}, p.m."), ("", "", ""),
        ("see which hour of the afternoon or evening that is", "work out the time on the other clock"),
    )  # fmt: skip


def _time(hour: int, minute: int, suffixed: bool) -> str:
    if not suffixed:
        return f"{hour}:{minute:02}"
    hour %= 24
    return f"{(hour - 1) % 12 + 1}{f':{minute:02}' if minute else ''} {'p.m.' if hour >= 12 else 'a.m.'}"


def _colloquial(hour: int, minute: int) -> str:
    """``quarter to four``; "" where nobody says so."""
    names = {0: "{} o'clock", 15: "quarter past {}", 30: "half past {}", 45: "quarter to {}"}
    return names[minute].format(number_word(hour % 12 + 1 if minute == 45 else hour)) if minute in names else ""


def _time_words(hour: int, minute: int, suffixed: bool) -> str:
    words = number_word((hour - 1) % 12 + 1)
    if minute:
        words += f" {number_word(minute)}" if minute > 9 else f" oh {number_word(minute)}"
    elif not suffixed:
        words += " o'clock"
    return words + ((" P M" if hour >= 12 else " A M") if suffixed else "")


def _span(hours: int, minutes: int, terse: bool = False) -> str:
    parts = [f"{n} {unit}{'s' if n != 1 else ''}" for n, unit in ((hours, "hour"), (minutes, "minute")) if n]
    return (" " if terse else " and ").join(parts)


def _ordinal(day: int) -> str:
    if day in _ORDINALS:
        return _ORDINALS[day]
    if day > 20:
        return f"{number_word(day - day % 10)}-{_ordinal(day % 10)}"
    return f"{number_word(day)}th"


def _written(day: int) -> str:
    suffix = "th" if 10 < day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{suffix}"


def _year(year: int) -> str:
    century, rest = divmod(year, 100)
    if 2000 <= year < 2010:
        return f"two thousand {number_word(rest)}" if rest else "two thousand"
    return (
        f"{number_word(century)} {number_word(rest) if rest > 9 else f'oh {number_word(rest)}' if rest else 'hundred'}"
    )
