"""The shell around the conversation: what it does with two scripted children."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing

import numpy as np
import pytest

from antiphon.agent.conversation import Conversation
from antiphon.agent.events import ChildDown, ChildUp, FromChild, Room
from antiphon.agent.recording import Recording
from antiphon.agent.session import Session
from antiphon.agent.settings import ConversationOptions
from antiphon.transport.door import Output, Said, TurnEnded
from antiphon.transport.errors import InputError, LinkClosed, NoSpeechError
from antiphon.transport.messages import (
    Audio,
    Cancel,
    Close,
    Done,
    Fail,
    Listen,
    Message,
    Open,
    Played,
    Remember,
    Say,
    Show,
    Thought,
    Transcript,
    Turn,
    Word,
)

from .conversations import APOLOGY, RATE_HZ

LOUD = Recording(pcm=np.full(24_000, 0.1, np.float32), rate_hz=16_000, channels=1)
QUIET = Recording(pcm=np.full(24_000, 1e-4, np.float32), rate_hz=16_000, channels=1)


class Child:
    """A scripted child at the far end of a link: ``script`` gives its answers to each message."""

    def __init__(self, script: Callable[[Message], list[Message]]) -> None:
        self.heard: list[Message] = []
        self.advanced: list[tuple[str, int]] = []
        self.forgotten: list[str] = []
        self.down = False
        self.script = script
        self.reply: Callable[[Message], None]

    async def send(self, message: Message) -> None:
        if self.down:
            raise LinkClosed("it is down")
        self.heard.append(message)
        for answer in self.script(message):
            self.reply(answer)

    def advance(self, session: str, generation: int) -> None:
        self.advanced.append((session, generation))

    def forget(self, session: str) -> None:
        self.forgotten.append(session)

    def kinds(self) -> list[type[Message]]:
        return [type(message) for message in self.heard]


def reason(message: Message) -> list[Message]:
    if not isinstance(message, Turn):
        return []
    at = (message.session, message.turn, message.generation)
    return [
        Transcript(*at, "what was said"),
        Thought(*at, "let me see", tokens=3),
        Say(*at, "Yes.", tokens=2, end_of_segment=True),
        Done(*at),
    ]


def speak(message: Message) -> list[Message]:
    match message:
        case Say(session, turn, generation, text):
            pcm = (900).to_bytes(2, "little") * 2400
            show = Show(session, turn, generation, "code", "x = 1")
            return [show, Audio(session, turn, generation, pcm, RATE_HZ, (Word(text, 0, 100),))]
        case Done(session, turn, generation):
            return [Done(session, turn, generation)]
        case _:
            return []


class Setting:
    """A session between two scripted children."""

    def __init__(self, **options: float) -> None:
        self.children = {Room.REASONER: Child(reason), Room.SPEAKER: Child(speak)}
        self.outputs: list[Output] = []
        conversation = Conversation("s1", ConversationOptions(**options), None, APOLOGY)
        self.session = Session("s1", conversation, dict(self.children), 300, self.outputs.append)
        for room, child in self.children.items():
            child.reply = lambda message, room=room: self.session.receive(FromChild(room, message))
            self.session.receive(ChildUp(room, room.value))


@pytest.fixture
async def setting() -> AsyncIterator[Setting]:
    setting = Setting()
    tasks = [asyncio.create_task(sender) for sender in setting.session.senders()]
    yield setting
    await setting.session.close()
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)


async def test_a_question_gets_its_whole_reply(setting: Setting) -> None:
    reply = await setting.session.ask(LOUD, text="Please:")
    assert (reply.heard, reply.thoughts, reply.said) == ("what was said", "let me see", "Yes.")
    assert len(reply.pcm) == 4800
    assert reply.rate_hz == RATE_HZ
    assert [artifact.text for artifact in reply.shown] == ["x = 1"]
    assert reply.trace is not None
    assert (reply.trace.outcome, reply.trace.zero, reply.error) == ("finished", "commit", "")
    assert setting.session.history[0].text == "Please: what was said"


async def test_audio_is_sent_in_pieces_before_the_turn_and_the_heard_part_after(setting: Setting) -> None:
    await setting.session.ask(LOUD)
    await setting.session.close()
    reasoner = setting.children[Room.REASONER]
    assert reasoner.kinds() == [Open, Listen, Listen, Turn, Played, Remember, Remember, Close]
    assert sum(len(message.pcm) for message in reasoner.heard if isinstance(message, Listen)) == 48_000
    assert reasoner.forgotten == ["s1"]


async def test_a_text_alone_is_timed_from_the_text(setting: Setting) -> None:
    reply = await setting.session.ask(text="Hello?")
    assert reply.trace is not None
    assert reply.trace.zero == "text"


async def test_a_silent_recording_is_refused_before_anybody_hears_it(setting: Setting) -> None:
    with pytest.raises(NoSpeechError, match="-80 dBFS"):
        await setting.session.ask(QUIET)
    assert setting.children[Room.REASONER].kinds() == [Open]


async def test_nothing_at_all_is_refused(setting: Setting) -> None:
    with pytest.raises(NoSpeechError, match="give it audio or text"):
        await setting.session.ask()


@pytest.mark.parametrize(("kind", "error"), [("no_speech", NoSpeechError), ("input", InputError)])
async def test_what_the_reasoner_refuses_is_raised(setting: Setting, kind: str, error: type[Exception]) -> None:
    def refuse(message: Message) -> list[Message]:
        at = (message.session, message.turn, message.generation) if isinstance(message, Turn) else None
        return [Fail(kind, "say it in fewer words", *at)] if at else []

    setting.children[Room.REASONER].script = refuse
    with pytest.raises(error, match="fewer words"):
        await setting.session.ask(text="Hello?")
    setting.children[Room.REASONER].script = reason
    assert (await setting.session.ask(text="Hello?")).said == "Yes.", "the conversation goes on"


async def test_a_child_that_dies_makes_a_failed_reply_with_an_apology(setting: Setting) -> None:
    setting.children[Room.REASONER].script = lambda message: []
    asking = asyncio.create_task(setting.session.ask(text="Hello?"))
    while Turn not in setting.children[Room.REASONER].kinds():
        await asyncio.sleep(0)
    setting.session.receive(ChildDown(Room.REASONER, "killed"))
    reply = await asking
    assert reply.error == "the reasoner stopped: killed"
    assert reply.pcm == APOLOGY.chunks[0].pcm


async def test_what_was_meant_for_a_dead_child_never_reaches_the_next(setting: Setting) -> None:
    reasoner = setting.children[Room.REASONER]
    asking = asyncio.create_task(setting.session.ask(text="Hello?"))
    reasoner.down = True
    while setting.session.history == ():
        await asyncio.sleep(0)
    setting.session.receive(ChildDown(Room.REASONER, "killed"))
    reasoner.down = False
    setting.session.receive(ChildUp(Room.REASONER))
    await asking
    await setting.session.ask(text="Again?")
    assert reasoner.kinds()[0] is Open
    assert [message.text for message in reasoner.heard if isinstance(message, Turn)] == ["Again?"]


async def test_leaving_the_stream_early_interrupts_the_answer(setting: Setting) -> None:
    setting.children[Room.SPEAKER].script = lambda message: []
    async with aclosing(setting.session.stream(text="Hello?")) as outputs:
        async for output in outputs:
            if isinstance(output, Said):
                break
    await setting.session.close()
    assert Cancel in setting.children[Room.SPEAKER].kinds()
    assert setting.children[Room.SPEAKER].advanced == [("s1", 2)]
    ended = [output for output in setting.outputs if isinstance(output, TurnEnded)]
    assert [output.trace.outcome for output in ended] == ["interrupted"]


async def test_a_second_question_interrupts_the_first(setting: Setting) -> None:
    setting.children[Room.SPEAKER].script = lambda message: []
    first = asyncio.create_task(setting.session.ask(text="One?"))
    while Say not in setting.children[Room.SPEAKER].kinds():
        await asyncio.sleep(0)
    setting.children[Room.SPEAKER].script = speak
    second = await setting.session.ask(text="Two?")
    interrupted = await first
    assert interrupted.trace is not None
    assert interrupted.trace.outcome == "interrupted"
    assert second.said == "Yes."


async def test_a_child_that_takes_nothing_fails_the_turn_instead_of_filling_the_memory(setting: Setting) -> None:
    blocked = asyncio.Event()

    async def wait(message: Message) -> None:
        await blocked.wait()

    def flood(message: Message) -> list[Message]:
        if not isinstance(message, Turn):
            return []
        return [Say(message.session, message.turn, message.generation, "more ") for _ in range(1100)]

    setting.children[Room.SPEAKER].send = wait  # type: ignore[method-assign]
    setting.children[Room.REASONER].script = flood
    reply = await setting.session.ask(text="Hello?")
    assert reply.error == "the speaker does not keep up"
    blocked.set()
