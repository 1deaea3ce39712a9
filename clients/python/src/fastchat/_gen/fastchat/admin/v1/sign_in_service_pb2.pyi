from fastchat._gen.fastchat.options.v1 import access_pb2 as _access_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Optional as _Optional

DESCRIPTOR: _descriptor.FileDescriptor

class GetSignInRequest(_message.Message):
    __slots__ = ["issuer_name"]
    ISSUER_NAME_FIELD_NUMBER: _ClassVar[int]
    issuer_name: str
    def __init__(self, issuer_name: _Optional[str] = ...) -> None: ...

class GetSignInResponse(_message.Message):
    __slots__ = ["authorization_endpoint", "client_id", "device_authorization_endpoint", "device_client_id", "issuer", "issuer_name", "resource", "scopes", "token_endpoint"]
    AUTHORIZATION_ENDPOINT_FIELD_NUMBER: _ClassVar[int]
    CLIENT_ID_FIELD_NUMBER: _ClassVar[int]
    DEVICE_AUTHORIZATION_ENDPOINT_FIELD_NUMBER: _ClassVar[int]
    DEVICE_CLIENT_ID_FIELD_NUMBER: _ClassVar[int]
    ISSUER_FIELD_NUMBER: _ClassVar[int]
    ISSUER_NAME_FIELD_NUMBER: _ClassVar[int]
    RESOURCE_FIELD_NUMBER: _ClassVar[int]
    SCOPES_FIELD_NUMBER: _ClassVar[int]
    TOKEN_ENDPOINT_FIELD_NUMBER: _ClassVar[int]
    authorization_endpoint: str
    client_id: str
    device_authorization_endpoint: str
    device_client_id: str
    issuer: str
    issuer_name: str
    resource: str
    scopes: _containers.RepeatedScalarFieldContainer[str]
    token_endpoint: str
    def __init__(self, issuer_name: _Optional[str] = ..., issuer: _Optional[str] = ..., client_id: _Optional[str] = ..., device_client_id: _Optional[str] = ..., scopes: _Optional[_Iterable[str]] = ..., resource: _Optional[str] = ..., authorization_endpoint: _Optional[str] = ..., token_endpoint: _Optional[str] = ..., device_authorization_endpoint: _Optional[str] = ...) -> None: ...
