from fastchat._gen.fastchat.json.v1 import json_pb2 as _json_pb2
from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor
TOOL_OUTCOME_BLOCKED: ToolOutcome
TOOL_OUTCOME_FAILED: ToolOutcome
TOOL_OUTCOME_INVALID_ARGUMENTS: ToolOutcome
TOOL_OUTCOME_LIMIT_REACHED: ToolOutcome
TOOL_OUTCOME_NOT_APPROVED: ToolOutcome
TOOL_OUTCOME_OK: ToolOutcome
TOOL_OUTCOME_TIMEOUT: ToolOutcome
TOOL_OUTCOME_TOO_LARGE: ToolOutcome
TOOL_OUTCOME_UNKNOWN_TOOL: ToolOutcome
TOOL_OUTCOME_UNREACHABLE: ToolOutcome
TOOL_OUTCOME_UNSPECIFIED: ToolOutcome

class ToolRun(_message.Message):
    __slots__ = ["arguments", "by_caller", "call_id", "duration", "error", "name", "outcome", "output", "round", "text_before"]
    ARGUMENTS_FIELD_NUMBER: _ClassVar[int]
    BY_CALLER_FIELD_NUMBER: _ClassVar[int]
    CALL_ID_FIELD_NUMBER: _ClassVar[int]
    DURATION_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_FIELD_NUMBER: _ClassVar[int]
    ROUND_FIELD_NUMBER: _ClassVar[int]
    TEXT_BEFORE_FIELD_NUMBER: _ClassVar[int]
    arguments: str
    by_caller: bool
    call_id: str
    duration: _duration_pb2.Duration
    error: str
    name: str
    outcome: ToolOutcome
    output: str
    round: int
    text_before: int
    def __init__(self, call_id: _Optional[str] = ..., name: _Optional[str] = ..., arguments: _Optional[str] = ..., outcome: _Optional[_Union[ToolOutcome, str]] = ..., output: _Optional[str] = ..., error: _Optional[str] = ..., duration: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., round: _Optional[int] = ..., text_before: _Optional[int] = ..., by_caller: bool = ...) -> None: ...

class ToolStep(_message.Message):
    __slots__ = ["arguments", "call_id", "name", "progress", "run"]
    ARGUMENTS_FIELD_NUMBER: _ClassVar[int]
    CALL_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    PROGRESS_FIELD_NUMBER: _ClassVar[int]
    RUN_FIELD_NUMBER: _ClassVar[int]
    arguments: str
    call_id: str
    name: str
    progress: float
    run: ToolRun
    def __init__(self, call_id: _Optional[str] = ..., name: _Optional[str] = ..., arguments: _Optional[str] = ..., progress: _Optional[float] = ..., run: _Optional[_Union[ToolRun, _Mapping]] = ...) -> None: ...

class ToolOutcome(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
