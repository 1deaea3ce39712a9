from fastchat._gen.fastchat.admin.v1 import privacy_pb2 as _privacy_pb2
from fastchat._gen.fastchat.json.v1 import json_pb2 as _json_pb2
from fastchat._gen.fastchat.options.v1 import access_pb2 as _access_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor
TENANT_STATUS_ACTIVE: TenantStatus
TENANT_STATUS_SUSPENDED: TenantStatus
TENANT_STATUS_UNSPECIFIED: TenantStatus

class ContextSettings(_message.Message):
    __slots__ = ["helper_model", "passages_share", "summarize", "trim_above", "trim_completions", "trim_to"]
    HELPER_MODEL_FIELD_NUMBER: _ClassVar[int]
    PASSAGES_SHARE_FIELD_NUMBER: _ClassVar[int]
    SUMMARIZE_FIELD_NUMBER: _ClassVar[int]
    TRIM_ABOVE_FIELD_NUMBER: _ClassVar[int]
    TRIM_COMPLETIONS_FIELD_NUMBER: _ClassVar[int]
    TRIM_TO_FIELD_NUMBER: _ClassVar[int]
    helper_model: str
    passages_share: float
    summarize: bool
    trim_above: float
    trim_completions: bool
    trim_to: float
    def __init__(self, trim_above: _Optional[float] = ..., trim_to: _Optional[float] = ..., passages_share: _Optional[float] = ..., helper_model: _Optional[str] = ..., summarize: bool = ..., trim_completions: bool = ...) -> None: ...

class CreateTenantRequest(_message.Message):
    __slots__ = ["config", "display_name", "name"]
    CONFIG_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    config: TenantConfig
    display_name: str
    name: str
    def __init__(self, name: _Optional[str] = ..., config: _Optional[_Union[TenantConfig, _Mapping]] = ..., display_name: _Optional[str] = ...) -> None: ...

class CreateTenantResponse(_message.Message):
    __slots__ = ["api_key", "tenant"]
    API_KEY_FIELD_NUMBER: _ClassVar[int]
    TENANT_FIELD_NUMBER: _ClassVar[int]
    api_key: str
    tenant: Tenant
    def __init__(self, tenant: _Optional[_Union[Tenant, _Mapping]] = ..., api_key: _Optional[str] = ...) -> None: ...

class FeatureSettings(_message.Message):
    __slots__ = ["conversation_memory", "image_processing", "response_cache"]
    CONVERSATION_MEMORY_FIELD_NUMBER: _ClassVar[int]
    IMAGE_PROCESSING_FIELD_NUMBER: _ClassVar[int]
    RESPONSE_CACHE_FIELD_NUMBER: _ClassVar[int]
    conversation_memory: bool
    image_processing: bool
    response_cache: bool
    def __init__(self, image_processing: bool = ..., conversation_memory: bool = ..., response_cache: bool = ...) -> None: ...

class GetTenantRequest(_message.Message):
    __slots__ = ["tenant_id"]
    TENANT_ID_FIELD_NUMBER: _ClassVar[int]
    tenant_id: str
    def __init__(self, tenant_id: _Optional[str] = ...) -> None: ...

class GetTenantResponse(_message.Message):
    __slots__ = ["tenant"]
    TENANT_FIELD_NUMBER: _ClassVar[int]
    tenant: Tenant
    def __init__(self, tenant: _Optional[_Union[Tenant, _Mapping]] = ...) -> None: ...

class LimitSettings(_message.Message):
    __slots__ = ["concurrent_streams", "cost_per_day", "cost_per_month", "requests_per_day", "requests_per_minute", "tokens_per_minute", "upload_bytes_per_day"]
    CONCURRENT_STREAMS_FIELD_NUMBER: _ClassVar[int]
    COST_PER_DAY_FIELD_NUMBER: _ClassVar[int]
    COST_PER_MONTH_FIELD_NUMBER: _ClassVar[int]
    REQUESTS_PER_DAY_FIELD_NUMBER: _ClassVar[int]
    REQUESTS_PER_MINUTE_FIELD_NUMBER: _ClassVar[int]
    TOKENS_PER_MINUTE_FIELD_NUMBER: _ClassVar[int]
    UPLOAD_BYTES_PER_DAY_FIELD_NUMBER: _ClassVar[int]
    concurrent_streams: int
    cost_per_day: float
    cost_per_month: float
    requests_per_day: int
    requests_per_minute: int
    tokens_per_minute: int
    upload_bytes_per_day: int
    def __init__(self, requests_per_minute: _Optional[int] = ..., requests_per_day: _Optional[int] = ..., tokens_per_minute: _Optional[int] = ..., concurrent_streams: _Optional[int] = ..., upload_bytes_per_day: _Optional[int] = ..., cost_per_day: _Optional[float] = ..., cost_per_month: _Optional[float] = ...) -> None: ...

class ListTenantsRequest(_message.Message):
    __slots__ = ["page_size", "page_token"]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListTenantsResponse(_message.Message):
    __slots__ = ["next_page_token", "tenants"]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    TENANTS_FIELD_NUMBER: _ClassVar[int]
    next_page_token: str
    tenants: _containers.RepeatedCompositeFieldContainer[Tenant]
    def __init__(self, tenants: _Optional[_Iterable[_Union[Tenant, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ModelAccess(_message.Message):
    __slots__ = ["allow", "allow_tools", "deny", "drop_params", "max_context", "regions"]
    ALLOW_FIELD_NUMBER: _ClassVar[int]
    ALLOW_TOOLS_FIELD_NUMBER: _ClassVar[int]
    DENY_FIELD_NUMBER: _ClassVar[int]
    DROP_PARAMS_FIELD_NUMBER: _ClassVar[int]
    MAX_CONTEXT_FIELD_NUMBER: _ClassVar[int]
    REGIONS_FIELD_NUMBER: _ClassVar[int]
    allow: _containers.RepeatedScalarFieldContainer[str]
    allow_tools: bool
    deny: _containers.RepeatedScalarFieldContainer[str]
    drop_params: bool
    max_context: int
    regions: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, allow: _Optional[_Iterable[str]] = ..., deny: _Optional[_Iterable[str]] = ..., max_context: _Optional[int] = ..., allow_tools: bool = ..., drop_params: bool = ..., regions: _Optional[_Iterable[str]] = ...) -> None: ...

class ModelSettings(_message.Message):
    __slots__ = ["frequency_penalty", "max_tokens", "model", "presence_penalty", "reasoning_effort", "temperature", "top_p"]
    FREQUENCY_PENALTY_FIELD_NUMBER: _ClassVar[int]
    MAX_TOKENS_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    PRESENCE_PENALTY_FIELD_NUMBER: _ClassVar[int]
    REASONING_EFFORT_FIELD_NUMBER: _ClassVar[int]
    TEMPERATURE_FIELD_NUMBER: _ClassVar[int]
    TOP_P_FIELD_NUMBER: _ClassVar[int]
    frequency_penalty: float
    max_tokens: int
    model: str
    presence_penalty: float
    reasoning_effort: str
    temperature: float
    top_p: float
    def __init__(self, model: _Optional[str] = ..., temperature: _Optional[float] = ..., max_tokens: _Optional[int] = ..., top_p: _Optional[float] = ..., presence_penalty: _Optional[float] = ..., frequency_penalty: _Optional[float] = ..., reasoning_effort: _Optional[str] = ...) -> None: ...

class PromptSettings(_message.Message):
    __slots__ = ["greeting", "no_context_response", "system_prompt"]
    GREETING_FIELD_NUMBER: _ClassVar[int]
    NO_CONTEXT_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    SYSTEM_PROMPT_FIELD_NUMBER: _ClassVar[int]
    greeting: str
    no_context_response: str
    system_prompt: str
    def __init__(self, system_prompt: _Optional[str] = ..., greeting: _Optional[str] = ..., no_context_response: _Optional[str] = ...) -> None: ...

class RetentionSettings(_message.Message):
    __slots__ = ["completions_days", "conversations_days", "files_days", "runs_days", "usage_days"]
    COMPLETIONS_DAYS_FIELD_NUMBER: _ClassVar[int]
    CONVERSATIONS_DAYS_FIELD_NUMBER: _ClassVar[int]
    FILES_DAYS_FIELD_NUMBER: _ClassVar[int]
    RUNS_DAYS_FIELD_NUMBER: _ClassVar[int]
    USAGE_DAYS_FIELD_NUMBER: _ClassVar[int]
    completions_days: int
    conversations_days: int
    files_days: int
    runs_days: int
    usage_days: int
    def __init__(self, runs_days: _Optional[int] = ..., completions_days: _Optional[int] = ..., files_days: _Optional[int] = ..., usage_days: _Optional[int] = ..., conversations_days: _Optional[int] = ...) -> None: ...

class SearchSettings(_message.Message):
    __slots__ = ["bm25_weight", "semantic_weight", "similarity_threshold", "top_k"]
    BM25_WEIGHT_FIELD_NUMBER: _ClassVar[int]
    SEMANTIC_WEIGHT_FIELD_NUMBER: _ClassVar[int]
    SIMILARITY_THRESHOLD_FIELD_NUMBER: _ClassVar[int]
    TOP_K_FIELD_NUMBER: _ClassVar[int]
    bm25_weight: float
    semantic_weight: float
    similarity_threshold: float
    top_k: int
    def __init__(self, semantic_weight: _Optional[float] = ..., bm25_weight: _Optional[float] = ..., top_k: _Optional[int] = ..., similarity_threshold: _Optional[float] = ...) -> None: ...

class Tenant(_message.Message):
    __slots__ = ["config", "create_time", "display_name", "name", "status", "tenant_id"]
    CONFIG_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    TENANT_ID_FIELD_NUMBER: _ClassVar[int]
    config: TenantConfig
    create_time: _timestamp_pb2.Timestamp
    display_name: str
    name: str
    status: TenantStatus
    tenant_id: str
    def __init__(self, tenant_id: _Optional[str] = ..., name: _Optional[str] = ..., create_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., config: _Optional[_Union[TenantConfig, _Mapping]] = ..., display_name: _Optional[str] = ..., status: _Optional[_Union[TenantStatus, str]] = ...) -> None: ...

class TenantConfig(_message.Message):
    __slots__ = ["context", "features", "limits", "llm_settings", "models", "privacy", "prompts", "retention", "search_settings"]
    CONTEXT_FIELD_NUMBER: _ClassVar[int]
    FEATURES_FIELD_NUMBER: _ClassVar[int]
    LIMITS_FIELD_NUMBER: _ClassVar[int]
    LLM_SETTINGS_FIELD_NUMBER: _ClassVar[int]
    MODELS_FIELD_NUMBER: _ClassVar[int]
    PRIVACY_FIELD_NUMBER: _ClassVar[int]
    PROMPTS_FIELD_NUMBER: _ClassVar[int]
    RETENTION_FIELD_NUMBER: _ClassVar[int]
    SEARCH_SETTINGS_FIELD_NUMBER: _ClassVar[int]
    context: ContextSettings
    features: FeatureSettings
    limits: LimitSettings
    llm_settings: ModelSettings
    models: ModelAccess
    privacy: _privacy_pb2.PrivacySettings
    prompts: PromptSettings
    retention: RetentionSettings
    search_settings: SearchSettings
    def __init__(self, prompts: _Optional[_Union[PromptSettings, _Mapping]] = ..., search_settings: _Optional[_Union[SearchSettings, _Mapping]] = ..., llm_settings: _Optional[_Union[ModelSettings, _Mapping]] = ..., features: _Optional[_Union[FeatureSettings, _Mapping]] = ..., limits: _Optional[_Union[LimitSettings, _Mapping]] = ..., models: _Optional[_Union[ModelAccess, _Mapping]] = ..., retention: _Optional[_Union[RetentionSettings, _Mapping]] = ..., privacy: _Optional[_Union[_privacy_pb2.PrivacySettings, _Mapping]] = ..., context: _Optional[_Union[ContextSettings, _Mapping]] = ...) -> None: ...

class UpdateTenantConfigRequest(_message.Message):
    __slots__ = ["config", "tenant_id"]
    CONFIG_FIELD_NUMBER: _ClassVar[int]
    TENANT_ID_FIELD_NUMBER: _ClassVar[int]
    config: TenantConfig
    tenant_id: str
    def __init__(self, tenant_id: _Optional[str] = ..., config: _Optional[_Union[TenantConfig, _Mapping]] = ...) -> None: ...

class UpdateTenantConfigResponse(_message.Message):
    __slots__ = ["tenant"]
    TENANT_FIELD_NUMBER: _ClassVar[int]
    tenant: Tenant
    def __init__(self, tenant: _Optional[_Union[Tenant, _Mapping]] = ...) -> None: ...

class UpdateTenantRequest(_message.Message):
    __slots__ = ["display_name", "status", "tenant_id"]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    TENANT_ID_FIELD_NUMBER: _ClassVar[int]
    display_name: str
    status: TenantStatus
    tenant_id: str
    def __init__(self, tenant_id: _Optional[str] = ..., display_name: _Optional[str] = ..., status: _Optional[_Union[TenantStatus, str]] = ...) -> None: ...

class UpdateTenantResponse(_message.Message):
    __slots__ = ["tenant"]
    TENANT_FIELD_NUMBER: _ClassVar[int]
    tenant: Tenant
    def __init__(self, tenant: _Optional[_Union[Tenant, _Mapping]] = ...) -> None: ...

class TenantStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
