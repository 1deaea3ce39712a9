from fastchat._gen.fastchat.json.v1 import json_pb2 as _json_pb2
from fastchat._gen.fastchat.openai.v1 import chat_completion_pb2 as _chat_completion_pb2
from fastchat._gen.fastchat.openai.v1 import stream_event_pb2 as _stream_event_pb2
from fastchat._gen.fastchat.options.v1 import access_pb2 as _access_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CreateChatCompletionRequest(_message.Message):
    __slots__ = ["params"]
    PARAMS_FIELD_NUMBER: _ClassVar[int]
    params: _chat_completion_pb2.ChatCompletionParams
    def __init__(self, params: _Optional[_Union[_chat_completion_pb2.ChatCompletionParams, _Mapping]] = ...) -> None: ...

class CreateChatCompletionResponse(_message.Message):
    __slots__ = ["completion"]
    COMPLETION_FIELD_NUMBER: _ClassVar[int]
    completion: _chat_completion_pb2.ChatCompletion
    def __init__(self, completion: _Optional[_Union[_chat_completion_pb2.ChatCompletion, _Mapping]] = ...) -> None: ...

class DeleteChatCompletionRequest(_message.Message):
    __slots__ = ["completion_id"]
    COMPLETION_ID_FIELD_NUMBER: _ClassVar[int]
    completion_id: str
    def __init__(self, completion_id: _Optional[str] = ...) -> None: ...

class DeleteChatCompletionResponse(_message.Message):
    __slots__ = ["deleted", "id", "object"]
    DELETED_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    OBJECT_FIELD_NUMBER: _ClassVar[int]
    deleted: bool
    id: str
    object: str
    def __init__(self, id: _Optional[str] = ..., object: _Optional[str] = ..., deleted: bool = ...) -> None: ...

class GetChatCompletionRequest(_message.Message):
    __slots__ = ["completion_id"]
    COMPLETION_ID_FIELD_NUMBER: _ClassVar[int]
    completion_id: str
    def __init__(self, completion_id: _Optional[str] = ...) -> None: ...

class GetChatCompletionResponse(_message.Message):
    __slots__ = ["completion"]
    COMPLETION_FIELD_NUMBER: _ClassVar[int]
    completion: _chat_completion_pb2.ChatCompletion
    def __init__(self, completion: _Optional[_Union[_chat_completion_pb2.ChatCompletion, _Mapping]] = ...) -> None: ...

class ListChatCompletionMessagesRequest(_message.Message):
    __slots__ = ["after", "completion_id", "limit", "order"]
    AFTER_FIELD_NUMBER: _ClassVar[int]
    COMPLETION_ID_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    ORDER_FIELD_NUMBER: _ClassVar[int]
    after: str
    completion_id: str
    limit: int
    order: str
    def __init__(self, completion_id: _Optional[str] = ..., limit: _Optional[int] = ..., after: _Optional[str] = ..., order: _Optional[str] = ...) -> None: ...

class ListChatCompletionMessagesResponse(_message.Message):
    __slots__ = ["data", "first_id", "has_more", "last_id", "object"]
    DATA_FIELD_NUMBER: _ClassVar[int]
    FIRST_ID_FIELD_NUMBER: _ClassVar[int]
    HAS_MORE_FIELD_NUMBER: _ClassVar[int]
    LAST_ID_FIELD_NUMBER: _ClassVar[int]
    OBJECT_FIELD_NUMBER: _ClassVar[int]
    data: _containers.RepeatedCompositeFieldContainer[_chat_completion_pb2.StoredChatMessage]
    first_id: str
    has_more: bool
    last_id: str
    object: str
    def __init__(self, object: _Optional[str] = ..., data: _Optional[_Iterable[_Union[_chat_completion_pb2.StoredChatMessage, _Mapping]]] = ..., first_id: _Optional[str] = ..., last_id: _Optional[str] = ..., has_more: bool = ...) -> None: ...

class ListChatCompletionsRequest(_message.Message):
    __slots__ = ["after", "limit", "metadata", "model", "order"]
    class MetadataEntry(_message.Message):
        __slots__ = ["key", "value"]
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    AFTER_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    METADATA_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    ORDER_FIELD_NUMBER: _ClassVar[int]
    after: str
    limit: int
    metadata: _containers.ScalarMap[str, str]
    model: str
    order: str
    def __init__(self, model: _Optional[str] = ..., metadata: _Optional[_Mapping[str, str]] = ..., limit: _Optional[int] = ..., after: _Optional[str] = ..., order: _Optional[str] = ...) -> None: ...

class ListChatCompletionsResponse(_message.Message):
    __slots__ = ["data", "first_id", "has_more", "last_id", "object"]
    DATA_FIELD_NUMBER: _ClassVar[int]
    FIRST_ID_FIELD_NUMBER: _ClassVar[int]
    HAS_MORE_FIELD_NUMBER: _ClassVar[int]
    LAST_ID_FIELD_NUMBER: _ClassVar[int]
    OBJECT_FIELD_NUMBER: _ClassVar[int]
    data: _containers.RepeatedCompositeFieldContainer[_chat_completion_pb2.ChatCompletion]
    first_id: str
    has_more: bool
    last_id: str
    object: str
    def __init__(self, object: _Optional[str] = ..., data: _Optional[_Iterable[_Union[_chat_completion_pb2.ChatCompletion, _Mapping]]] = ..., first_id: _Optional[str] = ..., last_id: _Optional[str] = ..., has_more: bool = ...) -> None: ...

class StreamChatCompletionRequest(_message.Message):
    __slots__ = ["params"]
    PARAMS_FIELD_NUMBER: _ClassVar[int]
    params: _chat_completion_pb2.ChatCompletionParams
    def __init__(self, params: _Optional[_Union[_chat_completion_pb2.ChatCompletionParams, _Mapping]] = ...) -> None: ...

class StreamChatCompletionResponse(_message.Message):
    __slots__ = ["chunk", "fc_event", "status", "usage"]
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    FC_EVENT_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    USAGE_FIELD_NUMBER: _ClassVar[int]
    chunk: _chat_completion_pb2.ChatCompletionChunk
    fc_event: _stream_event_pb2.StreamEnvelope
    status: _stream_event_pb2.StreamStatus
    usage: _stream_event_pb2.StreamUsage
    def __init__(self, chunk: _Optional[_Union[_chat_completion_pb2.ChatCompletionChunk, _Mapping]] = ..., status: _Optional[_Union[_stream_event_pb2.StreamStatus, _Mapping]] = ..., usage: _Optional[_Union[_stream_event_pb2.StreamUsage, _Mapping]] = ..., fc_event: _Optional[_Union[_stream_event_pb2.StreamEnvelope, _Mapping]] = ...) -> None: ...

class UpdateChatCompletionRequest(_message.Message):
    __slots__ = ["completion_id", "metadata"]
    class MetadataEntry(_message.Message):
        __slots__ = ["key", "value"]
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    COMPLETION_ID_FIELD_NUMBER: _ClassVar[int]
    METADATA_FIELD_NUMBER: _ClassVar[int]
    completion_id: str
    metadata: _containers.ScalarMap[str, str]
    def __init__(self, completion_id: _Optional[str] = ..., metadata: _Optional[_Mapping[str, str]] = ...) -> None: ...

class UpdateChatCompletionResponse(_message.Message):
    __slots__ = ["completion"]
    COMPLETION_FIELD_NUMBER: _ClassVar[int]
    completion: _chat_completion_pb2.ChatCompletion
    def __init__(self, completion: _Optional[_Union[_chat_completion_pb2.ChatCompletion, _Mapping]] = ...) -> None: ...
