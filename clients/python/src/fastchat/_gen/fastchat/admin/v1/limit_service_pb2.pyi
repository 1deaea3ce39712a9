from fastchat._gen.fastchat.admin.v1 import tenant_service_pb2 as _tenant_service_pb2
from fastchat._gen.fastchat.json.v1 import json_pb2 as _json_pb2
from fastchat._gen.fastchat.options.v1 import access_pb2 as _access_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor
LIMIT_KIND_KEY: LimitKind
LIMIT_KIND_MODEL: LimitKind
LIMIT_KIND_UNSPECIFIED: LimitKind
LIMIT_KIND_USER: LimitKind
LIMIT_KIND_WORKSPACE: LimitKind

class DeleteLimitRequest(_message.Message):
    __slots__ = ["kind", "name", "tenant_id"]
    KIND_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    TENANT_ID_FIELD_NUMBER: _ClassVar[int]
    kind: LimitKind
    name: str
    tenant_id: str
    def __init__(self, tenant_id: _Optional[str] = ..., kind: _Optional[_Union[LimitKind, str]] = ..., name: _Optional[str] = ...) -> None: ...

class DeleteLimitResponse(_message.Message):
    __slots__ = []
    def __init__(self) -> None: ...

class Limit(_message.Message):
    __slots__ = ["kind", "limits", "name", "tenant_id", "update_time"]
    KIND_FIELD_NUMBER: _ClassVar[int]
    LIMITS_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    TENANT_ID_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    kind: LimitKind
    limits: _tenant_service_pb2.LimitSettings
    name: str
    tenant_id: str
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, tenant_id: _Optional[str] = ..., kind: _Optional[_Union[LimitKind, str]] = ..., name: _Optional[str] = ..., limits: _Optional[_Union[_tenant_service_pb2.LimitSettings, _Mapping]] = ..., update_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ListLimitsRequest(_message.Message):
    __slots__ = ["page_size", "page_token", "tenant_id"]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    TENANT_ID_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    tenant_id: str
    def __init__(self, tenant_id: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListLimitsResponse(_message.Message):
    __slots__ = ["limits", "next_page_token"]
    LIMITS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    limits: _containers.RepeatedCompositeFieldContainer[Limit]
    next_page_token: str
    def __init__(self, limits: _Optional[_Iterable[_Union[Limit, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class SetLimitRequest(_message.Message):
    __slots__ = ["kind", "limits", "name", "tenant_id"]
    KIND_FIELD_NUMBER: _ClassVar[int]
    LIMITS_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    TENANT_ID_FIELD_NUMBER: _ClassVar[int]
    kind: LimitKind
    limits: _tenant_service_pb2.LimitSettings
    name: str
    tenant_id: str
    def __init__(self, tenant_id: _Optional[str] = ..., kind: _Optional[_Union[LimitKind, str]] = ..., name: _Optional[str] = ..., limits: _Optional[_Union[_tenant_service_pb2.LimitSettings, _Mapping]] = ...) -> None: ...

class SetLimitResponse(_message.Message):
    __slots__ = ["limit"]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    limit: Limit
    def __init__(self, limit: _Optional[_Union[Limit, _Mapping]] = ...) -> None: ...

class LimitKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
