from google.protobuf import descriptor_pb2 as _descriptor_pb2
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

ACCESS_FIELD_NUMBER: _ClassVar[int]
DESCRIPTOR: _descriptor.FileDescriptor
QUOTA_CLASS_ADMIN: QuotaClass
QUOTA_CLASS_INGEST: QuotaClass
QUOTA_CLASS_MODEL: QuotaClass
QUOTA_CLASS_READ: QuotaClass
QUOTA_CLASS_UNSPECIFIED: QuotaClass
QUOTA_CLASS_WRITE: QuotaClass
access: _descriptor.FieldDescriptor

class Access(_message.Message):
    __slots__ = ["audit", "carries_calls", "idempotent", "permission", "public", "quota"]
    AUDIT_FIELD_NUMBER: _ClassVar[int]
    CARRIES_CALLS_FIELD_NUMBER: _ClassVar[int]
    IDEMPOTENT_FIELD_NUMBER: _ClassVar[int]
    PERMISSION_FIELD_NUMBER: _ClassVar[int]
    PUBLIC_FIELD_NUMBER: _ClassVar[int]
    QUOTA_FIELD_NUMBER: _ClassVar[int]
    audit: bool
    carries_calls: bool
    idempotent: bool
    permission: str
    public: bool
    quota: QuotaClass
    def __init__(self, permission: _Optional[str] = ..., quota: _Optional[_Union[QuotaClass, str]] = ..., audit: bool = ..., idempotent: bool = ..., public: bool = ..., carries_calls: bool = ...) -> None: ...

class QuotaClass(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
