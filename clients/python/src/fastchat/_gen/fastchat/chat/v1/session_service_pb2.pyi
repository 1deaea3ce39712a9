from fastchat._gen.fastchat.options.v1 import access_pb2 as _access_pb2
from fastchat._gen.fastchat.type.v1 import citation_pb2 as _citation_pb2
from fastchat._gen.fastchat.type.v1 import on_busy_pb2 as _on_busy_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class SendMessageRequest(_message.Message):
    __slots__ = ["message", "on_busy", "session_id"]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    ON_BUSY_FIELD_NUMBER: _ClassVar[int]
    SESSION_ID_FIELD_NUMBER: _ClassVar[int]
    message: str
    on_busy: _on_busy_pb2.OnBusy
    session_id: str
    def __init__(self, message: _Optional[str] = ..., session_id: _Optional[str] = ..., on_busy: _Optional[_Union[_on_busy_pb2.OnBusy, str]] = ...) -> None: ...

class SendMessageResponse(_message.Message):
    __slots__ = ["answer", "client_id", "session_id", "sources"]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    CLIENT_ID_FIELD_NUMBER: _ClassVar[int]
    SESSION_ID_FIELD_NUMBER: _ClassVar[int]
    SOURCES_FIELD_NUMBER: _ClassVar[int]
    answer: str
    client_id: str
    session_id: str
    sources: _containers.RepeatedCompositeFieldContainer[_citation_pb2.Citation]
    def __init__(self, answer: _Optional[str] = ..., sources: _Optional[_Iterable[_Union[_citation_pb2.Citation, _Mapping]]] = ..., session_id: _Optional[str] = ..., client_id: _Optional[str] = ...) -> None: ...
