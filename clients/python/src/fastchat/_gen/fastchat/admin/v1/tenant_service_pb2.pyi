from fastchat._gen.fastchat.options.v1 import access_pb2 as _access_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CreateTenantRequest(_message.Message):
    __slots__ = ["config", "name"]
    CONFIG_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    config: TenantConfig
    name: str
    def __init__(self, name: _Optional[str] = ..., config: _Optional[_Union[TenantConfig, _Mapping]] = ...) -> None: ...

class CreateTenantResponse(_message.Message):
    __slots__ = ["api_key", "tenant"]
    API_KEY_FIELD_NUMBER: _ClassVar[int]
    TENANT_FIELD_NUMBER: _ClassVar[int]
    api_key: str
    tenant: Tenant
    def __init__(self, tenant: _Optional[_Union[Tenant, _Mapping]] = ..., api_key: _Optional[str] = ...) -> None: ...

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

class ModelSettings(_message.Message):
    __slots__ = ["max_tokens", "model", "temperature"]
    MAX_TOKENS_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    TEMPERATURE_FIELD_NUMBER: _ClassVar[int]
    max_tokens: int
    model: str
    temperature: float
    def __init__(self, model: _Optional[str] = ..., temperature: _Optional[float] = ..., max_tokens: _Optional[int] = ...) -> None: ...

class PromptSettings(_message.Message):
    __slots__ = ["greeting", "no_context_response", "system_prompt"]
    GREETING_FIELD_NUMBER: _ClassVar[int]
    NO_CONTEXT_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    SYSTEM_PROMPT_FIELD_NUMBER: _ClassVar[int]
    greeting: str
    no_context_response: str
    system_prompt: str
    def __init__(self, system_prompt: _Optional[str] = ..., greeting: _Optional[str] = ..., no_context_response: _Optional[str] = ...) -> None: ...

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
    __slots__ = ["config", "create_time", "name", "tenant_id"]
    CONFIG_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    TENANT_ID_FIELD_NUMBER: _ClassVar[int]
    config: TenantConfig
    create_time: _timestamp_pb2.Timestamp
    name: str
    tenant_id: str
    def __init__(self, tenant_id: _Optional[str] = ..., name: _Optional[str] = ..., create_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., config: _Optional[_Union[TenantConfig, _Mapping]] = ...) -> None: ...

class TenantConfig(_message.Message):
    __slots__ = ["llm_settings", "prompts", "search_settings"]
    LLM_SETTINGS_FIELD_NUMBER: _ClassVar[int]
    PROMPTS_FIELD_NUMBER: _ClassVar[int]
    SEARCH_SETTINGS_FIELD_NUMBER: _ClassVar[int]
    llm_settings: ModelSettings
    prompts: PromptSettings
    search_settings: SearchSettings
    def __init__(self, prompts: _Optional[_Union[PromptSettings, _Mapping]] = ..., search_settings: _Optional[_Union[SearchSettings, _Mapping]] = ..., llm_settings: _Optional[_Union[ModelSettings, _Mapping]] = ...) -> None: ...

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
