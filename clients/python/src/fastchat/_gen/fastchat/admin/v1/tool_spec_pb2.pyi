from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf import struct_pb2 as _struct_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class HttpToolSpec(_message.Message):
    __slots__ = ["allow_private_addresses", "description", "headers", "max_result_bytes", "method", "parameters", "requires_approval", "timeout", "url"]
    class HeadersEntry(_message.Message):
        __slots__ = ["key", "value"]
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    ALLOW_PRIVATE_ADDRESSES_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    HEADERS_FIELD_NUMBER: _ClassVar[int]
    MAX_RESULT_BYTES_FIELD_NUMBER: _ClassVar[int]
    METHOD_FIELD_NUMBER: _ClassVar[int]
    PARAMETERS_FIELD_NUMBER: _ClassVar[int]
    REQUIRES_APPROVAL_FIELD_NUMBER: _ClassVar[int]
    TIMEOUT_FIELD_NUMBER: _ClassVar[int]
    URL_FIELD_NUMBER: _ClassVar[int]
    allow_private_addresses: bool
    description: str
    headers: _containers.ScalarMap[str, str]
    max_result_bytes: int
    method: str
    parameters: _struct_pb2.Struct
    requires_approval: bool
    timeout: _duration_pb2.Duration
    url: str
    def __init__(self, description: _Optional[str] = ..., parameters: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ..., url: _Optional[str] = ..., method: _Optional[str] = ..., headers: _Optional[_Mapping[str, str]] = ..., timeout: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., max_result_bytes: _Optional[int] = ..., requires_approval: bool = ..., allow_private_addresses: bool = ...) -> None: ...

class ToolLimitSpec(_message.Message):
    __slots__ = ["calls", "calls_at_once", "cost", "rounds", "time", "tokens"]
    CALLS_AT_ONCE_FIELD_NUMBER: _ClassVar[int]
    CALLS_FIELD_NUMBER: _ClassVar[int]
    COST_FIELD_NUMBER: _ClassVar[int]
    ROUNDS_FIELD_NUMBER: _ClassVar[int]
    TIME_FIELD_NUMBER: _ClassVar[int]
    TOKENS_FIELD_NUMBER: _ClassVar[int]
    calls: int
    calls_at_once: int
    cost: float
    rounds: int
    time: _duration_pb2.Duration
    tokens: int
    def __init__(self, rounds: _Optional[int] = ..., calls: _Optional[int] = ..., calls_at_once: _Optional[int] = ..., time: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., tokens: _Optional[int] = ..., cost: _Optional[float] = ...) -> None: ...
