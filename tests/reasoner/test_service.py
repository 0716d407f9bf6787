"""The reasoner's service from message to message: ``antiphon.reasoner.service``."""

from __future__ import annotations

import asyncio
from typing import cast

import pytest

from antiphon.reasoner import service as module
from antiphon.reasoner.faculties import Faculties
from antiphon.reasoner.options import ReasonerOptions
from antiphon.reasoner.service import ReasonerService
from antiphon.transport import child
from antiphon.transport.errors import ConfigError, ModelMissing
from antiphon.transport.messages import (
    Beat,
    Cancel,
    Cancelled,
    Close,
    Confirm,
    Done,
    Fail,
    Forget,
    Instruct,
    Item,
    Mode,
    Open,
    Played,
    Remember,
    Say,
    SegmentBegun,
    Thought,
    ToolCall,
    Transcribe,
    Transcript,
    Unlisten,
)
from antiphon.transport.unix import UnixLink

from .scripted import ScriptedLink
from .service_bench import CALL, CLOCK, Bench, agent, listen, turn_of, user


async def test_hello_comes_after_everything_was_tried_once() -> None:
    bench = Bench(sessions=5)
    hello = await bench.service.start(bench.link)
    assert (hello.name, hello.sessions, hello.rate_hz) == ("reasoner", 5, 0)
    assert hello.load_ms > 0
    assert hello.detail == {
        "model": "a",
        "recogniser": "b",
        "format": "chatml",
        "precision": "by script",
        "threads": "1",
    }
    assert len(bench.recogniser.clips) == 1
    assert len(bench.engine.generations) == 2
    assert bench.service.beat() == Beat(streams=0, cache_tokens=0)
    await bench.service.close()
    assert bench.engine.state == "closed"


async def test_an_engine_that_broke_ends_its_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another is started in its place: this one would refuse every turn."""
    bench = Bench()
    bench.engine.broken = True
    monkeypatch.setattr(bench.link, "receive", asyncio.Event().wait)
    with pytest.raises(ExceptionGroup) as ended:
        await child._live(bench.service, cast(UnixLink, bench.link))
    assert ended.group_contains(RuntimeError, match="engine broke")
    await bench.service.close()


async def test_a_text_is_answered(bench: Bench) -> None:
    done = await bench.ask("Where?")
    assert isinstance(done, Done)
    assert bench.said() == "It is Paris."
    assert bench.link.sent[-1] is done
    assert bench.link.all(Transcript) == []
    assert "transcript_ms" not in done.counts
    assert bench.read[0].startswith("<|im_start|>system\nBe kind.")


async def test_thoughts_come_before_the_answer(bench: Bench) -> None:
    await bench.ask("Where?", mode=Mode.THINK_BEFORE)
    kinds = [type(message) for message in bench.link.sent]
    assert kinds.index(Say) > max(index for index, kind in enumerate(kinds) if kind is Thought)


async def test_a_turn_of_nothing_answers_to_the_history_as_it_is(bench: Bench) -> None:
    for turn, text in enumerate(("", "  "), start=1):
        await bench.send(user(turn, f"Question {turn}."))
        assert isinstance(await bench.ask(text, turn=turn), Done)
        assert bench.read[-1].endswith(f"user\nQuestion {turn}.<|im_end|>\n<|im_start|>assistant\n")


async def test_a_text_without_end_is_refused(bench: Bench) -> None:
    fail = await bench.ask("x" * 1_000_000)
    assert isinstance(fail, Fail)
    assert fail.kind == "input"
    assert "fit" in fail.message


async def test_what_is_remembered_is_known_in_the_next_turn(bench: Bench) -> None:
    await bench.ask("Where?")
    await bench.send(user(1, "Where?"), agent(1, "It is", cut=True))
    await bench.ask("Sure?", turn=2)
    assert "user\nWhere?<|im_end|>\n<|im_start|>assistant\nIt is —<|im_end|>" in bench.read[1]


async def test_a_correction_of_what_was_heard_counts(bench: Bench) -> None:
    await bench.send(user(1, "Where?"), agent(1, "It is", cut=True), agent(1, "It", cut=True))
    await bench.ask("Sure?", turn=2)
    assert "assistant\nIt —<|im_end|>" in bench.read[0]


async def test_nothing_is_remembered_that_the_gateway_does_not_say(bench: Bench) -> None:
    await bench.ask("Where?")
    await bench.ask("Sure?", turn=2)
    assert "Where?" not in bench.read[1]


async def test_what_is_forgotten_is_not_known_and_what_is_put_before_comes_before(bench: Bench) -> None:
    await bench.send(user(1, "One."), user(2, "Two."), user(3, "Three."), Forget("s", "u2"))
    await bench.send(Remember("s", Item("x", "user", "Zero."), ""), Remember("s", Item("y", "user", "Half."), "x"))
    await bench.ask("")
    order = [bench.read[0].find(word) for word in ("Zero", "Half", "One", "Three")]
    assert -1 not in order
    assert order == sorted(order)
    assert "Two." not in bench.read[0]


async def test_new_instructions_and_tools_are_known_in_the_next_turn(bench: Bench) -> None:
    await bench.send(Instruct("s", "Be brief.", (CLOCK,)))
    bench.reply = CALL
    await bench.ask("What time is it?")
    assert bench.read[0].startswith("<|im_start|>system\nBe brief.\n\n# Tools")
    [call] = bench.link.all(ToolCall)
    assert (call.session, call.turn, call.generation, call.name, call.arguments) == ("s", 1, 1, "clock", "{}")
    assert bench.link.all(Say) == []
    assert [type(message) for message in bench.link.sent] == [SegmentBegun, ToolCall, Done]


async def test_a_session_may_open_with_tools_and_a_turn_without_them(bench: Bench) -> None:
    await bench.send(Open("t", "Be kind.", tools=(CLOCK,)))
    bench.reply = CALL
    await bench.ask("", session="t")
    assert len(bench.link.all(ToolCall)) == 1
    await bench.send(turn_of("", session="t", turn=2, tools=()))
    assert isinstance(await bench.ended(2, "t"), Done)
    assert len(bench.link.all(ToolCall)) == 1


async def test_what_a_tool_gave_back_is_known(bench: Bench) -> None:
    call, result = Item("c", "call", "{}", name="clock"), Item("r", "result", "Nine.", name="clock")
    await bench.send(user(1, "What time is it?"), Remember("s", call), Remember("s", result))
    await bench.ask("")
    assert bench.read[0].endswith("<tool_response>\nNine.\n</tool_response><|im_end|>\n<|im_start|>assistant\n")


async def test_a_tool_that_is_not_there_cannot_be_wanted(bench: Bench) -> None:
    await bench.send(turn_of("", tool_choice="clock"))
    fail = await bench.ended()
    assert isinstance(fail, Fail)
    assert fail.kind == "input"
    assert "clock" in fail.message


async def test_a_session_opened_with_a_history_knows_it(bench: Bench) -> None:
    await bench.send(Open("t", "Be kind.", (Item("u", "user", "Hi."), Item("a", "assistant", "Hello."))))
    await bench.ask("Where?", session="t", turn=2)
    assert "assistant\nHello.<|im_end|>" in bench.read[0]


async def test_a_session_that_is_not_open_is_told_so(bench: Bench) -> None:
    fail = await bench.ask("Where?", session="unknown")
    assert isinstance(fail, Fail)
    assert fail.kind == "internal"
    assert "Open" in fail.message
    await bench.send(
        listen(session="unknown"), Unlisten("unknown", 1), Remember("unknown", Item("u", "user", "Hi.")),
        Forget("unknown", "u"), Instruct("unknown", "Hi."), Confirm("unknown", 1, 1), Close("unknown"),
    )  # fmt: skip
    await bench.send(Cancel("unknown", 2, 2), Transcribe("unknown", 1))
    assert await bench.ended(2, "unknown") == Cancelled("unknown", 2, 2)
    assert (await bench.link.until(Fail, lambda fail: fail.generation == 0)).session == "unknown"


async def test_one_session_too_many_is_refused_until_one_is_closed(bench: Bench) -> None:
    await bench.send(Open("t"), Open("u"))
    refused = await bench.link.until(Fail)
    assert (refused.kind, refused.session) == ("capacity", "u")
    fail = await bench.ask("Where?", session="u")
    assert isinstance(fail, Fail)
    assert fail.kind == "capacity"
    await bench.send(Close("t"), Open("u"))
    assert isinstance(await bench.ask("Where?", session="u", turn=2), Done)


async def test_a_refused_session_stays_refused_until_it_is_opened_again(bench: Bench) -> None:
    await bench.send(Open("t"), Open("u"), Close("t"))
    fail = await bench.ask("Where?", session="u")
    assert isinstance(fail, Fail)
    assert fail.kind == "capacity"
    await bench.send(Close("u"))
    fail = await bench.ask("Where?", session="u", turn=2)
    assert isinstance(fail, Fail)
    assert fail.kind == "internal"


async def test_no_room_for_a_stream_is_capacity() -> None:
    bench = Bench(most=2)
    await bench.start()
    blocker = bench.engine.open()
    other = bench.engine.open()
    await bench.send(Open("s"))
    fail = await bench.ask("Where?")
    assert isinstance(fail, Fail)
    assert fail.kind == "capacity"
    blocker.close()
    other.close()
    assert isinstance(await bench.ask("Where?", turn=2), Done)
    await bench.service.close()


async def test_an_answer_without_a_word_is_our_fault(bench: Bench) -> None:
    bench.reply = "<|im_end|>"
    fail = await bench.ask("Where?")
    assert isinstance(fail, Fail)
    assert fail.kind == "internal"
    assert "without a word" in fail.message


async def test_a_turn_that_breaks_ends_nothing_else(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    await bench.send(Open("t"))
    with monkeypatch.context() as patch:
        patch.setattr(module.Mind, "answer", lambda *arguments: 1 / 0)
        fail = await bench.ask("Where?")
        patch.setattr(module.Mind, "refresh", lambda *arguments: 1 / 0)
        await bench.send(Remember("t", Item("u", "user", "Hi.")))
        await asyncio.sleep(0)
    assert isinstance(fail, Fail)
    assert fail.kind == "internal"
    assert "ZeroDivisionError" in fail.message
    assert isinstance(await bench.ask("Where?", session="t", turn=2), Done)
    assert isinstance(await bench.ask("Where?", turn=3), Done)


async def test_close_frees_everything_of_a_session(bench: Bench) -> None:
    await bench.send(turn_of("Where?"))
    await bench.writing()
    await bench.send(Close("s"))
    assert await bench.ended() == Cancelled("s", 1, 1)
    assert bench.engine.streams == 0
    assert bench.link.forgotten == ["s"]


async def test_a_session_that_is_opened_again_begins_anew(bench: Bench) -> None:
    await bench.ask("Where?", turn=5)
    await bench.send(Open("s"))
    assert isinstance(await bench.ask("Hello?", turn=1), Done)
    assert "Where?" not in bench.read[-1]
    assert bench.service.beat().streams == 1


async def test_a_gateway_that_leaves_ends_the_turns_quietly(bench: Bench) -> None:
    bench.link.closed = True
    await bench.send(turn_of("Where?"), Cancel("t", 1, 1))
    while bench.service.beat().streams != 1:
        await asyncio.sleep(0)
    bench.link.closed = False
    assert isinstance(await bench.ask("Sure?", turn=2), Done)


async def test_a_message_for_others_is_ignored(bench: Bench) -> None:
    await bench.send(Played("s", 1, 1, 0, 0, 0))
    assert bench.link.sent == []


async def test_a_service_that_did_not_start_can_be_closed() -> None:
    async def load(options: ReasonerOptions) -> Faculties:
        raise ModelMissing("no model")

    service = ReasonerService(ReasonerOptions(), load)
    with pytest.raises(ModelMissing):
        await service.start(ScriptedLink())
    assert service.beat() == Beat()
    await service.close()


def test_options_that_are_wrong_are_named() -> None:
    assert isinstance(ReasonerService.from_json('{"threads": 2}'), ReasonerService)
    with pytest.raises(ConfigError, match="max_sessions"):
        ReasonerService.from_json('{"max_sessions": 0}')
