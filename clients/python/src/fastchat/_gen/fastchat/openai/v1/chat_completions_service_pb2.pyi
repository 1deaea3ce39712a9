from fastchat._gen.fastchat.json.v1 import json_pb2 as _json_pb2
from fastchat._gen.fastchat.openai.v1 import chat_completion_pb2 as _chat_completion_pb2
from fastchat._gen.fastchat.options.v1 import access_pb2 as _access_pb2
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Mapping as _Mapping, Optional as _Optional, Union as _Union

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

class StreamChatCompletionRequest(_message.Message):
    __slots__ = ["params"]
    PARAMS_FIELD_NUMBER: _ClassVar[int]
    params: _chat_completion_pb2.ChatCompletionParams
    def __init__(self, params: _Optional[_Union[_chat_completion_pb2.ChatCompletionParams, _Mapping]] = ...) -> None: ...

class StreamChatCompletionResponse(_message.Message):
    __slots__ = ["chunk"]
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    chunk: _chat_completion_pb2.ChatCompletionChunk
    def __init__(self, chunk: _Optional[_Union[_chat_completion_pb2.ChatCompletionChunk, _Mapping]] = ...) -> None: ...
