"""What the agent puts out, as server events: those that clients expect for each output, in their order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, assert_never

from ..door import (
    AnswerBegun,
    AnswerSent,
    AudioOut,
    Committed,
    ItemDropped,
    Output,
    Said,
    Shown,
    SpeechStarted,
    SpeechStopped,
    Thinking,
    ToolCalled,
    Transcribed,
    TurnEnded,
)
from .configuration import Configuration
from .items import Items, user_audio
from .response import Response, Status
from .settings import ResponseSettings
from .wire import Wire

__all__ = ["Outgoing"]


class Outgoing:
    """Turns outputs into server events. One response at a time."""

    def __init__(self, wire: Wire, items: Items, configuration: Configuration) -> None:
        self.response_ids: dict[int, str] = {}
        """The response of each turn that has one and is not over."""
        self._wire, self._items, self._configuration = wire, items, configuration
        self._response: Response | None = None
        """The one that is on its way."""
        self._asked: dict[int, ResponseSettings] = {}
        """What the client asked for, of turns of which no response has begun."""
        self._waiting: list[Output] | None = None
        """Outputs within the agent's ``respond``: the turn that they may belong to is not known yet."""
        self._answers: dict[int, Response] = {}
        """The responses that are done, of turns that are not over."""
        self._committed: dict[int, str] = {}
        """The user's items of turns that are not over, of which the words are not known."""
        self._understood: dict[int, Transcribed] = {}
        """The words of turns whose item is not part of the conversation yet."""

    @property
    def responding(self) -> str | None:
        """The response that is on its way; "" for one that is asked for."""
        return self._response.id if self._response else "" if self._asked else None

    def ask(self, settings: ResponseSettings, respond: Callable[[], int]) -> None:
        """Have an answer made by ``respond``; what that raises, this raises."""
        waiting: list[Output] = []
        self._waiting = waiting
        try:
            self._asked[respond()] = settings
        finally:
            self._waiting = None
            for output in waiting:
                self.put(output)

    def put(self, output: Output) -> None:
        """The next output of the agent."""
        if self._waiting is not None:
            self._waiting.append(output)
            return
        match output:
            case SpeechStarted():
                start_ms = round(output.at_ms)
                self._wire.emit("input_audio_buffer.speech_started", item_id=output.item, audio_start_ms=start_ms)
            case SpeechStopped():
                end_ms = round(output.at_ms)
                self._wire.emit("input_audio_buffer.speech_stopped", item_id=output.item, audio_end_ms=end_ms)
            case Committed():
                self._commit(output)
            case ItemDropped():
                if self._items.remove(output.item):
                    self._wire.emit("conversation.item.deleted", item_id=output.item)
            case Transcribed():
                self._transcribe(output)
            case AnswerBegun():
                self._begin(output)
            case Said() | AudioOut() | Thinking() | Shown() | ToolCalled() | AnswerSent():
                if self._response and self._response.turn == output.turn:
                    self._go_on(self._response, output)
            case TurnEnded():
                self._end(output)
            case _:
                assert_never(output)

    # The user's side.

    def _commit(self, output: Committed) -> None:
        # What the client brought along is part of the conversation already.
        if self._items.get(output.item):
            return
        entry = user_audio(output.item)
        previous = self._items.last
        self._wire.emit("input_audio_buffer.committed", item_id=output.item, previous_item_id=previous)
        self._items.add(entry)
        for kind in ("conversation.item.added", "conversation.item.done"):
            self._wire.emit(kind, previous_item_id=previous, item=entry.wire)
        self._committed[output.turn] = output.item
        if understood := self._understood.pop(output.turn, None):
            self._transcribe(understood)

    def _transcribe(self, output: Transcribed) -> None:
        # Partial words may be taken back, for which the protocol has nothing.
        if not output.final or not self._configuration.transcribes:
            return
        item = output.item or self._committed.get(output.turn, "")
        entry = self._items.get(item)
        if entry is None:
            if not self._items.was_here(item):
                self._understood[output.turn] = output
            return
        if self._committed.get(output.turn) == item:
            del self._committed[output.turn]
        self._wire.emit(
            "conversation.item.input_audio_transcription.completed",
            item_id=item,
            content_index=entry.set_transcript(output.text),
            transcript=output.text,
            usage={"type": "duration", "seconds": round(output.audio_ms / 1000, 3)},
        )

    # The agent's side.

    def _begin(self, output: AnswerBegun) -> Response:
        if self._response:
            self._close(self._response, "cancelled", {"reason": "turn_detected"})
        response = Response(
            self._wire,
            self._items,
            self._configuration,
            turn=output.turn,
            item=output.item,
            settings=self._asked.pop(output.turn, None),
        )
        self._response = response
        self.response_ids[output.turn] = response.id
        response.begin()
        return response

    def _go_on(self, response: Response, output: Said | AudioOut | Thinking | Shown | ToolCalled | AnswerSent) -> None:
        match output:
            case Said():
                response.said(output.text)
            case AudioOut():
                response.sound(output)
            case Thinking():
                response.thought(output.text, output.end)
            case Shown():
                response.shown(output)
            case ToolCalled():
                response.called(output)
            case AnswerSent(reason="stop"):
                self._close(response, "completed", None, _usage(output.counts))
            case AnswerSent():
                self._close(response, "incomplete", {"reason": "max_output_tokens"}, _usage(output.counts))

    def _close(
        self,
        response: Response,
        status: Status,
        details: dict[str, Any] | None = None,
        usage: dict[str, Any] | None = None,
    ) -> None:
        self._response = None
        self._answers[response.turn] = response
        response.close(status, details, usage)

    def _end(self, output: TurnEnded) -> None:
        turn, trace = output.turn, output.trace
        response = self._response if self._response and self._response.turn == turn else None
        idle = self._response is None and turn not in self._answers
        if idle and (turn in self._asked or self._owed(output)):
            # Who waits for an answer hears that there is none.
            response = self._begin(AnswerBegun(turn, ""))
        if response:
            usage = _usage(trace.counts, trace.thought_tokens + trace.say_tokens)
            self._close(response, *_ending(output, response.requested), usage)
        self._asked.pop(turn, None)
        self._untranscribed(output)
        self._understood.pop(turn, None)
        answer = self._answers.pop(turn, None)
        if answer and answer.speaks and trace.outcome != "finished" and (entry := self._items.get(answer.item)):
            entry.set_transcript(trace.played)
        if response_id := self.response_ids.pop(turn, None):
            trace.response_ids.append(response_id)

    def _owed(self, output: TurnEnded) -> bool:
        """A turn of live audio had to be answered, and could not be."""
        return self._configuration.responds and output.fault not in ("", "no_speech")

    def _untranscribed(self, output: TurnEnded) -> None:
        """Whoever waits for the user's words hears that there are none."""
        item = self._committed.pop(output.turn, None)
        if item is None or not output.fault or not self._configuration.transcribes:
            return
        if output.fault == "no_speech":
            self._transcribe(Transcribed(output.turn, "", True, item))
        else:
            self._wire.emit(
                "conversation.item.input_audio_transcription.failed",
                item_id=item,
                content_index=0,
                error=_error(output),
            )


def _ending(output: TurnEnded, requested: bool) -> tuple[Status, dict[str, Any] | None]:
    """How the response of a turn ends that is over before all of it was sent; ``requested``: by the client."""
    if not output.fault:
        if output.trace.outcome == "finished":
            return "completed", None
        return "cancelled", {"reason": "turn_detected" if output.by_user else "client_cancelled"}
    if output.fault == "no_speech" and not requested:
        # There was only noise. Nobody asked for anything, and nobody made a mistake.
        return "cancelled", {"reason": "turn_detected"}
    return "failed", {"error": _error(output)}


_CODES = {"input": "invalid_input", "no_speech": "no_speech", "capacity": "capacity", "internal": "internal_error"}


def _error(output: TurnEnded) -> dict[str, str]:
    kind = "invalid_request_error" if output.fault in ("input", "no_speech") else "server_error"
    return {"type": kind, "code": _CODES[output.fault], "message": output.error}


def _usage(counts: dict[str, float], written: int | None = None) -> dict[str, Any] | None:
    """What was counted by then; ``written``: tokens of an answer that was not written to its end."""
    prompt = counts.get("reasoner.prompt_tokens")
    if prompt is None:
        return None
    read = int(prompt)
    if written is None:
        written = int(counts.get("reasoner.thought_tokens", 0) + counts.get("reasoner.say_tokens", 0))
    return {
        "total_tokens": read + written,
        "input_tokens": read,
        "output_tokens": written,
        "output_token_details": {"text_tokens": written, "audio_tokens": 0},
    }
