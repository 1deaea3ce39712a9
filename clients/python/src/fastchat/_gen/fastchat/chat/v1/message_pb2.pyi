from fastchat._gen.fastchat.chat.v1 import event_pb2 as _event_pb2
from fastchat._gen.fastchat.chat.v1 import tool_run_pb2 as _tool_run_pb2
from fastchat._gen.fastchat.json.v1 import json_pb2 as _json_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor
ROLE_ASSISTANT: Role
ROLE_SYSTEM: Role
ROLE_TOOL: Role
ROLE_UNSPECIFIED: Role
ROLE_USER: Role

class Message(_message.Message):
    __slots__ = ["role", "text", "tool_call_id", "tool_calls", "tool_runs"]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    TOOL_CALLS_FIELD_NUMBER: _ClassVar[int]
    TOOL_CALL_ID_FIELD_NUMBER: _ClassVar[int]
    TOOL_RUNS_FIELD_NUMBER: _ClassVar[int]
    role: Role
    text: str
    tool_call_id: str
    tool_calls: _containers.RepeatedCompositeFieldContainer[_event_pb2.RequestedCall]
    tool_runs: _containers.RepeatedCompositeFieldContainer[_tool_run_pb2.ToolRun]
    def __init__(self, role: _Optional[_Union[Role, str]] = ..., text: _Optional[str] = ..., tool_calls: _Optional[_Iterable[_Union[_event_pb2.RequestedCall, _Mapping]]] = ..., tool_runs: _Optional[_Iterable[_Union[_tool_run_pb2.ToolRun, _Mapping]]] = ..., tool_call_id: _Optional[str] = ...) -> None: ...

class Role(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
