from fastchat._gen.fastchat.json.v1 import json_pb2 as _json_pb2
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from typing import ClassVar as _ClassVar

DESCRIPTOR: _descriptor.FileDescriptor
ROLE_ADMIN: Role
ROLE_DEVELOPER: Role
ROLE_OWNER: Role
ROLE_UNSPECIFIED: Role
ROLE_USER: Role
ROLE_VIEWER: Role

class Role(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
