from fastchat._gen.fastchat.json.v1 import json_pb2 as _json_pb2
from google.protobuf import struct_pb2 as _struct_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Thread(_message.Message):
    __slots__ = ["created_at", "id", "metadata", "object", "tool_resources"]
    class MetadataEntry(_message.Message):
        __slots__ = ["key", "value"]
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    CREATED_AT_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    METADATA_FIELD_NUMBER: _ClassVar[int]
    OBJECT_FIELD_NUMBER: _ClassVar[int]
    TOOL_RESOURCES_FIELD_NUMBER: _ClassVar[int]
    created_at: int
    id: str
    metadata: _containers.ScalarMap[str, str]
    object: str
    tool_resources: _struct_pb2.Struct
    def __init__(self, id: _Optional[str] = ..., object: _Optional[str] = ..., created_at: _Optional[int] = ..., tool_resources: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ..., metadata: _Optional[_Mapping[str, str]] = ...) -> None: ...

class ThreadAnnotation(_message.Message):
    __slots__ = ["end_index", "file_citation", "start_index", "text", "type"]
    END_INDEX_FIELD_NUMBER: _ClassVar[int]
    FILE_CITATION_FIELD_NUMBER: _ClassVar[int]
    START_INDEX_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    end_index: int
    file_citation: ThreadFileCitation
    start_index: int
    text: str
    type: str
    def __init__(self, type: _Optional[str] = ..., text: _Optional[str] = ..., start_index: _Optional[int] = ..., end_index: _Optional[int] = ..., file_citation: _Optional[_Union[ThreadFileCitation, _Mapping]] = ...) -> None: ...

class ThreadContent(_message.Message):
    __slots__ = ["image_url", "refusal", "text"]
    IMAGE_URL_FIELD_NUMBER: _ClassVar[int]
    REFUSAL_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    image_url: ThreadImage
    refusal: ThreadRefusal
    text: ThreadText
    def __init__(self, text: _Optional[_Union[ThreadText, _Mapping]] = ..., image_url: _Optional[_Union[ThreadImage, _Mapping]] = ..., refusal: _Optional[_Union[ThreadRefusal, _Mapping]] = ...) -> None: ...

class ThreadContentInput(_message.Message):
    __slots__ = ["image_url", "text"]
    IMAGE_URL_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    image_url: ThreadImage
    text: ThreadTextInput
    def __init__(self, text: _Optional[_Union[ThreadTextInput, _Mapping]] = ..., image_url: _Optional[_Union[ThreadImage, _Mapping]] = ...) -> None: ...

class ThreadContentInputs(_message.Message):
    __slots__ = ["parts"]
    PARTS_FIELD_NUMBER: _ClassVar[int]
    parts: _containers.RepeatedCompositeFieldContainer[ThreadContentInput]
    def __init__(self, parts: _Optional[_Iterable[_Union[ThreadContentInput, _Mapping]]] = ...) -> None: ...

class ThreadFileCitation(_message.Message):
    __slots__ = ["file_id"]
    FILE_ID_FIELD_NUMBER: _ClassVar[int]
    file_id: str
    def __init__(self, file_id: _Optional[str] = ...) -> None: ...

class ThreadImage(_message.Message):
    __slots__ = ["image_url"]
    IMAGE_URL_FIELD_NUMBER: _ClassVar[int]
    image_url: ThreadImageUrl
    def __init__(self, image_url: _Optional[_Union[ThreadImageUrl, _Mapping]] = ...) -> None: ...

class ThreadImageUrl(_message.Message):
    __slots__ = ["detail", "url"]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    URL_FIELD_NUMBER: _ClassVar[int]
    detail: str
    url: str
    def __init__(self, url: _Optional[str] = ..., detail: _Optional[str] = ...) -> None: ...

class ThreadMessage(_message.Message):
    __slots__ = ["assistant_id", "attachments", "completed_at", "content", "created_at", "id", "incomplete_at", "incomplete_details", "metadata", "object", "role", "run_id", "status", "thread_id"]
    class MetadataEntry(_message.Message):
        __slots__ = ["key", "value"]
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    ASSISTANT_ID_FIELD_NUMBER: _ClassVar[int]
    ATTACHMENTS_FIELD_NUMBER: _ClassVar[int]
    COMPLETED_AT_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    CREATED_AT_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    INCOMPLETE_AT_FIELD_NUMBER: _ClassVar[int]
    INCOMPLETE_DETAILS_FIELD_NUMBER: _ClassVar[int]
    METADATA_FIELD_NUMBER: _ClassVar[int]
    OBJECT_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    RUN_ID_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    THREAD_ID_FIELD_NUMBER: _ClassVar[int]
    assistant_id: str
    attachments: _struct_pb2.Value
    completed_at: int
    content: _containers.RepeatedCompositeFieldContainer[ThreadContent]
    created_at: int
    id: str
    incomplete_at: int
    incomplete_details: _struct_pb2.Struct
    metadata: _containers.ScalarMap[str, str]
    object: str
    role: str
    run_id: str
    status: str
    thread_id: str
    def __init__(self, id: _Optional[str] = ..., object: _Optional[str] = ..., created_at: _Optional[int] = ..., thread_id: _Optional[str] = ..., status: _Optional[str] = ..., incomplete_details: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ..., completed_at: _Optional[int] = ..., incomplete_at: _Optional[int] = ..., role: _Optional[str] = ..., content: _Optional[_Iterable[_Union[ThreadContent, _Mapping]]] = ..., assistant_id: _Optional[str] = ..., run_id: _Optional[str] = ..., attachments: _Optional[_Union[_struct_pb2.Value, _Mapping]] = ..., metadata: _Optional[_Mapping[str, str]] = ...) -> None: ...

class ThreadMessageParams(_message.Message):
    __slots__ = ["attachments", "metadata", "parts", "role", "text"]
    class MetadataEntry(_message.Message):
        __slots__ = ["key", "value"]
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    ATTACHMENTS_FIELD_NUMBER: _ClassVar[int]
    METADATA_FIELD_NUMBER: _ClassVar[int]
    PARTS_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    attachments: _containers.RepeatedCompositeFieldContainer[_struct_pb2.Struct]
    metadata: _containers.ScalarMap[str, str]
    parts: ThreadContentInputs
    role: str
    text: str
    def __init__(self, role: _Optional[str] = ..., text: _Optional[str] = ..., parts: _Optional[_Union[ThreadContentInputs, _Mapping]] = ..., attachments: _Optional[_Iterable[_Union[_struct_pb2.Struct, _Mapping]]] = ..., metadata: _Optional[_Mapping[str, str]] = ...) -> None: ...

class ThreadRefusal(_message.Message):
    __slots__ = ["refusal"]
    REFUSAL_FIELD_NUMBER: _ClassVar[int]
    refusal: str
    def __init__(self, refusal: _Optional[str] = ...) -> None: ...

class ThreadText(_message.Message):
    __slots__ = ["text"]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    text: ThreadTextValue
    def __init__(self, text: _Optional[_Union[ThreadTextValue, _Mapping]] = ...) -> None: ...

class ThreadTextInput(_message.Message):
    __slots__ = ["text"]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    text: str
    def __init__(self, text: _Optional[str] = ...) -> None: ...

class ThreadTextValue(_message.Message):
    __slots__ = ["annotations", "value"]
    ANNOTATIONS_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    annotations: _containers.RepeatedCompositeFieldContainer[ThreadAnnotation]
    value: str
    def __init__(self, value: _Optional[str] = ..., annotations: _Optional[_Iterable[_Union[ThreadAnnotation, _Mapping]]] = ...) -> None: ...
