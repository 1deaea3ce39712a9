from google.protobuf import descriptor_pb2 as _descriptor_pb2
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Mapping as _Mapping, Optional as _Optional, Union as _Union

BINARY_ROLE_CONTENT_TYPE: BinaryRole
BINARY_ROLE_FILENAME: BinaryRole
BINARY_ROLE_LENGTH: BinaryRole
BINARY_ROLE_UNSPECIFIED: BinaryRole
DESCRIPTOR: _descriptor.FileDescriptor
FIELD_FIELD_NUMBER: _ClassVar[int]
MESSAGE_FIELD_NUMBER: _ClassVar[int]
ONEOF_FIELD_NUMBER: _ClassVar[int]
STREAM_FIELD_NUMBER: _ClassVar[int]
STRIP_PREFIX_FIELD_NUMBER: _ClassVar[int]
SUCCESS_STATUS_FIELD_NUMBER: _ClassVar[int]
field: _descriptor.FieldDescriptor
message: _descriptor.FieldDescriptor
oneof: _descriptor.FieldDescriptor
stream: _descriptor.FieldDescriptor
strip_prefix: _descriptor.FieldDescriptor
success_status: _descriptor.FieldDescriptor

class BinaryPart(_message.Message):
    __slots__ = ["name", "role"]
    NAME_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    name: str
    role: BinaryRole
    def __init__(self, name: _Optional[str] = ..., role: _Optional[_Union[BinaryRole, str]] = ...) -> None: ...

class FieldShape(_message.Message):
    __slots__ = ["explicit_null", "header", "hidden", "omit_empty", "part", "rest", "tag"]
    EXPLICIT_NULL_FIELD_NUMBER: _ClassVar[int]
    HEADER_FIELD_NUMBER: _ClassVar[int]
    HIDDEN_FIELD_NUMBER: _ClassVar[int]
    OMIT_EMPTY_FIELD_NUMBER: _ClassVar[int]
    PART_FIELD_NUMBER: _ClassVar[int]
    REST_FIELD_NUMBER: _ClassVar[int]
    TAG_FIELD_NUMBER: _ClassVar[int]
    explicit_null: bool
    header: str
    hidden: bool
    omit_empty: bool
    part: BinaryPart
    rest: bool
    tag: str
    def __init__(self, explicit_null: bool = ..., rest: bool = ..., tag: _Optional[str] = ..., part: _Optional[_Union[BinaryPart, _Mapping]] = ..., omit_empty: bool = ..., hidden: bool = ..., header: _Optional[str] = ...) -> None: ...

class MessageShape(_message.Message):
    __slots__ = ["bare_list", "keep_unknown", "nullable"]
    BARE_LIST_FIELD_NUMBER: _ClassVar[int]
    KEEP_UNKNOWN_FIELD_NUMBER: _ClassVar[int]
    NULLABLE_FIELD_NUMBER: _ClassVar[int]
    bare_list: bool
    keep_unknown: bool
    nullable: bool
    def __init__(self, keep_unknown: bool = ..., bare_list: bool = ..., nullable: bool = ...) -> None: ...

class OneofShape(_message.Message):
    __slots__ = ["content", "default_tag", "discriminator", "untagged"]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    DEFAULT_TAG_FIELD_NUMBER: _ClassVar[int]
    DISCRIMINATOR_FIELD_NUMBER: _ClassVar[int]
    UNTAGGED_FIELD_NUMBER: _ClassVar[int]
    content: str
    default_tag: str
    discriminator: str
    untagged: bool
    def __init__(self, untagged: bool = ..., discriminator: _Optional[str] = ..., content: _Optional[str] = ..., default_tag: _Optional[str] = ...) -> None: ...

class StreamShape(_message.Message):
    __slots__ = ["end", "event_id", "event_name", "named_events", "when"]
    END_FIELD_NUMBER: _ClassVar[int]
    EVENT_ID_FIELD_NUMBER: _ClassVar[int]
    EVENT_NAME_FIELD_NUMBER: _ClassVar[int]
    NAMED_EVENTS_FIELD_NUMBER: _ClassVar[int]
    WHEN_FIELD_NUMBER: _ClassVar[int]
    end: str
    event_id: str
    event_name: str
    named_events: str
    when: str
    def __init__(self, when: _Optional[str] = ..., event_name: _Optional[str] = ..., end: _Optional[str] = ..., event_id: _Optional[str] = ..., named_events: _Optional[str] = ...) -> None: ...

class BinaryRole(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
