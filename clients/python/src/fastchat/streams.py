"""Answers as streams of typed events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, ClassVar, Iterator, Optional, Sequence, Union

from fastchat._gen.fastchat.chat.v1 import event_pb2
from fastchat._gen.fastchat.type.v1.citation_pb2 import Citation
from fastchat._gen.fastchat.type.v1.usage_pb2 import TokenUsage as Usage
from fastchat.channel import TypedCall
from fastchat.errors import UnavailableError, error_from_reason


@dataclass(frozen=True)
class _Event:
    event_id: str
    """The event's own id, a UUID."""
    sequence: int
    """Its place in the run, from 1, without gaps."""
    timestamp: datetime
    """When it happened, in UTC."""
    trace_id: str
    """The trace it belongs to."""
    thread_id: str
    """The thread it belongs to; empty for a run without one."""
    run_id: str
    """The run, "run_…"."""


@dataclass(frozen=True)
class TokenEvent(_Event):
    """More of the answer: append the text."""

    type: ClassVar[str] = "token"
    text: str


@dataclass(frozen=True)
class StatusEvent(_Event):
    """What is being done."""

    type: ClassVar[str] = "status"
    kind: str
    """"started", "searching", "thinking", "personal_data", "model_switched", or a kind that this version does not know yet."""
    message: str
    """For people; may be empty."""


@dataclass(frozen=True)
class UsageEvent(_Event):
    """What the run cost so far."""

    type: ClassVar[str] = "usage"
    usage: Usage
    is_final: bool
    """Whether the figures are the last ones."""


@dataclass(frozen=True)
class CitationEvent(_Event):
    """A passage that the answer cites; it follows the text that holds its marker."""

    type: ClassVar[str] = "citation"
    citation: Citation


@dataclass(frozen=True)
class Answer:
    """A whole answer."""

    text: str
    """All token events joined."""
    citations: Sequence[Citation]
    """The passages it cites, in order."""
    usage: Usage
    """What it cost."""
    finish_reason: str
    """Why the model stopped: "stop", "length", "content_filter" or "tool_calls"."""
    model: str
    """The model that answered."""
    run_id: str
    """The run, "run_…"."""


@dataclass(frozen=True)
class CompleteEvent(_Event):
    """The whole answer; always the last event."""

    type: ClassVar[str] = "complete"
    answer: Answer


ChatEvent = Union[TokenEvent, StatusEvent, UsageEvent, CitationEvent, CompleteEvent]
"""One event of an answer. A run that fails raises a FastchatError in place of its last event."""


class ChatStream:
    """An answer in the making.

    Leaving the loop early, cancel(), or the end of a `with` block cancels the call at the server too. There is one answer
    in a stream: it is read once.
    """

    def __init__(self, call: TypedCall) -> None:
        self._call = call
        self._events = self._read()
        self._answer: Optional[Answer] = None

    def __iter__(self) -> Iterator[ChatEvent]:
        # A generator of its own for each loop: when the loop is left, nothing else holds it, and it is closed at once.
        try:
            yield from self._events
        finally:
            self.cancel()

    def __enter__(self) -> ChatStream:
        return self

    def __exit__(self, *_: Any) -> None:
        self.cancel()

    def answer(self) -> Answer:
        """Reads what is left of the stream and returns the whole answer."""
        for _ in self:
            pass
        if self._answer is None:
            raise UnavailableError("The stream ended before the answer was complete.", code="UNAVAILABLE")
        return self._answer

    def cancel(self) -> None:
        """Cancels the call."""
        self._call.cancel()

    def _read(self) -> Iterator[ChatEvent]:
        for response in self._call:
            event = _read_event(response.event)
            if event is None:
                continue
            if isinstance(event, CompleteEvent):
                self._answer = event.answer
            yield event
        if self._answer is None:
            raise UnavailableError("The stream ended before its last event.", code="UNAVAILABLE")


def _read_event(event: event_pb2.ChatEvent) -> Optional[ChatEvent]:
    """Reads an event; None for a kind that a newer server may send."""
    timestamp = event.timestamp.ToDatetime().replace(tzinfo=timezone.utc)
    envelope = (event.event_id, event.sequence, timestamp, event.trace_id, event.thread_id, event.run_id)
    kind = event.WhichOneof("payload")
    payload = getattr(event, kind) if kind else None
    if kind == "token":
        return TokenEvent(*envelope, payload.text)
    if kind == "status":
        return StatusEvent(*envelope, _status_kind(payload.kind), payload.message)
    if kind == "usage":
        return UsageEvent(*envelope, payload.usage, payload.is_final)
    if kind == "citation":
        return CitationEvent(*envelope, payload.citation)
    if kind == "complete":
        return CompleteEvent(*envelope, _read_answer(payload, event.run_id))
    if kind == "error":
        raise error_from_reason(payload.code, payload.message, payload.retryable)
    return None


def _status_kind(kind: int) -> str:
    known = event_pb2.StatusKind.DESCRIPTOR.values_by_number.get(kind)
    return known.name[len("STATUS_KIND_") :].lower() if known else str(kind)


def _read_answer(completion: event_pb2.Completion, run_id: str) -> Answer:
    return Answer(
        text=completion.text,
        citations=list(completion.citations),
        usage=completion.usage,
        finish_reason=completion.finish_reason,
        model=completion.model,
        run_id=run_id,
    )
