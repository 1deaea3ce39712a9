from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Optional as _Optional

DESCRIPTOR: _descriptor.FileDescriptor

class ModelSwitch(_message.Message):
    __slots__ = ["discards", "to"]
    DISCARDS_FIELD_NUMBER: _ClassVar[int]
    FROM_FIELD_NUMBER: _ClassVar[int]
    TO_FIELD_NUMBER: _ClassVar[int]
    discards: bool
    to: str
    def __init__(self, to: _Optional[str] = ..., discards: bool = ..., **kwargs) -> None: ...
