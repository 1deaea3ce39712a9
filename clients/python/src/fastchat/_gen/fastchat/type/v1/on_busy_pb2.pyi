from fastchat._gen.fastchat.json.v1 import json_pb2 as _json_pb2
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from typing import ClassVar as _ClassVar

DESCRIPTOR: _descriptor.FileDescriptor
ON_BUSY_ENQUEUE: OnBusy
ON_BUSY_INTERRUPT: OnBusy
ON_BUSY_REJECT: OnBusy
ON_BUSY_ROLLBACK: OnBusy
ON_BUSY_UNSPECIFIED: OnBusy

class OnBusy(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
