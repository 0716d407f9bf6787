"""What Markdown and HTML put inside a line: emphasis, links, addresses, tags, entities, escapes.

Every rule reads at the place of a ``Reader`` and follows its contract: False means that it has to wait.
What they wait for is bounded, so that a lone bracket does not hold up speech.
"""

# ruff: noqa: RUF001 (typographic characters are what is looked for here)

from __future__ import annotations

import html
import re
from collections.abc import Callable

from .characters import clean
from .reader import Artifact, Reader

__all__ = ["RULES", "read_address", "words_of"]

LONGEST_LABEL = 300
"""Characters that a link's label may have: what is longer was only a bracket."""
LONGEST_ADDRESS = 2_048
"""The limit that browsers and servers keep for addresses."""
LONGEST_TAG = 300


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_THOUGHTS = _set("think thinking thought thoughts reasoning reflection analysis scratchpad")
_HIDDEN = _THOUGHTS | {"script", "style"}
_TAGS = _HIDDEN | _set(
    "a abbr b blockquote br button center cite code dd del details div dl dt em figure font footer h1 h2 h3 h4 h5 h6 "
    "header hr i iframe img input ins kbd label li link main mark meta nav ol p pre q s samp section small span strong "
    "sub summary sup svg table tbody td th thead tr tt u ul var video"
)
_BREAKS = _set("br p div li h1 h2 h3 h4 h5 h6 tr")

_TAG_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9_-]{0,60})")
_TAG_END = re.compile(r"[<>\n]")
_SPECIAL = re.compile(r"<\|[A-Za-z0-9_ ]{0,60}(?:\|>?)?")
_AUTOLINK_END = re.compile(r"[<>\s]")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_ENTITY_BEGIN = re.compile(r"&(?:#[xX]?[0-9A-Fa-f]{0,7}|[A-Za-z][A-Za-z0-9]{0,30})?\Z")
_ESCAPABLE = frozenset("\\`*_{}[]()<>#+-.!|~&$\"'/,:;=?@^%")
_ADDRESS_BEGINS = ("http://", "https://", "www.")
_ADDRESS_END = re.compile(r"[\s<>\"`|\\^{}]")
_HOST = re.compile(r"(?:https?://)?(?:[^/?#@\s]*@)?(?:www\.)?([^/?#:\s]+)", re.IGNORECASE)


def read_emphasis(reader: Reader) -> bool:
    """``*``, ``_`` and ``~`` go where they mark words, and stay where they are arithmetic or part of a name."""
    end = reader.run_end(reader.at)
    if reader.starves(end):
        return False
    run = reader.text[reader.at : end]
    before, after = reader.before, reader.text[end : end + 1] or "\n"
    inside_word = before.isalnum() and after.isalnum()
    stays = (
        (before.isspace() and after.isspace())
        or run == "~"
        or (run[0] == "_" and inside_word)
        or (run[0] == "*" and inside_word and (before.isdigit() or after.isdigit()))
    )
    return reader.speak(end) if stays else reader.drop(end)


def read_link(reader: Reader) -> bool:
    """``[words](address)``, an image, a footnote's mark. Words are spoken, web addresses shown."""
    text = reader.text
    start = reader.at + (text[reader.at] == "!")
    if reader.starves(start):
        return False
    if text[start : start + 1] != "[":
        return reader.speak(start)
    close = _closing(text, start, "[]", LONGEST_LABEL)
    if close is not None and (reader.starves(close) or reader.starves(close + 1)):
        return False
    if close is None or close >= len(text):
        return reader.speak(start + 1)
    label = text[start + 1 : close]
    if label.startswith("^"):
        return reader.drop(close + 1)
    brackets = {"(": "()", "[": "[]"}.get(text[close + 1 : close + 2])
    end = _closing(text, close + 1, brackets, LONGEST_ADDRESS) if brackets else None
    if end is not None and reader.starves(end):
        return False
    if end is None or end >= len(text):
        return reader.speak(start + 1)
    if brackets == "()":
        address = (text[close + 2 : end].split() or [""])[0].strip("<>")
        if address.lower().startswith(_ADDRESS_BEGINS):
            reader.show(Artifact("link", clean(address)))
    reader.say(words_of(label))
    return reader.drop(end + 1)


def _closing(text: str, start: int, brackets: str, longest: int) -> int | None:
    """Where the bracket at ``start`` closes; the text's length if it has not yet; None if it never will."""
    depth = 0
    for position in range(start, min(len(text), start + longest)):
        character = text[position]
        if character == "\n":
            return None
        if character == brackets[0]:
            depth += 1
        elif character == brackets[1]:
            depth -= 1
            if depth == 0:
                return position
    return len(text) if len(text) < start + longest else None


def words_of(label: str) -> str:
    """The words of a link's label."""
    words = re.sub(r"[*`\[\]]|~~|(?<!\w)_|_(?!\w)", "", label)
    return re.sub(r"<[^<>]*>", "", words)


def read_address(reader: Reader) -> bool:
    """A bare web address is shown, and spoken of by its host."""
    text, at = reader.text, reader.at
    begin = text[at : at + 8].lower()
    if reader.before.isalnum():
        return reader.speak(at + 1)
    if not begin.startswith(_ADDRESS_BEGINS):
        may_become = any(address.startswith(begin) for address in _ADDRESS_BEGINS)
        return False if may_become and reader.starves(at + len(begin)) else reader.speak(at + 1)
    match = _ADDRESS_END.search(text, at, at + LONGEST_ADDRESS)
    if match is None and len(text) - at < LONGEST_ADDRESS and not reader.final:
        return False
    end = match.start() if match else min(len(text), at + LONGEST_ADDRESS)
    address = _trim_address(text[at:end])
    if not re.search(r"\w\.\w|localhost", address):
        return reader.speak(at + 1)
    _show_address(reader, address)
    return reader.drop(at + len(address))


def _trim_address(address: str) -> str:
    """``address`` without the punctuation of the sentence around it."""
    while address and address[-1] in ".,;:!?'\"*_~)]’”":
        if address[-1] == ")" and address.count("(") >= address.count(")"):
            break
        address = address[:-1]
    return address


def _show_address(reader: Reader, address: str) -> None:
    host = _HOST.match(address)
    reader.show(Artifact("link", clean(address)))
    reader.say(f"a link to {host.group(1)}" if host else "a link")


def read_tag(reader: Reader) -> bool:
    """HTML tags and a model's special tokens go; what stands between thought tags goes with them."""
    text, at = reader.text, reader.at
    if reader.starves(at + 1):
        return False
    if text.startswith("<!--", at):
        reader.hidden_until = "-->"
        return reader.drop(at + 4)
    if text[at:] in ("</", "<!", "<!-") and not reader.final:
        return False
    if special := _SPECIAL.match(text, at):
        if special.group().endswith("|>"):
            return reader.drop(special.end())
        return False if reader.starves(special.end()) else reader.speak(at + 1)
    name = _TAG_NAME.match(text, at)
    if name is None:
        return reader.speak(at + 1)
    if reader.starves(name.end()):
        return False
    if text[name.end() : name.end() + 1] in ("@", ":", "."):
        return _read_autolink(reader)
    return _read_named_tag(reader, name.group(1).lower(), name.end())


def _read_named_tag(reader: Reader, name: str, end: int) -> bool:
    text, at = reader.text, reader.at
    follows = text[end : end + 1]
    # "a <b and c" is no tag: attributes are only looked for behind the names that HTML has.
    if follows not in (">", "/") and not (follows in (" ", "\t") and name in _TAGS):
        return reader.speak(at + 1)
    close = _TAG_END.search(text, end, at + LONGEST_TAG)
    if close is None and len(text) - at < LONGEST_TAG and not reader.final:
        return False
    if close is None or close.group() != ">":
        return reader.speak(at + 1)
    closing_tag = text[at + 1] == "/"
    if name in _HIDDEN and not closing_tag and text[close.start() - 1] != "/":
        reader.hidden_until = f"</{name}>"
    reader.drop(close.end())
    if name in _BREAKS and (closing_tag or name == "br"):
        reader.say("\n")
    return True


def _read_autolink(reader: Reader) -> bool:
    """``<https://example.com>`` or ``<name@example.com>``."""
    end = _AUTOLINK_END.search(reader.text, reader.at + 1, reader.at + LONGEST_ADDRESS)
    if end is None and len(reader.text) - reader.at < LONGEST_ADDRESS and not reader.final:
        return False
    if end is None or end.group() != ">":
        return reader.speak(reader.at + 1)
    inner = reader.text[reader.at + 1 : end.start()]
    if inner.lower().startswith(_ADDRESS_BEGINS):
        _show_address(reader, inner)
    else:
        reader.say(inner.removeprefix("mailto:"))
    return reader.drop(end.end())


def read_entity(reader: Reader) -> bool:
    """``&amp;`` becomes the character that it stands for."""
    if entity := _ENTITY.match(reader.text, reader.at):
        reader.say(html.unescape(entity.group()))
        return reader.drop(entity.end())
    if not reader.final and _ENTITY_BEGIN.match(reader.text, reader.at):
        return False
    return reader.speak(reader.at + 1)


def read_escape(reader: Reader) -> bool:
    """A backslash goes where it protects a character from being markup."""
    if reader.starves(reader.at + 1):
        return False
    if reader.text[reader.at + 1 : reader.at + 2] in _ESCAPABLE:
        reader.drop(reader.at + 1)
    return reader.speak(reader.at + 1)


RULES: dict[str, Callable[[Reader], bool]] = dict.fromkeys("hHwW", read_address)
"""Which rule reads where this character stands."""
RULES |= {"*": read_emphasis, "_": read_emphasis, "~": read_emphasis, "[": read_link, "!": read_link}
RULES |= {"<": read_tag, "&": read_entity, "\\": read_escape}
