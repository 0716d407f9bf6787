"""What was said by both sides, as it was heard: the authoritative memory of a conversation."""

from __future__ import annotations

import msgspec

from antiphon.transport.errors import InputError
from antiphon.transport.messages import Item

__all__ = ["History"]

LONGEST = 800
"""Items kept. The reasoner forgets earlier, by its context; this bounds the gateway's memory."""


class History:
    """The items of one conversation in their order; one without text holds the place of what is still to be heard."""

    def __init__(self) -> None:
        self._items: dict[str, Item] = {}

    def __contains__(self, item: str) -> bool:
        return item in self._items

    def __len__(self) -> int:
        return len(self._items)

    def get(self, item: str) -> Item | None:
        """The item of that identifier."""
        return self._items.get(item)

    def text(self, item: str) -> str:
        """Of an item; empty where it is not (any more) known."""
        found = self._items.get(item)
        return "" if found is None else found.text

    def add(self, item: Item, after: str | None = None) -> None:
        """Put it behind the item ``after``; None: at the end; "": at the beginning.

        Raises InputError where ``after`` is not there or the identifier is taken.
        """
        if item.id in self._items:
            raise InputError(f"there is an item {item.id!r} already: give a new one an identifier of its own")
        if after is None:
            self._items[item.id] = item
        else:
            if after and after not in self._items:
                raise InputError(f"there is no item {after!r} to put another one behind")
            items = list(self._items.values())
            place = 0 if not after else 1 + next(i for i, one in enumerate(items) if one.id == after)
            items.insert(place, item)
            self._items = {one.id: one for one in items}
        while len(self._items) > LONGEST:
            del self._items[next(iter(self._items))]

    def word(self, item: str, text: str, cut: bool = False) -> bool:
        """What was said, or heard, in ``item`` after all. False where it is not (any more) known."""
        found = self._items.get(item)
        if found is None:
            return False
        self._items[item] = msgspec.structs.replace(found, text=text, cut=cut)
        return True

    def drop(self, item: str) -> bool:
        """It was not said. False where it is not known."""
        return self._items.pop(item, None) is not None

    def before(self, item: str) -> str:
        """The last item before it that has a text; "": none."""
        found = ""
        for one in self._items.values():
            if one.id == item:
                break
            if one.text:
                found = one.id
        return found

    def items(self) -> tuple[Item, ...]:
        """Everything that was said, for a fresh reasoner."""
        return tuple(item for item in self._items.values() if item.text)
