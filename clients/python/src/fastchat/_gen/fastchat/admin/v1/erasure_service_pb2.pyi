from fastchat._gen.fastchat.json.v1 import json_pb2 as _json_pb2
from fastchat._gen.fastchat.options.v1 import access_pb2 as _access_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor
ERASURE_KIND_TENANT: ErasureKind
ERASURE_KIND_UNSPECIFIED: ErasureKind
ERASURE_KIND_USER: ErasureKind
ERASURE_STATUS_COMPLETED: ErasureStatus
ERASURE_STATUS_RUNNING: ErasureStatus
ERASURE_STATUS_UNSPECIFIED: ErasureStatus
ERASURE_STATUS_WAITING_FOR_NODES: ErasureStatus

class EraseTenantRequest(_message.Message):
    __slots__ = ["confirm_name", "tenant_id"]
    CONFIRM_NAME_FIELD_NUMBER: _ClassVar[int]
    TENANT_ID_FIELD_NUMBER: _ClassVar[int]
    confirm_name: str
    tenant_id: str
    def __init__(self, tenant_id: _Optional[str] = ..., confirm_name: _Optional[str] = ...) -> None: ...

class EraseTenantResponse(_message.Message):
    __slots__ = ["erasure"]
    ERASURE_FIELD_NUMBER: _ClassVar[int]
    erasure: Erasure
    def __init__(self, erasure: _Optional[_Union[Erasure, _Mapping]] = ...) -> None: ...

class EraseUserRequest(_message.Message):
    __slots__ = ["tenant_id", "user_id"]
    TENANT_ID_FIELD_NUMBER: _ClassVar[int]
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    tenant_id: str
    user_id: str
    def __init__(self, tenant_id: _Optional[str] = ..., user_id: _Optional[str] = ...) -> None: ...

class EraseUserResponse(_message.Message):
    __slots__ = ["erasure"]
    ERASURE_FIELD_NUMBER: _ClassVar[int]
    erasure: Erasure
    def __init__(self, erasure: _Optional[_Union[Erasure, _Mapping]] = ...) -> None: ...

class ErasedClass(_message.Message):
    __slots__ = ["found", "left", "name"]
    FOUND_FIELD_NUMBER: _ClassVar[int]
    LEFT_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    found: int
    left: int
    name: str
    def __init__(self, name: _Optional[str] = ..., found: _Optional[int] = ..., left: _Optional[int] = ...) -> None: ...

class Erasure(_message.Message):
    __slots__ = ["begin_time", "certificate", "classes", "end_time", "erasure_id", "kind", "nodes", "problem", "status", "step", "tenant_id"]
    BEGIN_TIME_FIELD_NUMBER: _ClassVar[int]
    CERTIFICATE_FIELD_NUMBER: _ClassVar[int]
    CLASSES_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    ERASURE_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    NODES_FIELD_NUMBER: _ClassVar[int]
    PROBLEM_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    STEP_FIELD_NUMBER: _ClassVar[int]
    TENANT_ID_FIELD_NUMBER: _ClassVar[int]
    begin_time: _timestamp_pb2.Timestamp
    certificate: ErasureCertificate
    classes: _containers.RepeatedCompositeFieldContainer[ErasedClass]
    end_time: _timestamp_pb2.Timestamp
    erasure_id: str
    kind: ErasureKind
    nodes: _containers.RepeatedCompositeFieldContainer[ErasureNode]
    problem: str
    status: ErasureStatus
    step: str
    tenant_id: str
    def __init__(self, erasure_id: _Optional[str] = ..., tenant_id: _Optional[str] = ..., kind: _Optional[_Union[ErasureKind, str]] = ..., status: _Optional[_Union[ErasureStatus, str]] = ..., step: _Optional[str] = ..., begin_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., classes: _Optional[_Iterable[_Union[ErasedClass, _Mapping]]] = ..., nodes: _Optional[_Iterable[_Union[ErasureNode, _Mapping]]] = ..., problem: _Optional[str] = ..., certificate: _Optional[_Union[ErasureCertificate, _Mapping]] = ...) -> None: ...

class ErasureCertificate(_message.Message):
    __slots__ = ["key_id", "signature", "statement"]
    KEY_ID_FIELD_NUMBER: _ClassVar[int]
    SIGNATURE_FIELD_NUMBER: _ClassVar[int]
    STATEMENT_FIELD_NUMBER: _ClassVar[int]
    key_id: str
    signature: bytes
    statement: str
    def __init__(self, statement: _Optional[str] = ..., key_id: _Optional[str] = ..., signature: _Optional[bytes] = ...) -> None: ...

class ErasureNode(_message.Message):
    __slots__ = ["confirm_time", "found", "node_id"]
    CONFIRM_TIME_FIELD_NUMBER: _ClassVar[int]
    FOUND_FIELD_NUMBER: _ClassVar[int]
    NODE_ID_FIELD_NUMBER: _ClassVar[int]
    confirm_time: _timestamp_pb2.Timestamp
    found: int
    node_id: str
    def __init__(self, node_id: _Optional[str] = ..., confirm_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., found: _Optional[int] = ...) -> None: ...

class GetErasureRequest(_message.Message):
    __slots__ = ["erasure_id"]
    ERASURE_ID_FIELD_NUMBER: _ClassVar[int]
    erasure_id: str
    def __init__(self, erasure_id: _Optional[str] = ...) -> None: ...

class GetErasureResponse(_message.Message):
    __slots__ = ["erasure"]
    ERASURE_FIELD_NUMBER: _ClassVar[int]
    erasure: Erasure
    def __init__(self, erasure: _Optional[_Union[Erasure, _Mapping]] = ...) -> None: ...

class ListErasuresRequest(_message.Message):
    __slots__ = ["page_size", "page_token", "tenant_id"]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    TENANT_ID_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    tenant_id: str
    def __init__(self, tenant_id: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListErasuresResponse(_message.Message):
    __slots__ = ["erasures", "next_page_token"]
    ERASURES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    erasures: _containers.RepeatedCompositeFieldContainer[Erasure]
    next_page_token: str
    def __init__(self, erasures: _Optional[_Iterable[_Union[Erasure, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ErasureKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class ErasureStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
