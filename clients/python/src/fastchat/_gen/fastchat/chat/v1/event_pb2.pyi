from fastchat._gen.fastchat.json.v1 import json_pb2 as _json_pb2
from fastchat._gen.fastchat.type.v1 import citation_pb2 as _citation_pb2
from fastchat._gen.fastchat.type.v1 import model_switch_pb2 as _model_switch_pb2
from fastchat._gen.fastchat.type.v1 import usage_pb2 as _usage_pb2
from google.protobuf import struct_pb2 as _struct_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor
STATUS_KIND_MODEL_SWITCHED: StatusKind
STATUS_KIND_PARAMS_DROPPED: StatusKind
STATUS_KIND_PERSONAL_DATA: StatusKind
STATUS_KIND_QUEUED: StatusKind
STATUS_KIND_SEARCHING: StatusKind
STATUS_KIND_STARTED: StatusKind
STATUS_KIND_THINKING: StatusKind
STATUS_KIND_UNSPECIFIED: StatusKind

class ChatEvent(_message.Message):
    __slots__ = ["citation", "complete", "error", "event_id", "run_id", "search", "sequence", "status", "thread_id", "timestamp", "token", "tool", "trace_id", "usage"]
    CITATION_FIELD_NUMBER: _ClassVar[int]
    COMPLETE_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    EVENT_ID_FIELD_NUMBER: _ClassVar[int]
    RUN_ID_FIELD_NUMBER: _ClassVar[int]
    SEARCH_FIELD_NUMBER: _ClassVar[int]
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    THREAD_ID_FIELD_NUMBER: _ClassVar[int]
    TIMESTAMP_FIELD_NUMBER: _ClassVar[int]
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    TOOL_FIELD_NUMBER: _ClassVar[int]
    TRACE_ID_FIELD_NUMBER: _ClassVar[int]
    USAGE_FIELD_NUMBER: _ClassVar[int]
    citation: CitationEvent
    complete: Completion
    error: ErrorEvent
    event_id: str
    run_id: str
    search: SearchReport
    sequence: int
    status: StatusUpdate
    thread_id: str
    timestamp: _timestamp_pb2.Timestamp
    token: TokenDelta
    tool: ToolCallDelta
    trace_id: str
    usage: UsageReport
    def __init__(self, event_id: _Optional[str] = ..., sequence: _Optional[int] = ..., timestamp: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., trace_id: _Optional[str] = ..., thread_id: _Optional[str] = ..., run_id: _Optional[str] = ..., token: _Optional[_Union[TokenDelta, _Mapping]] = ..., status: _Optional[_Union[StatusUpdate, _Mapping]] = ..., usage: _Optional[_Union[UsageReport, _Mapping]] = ..., tool: _Optional[_Union[ToolCallDelta, _Mapping]] = ..., citation: _Optional[_Union[CitationEvent, _Mapping]] = ..., search: _Optional[_Union[SearchReport, _Mapping]] = ..., error: _Optional[_Union[ErrorEvent, _Mapping]] = ..., complete: _Optional[_Union[Completion, _Mapping]] = ...) -> None: ...

class CitationEvent(_message.Message):
    __slots__ = ["citation"]
    CITATION_FIELD_NUMBER: _ClassVar[int]
    citation: _citation_pb2.Citation
    def __init__(self, citation: _Optional[_Union[_citation_pb2.Citation, _Mapping]] = ...) -> None: ...

class Completion(_message.Message):
    __slots__ = ["citations", "finish_reason", "logprobs", "model", "refusal", "search", "text", "tool_calls", "usage"]
    CITATIONS_FIELD_NUMBER: _ClassVar[int]
    FINISH_REASON_FIELD_NUMBER: _ClassVar[int]
    LOGPROBS_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    REFUSAL_FIELD_NUMBER: _ClassVar[int]
    SEARCH_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    TOOL_CALLS_FIELD_NUMBER: _ClassVar[int]
    USAGE_FIELD_NUMBER: _ClassVar[int]
    citations: _containers.RepeatedCompositeFieldContainer[_citation_pb2.Citation]
    finish_reason: str
    logprobs: _containers.RepeatedCompositeFieldContainer[_struct_pb2.Struct]
    model: str
    refusal: str
    search: SearchReport
    text: str
    tool_calls: _containers.RepeatedCompositeFieldContainer[RequestedCall]
    usage: _usage_pb2.TokenUsage
    def __init__(self, text: _Optional[str] = ..., citations: _Optional[_Iterable[_Union[_citation_pb2.Citation, _Mapping]]] = ..., finish_reason: _Optional[str] = ..., model: _Optional[str] = ..., usage: _Optional[_Union[_usage_pb2.TokenUsage, _Mapping]] = ..., tool_calls: _Optional[_Iterable[_Union[RequestedCall, _Mapping]]] = ..., refusal: _Optional[str] = ..., search: _Optional[_Union[SearchReport, _Mapping]] = ..., logprobs: _Optional[_Iterable[_Union[_struct_pb2.Struct, _Mapping]]] = ...) -> None: ...

class ErrorEvent(_message.Message):
    __slots__ = ["code", "delivered_characters", "delivered_deltas", "message", "retryable"]
    CODE_FIELD_NUMBER: _ClassVar[int]
    DELIVERED_CHARACTERS_FIELD_NUMBER: _ClassVar[int]
    DELIVERED_DELTAS_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    RETRYABLE_FIELD_NUMBER: _ClassVar[int]
    code: str
    delivered_characters: int
    delivered_deltas: int
    message: str
    retryable: bool
    def __init__(self, code: _Optional[str] = ..., message: _Optional[str] = ..., retryable: bool = ..., delivered_deltas: _Optional[int] = ..., delivered_characters: _Optional[int] = ...) -> None: ...

class RequestedCall(_message.Message):
    __slots__ = ["arguments", "call_id", "custom", "name"]
    ARGUMENTS_FIELD_NUMBER: _ClassVar[int]
    CALL_ID_FIELD_NUMBER: _ClassVar[int]
    CUSTOM_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    arguments: str
    call_id: str
    custom: bool
    name: str
    def __init__(self, call_id: _Optional[str] = ..., name: _Optional[str] = ..., arguments: _Optional[str] = ..., custom: bool = ...) -> None: ...

class SearchHit(_message.Message):
    __slots__ = ["file_id", "filename", "score", "text"]
    FILENAME_FIELD_NUMBER: _ClassVar[int]
    FILE_ID_FIELD_NUMBER: _ClassVar[int]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    file_id: str
    filename: str
    score: float
    text: str
    def __init__(self, file_id: _Optional[str] = ..., filename: _Optional[str] = ..., score: _Optional[float] = ..., text: _Optional[str] = ...) -> None: ...

class SearchReport(_message.Message):
    __slots__ = ["hits", "queries"]
    HITS_FIELD_NUMBER: _ClassVar[int]
    QUERIES_FIELD_NUMBER: _ClassVar[int]
    hits: _containers.RepeatedCompositeFieldContainer[SearchHit]
    queries: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, queries: _Optional[_Iterable[str]] = ..., hits: _Optional[_Iterable[_Union[SearchHit, _Mapping]]] = ...) -> None: ...

class StatusUpdate(_message.Message):
    __slots__ = ["kind", "message", "model_switch"]
    KIND_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    MODEL_SWITCH_FIELD_NUMBER: _ClassVar[int]
    kind: StatusKind
    message: str
    model_switch: _model_switch_pb2.ModelSwitch
    def __init__(self, kind: _Optional[_Union[StatusKind, str]] = ..., message: _Optional[str] = ..., model_switch: _Optional[_Union[_model_switch_pb2.ModelSwitch, _Mapping]] = ...) -> None: ...

class TokenDelta(_message.Message):
    __slots__ = ["logprobs", "refusal", "text"]
    LOGPROBS_FIELD_NUMBER: _ClassVar[int]
    REFUSAL_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    logprobs: _containers.RepeatedCompositeFieldContainer[_struct_pb2.Struct]
    refusal: str
    text: str
    def __init__(self, text: _Optional[str] = ..., refusal: _Optional[str] = ..., logprobs: _Optional[_Iterable[_Union[_struct_pb2.Struct, _Mapping]]] = ...) -> None: ...

class ToolCallDelta(_message.Message):
    __slots__ = ["arguments", "call_id", "custom", "index", "name"]
    ARGUMENTS_FIELD_NUMBER: _ClassVar[int]
    CALL_ID_FIELD_NUMBER: _ClassVar[int]
    CUSTOM_FIELD_NUMBER: _ClassVar[int]
    INDEX_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    arguments: str
    call_id: str
    custom: bool
    index: int
    name: str
    def __init__(self, index: _Optional[int] = ..., call_id: _Optional[str] = ..., name: _Optional[str] = ..., arguments: _Optional[str] = ..., custom: bool = ...) -> None: ...

class UsageReport(_message.Message):
    __slots__ = ["is_final", "usage"]
    IS_FINAL_FIELD_NUMBER: _ClassVar[int]
    USAGE_FIELD_NUMBER: _ClassVar[int]
    is_final: bool
    usage: _usage_pb2.TokenUsage
    def __init__(self, usage: _Optional[_Union[_usage_pb2.TokenUsage, _Mapping]] = ..., is_final: bool = ...) -> None: ...

class StatusKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
