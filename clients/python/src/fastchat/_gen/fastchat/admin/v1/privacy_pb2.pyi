from fastchat._gen.fastchat.json.v1 import json_pb2 as _json_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor
PERSONAL_DATA_DETECTOR_BUILT_IN: PersonalDataDetector
PERSONAL_DATA_DETECTOR_PRESIDIO: PersonalDataDetector
PERSONAL_DATA_DETECTOR_UNSPECIFIED: PersonalDataDetector
PRIVACY_ACTION_ALLOW: PrivacyAction
PRIVACY_ACTION_BLOCK: PrivacyAction
PRIVACY_ACTION_MASK: PrivacyAction
PRIVACY_ACTION_REPORT: PrivacyAction
PRIVACY_ACTION_UNSPECIFIED: PrivacyAction

class PrivacyActions(_message.Message):
    __slots__ = ["card", "credentials", "date_of_birth", "email", "iban", "ip_address", "name", "national_id", "phone", "wallet"]
    CARD_FIELD_NUMBER: _ClassVar[int]
    CREDENTIALS_FIELD_NUMBER: _ClassVar[int]
    DATE_OF_BIRTH_FIELD_NUMBER: _ClassVar[int]
    EMAIL_FIELD_NUMBER: _ClassVar[int]
    IBAN_FIELD_NUMBER: _ClassVar[int]
    IP_ADDRESS_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    NATIONAL_ID_FIELD_NUMBER: _ClassVar[int]
    PHONE_FIELD_NUMBER: _ClassVar[int]
    WALLET_FIELD_NUMBER: _ClassVar[int]
    card: PrivacyAction
    credentials: PrivacyAction
    date_of_birth: PrivacyAction
    email: PrivacyAction
    iban: PrivacyAction
    ip_address: PrivacyAction
    name: PrivacyAction
    national_id: PrivacyAction
    phone: PrivacyAction
    wallet: PrivacyAction
    def __init__(self, email: _Optional[_Union[PrivacyAction, str]] = ..., phone: _Optional[_Union[PrivacyAction, str]] = ..., card: _Optional[_Union[PrivacyAction, str]] = ..., iban: _Optional[_Union[PrivacyAction, str]] = ..., national_id: _Optional[_Union[PrivacyAction, str]] = ..., ip_address: _Optional[_Union[PrivacyAction, str]] = ..., name: _Optional[_Union[PrivacyAction, str]] = ..., date_of_birth: _Optional[_Union[PrivacyAction, str]] = ..., credentials: _Optional[_Union[PrivacyAction, str]] = ..., wallet: _Optional[_Union[PrivacyAction, str]] = ...) -> None: ...

class PrivacySettings(_message.Message):
    __slots__ = ["detector", "input", "keep_card_digits", "names", "output"]
    DETECTOR_FIELD_NUMBER: _ClassVar[int]
    INPUT_FIELD_NUMBER: _ClassVar[int]
    KEEP_CARD_DIGITS_FIELD_NUMBER: _ClassVar[int]
    NAMES_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_FIELD_NUMBER: _ClassVar[int]
    detector: PersonalDataDetector
    input: PrivacyActions
    keep_card_digits: bool
    names: _containers.RepeatedScalarFieldContainer[str]
    output: PrivacyActions
    def __init__(self, input: _Optional[_Union[PrivacyActions, _Mapping]] = ..., output: _Optional[_Union[PrivacyActions, _Mapping]] = ..., detector: _Optional[_Union[PersonalDataDetector, str]] = ..., names: _Optional[_Iterable[str]] = ..., keep_card_digits: bool = ...) -> None: ...

class PrivacyAction(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class PersonalDataDetector(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
