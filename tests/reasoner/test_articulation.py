"""The articulation brain, a segment at a time: ``antiphon.reasoner.articulation``."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, cast

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from antiphon.reasoner.answer import GRACE_TOKENS
from antiphon.reasoner.articulation import Articulation
from antiphon.reasoner.brains import End
from antiphon.reasoner.calls import Call
from antiphon.reasoner.engine import Priority, Sampling, Stream, Urgency
from antiphon.reasoner.prompt import Prompt
from antiphon.reasoner.segment import Segment
from antiphon.transport.messages import Mode, Say, Show, Thought, Turn

from .scripted import ScriptedEngine
from .turns import ASKED, THINKER, parted

PROMPT = Prompt(THINKER)
CALL = '<tool_call>{"name": "clock", "arguments": {}}</tool_call>'
FRAGMENTS = [
    " one", " two,", " three.", " Zoë", " 日本。", "\n", "<think>", "</think>", "</think", " <b", " CANARY", CALL,
    "<tool_call>", "{", " Well. ", ": ",
]  # fmt: skip
TEXTS = st.builds(
    lambda before, fragments: before + "".join(fragments),
    st.sampled_from(["", "", '{"a": [1, "{"]}', '\n{"a": 1}\n', '{"a": 1]\n', "{ a"]),
    st.lists(st.sampled_from(FRAGMENTS), max_size=14),
)


def tokens_of(text: str) -> list[int]:
    ids: list[int] = THINKER.encode(text, add_special_tokens=False).ids
    return ids


class Speaking:
    """An articulation brain whose model says ``reply(thoughts, said)``, and what it sent."""

    def __init__(
        self,
        reply: Callable[[str, str], str] | str,
        *,
        spoken: bool = True,
        say_tokens: int = 1000,
        limit: int = 1000,
        sampling: Sampling | None = None,
        forced: str | None = None,
        context_tokens: int = 4096,
        odds: float = 0.0,
    ) -> None:
        answer = reply if callable(reply) else lambda _, said: reply[len(said) :]
        self.read: list[str] = []
        self.begins: list[int] = []
        """How many tokens the answer had when each segment began."""

        def write(text: str) -> str:
            self.read.append(text)
            self.begins.append(self.brain.tokens)
            thoughts, said = parted(text)
            assert said is not None
            return answer(thoughts, said)

        self.engine = ScriptedEngine(THINKER, write, context_tokens=context_tokens, odds=lambda *_: odds)
        self.sent: list[Say | Show | Thought] = []
        self.tokens = 0
        turn = Turn("s", 1, 1, Mode.SPEAK_FIRST, say_tokens=say_tokens, spoken=spoken)
        self.brain = Articulation(
            turn, PROMPT, PROMPT.stop, sampling or Sampling(), Urgency(Priority.SPEECH), self._send, self._count, limit,
            forced,
        )  # fmt: skip

    async def _send(self, message: Say | Show | Thought) -> None:
        self.sent.append(message)

    def _count(self) -> None:
        self.tokens += 1

    async def think(self, thoughts: str | None) -> None:
        """It reads that much of the thoughts; None: that there are none."""
        before = tokens_of(ASKED if thoughts is None else f"{ASKED}<think>\n{thoughts}")
        ends = tokens_of("<think>\n\n</think>\n\n") if thoughts is None else PROMPT.thought_ends()
        stream = self.engine.open(before)
        await self.brain.read(cast(Stream, stream), stream.length, ends)

    async def say_all(self, segment: tuple[int, int] | None, *, thinks: bool = False) -> list[End]:
        """Segment by segment to its end; ``thinks``: with one more thought for each."""
        ends: list[End] = []
        await self.think("" if thinks else None)
        while not ends or ends[-1] is End.SEGMENT:
            if ends and thinks:
                await self.think(" Hm." * len(ends))
            elif ends:
                await self.brain.go_on()
            ends.append(await self.brain.write(None if segment is None else Segment(*segment)))
            assert len(ends) < 500, "it never comes to its end"
        await self.brain.finish()
        self.brain.close()
        assert self.engine.streams == 0
        return ends

    def all(self, kind: type[Any]) -> str:
        return "".join(message.text for message in self.sent if isinstance(message, kind))

    @property
    def segments(self) -> list[str]:
        segments = [""]
        for message in self.sent:
            if isinstance(message, Say):
                segments[-1] += message.text
                segments += [""] if message.end_of_segment else []
        assert segments.pop() == "", "what was said has no end"
        return segments

    @property
    def outcome(self) -> tuple[object, ...]:
        """All that is seen of it, wherever it was cut."""
        call = self.brain.calls.call if self.brain.called else None
        shown = "".join(self.all(Show).split())
        return self.all(Say), shown, self.all(Thought), self.brain.reason, call, self.brain.answer.reason


ANSWER = "There are seven of them, and no more. I counted them twice, to be sure. So it is."


@pytest.mark.parametrize("thinks", [False, True])
async def test_an_answer_is_said_in_segments_that_end_between_words(thinks: bool) -> None:
    speaking = Speaking(ANSWER)
    ends = await speaking.say_all((12, 30), thinks=thinks)
    assert ends == [End.SEGMENT] * (len(ends) - 1) + [End.REST]
    assert speaking.segments == [
        "There are seven of them,", " and no more.", " I counted them twice,", " to be sure.", " So it is.",
    ]  # fmt: skip
    assert [message.end_of_segment for message in speaking.sent if isinstance(message, Say)].count(True) == len(ends)


@pytest.mark.parametrize("thinks", [False, True])
async def test_a_token_that_was_only_looked_at_is_not_in_the_next_prompt(thinks: bool) -> None:
    speaking = Speaking(ANSWER)
    await speaking.say_all((12, 30), thinks=thinks)
    for number, read in enumerate(speaking.read):
        assert parted(read)[1] == "".join(speaking.segments[:number])
    assert speaking.tokens == len(ANSWER), "and counts once"


@pytest.mark.parametrize("thinks", [False, True])
@given(TEXTS, st.integers(1, 20), st.integers(0, 20), st.booleans())
@settings(max_examples=150, deadline=None)
def test_in_segments_it_says_what_it_would_say_at_once(
    thinks: bool, text: str, tokens: int, more: int, spoken: bool
) -> None:
    """And shows, thinks and calls the same: of an answer that does not depend on the thoughts."""

    # A segment of white space alone has a test of its own.
    longest = tokens + more + max(map(len, re.findall(r"\s+", text)), default=0)

    async def both() -> None:
        whole, parts = Speaking(text, spoken=spoken), Speaking(text, spoken=spoken)
        await whole.say_all(None)
        await parts.say_all((tokens, longest), thinks=thinks)
        assert parts.outcome == whole.outcome
        for segment in parts.segments[:-1]:
            assert segment == segment.rstrip()

    asyncio.run(both())


@given(st.text(alphabet="ab ,.\n", max_size=80), st.integers(1, 12), st.integers(0, 12))
@example("aa\n\n aaa", 1, 1)
@settings(max_examples=150, deadline=None)
def test_a_segment_ends_within_no_word_that_can_be_waited_for(text: str, tokens: int, more: int) -> None:
    async def say() -> None:
        speaking = Speaking(text)
        await speaking.say_all((tokens, tokens + more))
        for (_, before), (said, begin) in pairwise(zip(speaking.read, speaking.begins, strict=True)):
            rest = text.removeprefix(parted(said)[1] or "")
            assert rest[:1].isspace() or begin - before == 2 * (tokens + more)

    asyncio.run(say())


@pytest.mark.parametrize("thinks", [False, True])
async def test_white_space_that_is_as_long_as_a_segment_is_said(thinks: bool) -> None:
    """Else words stick together."""
    speaking = Speaking("So it is.\n\n\n\n\n\n\nWell.")
    await speaking.say_all((2, 3), thinks=thinks)
    assert speaking.all(Say) == "So it is.\n\n\n\n\n\n\nWell."


async def test_json_before_the_words_is_shown_and_not_said() -> None:
    text = json.dumps({"temperature": 21, "sky": "clear, as it is"}, indent=1)
    speaking = Speaking(f"{text}\n\n{ANSWER}")
    await speaking.say_all((12, 30))
    assert speaking.all(Say) == ANSWER
    shows = [message for message in speaking.sent if isinstance(message, Show)]
    assert shows == [Show("s", 1, 1, "code", text, "json")]
    assert speaking.sent[0] is shows[0]
    assert speaking.brain.shown
    assert speaking.brain.counts["shown_tokens"] == pytest.approx(len(text), abs=2)
    assert speaking.brain.counts["say_tokens"] == pytest.approx(len(ANSWER), abs=4)


async def test_json_is_said_where_it_is_read_and_not_heard() -> None:
    speaking = Speaking('{"a": 1}', spoken=False)
    await speaking.say_all((3, 5))
    assert (speaking.all(Say), speaking.all(Show)) == ('{"a": 1}', "")


async def test_a_segment_does_not_end_within_json() -> None:
    speaking = Speaking('{"a": "one two, three four, five six"} Well.')
    await speaking.say_all((1, 9))
    assert speaking.segments == ["Well."]


@pytest.mark.parametrize("thinks", [False, True])
async def test_a_call_in_a_later_segment_ends_the_answer(thinks: bool) -> None:
    speaking = Speaking(f"Let me look at it, please. Just a moment.\n{CALL} Never said.")
    ends = await speaking.say_all((12, 30), thinks=thinks)
    assert ends[-1] is End.OVER
    assert speaking.segments == ["Let me look at it,", " please. Just a moment.", ""]
    assert (speaking.brain.called, speaking.brain.calls.call) == (True, Call("clock", "{}"))
    assert speaking.brain.counts["call_tokens"] > 30


async def test_a_segment_does_not_end_within_a_call_nor_in_what_may_be_one() -> None:
    speaking = Speaking(f"Well. {CALL[:12]} {CALL[11:]}")
    await speaking.say_all((1, 1))
    assert speaking.segments == ["Well.", " <tool_call"] or speaking.brain.called
    speaking = Speaking(f"Well. {CALL}")
    assert (await speaking.say_all((1, 1)))[-1] is End.OVER
    assert speaking.all(Say) == "Well."


@pytest.mark.parametrize("segment", [None, (2, 9), (12, 30)])
@pytest.mark.parametrize("thinks", [False, True])
async def test_a_thought_within_the_answer_is_none_of_it(segment: tuple[int, int] | None, thinks: bool) -> None:
    speaking = Speaking("Well, so.\n<think>\nCANARY, a, b, c.\nd </think>\nIt is seven, I think.")
    await speaking.say_all(segment, thinks=thinks)
    assert speaking.all(Say) == "Well, so.\nIt is seven, I think."
    assert speaking.all(Thought) == "\nCANARY, a, b, c.\nd "
    assert speaking.brain.counts["thought_tokens"] >= len("\nCANARY, a, b, c.\nd ")


async def test_a_thought_within_the_answer_that_is_not_over_goes_on_in_the_next_segment() -> None:
    def reply(thoughts: str, said: str) -> str:
        text = "Well.\n<think>\nCANARY one"
        return (f"{text} two</think>So." if thoughts.strip() else text)[len(said) :]

    speaking = Speaking(reply)
    await speaking.think(None)
    assert await speaking.brain.write(Segment(99, 99)) is End.REST
    await speaking.think(" Hm.")
    await speaking.brain.write(None)
    assert speaking.all(Say).split() == ["Well.", "So."]
    assert speaking.all(Thought) == "\nCANARY one two"


# Rests.


@pytest.mark.parametrize(
    ("written", "rest", "said"),
    [
        ("Well.\n<thi", "nk>CANARY</think>So.", "Well. So."),
        ("Well.\n<", "think>CANARY</think>So.", "Well. So."),
        ("Well. <tool_", 'call>{"name": "CANARY"}', "Well."),
        ('{"answer": "', 'CANARY", "sure": true}\nWell.', "Well."),
        ("{", '"CANARY": 1}\nWell.', "Well."),
        ("Well.\n<think>CANARY</thin", "k>So.", "Well. So."),
    ],
)
async def test_what_is_half_written_at_a_rest_goes_on_behind_it(written: str, rest: str, said: str) -> None:
    """The model comes to its end in the middle of a tag or of JSON, and goes on where it was with more thoughts."""
    speaking = Speaking(lambda thoughts, before: (written + (rest if thoughts.strip() else ""))[len(before) :])
    await speaking.think(None)
    assert await speaking.brain.write(Segment(12, 30)) is End.REST
    assert "<" not in speaking.all(Say)
    await speaking.think(" Hm.")
    await speaking.brain.write(None)
    assert " ".join(speaking.all(Say).split()) == said


@pytest.mark.parametrize("text", ["1 <", "Soon <thi", "Well. <tool_"])
async def test_what_only_began_like_a_tag_is_said_or_not_but_ends_the_answer(text: str) -> None:
    speaking = Speaking(text)
    assert await speaking.say_all(None) == [End.REST]
    assert text.startswith(speaking.all(Say).strip())
    assert speaking.all(Say)


async def test_behind_a_rest_the_answer_goes_on_with_a_space() -> None:
    speaking = Speaking(lambda thoughts, said: "It is five." if not said else "No, seven." if "7" in thoughts else "")
    await speaking.think(None)
    assert await speaking.brain.write(Segment(1, 99)) is End.REST
    await speaking.think(" So 7.")
    assert await speaking.brain.amends(0.1)
    assert await speaking.brain.write(None) is End.REST
    assert speaking.segments == ["It is five.", " No, seven."]
    assert parted(speaking.read[-1]) == (" So 7.\n", "It is five.")


@pytest.mark.parametrize(("odds", "amends"), [(0.0, True), (0.09, True), (0.1, False), (1.0, False)])
async def test_an_end_that_is_probable_is_one(odds: float, amends: bool) -> None:
    speaking = Speaking("It is five.", odds=odds)
    await speaking.think(None)
    await speaking.brain.write(None)
    assert await speaking.brain.amends(0.1) == amends
    assert speaking.segments == ["It is five."] + ([] if amends else [""])


async def test_a_rest_without_a_word_ends_its_segment_only_where_another_may_follow() -> None:
    speaking = Speaking("")
    await speaking.think(None)
    assert await speaking.brain.write(Segment(1, 99)) is End.REST
    assert speaking.sent == [Say("s", 1, 1, "", end_of_segment=True)]
    assert await speaking.brain.write(None) is End.REST
    assert len(speaking.sent) == 1


# How it is drawn, and how long it gets.


async def test_each_segment_is_drawn_with_its_own_numbers_and_minds_what_was_said() -> None:
    said = frozenset({3, 5})
    speaking = Speaking(ANSWER, sampling=Sampling(0.7, 0.9, 1.1, 40, said))
    await speaking.say_all((12, 30))
    drawn = [sampling for _, sampling, _ in speaking.engine.generations]
    before = ["".join(speaking.segments[:number]) for number in range(len(drawn))]
    assert drawn == [Sampling(0.7, 0.9, 1.1, 40 + len(text), said | set(tokens_of(text))) for text in before]


async def test_without_a_seed_there_is_none_later_on() -> None:
    speaking = Speaking(ANSWER)
    await speaking.say_all((12, 30))
    assert {cast(Sampling, sampling).seed for _, sampling, _ in speaking.engine.generations} == {None}


async def test_all_segments_together_have_one_length() -> None:
    speaking = Speaking(ANSWER, limit=60)
    ends = await speaking.say_all((12, 30))
    assert ends[-1] is End.OVER
    assert speaking.brain.reason == "length"
    assert speaking.tokens == 60
    assert [limit for limit, *_ in speaking.engine.generations] == [
        60 - len("".join(speaking.segments[:number])) for number in range(len(ends))
    ]


async def test_an_answer_that_has_its_length_ends_with_its_sentence_in_whatever_segment() -> None:
    speaking = Speaking(ANSWER, say_tokens=50)
    ends = await speaking.say_all((12, 30))
    assert (ends[-1], speaking.brain.reason) == (End.OVER, "length")
    assert speaking.all(Say) == "There are seven of them, and no more. I counted them twice, to be sure."
    assert len(speaking.all(Say)) < 50 + GRACE_TOKENS


async def test_a_full_context_ends_it() -> None:
    speaking = Speaking("word " * 99, context_tokens=150)
    ends = await speaking.say_all((12, 30))
    assert (ends[-1], speaking.brain.reason) == (End.OVER, "context")
    assert re.fullmatch(r"(word ?)+\w*", speaking.all(Say))


@given(TEXTS, st.integers(1, 20))
@settings(max_examples=100, deadline=None)
def test_every_token_is_counted_once(text: str, tokens: int) -> None:
    async def say() -> None:
        speaking = Speaking(text)
        await speaking.say_all((tokens, tokens))
        assert sum(speaking.brain.counts.values()) == speaking.tokens
        told: Sequence[Say] = [message for message in speaking.sent if isinstance(message, Say)]
        assert sum(say.tokens for say in told) <= speaking.brain.counts["say_tokens"]

    asyncio.run(say())


# Streams.


async def test_the_stream_before_is_closed_when_the_next_one_is_read() -> None:
    speaking = Speaking(ANSWER)
    await speaking.think(None)
    await speaking.brain.write(Segment(1, 9))
    await speaking.think(" Hm.")
    assert speaking.engine.streams == 1
    speaking.brain.close()
    speaking.brain.close()
    assert speaking.engine.streams == 0


async def test_a_stream_that_goes_beyond_the_thoughts_is_cut_there() -> None:
    """A fork of one on which somebody goes on thinking."""
    speaking = Speaking(ANSWER)
    stream = speaking.engine.open(tokens_of(f"{ASKED}<think>\n Hm. And</thi"))
    await speaking.brain.read(cast(Stream, stream), len(tokens_of(f"{ASKED}<think>\n Hm.")), PROMPT.thought_ends())
    await speaking.brain.write(None)
    assert speaking.read == [f"{ASKED}<think>\n Hm.\n</think>\n\n"]
