from fastchat._gen.fastchat.chat.v1 import event_pb2 as _event_pb2
from fastchat._gen.fastchat.chat.v1 import message_pb2 as _message_pb2
from fastchat._gen.fastchat.chat.v1 import run_service_pb2 as _run_service_pb2
from fastchat._gen.fastchat.json.v1 import json_pb2 as _json_pb2
from fastchat._gen.fastchat.options.v1 import access_pb2 as _access_pb2
from fastchat._gen.fastchat.type.v1 import on_busy_pb2 as _on_busy_pb2
from fastchat._gen.fastchat.type.v1 import on_failure_pb2 as _on_failure_pb2
from google.protobuf import struct_pb2 as _struct_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

AWAITED_KIND_APPROVAL: AwaitedKind
AWAITED_KIND_RESULT: AwaitedKind
AWAITED_KIND_UNSPECIFIED: AwaitedKind
DESCRIPTOR: _descriptor.FileDescriptor
DURABILITY_ASYNC: Durability
DURABILITY_NONE: Durability
DURABILITY_SYNC: Durability
DURABILITY_UNSPECIFIED: Durability
ON_DISCONNECT_CANCEL: OnDisconnect
ON_DISCONNECT_CONTINUE: OnDisconnect
ON_DISCONNECT_UNSPECIFIED: OnDisconnect

class ApprovalEvent(_message.Message):
    __slots__ = ["approve", "call_id", "run_id"]
    APPROVE_FIELD_NUMBER: _ClassVar[int]
    CALL_ID_FIELD_NUMBER: _ClassVar[int]
    RUN_ID_FIELD_NUMBER: _ClassVar[int]
    approve: bool
    call_id: str
    run_id: str
    def __init__(self, run_id: _Optional[str] = ..., call_id: _Optional[str] = ..., approve: bool = ...) -> None: ...

class AwaitedAnswer(_message.Message):
    __slots__ = ["call", "expire_time", "kind", "run_id"]
    CALL_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    RUN_ID_FIELD_NUMBER: _ClassVar[int]
    call: _event_pb2.RequestedCall
    expire_time: _timestamp_pb2.Timestamp
    kind: AwaitedKind
    run_id: str
    def __init__(self, run_id: _Optional[str] = ..., kind: _Optional[_Union[AwaitedKind, str]] = ..., call: _Optional[_Union[_event_pb2.RequestedCall, _Mapping]] = ..., expire_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class CancelEvent(_message.Message):
    __slots__ = ["run_id"]
    RUN_ID_FIELD_NUMBER: _ClassVar[int]
    run_id: str
    def __init__(self, run_id: _Optional[str] = ...) -> None: ...

class ChatRequest(_message.Message):
    __slots__ = ["durability", "json_schema", "max_tokens", "messages", "model", "new_thread", "on_busy", "on_disconnect", "on_failure", "reasoning_effort", "request_id", "seed", "stop", "temperature", "thread_id", "tools", "top_p"]
    DURABILITY_FIELD_NUMBER: _ClassVar[int]
    JSON_SCHEMA_FIELD_NUMBER: _ClassVar[int]
    MAX_TOKENS_FIELD_NUMBER: _ClassVar[int]
    MESSAGES_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    NEW_THREAD_FIELD_NUMBER: _ClassVar[int]
    ON_BUSY_FIELD_NUMBER: _ClassVar[int]
    ON_DISCONNECT_FIELD_NUMBER: _ClassVar[int]
    ON_FAILURE_FIELD_NUMBER: _ClassVar[int]
    REASONING_EFFORT_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    STOP_FIELD_NUMBER: _ClassVar[int]
    TEMPERATURE_FIELD_NUMBER: _ClassVar[int]
    THREAD_ID_FIELD_NUMBER: _ClassVar[int]
    TOOLS_FIELD_NUMBER: _ClassVar[int]
    TOP_P_FIELD_NUMBER: _ClassVar[int]
    durability: Durability
    json_schema: _struct_pb2.Struct
    max_tokens: int
    messages: _containers.RepeatedCompositeFieldContainer[_message_pb2.Message]
    model: str
    new_thread: bool
    on_busy: _on_busy_pb2.OnBusy
    on_disconnect: OnDisconnect
    on_failure: _on_failure_pb2.OnFailure
    reasoning_effort: str
    request_id: str
    seed: int
    stop: _containers.RepeatedScalarFieldContainer[str]
    temperature: float
    thread_id: str
    tools: _containers.RepeatedCompositeFieldContainer[Tool]
    top_p: float
    def __init__(self, messages: _Optional[_Iterable[_Union[_message_pb2.Message, _Mapping]]] = ..., model: _Optional[str] = ..., tools: _Optional[_Iterable[_Union[Tool, _Mapping]]] = ..., temperature: _Optional[float] = ..., max_tokens: _Optional[int] = ..., on_failure: _Optional[_Union[_on_failure_pb2.OnFailure, str]] = ..., on_disconnect: _Optional[_Union[OnDisconnect, str]] = ..., request_id: _Optional[str] = ..., durability: _Optional[_Union[Durability, str]] = ..., top_p: _Optional[float] = ..., stop: _Optional[_Iterable[str]] = ..., seed: _Optional[int] = ..., reasoning_effort: _Optional[str] = ..., json_schema: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ..., thread_id: _Optional[str] = ..., new_thread: bool = ..., on_busy: _Optional[_Union[_on_busy_pb2.OnBusy, str]] = ...) -> None: ...

class ChatResponse(_message.Message):
    __slots__ = ["event"]
    EVENT_FIELD_NUMBER: _ClassVar[int]
    event: _event_pb2.ChatEvent
    def __init__(self, event: _Optional[_Union[_event_pb2.ChatEvent, _Mapping]] = ...) -> None: ...

class ConverseError(_message.Message):
    __slots__ = ["code", "message", "param", "retry_after_ms", "retryable"]
    CODE_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    PARAM_FIELD_NUMBER: _ClassVar[int]
    RETRYABLE_FIELD_NUMBER: _ClassVar[int]
    RETRY_AFTER_MS_FIELD_NUMBER: _ClassVar[int]
    code: str
    message: str
    param: str
    retry_after_ms: int
    retryable: bool
    def __init__(self, code: _Optional[str] = ..., message: _Optional[str] = ..., param: _Optional[str] = ..., retryable: bool = ..., retry_after_ms: _Optional[int] = ...) -> None: ...

class ConverseRequest(_message.Message):
    __slots__ = ["approval", "cancel", "ref", "start", "tool_result", "watch"]
    APPROVAL_FIELD_NUMBER: _ClassVar[int]
    CANCEL_FIELD_NUMBER: _ClassVar[int]
    REF_FIELD_NUMBER: _ClassVar[int]
    START_FIELD_NUMBER: _ClassVar[int]
    TOOL_RESULT_FIELD_NUMBER: _ClassVar[int]
    WATCH_FIELD_NUMBER: _ClassVar[int]
    approval: ApprovalEvent
    cancel: CancelEvent
    ref: str
    start: ChatRequest
    tool_result: ToolResultEvent
    watch: _run_service_pb2.WatchRunRequest
    def __init__(self, ref: _Optional[str] = ..., start: _Optional[_Union[ChatRequest, _Mapping]] = ..., cancel: _Optional[_Union[CancelEvent, _Mapping]] = ..., tool_result: _Optional[_Union[ToolResultEvent, _Mapping]] = ..., approval: _Optional[_Union[ApprovalEvent, _Mapping]] = ..., watch: _Optional[_Union[_run_service_pb2.WatchRunRequest, _Mapping]] = ...) -> None: ...

class ConverseResponse(_message.Message):
    __slots__ = ["awaited", "error", "event", "ref"]
    AWAITED_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    EVENT_FIELD_NUMBER: _ClassVar[int]
    REF_FIELD_NUMBER: _ClassVar[int]
    awaited: AwaitedAnswer
    error: ConverseError
    event: _event_pb2.ChatEvent
    ref: str
    def __init__(self, ref: _Optional[str] = ..., event: _Optional[_Union[_event_pb2.ChatEvent, _Mapping]] = ..., awaited: _Optional[_Union[AwaitedAnswer, _Mapping]] = ..., error: _Optional[_Union[ConverseError, _Mapping]] = ...) -> None: ...

class FileSearch(_message.Message):
    __slots__ = ["max_num_results", "score_threshold", "vector_store_ids"]
    MAX_NUM_RESULTS_FIELD_NUMBER: _ClassVar[int]
    SCORE_THRESHOLD_FIELD_NUMBER: _ClassVar[int]
    VECTOR_STORE_IDS_FIELD_NUMBER: _ClassVar[int]
    max_num_results: int
    score_threshold: float
    vector_store_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, vector_store_ids: _Optional[_Iterable[str]] = ..., max_num_results: _Optional[int] = ..., score_threshold: _Optional[float] = ...) -> None: ...

class StreamChatRequest(_message.Message):
    __slots__ = ["after_sequence", "max_tokens", "message", "model", "new_thread", "on_busy", "on_disconnect", "request_id", "temperature", "thread_id", "vector_store_ids"]
    AFTER_SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    MAX_TOKENS_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    NEW_THREAD_FIELD_NUMBER: _ClassVar[int]
    ON_BUSY_FIELD_NUMBER: _ClassVar[int]
    ON_DISCONNECT_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    TEMPERATURE_FIELD_NUMBER: _ClassVar[int]
    THREAD_ID_FIELD_NUMBER: _ClassVar[int]
    VECTOR_STORE_IDS_FIELD_NUMBER: _ClassVar[int]
    after_sequence: int
    max_tokens: int
    message: str
    model: str
    new_thread: bool
    on_busy: _on_busy_pb2.OnBusy
    on_disconnect: OnDisconnect
    request_id: str
    temperature: float
    thread_id: str
    vector_store_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, message: _Optional[str] = ..., model: _Optional[str] = ..., thread_id: _Optional[str] = ..., new_thread: bool = ..., on_busy: _Optional[_Union[_on_busy_pb2.OnBusy, str]] = ..., vector_store_ids: _Optional[_Iterable[str]] = ..., temperature: _Optional[float] = ..., max_tokens: _Optional[int] = ..., request_id: _Optional[str] = ..., on_disconnect: _Optional[_Union[OnDisconnect, str]] = ..., after_sequence: _Optional[int] = ...) -> None: ...

class StreamChatResponse(_message.Message):
    __slots__ = ["event"]
    EVENT_FIELD_NUMBER: _ClassVar[int]
    event: _event_pb2.ChatEvent
    def __init__(self, event: _Optional[_Union[_event_pb2.ChatEvent, _Mapping]] = ...) -> None: ...

class Tool(_message.Message):
    __slots__ = ["file_search"]
    FILE_SEARCH_FIELD_NUMBER: _ClassVar[int]
    file_search: FileSearch
    def __init__(self, file_search: _Optional[_Union[FileSearch, _Mapping]] = ...) -> None: ...

class ToolResultEvent(_message.Message):
    __slots__ = ["call_id", "output", "run_id"]
    CALL_ID_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_FIELD_NUMBER: _ClassVar[int]
    RUN_ID_FIELD_NUMBER: _ClassVar[int]
    call_id: str
    output: str
    run_id: str
    def __init__(self, run_id: _Optional[str] = ..., call_id: _Optional[str] = ..., output: _Optional[str] = ...) -> None: ...

class OnDisconnect(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class Durability(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class AwaitedKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
