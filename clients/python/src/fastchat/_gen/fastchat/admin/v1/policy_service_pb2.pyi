from fastchat._gen.fastchat.admin.v1 import role_pb2 as _role_pb2
from fastchat._gen.fastchat.json.v1 import json_pb2 as _json_pb2
from fastchat._gen.fastchat.options.v1 import access_pb2 as _access_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor
POLICY_EFFECT_ALLOW: PolicyEffect
POLICY_EFFECT_DENY: PolicyEffect
POLICY_EFFECT_UNSPECIFIED: PolicyEffect
WEEKDAY_FRIDAY: Weekday
WEEKDAY_MONDAY: Weekday
WEEKDAY_SATURDAY: Weekday
WEEKDAY_SUNDAY: Weekday
WEEKDAY_THURSDAY: Weekday
WEEKDAY_TUESDAY: Weekday
WEEKDAY_UNSPECIFIED: Weekday
WEEKDAY_WEDNESDAY: Weekday

class CreatePolicyRuleRequest(_message.Message):
    __slots__ = ["spec", "tenant_id"]
    SPEC_FIELD_NUMBER: _ClassVar[int]
    TENANT_ID_FIELD_NUMBER: _ClassVar[int]
    spec: PolicyRuleSpec
    tenant_id: str
    def __init__(self, tenant_id: _Optional[str] = ..., spec: _Optional[_Union[PolicyRuleSpec, _Mapping]] = ...) -> None: ...

class CreatePolicyRuleResponse(_message.Message):
    __slots__ = ["rule"]
    RULE_FIELD_NUMBER: _ClassVar[int]
    rule: PolicyRule
    def __init__(self, rule: _Optional[_Union[PolicyRule, _Mapping]] = ...) -> None: ...

class DeletePolicyRuleRequest(_message.Message):
    __slots__ = ["rule_id"]
    RULE_ID_FIELD_NUMBER: _ClassVar[int]
    rule_id: str
    def __init__(self, rule_id: _Optional[str] = ...) -> None: ...

class DeletePolicyRuleResponse(_message.Message):
    __slots__ = []
    def __init__(self) -> None: ...

class ExplainPolicyRequest(_message.Message):
    __slots__ = ["collections", "key_id", "model", "permission", "region", "resources", "role", "tenant_id", "time", "tools", "user_id", "workspace_id"]
    COLLECTIONS_FIELD_NUMBER: _ClassVar[int]
    KEY_ID_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    PERMISSION_FIELD_NUMBER: _ClassVar[int]
    REGION_FIELD_NUMBER: _ClassVar[int]
    RESOURCES_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    TENANT_ID_FIELD_NUMBER: _ClassVar[int]
    TIME_FIELD_NUMBER: _ClassVar[int]
    TOOLS_FIELD_NUMBER: _ClassVar[int]
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    WORKSPACE_ID_FIELD_NUMBER: _ClassVar[int]
    collections: _containers.RepeatedScalarFieldContainer[str]
    key_id: str
    model: str
    permission: str
    region: str
    resources: _containers.RepeatedScalarFieldContainer[str]
    role: _role_pb2.Role
    tenant_id: str
    time: _timestamp_pb2.Timestamp
    tools: _containers.RepeatedScalarFieldContainer[str]
    user_id: str
    workspace_id: str
    def __init__(self, tenant_id: _Optional[str] = ..., key_id: _Optional[str] = ..., user_id: _Optional[str] = ..., role: _Optional[_Union[_role_pb2.Role, str]] = ..., workspace_id: _Optional[str] = ..., permission: _Optional[str] = ..., model: _Optional[str] = ..., tools: _Optional[_Iterable[str]] = ..., collections: _Optional[_Iterable[str]] = ..., resources: _Optional[_Iterable[str]] = ..., time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., region: _Optional[str] = ...) -> None: ...

class ExplainPolicyResponse(_message.Message):
    __slots__ = ["effect", "matches", "reason", "rule_id"]
    EFFECT_FIELD_NUMBER: _ClassVar[int]
    MATCHES_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    RULE_ID_FIELD_NUMBER: _ClassVar[int]
    effect: PolicyEffect
    matches: _containers.RepeatedCompositeFieldContainer[PolicyMatch]
    reason: str
    rule_id: str
    def __init__(self, effect: _Optional[_Union[PolicyEffect, str]] = ..., reason: _Optional[str] = ..., rule_id: _Optional[str] = ..., matches: _Optional[_Iterable[_Union[PolicyMatch, _Mapping]]] = ...) -> None: ...

class GetPolicyRuleRequest(_message.Message):
    __slots__ = ["rule_id"]
    RULE_ID_FIELD_NUMBER: _ClassVar[int]
    rule_id: str
    def __init__(self, rule_id: _Optional[str] = ...) -> None: ...

class GetPolicyRuleResponse(_message.Message):
    __slots__ = ["rule"]
    RULE_FIELD_NUMBER: _ClassVar[int]
    rule: PolicyRule
    def __init__(self, rule: _Optional[_Union[PolicyRule, _Mapping]] = ...) -> None: ...

class ListPolicyRulesRequest(_message.Message):
    __slots__ = ["page_size", "page_token", "tenant_id"]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    TENANT_ID_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    tenant_id: str
    def __init__(self, tenant_id: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListPolicyRulesResponse(_message.Message):
    __slots__ = ["default_effect", "next_page_token", "rules"]
    DEFAULT_EFFECT_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    RULES_FIELD_NUMBER: _ClassVar[int]
    default_effect: PolicyEffect
    next_page_token: str
    rules: _containers.RepeatedCompositeFieldContainer[PolicyRule]
    def __init__(self, rules: _Optional[_Iterable[_Union[PolicyRule, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., default_effect: _Optional[_Union[PolicyEffect, str]] = ...) -> None: ...

class PolicyMatch(_message.Message):
    __slots__ = ["effect", "name", "rule_id"]
    EFFECT_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    RULE_ID_FIELD_NUMBER: _ClassVar[int]
    effect: PolicyEffect
    name: str
    rule_id: str
    def __init__(self, rule_id: _Optional[str] = ..., name: _Optional[str] = ..., effect: _Optional[_Union[PolicyEffect, str]] = ...) -> None: ...

class PolicyRule(_message.Message):
    __slots__ = ["create_time", "rule_id", "spec", "tenant_id", "update_time"]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    RULE_ID_FIELD_NUMBER: _ClassVar[int]
    SPEC_FIELD_NUMBER: _ClassVar[int]
    TENANT_ID_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    create_time: _timestamp_pb2.Timestamp
    rule_id: str
    spec: PolicyRuleSpec
    tenant_id: str
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, rule_id: _Optional[str] = ..., tenant_id: _Optional[str] = ..., spec: _Optional[_Union[PolicyRuleSpec, _Mapping]] = ..., create_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class PolicyRuleSpec(_message.Message):
    __slots__ = ["collections", "disabled", "effect", "models", "name", "permissions", "principals", "regions", "resources", "times", "tools"]
    COLLECTIONS_FIELD_NUMBER: _ClassVar[int]
    DISABLED_FIELD_NUMBER: _ClassVar[int]
    EFFECT_FIELD_NUMBER: _ClassVar[int]
    MODELS_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    PERMISSIONS_FIELD_NUMBER: _ClassVar[int]
    PRINCIPALS_FIELD_NUMBER: _ClassVar[int]
    REGIONS_FIELD_NUMBER: _ClassVar[int]
    RESOURCES_FIELD_NUMBER: _ClassVar[int]
    TIMES_FIELD_NUMBER: _ClassVar[int]
    TOOLS_FIELD_NUMBER: _ClassVar[int]
    collections: _containers.RepeatedScalarFieldContainer[str]
    disabled: bool
    effect: PolicyEffect
    models: _containers.RepeatedScalarFieldContainer[str]
    name: str
    permissions: _containers.RepeatedScalarFieldContainer[str]
    principals: PrincipalCondition
    regions: _containers.RepeatedScalarFieldContainer[str]
    resources: _containers.RepeatedScalarFieldContainer[str]
    times: _containers.RepeatedCompositeFieldContainer[TimeCondition]
    tools: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, name: _Optional[str] = ..., effect: _Optional[_Union[PolicyEffect, str]] = ..., principals: _Optional[_Union[PrincipalCondition, _Mapping]] = ..., permissions: _Optional[_Iterable[str]] = ..., models: _Optional[_Iterable[str]] = ..., tools: _Optional[_Iterable[str]] = ..., collections: _Optional[_Iterable[str]] = ..., resources: _Optional[_Iterable[str]] = ..., times: _Optional[_Iterable[_Union[TimeCondition, _Mapping]]] = ..., regions: _Optional[_Iterable[str]] = ..., disabled: bool = ...) -> None: ...

class PrincipalCondition(_message.Message):
    __slots__ = ["keys", "roles", "users", "workspaces"]
    KEYS_FIELD_NUMBER: _ClassVar[int]
    ROLES_FIELD_NUMBER: _ClassVar[int]
    USERS_FIELD_NUMBER: _ClassVar[int]
    WORKSPACES_FIELD_NUMBER: _ClassVar[int]
    keys: _containers.RepeatedScalarFieldContainer[str]
    roles: _containers.RepeatedScalarFieldContainer[_role_pb2.Role]
    users: _containers.RepeatedScalarFieldContainer[str]
    workspaces: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, keys: _Optional[_Iterable[str]] = ..., users: _Optional[_Iterable[str]] = ..., roles: _Optional[_Iterable[_Union[_role_pb2.Role, str]]] = ..., workspaces: _Optional[_Iterable[str]] = ...) -> None: ...

class SetPolicyDefaultRequest(_message.Message):
    __slots__ = ["effect", "tenant_id"]
    EFFECT_FIELD_NUMBER: _ClassVar[int]
    TENANT_ID_FIELD_NUMBER: _ClassVar[int]
    effect: PolicyEffect
    tenant_id: str
    def __init__(self, tenant_id: _Optional[str] = ..., effect: _Optional[_Union[PolicyEffect, str]] = ...) -> None: ...

class SetPolicyDefaultResponse(_message.Message):
    __slots__ = ["effect"]
    EFFECT_FIELD_NUMBER: _ClassVar[int]
    effect: PolicyEffect
    def __init__(self, effect: _Optional[_Union[PolicyEffect, str]] = ...) -> None: ...

class TimeCondition(_message.Message):
    __slots__ = ["days", "end_time", "start_time", "time_zone"]
    DAYS_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    TIME_ZONE_FIELD_NUMBER: _ClassVar[int]
    days: _containers.RepeatedScalarFieldContainer[Weekday]
    end_time: str
    start_time: str
    time_zone: str
    def __init__(self, days: _Optional[_Iterable[_Union[Weekday, str]]] = ..., start_time: _Optional[str] = ..., end_time: _Optional[str] = ..., time_zone: _Optional[str] = ...) -> None: ...

class UpdatePolicyRuleRequest(_message.Message):
    __slots__ = ["rule_id", "spec"]
    RULE_ID_FIELD_NUMBER: _ClassVar[int]
    SPEC_FIELD_NUMBER: _ClassVar[int]
    rule_id: str
    spec: PolicyRuleSpec
    def __init__(self, rule_id: _Optional[str] = ..., spec: _Optional[_Union[PolicyRuleSpec, _Mapping]] = ...) -> None: ...

class UpdatePolicyRuleResponse(_message.Message):
    __slots__ = ["rule"]
    RULE_FIELD_NUMBER: _ClassVar[int]
    rule: PolicyRule
    def __init__(self, rule: _Optional[_Union[PolicyRule, _Mapping]] = ...) -> None: ...

class PolicyEffect(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class Weekday(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
