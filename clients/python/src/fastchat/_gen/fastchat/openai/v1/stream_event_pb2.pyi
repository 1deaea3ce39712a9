from fastchat._gen.fastchat.json.v1 import json_pb2 as _json_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor
EVENT_ENVELOPE_CANONICAL: EventEnvelope
EVENT_ENVELOPE_LEGACY: EventEnvelope
EVENT_ENVELOPE_UNSPECIFIED: EventEnvelope

class StreamEnvelope(_message.Message):
    __slots__ = ["event_id", "schema", "status", "thread_id", "timestamp", "trace_id", "usage"]
    EVENT_ID_FIELD_NUMBER: _ClassVar[int]
    SCHEMA_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    THREAD_ID_FIELD_NUMBER: _ClassVar[int]
    TIMESTAMP_FIELD_NUMBER: _ClassVar[int]
    TRACE_ID_FIELD_NUMBER: _ClassVar[int]
    USAGE_FIELD_NUMBER: _ClassVar[int]
    event_id: str
    schema: str
    status: StreamStatus
    thread_id: str
    timestamp: _timestamp_pb2.Timestamp
    trace_id: str
    usage: StreamUsage
    def __init__(self, schema: _Optional[str] = ..., status: _Optional[_Union[StreamStatus, _Mapping]] = ..., usage: _Optional[_Union[StreamUsage, _Mapping]] = ..., event_id: _Optional[str] = ..., trace_id: _Optional[str] = ..., thread_id: _Optional[str] = ..., timestamp: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class StreamStatus(_message.Message):
    __slots__ = ["message", "timestamp", "tool", "type"]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    TIMESTAMP_FIELD_NUMBER: _ClassVar[int]
    TOOL_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    message: str
    timestamp: _timestamp_pb2.Timestamp
    tool: str
    type: str
    def __init__(self, type: _Optional[str] = ..., message: _Optional[str] = ..., tool: _Optional[str] = ..., timestamp: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class StreamUsage(_message.Message):
    __slots__ = ["completion_tokens", "context_utilization_pct", "context_window_limit", "is_final", "prompt_tokens", "total_tokens"]
    COMPLETION_TOKENS_FIELD_NUMBER: _ClassVar[int]
    CONTEXT_UTILIZATION_PCT_FIELD_NUMBER: _ClassVar[int]
    CONTEXT_WINDOW_LIMIT_FIELD_NUMBER: _ClassVar[int]
    IS_FINAL_FIELD_NUMBER: _ClassVar[int]
    PROMPT_TOKENS_FIELD_NUMBER: _ClassVar[int]
    TOTAL_TOKENS_FIELD_NUMBER: _ClassVar[int]
    completion_tokens: int
    context_utilization_pct: float
    context_window_limit: int
    is_final: bool
    prompt_tokens: int
    total_tokens: int
    def __init__(self, prompt_tokens: _Optional[int] = ..., completion_tokens: _Optional[int] = ..., total_tokens: _Optional[int] = ..., context_window_limit: _Optional[int] = ..., context_utilization_pct: _Optional[float] = ..., is_final: bool = ...) -> None: ...

class EventEnvelope(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
