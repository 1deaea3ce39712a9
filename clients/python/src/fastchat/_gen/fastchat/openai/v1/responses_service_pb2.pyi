from fastchat._gen.fastchat.json.v1 import json_pb2 as _json_pb2
from fastchat._gen.fastchat.openai.v1 import response_pb2 as _response_pb2
from fastchat._gen.fastchat.openai.v1 import response_event_pb2 as _response_event_pb2
from fastchat._gen.fastchat.openai.v1 import response_item_pb2 as _response_item_pb2
from fastchat._gen.fastchat.options.v1 import access_pb2 as _access_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CancelResponseRequest(_message.Message):
    __slots__ = ["response_id"]
    RESPONSE_ID_FIELD_NUMBER: _ClassVar[int]
    response_id: str
    def __init__(self, response_id: _Optional[str] = ...) -> None: ...

class CancelResponseResponse(_message.Message):
    __slots__ = ["response"]
    RESPONSE_FIELD_NUMBER: _ClassVar[int]
    response: _response_pb2.Response
    def __init__(self, response: _Optional[_Union[_response_pb2.Response, _Mapping]] = ...) -> None: ...

class CompactResponseRequest(_message.Message):
    __slots__ = ["params"]
    PARAMS_FIELD_NUMBER: _ClassVar[int]
    params: _response_pb2.CompactParams
    def __init__(self, params: _Optional[_Union[_response_pb2.CompactParams, _Mapping]] = ...) -> None: ...

class CompactResponseResponse(_message.Message):
    __slots__ = ["created_at", "id", "object", "output", "usage"]
    CREATED_AT_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    OBJECT_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_FIELD_NUMBER: _ClassVar[int]
    USAGE_FIELD_NUMBER: _ClassVar[int]
    created_at: int
    id: str
    object: str
    output: _containers.RepeatedCompositeFieldContainer[_response_item_pb2.ResponseItem]
    usage: _response_pb2.ResponseUsage
    def __init__(self, id: _Optional[str] = ..., object: _Optional[str] = ..., output: _Optional[_Iterable[_Union[_response_item_pb2.ResponseItem, _Mapping]]] = ..., created_at: _Optional[int] = ..., usage: _Optional[_Union[_response_pb2.ResponseUsage, _Mapping]] = ...) -> None: ...

class ConnectResponsesRequest(_message.Message):
    __slots__ = ["create", "stream_id"]
    CREATE_FIELD_NUMBER: _ClassVar[int]
    STREAM_ID_FIELD_NUMBER: _ClassVar[int]
    create: _response_pb2.ResponseParams
    stream_id: str
    def __init__(self, stream_id: _Optional[str] = ..., create: _Optional[_Union[_response_pb2.ResponseParams, _Mapping]] = ...) -> None: ...

class ConnectResponsesResponse(_message.Message):
    __slots__ = ["event"]
    EVENT_FIELD_NUMBER: _ClassVar[int]
    event: _response_event_pb2.ResponseStreamEvent
    def __init__(self, event: _Optional[_Union[_response_event_pb2.ResponseStreamEvent, _Mapping]] = ...) -> None: ...

class CountInputTokensRequest(_message.Message):
    __slots__ = ["params"]
    PARAMS_FIELD_NUMBER: _ClassVar[int]
    params: _response_pb2.ResponseParams
    def __init__(self, params: _Optional[_Union[_response_pb2.ResponseParams, _Mapping]] = ...) -> None: ...

class CountInputTokensResponse(_message.Message):
    __slots__ = ["input_tokens", "object"]
    INPUT_TOKENS_FIELD_NUMBER: _ClassVar[int]
    OBJECT_FIELD_NUMBER: _ClassVar[int]
    input_tokens: int
    object: str
    def __init__(self, object: _Optional[str] = ..., input_tokens: _Optional[int] = ...) -> None: ...

class CreateResponseRequest(_message.Message):
    __slots__ = ["params"]
    PARAMS_FIELD_NUMBER: _ClassVar[int]
    params: _response_pb2.ResponseParams
    def __init__(self, params: _Optional[_Union[_response_pb2.ResponseParams, _Mapping]] = ...) -> None: ...

class CreateResponseResponse(_message.Message):
    __slots__ = ["response"]
    RESPONSE_FIELD_NUMBER: _ClassVar[int]
    response: _response_pb2.Response
    def __init__(self, response: _Optional[_Union[_response_pb2.Response, _Mapping]] = ...) -> None: ...

class DeleteResponseRequest(_message.Message):
    __slots__ = ["response_id"]
    RESPONSE_ID_FIELD_NUMBER: _ClassVar[int]
    response_id: str
    def __init__(self, response_id: _Optional[str] = ...) -> None: ...

class DeleteResponseResponse(_message.Message):
    __slots__ = ["deleted", "id", "object"]
    DELETED_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    OBJECT_FIELD_NUMBER: _ClassVar[int]
    deleted: bool
    id: str
    object: str
    def __init__(self, id: _Optional[str] = ..., object: _Optional[str] = ..., deleted: bool = ...) -> None: ...

class GetResponseRequest(_message.Message):
    __slots__ = ["include", "response_id", "stream"]
    INCLUDE_FIELD_NUMBER: _ClassVar[int]
    RESPONSE_ID_FIELD_NUMBER: _ClassVar[int]
    STREAM_FIELD_NUMBER: _ClassVar[int]
    include: _containers.RepeatedScalarFieldContainer[str]
    response_id: str
    stream: bool
    def __init__(self, response_id: _Optional[str] = ..., include: _Optional[_Iterable[str]] = ..., stream: bool = ...) -> None: ...

class GetResponseResponse(_message.Message):
    __slots__ = ["response"]
    RESPONSE_FIELD_NUMBER: _ClassVar[int]
    response: _response_pb2.Response
    def __init__(self, response: _Optional[_Union[_response_pb2.Response, _Mapping]] = ...) -> None: ...

class ListInputItemsRequest(_message.Message):
    __slots__ = ["after", "include", "limit", "order", "response_id"]
    AFTER_FIELD_NUMBER: _ClassVar[int]
    INCLUDE_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    ORDER_FIELD_NUMBER: _ClassVar[int]
    RESPONSE_ID_FIELD_NUMBER: _ClassVar[int]
    after: str
    include: _containers.RepeatedScalarFieldContainer[str]
    limit: int
    order: str
    response_id: str
    def __init__(self, response_id: _Optional[str] = ..., limit: _Optional[int] = ..., order: _Optional[str] = ..., after: _Optional[str] = ..., include: _Optional[_Iterable[str]] = ...) -> None: ...

class ListInputItemsResponse(_message.Message):
    __slots__ = ["data", "first_id", "has_more", "last_id", "object"]
    DATA_FIELD_NUMBER: _ClassVar[int]
    FIRST_ID_FIELD_NUMBER: _ClassVar[int]
    HAS_MORE_FIELD_NUMBER: _ClassVar[int]
    LAST_ID_FIELD_NUMBER: _ClassVar[int]
    OBJECT_FIELD_NUMBER: _ClassVar[int]
    data: _containers.RepeatedCompositeFieldContainer[_response_item_pb2.ResponseItem]
    first_id: str
    has_more: bool
    last_id: str
    object: str
    def __init__(self, object: _Optional[str] = ..., data: _Optional[_Iterable[_Union[_response_item_pb2.ResponseItem, _Mapping]]] = ..., first_id: _Optional[str] = ..., last_id: _Optional[str] = ..., has_more: bool = ...) -> None: ...

class StreamResponseRequest(_message.Message):
    __slots__ = ["params"]
    PARAMS_FIELD_NUMBER: _ClassVar[int]
    params: _response_pb2.ResponseParams
    def __init__(self, params: _Optional[_Union[_response_pb2.ResponseParams, _Mapping]] = ...) -> None: ...

class StreamResponseResponse(_message.Message):
    __slots__ = ["event"]
    EVENT_FIELD_NUMBER: _ClassVar[int]
    event: _response_event_pb2.ResponseStreamEvent
    def __init__(self, event: _Optional[_Union[_response_event_pb2.ResponseStreamEvent, _Mapping]] = ...) -> None: ...

class WatchResponseRequest(_message.Message):
    __slots__ = ["include", "include_obfuscation", "response_id", "starting_after", "stream"]
    INCLUDE_FIELD_NUMBER: _ClassVar[int]
    INCLUDE_OBFUSCATION_FIELD_NUMBER: _ClassVar[int]
    RESPONSE_ID_FIELD_NUMBER: _ClassVar[int]
    STARTING_AFTER_FIELD_NUMBER: _ClassVar[int]
    STREAM_FIELD_NUMBER: _ClassVar[int]
    include: _containers.RepeatedScalarFieldContainer[str]
    include_obfuscation: bool
    response_id: str
    starting_after: int
    stream: bool
    def __init__(self, response_id: _Optional[str] = ..., include: _Optional[_Iterable[str]] = ..., stream: bool = ..., starting_after: _Optional[int] = ..., include_obfuscation: bool = ...) -> None: ...

class WatchResponseResponse(_message.Message):
    __slots__ = ["event"]
    EVENT_FIELD_NUMBER: _ClassVar[int]
    event: _response_event_pb2.ResponseStreamEvent
    def __init__(self, event: _Optional[_Union[_response_event_pb2.ResponseStreamEvent, _Mapping]] = ...) -> None: ...
