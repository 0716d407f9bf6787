"""What was said by both sides, as it was heard: the authoritative memory of a conversation."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from antiphon.transport.messages import PastTurn

__all__ = ["History"]

LONGEST = 400
"""Turns kept. The reasoner forgets earlier, by its context; this bounds the gateway's memory."""


@dataclass(slots=True)
class _Entry:
    user: str
    answer: str = ""
    cut: bool = False


class History:
    """The turns of one conversation in their order."""

    def __init__(self) -> None:
        self._entries: OrderedDict[int, _Entry] = OrderedDict()

    def user(self, turn: int, text: str) -> None:
        """What the user said in ``turn``; an earlier wording of it is replaced."""
        entry = self._entries.setdefault(turn, _Entry(text))
        entry.user = text
        while len(self._entries) > LONGEST:
            self._entries.popitem(last=False)

    def user_of(self, turn: int) -> str:
        """What the user said in ``turn``; empty where it is not known."""
        entry = self._entries.get(turn)
        return "" if entry is None else entry.user

    def answer(self, turn: int, text: str, cut: bool) -> bool:
        """What was heard of the answer; ``cut``: not its end. False where the turn is not (any more) known."""
        entry = self._entries.get(turn)
        if entry is None:
            return False
        entry.answer, entry.cut = text, cut
        return True

    def drop(self, turn: int) -> None:
        """The turn did not happen: it was part of the next one, or there was nobody."""
        self._entries.pop(turn, None)

    def past(self, before: int | None = None) -> tuple[PastTurn, ...]:
        """Everything (up to the turn ``before``), for a fresh reasoner."""
        return tuple(
            PastTurn(turn=turn, user=entry.user, answer=entry.answer, answer_cut=entry.cut)
            for turn, entry in self._entries.items()
            if before is None or turn < before
        )
