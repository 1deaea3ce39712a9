from fastchat._gen.fastchat.json.v1 import json_pb2 as _json_pb2
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from typing import ClassVar as _ClassVar

DESCRIPTOR: _descriptor.FileDescriptor
ON_FAILURE_ERROR: OnFailure
ON_FAILURE_SWITCH_DISCARD: OnFailure
ON_FAILURE_SWITCH_KEEP: OnFailure
ON_FAILURE_UNSPECIFIED: OnFailure

class OnFailure(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
