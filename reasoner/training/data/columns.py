"""Sums worked out in writing, digit by digit, each step from what is written just before.

In every step the result so far stands behind the colon: it grows by one digit to the left, or in a division to the
right. Each function returns the steps; the last one ends in the result.
"""

from __future__ import annotations

__all__ = ["added", "divided", "multiplied", "subtracted", "worked"]


def added(a: int, b: int) -> list[str]:
    """Column by column from the right."""
    width = len(str(max(a, b)))
    steps, done, carry = [], "", 0
    for i, (above, below) in enumerate(_pairs(a, b)):
        total = above + below + carry
        term = f"{above}+{below}" + ("+1" if carry else "")
        carry = total // 10
        if i == width - 1:
            done = f"{total}{done}"
            steps.append(f"{term}={total}: {done}")
        else:
            done = f"{total % 10}{done}"
            steps.append(f"{term}={total}: {done}" + (" carry 1" if carry else ""))
    return steps


def subtracted(a: int, b: int) -> list[str]:
    """The same, for ``a`` not below ``b``."""
    steps, done, borrow = [], "", 0
    for above, below in _pairs(a, b):
        term = f"{above}-{below}" + ("-1" if borrow else "")
        left = above - below - borrow
        borrow = int(left < 0)
        done = f"{left % 10}{done}"
        steps.append(f"{term}<0, 1{term}={left + 10}: {done} borrow 1" if borrow else f"{term}={left}: {done}")
    if len(done) > 1 and done[0] == "0":
        steps.append(f"so {a - b}")
    return steps


def multiplied(a: int, b: int) -> list[str]:
    """By one digit from the right; by more, each on its own, and the parts added."""
    if b < 10:
        return _by_digit(a, b)
    tens, ones = divmod(b, 10)
    steps = [] if not ones else [f"{a}*1={a}"] if ones == 1 else [f"{a}*{ones}", *_by_digit(a, ones)]
    steps += [f"{a}*{tens}", *_by_digit(a, tens)] if tens > 1 else []
    steps += [f"{a}*{tens}0={a * tens * 10}"]
    if ones:
        first, second = a * ones, a * tens * 10
        steps += [f"{_padded(first, second)}", *added(first, second)]
    return steps


def divided(a: int, b: int) -> list[str]:
    """From the left, for ``b`` a divisor of ``a``."""
    digits = str(a)
    start = next(i for i in range(1, len(digits) + 1) if int(digits[:i]) >= b) if a >= b else len(digits)
    rest, done, steps = int(digits[: start - 1] or "0"), "", []
    for digit in digits[start - 1 :]:
        part = rest * 10 + int(digit)
        times, rest = divmod(part, b)
        done += str(times)
        steps.append(f"{part}={b}*{times}+{rest}: {done}")
    return steps


def worked(a: int, sign: str, b: int) -> tuple[str, int]:
    """A sum as one line of thought, and its result: known by heart where it is small, else in columns."""
    match sign:
        case "+":
            result, steps = a + b, added
        case "-":
            result, steps = a - b, subtracted
        case "*":
            a, b = (a, b) if max(a, b) < 10 else (max(a, b), min(a, b))
            result, steps = a * b, multiplied
        case _:
            result, steps = a // b, divided
    if _by_heart(a, sign, b):
        return f"{a}{sign}{b}={result}", result
    lines = "; ".join(steps(a, b))
    operands = _padded(a, b, sign) if sign in "+-" else f"{a}{sign}{b}"
    return f"{operands}: {lines}", result


def _by_heart(a: int, sign: str, b: int) -> bool:
    match sign:
        case "+":
            return (a < 10 and b < 10) or min(a, b) == 0
        case "-":
            return (a < 20 and b < 10) or b == 0
        case "*":
            return a < 10 or a in (100, 1000) or b in (1, 10, 100) or (a == 10 and b < 10)
        case _:
            return (a // b < 10 and b < 10) or b in (1, 10, 100)


def _by_digit(a: int, b: int) -> list[str]:
    steps, done, carry = [], "", 0
    digits = str(a)[::-1]
    for i, digit in enumerate(digits):
        product = int(digit) * b
        total = product + carry
        term = f"{digit}*{b}={product}" + (f", +{carry}={total}" if carry else "")
        carry = total // 10
        if i == len(digits) - 1:
            done = f"{total}{done}"
            steps.append(f"{term}: {done}")
        else:
            done = f"{total % 10}{done}"
            steps.append(f"{term}: {done}" + (f" carry {carry}" if carry else ""))
    return steps


def _pairs(a: int, b: int) -> list[tuple[int, int]]:
    """Digits that stand above each other, from the right."""
    width = len(str(max(a, b)))
    return [(int(x), int(y)) for x, y in zip(f"{a:0{width}}"[::-1], f"{b:0{width}}"[::-1], strict=True)]


def _padded(a: int, b: int, sign: str = "+") -> str:
    width = len(str(max(a, b)))
    return f"{a:0{width}}{sign}{b:0{width}}"
