from fastchat._gen.fastchat.json.v1 import json_pb2 as _json_pb2
from fastchat._gen.fastchat.options.v1 import access_pb2 as _access_pb2
from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf import struct_pb2 as _struct_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor
FALLBACK_CAUSE_CONTENT_REFUSED: FallbackCause
FALLBACK_CAUSE_CONTEXT_TOO_LONG: FallbackCause
FALLBACK_CAUSE_ERROR: FallbackCause
FALLBACK_CAUSE_RATE_LIMITED: FallbackCause
FALLBACK_CAUSE_UNSPECIFIED: FallbackCause
REGISTRY_ACTION_CREATE: RegistryAction
REGISTRY_ACTION_DELETE: RegistryAction
REGISTRY_ACTION_ROLLBACK: RegistryAction
REGISTRY_ACTION_UNSPECIFIED: RegistryAction
REGISTRY_ACTION_UPDATE: RegistryAction
REGISTRY_SOURCE_API: RegistrySource
REGISTRY_SOURCE_ENVIRONMENT: RegistrySource
REGISTRY_SOURCE_FILE: RegistrySource
REGISTRY_SOURCE_UNSPECIFIED: RegistrySource
TARGET_CHOICE_IN_ORDER: TargetChoice
TARGET_CHOICE_LEAST_BUSY: TargetChoice
TARGET_CHOICE_UNSPECIFIED: TargetChoice
TARGET_CHOICE_WEIGHTED: TargetChoice

class CreateModelProviderRequest(_message.Message):
    __slots__ = ["api_key", "expected_version", "provider", "spec"]
    API_KEY_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    PROVIDER_FIELD_NUMBER: _ClassVar[int]
    SPEC_FIELD_NUMBER: _ClassVar[int]
    api_key: str
    expected_version: int
    provider: str
    spec: ModelProviderSpec
    def __init__(self, provider: _Optional[str] = ..., spec: _Optional[_Union[ModelProviderSpec, _Mapping]] = ..., api_key: _Optional[str] = ..., expected_version: _Optional[int] = ...) -> None: ...

class CreateModelProviderResponse(_message.Message):
    __slots__ = ["provider", "version"]
    PROVIDER_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    provider: ModelProvider
    version: int
    def __init__(self, provider: _Optional[_Union[ModelProvider, _Mapping]] = ..., version: _Optional[int] = ...) -> None: ...

class CreateRegisteredModelRequest(_message.Message):
    __slots__ = ["expected_version", "model", "spec"]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    SPEC_FIELD_NUMBER: _ClassVar[int]
    expected_version: int
    model: str
    spec: ModelSpec
    def __init__(self, model: _Optional[str] = ..., spec: _Optional[_Union[ModelSpec, _Mapping]] = ..., expected_version: _Optional[int] = ...) -> None: ...

class CreateRegisteredModelResponse(_message.Message):
    __slots__ = ["model", "version"]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    model: RegisteredModel
    version: int
    def __init__(self, model: _Optional[_Union[RegisteredModel, _Mapping]] = ..., version: _Optional[int] = ...) -> None: ...

class DeleteModelProviderRequest(_message.Message):
    __slots__ = ["expected_version", "provider"]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    PROVIDER_FIELD_NUMBER: _ClassVar[int]
    expected_version: int
    provider: str
    def __init__(self, provider: _Optional[str] = ..., expected_version: _Optional[int] = ...) -> None: ...

class DeleteModelProviderResponse(_message.Message):
    __slots__ = ["version"]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    version: int
    def __init__(self, version: _Optional[int] = ...) -> None: ...

class DeleteRegisteredModelRequest(_message.Message):
    __slots__ = ["expected_version", "model"]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    expected_version: int
    model: str
    def __init__(self, model: _Optional[str] = ..., expected_version: _Optional[int] = ...) -> None: ...

class DeleteRegisteredModelResponse(_message.Message):
    __slots__ = ["version"]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    version: int
    def __init__(self, version: _Optional[int] = ...) -> None: ...

class GetModelProviderRequest(_message.Message):
    __slots__ = ["provider"]
    PROVIDER_FIELD_NUMBER: _ClassVar[int]
    provider: str
    def __init__(self, provider: _Optional[str] = ...) -> None: ...

class GetModelProviderResponse(_message.Message):
    __slots__ = ["provider"]
    PROVIDER_FIELD_NUMBER: _ClassVar[int]
    provider: ModelProvider
    def __init__(self, provider: _Optional[_Union[ModelProvider, _Mapping]] = ...) -> None: ...

class GetRegisteredModelRequest(_message.Message):
    __slots__ = ["model"]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    model: str
    def __init__(self, model: _Optional[str] = ...) -> None: ...

class GetRegisteredModelResponse(_message.Message):
    __slots__ = ["model"]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    model: RegisteredModel
    def __init__(self, model: _Optional[_Union[RegisteredModel, _Mapping]] = ...) -> None: ...

class GetRegistryVersionRequest(_message.Message):
    __slots__ = ["version"]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    version: int
    def __init__(self, version: _Optional[int] = ...) -> None: ...

class GetRegistryVersionResponse(_message.Message):
    __slots__ = ["changes", "version"]
    CHANGES_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    changes: _containers.RepeatedCompositeFieldContainer[RegistryChange]
    version: RegistryVersion
    def __init__(self, version: _Optional[_Union[RegistryVersion, _Mapping]] = ..., changes: _Optional[_Iterable[_Union[RegistryChange, _Mapping]]] = ...) -> None: ...

class ListModelProvidersRequest(_message.Message):
    __slots__ = ["page_size", "page_token"]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListModelProvidersResponse(_message.Message):
    __slots__ = ["next_page_token", "providers", "version"]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    PROVIDERS_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    next_page_token: str
    providers: _containers.RepeatedCompositeFieldContainer[ModelProvider]
    version: int
    def __init__(self, providers: _Optional[_Iterable[_Union[ModelProvider, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., version: _Optional[int] = ...) -> None: ...

class ListRegisteredModelsRequest(_message.Message):
    __slots__ = ["page_size", "page_token"]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListRegisteredModelsResponse(_message.Message):
    __slots__ = ["models", "next_page_token", "version"]
    MODELS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    models: _containers.RepeatedCompositeFieldContainer[RegisteredModel]
    next_page_token: str
    version: int
    def __init__(self, models: _Optional[_Iterable[_Union[RegisteredModel, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., version: _Optional[int] = ...) -> None: ...

class ListRegistryVersionsRequest(_message.Message):
    __slots__ = ["page_size", "page_token"]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListRegistryVersionsResponse(_message.Message):
    __slots__ = ["next_page_token", "versions"]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    VERSIONS_FIELD_NUMBER: _ClassVar[int]
    next_page_token: str
    versions: _containers.RepeatedCompositeFieldContainer[RegistryVersion]
    def __init__(self, versions: _Optional[_Iterable[_Union[RegistryVersion, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ModelAbilities(_message.Message):
    __slots__ = ["embedding_dimensions", "files", "json_schema", "logprobs", "reasoning", "tools", "vision"]
    EMBEDDING_DIMENSIONS_FIELD_NUMBER: _ClassVar[int]
    FILES_FIELD_NUMBER: _ClassVar[int]
    JSON_SCHEMA_FIELD_NUMBER: _ClassVar[int]
    LOGPROBS_FIELD_NUMBER: _ClassVar[int]
    REASONING_FIELD_NUMBER: _ClassVar[int]
    TOOLS_FIELD_NUMBER: _ClassVar[int]
    VISION_FIELD_NUMBER: _ClassVar[int]
    embedding_dimensions: int
    files: bool
    json_schema: bool
    logprobs: bool
    reasoning: bool
    tools: bool
    vision: bool
    def __init__(self, tools: bool = ..., vision: bool = ..., files: bool = ..., json_schema: bool = ..., reasoning: bool = ..., logprobs: bool = ..., embedding_dimensions: _Optional[int] = ...) -> None: ...

class ModelFallback(_message.Message):
    __slots__ = ["causes", "model"]
    CAUSES_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    causes: _containers.RepeatedScalarFieldContainer[FallbackCause]
    model: str
    def __init__(self, model: _Optional[str] = ..., causes: _Optional[_Iterable[_Union[FallbackCause, str]]] = ...) -> None: ...

class ModelPrice(_message.Message):
    __slots__ = ["completion", "prompt"]
    COMPLETION_FIELD_NUMBER: _ClassVar[int]
    PROMPT_FIELD_NUMBER: _ClassVar[int]
    completion: float
    prompt: float
    def __init__(self, prompt: _Optional[float] = ..., completion: _Optional[float] = ...) -> None: ...

class ModelProvider(_message.Message):
    __slots__ = ["create_time", "has_api_key", "provider", "shadowed", "source", "spec", "trouble", "update_time"]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    HAS_API_KEY_FIELD_NUMBER: _ClassVar[int]
    PROVIDER_FIELD_NUMBER: _ClassVar[int]
    SHADOWED_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    SPEC_FIELD_NUMBER: _ClassVar[int]
    TROUBLE_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    create_time: _timestamp_pb2.Timestamp
    has_api_key: bool
    provider: str
    shadowed: bool
    source: RegistrySource
    spec: ModelProviderSpec
    trouble: str
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, provider: _Optional[str] = ..., spec: _Optional[_Union[ModelProviderSpec, _Mapping]] = ..., has_api_key: bool = ..., source: _Optional[_Union[RegistrySource, str]] = ..., shadowed: bool = ..., trouble: _Optional[str] = ..., create_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ModelProviderSpec(_message.Message):
    __slots__ = ["allow_private_addresses", "api_key_header", "base_url", "connect_timeout", "headers", "kind", "limits", "list_models", "model_patterns", "region"]
    class HeadersEntry(_message.Message):
        __slots__ = ["key", "value"]
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    ALLOW_PRIVATE_ADDRESSES_FIELD_NUMBER: _ClassVar[int]
    API_KEY_HEADER_FIELD_NUMBER: _ClassVar[int]
    BASE_URL_FIELD_NUMBER: _ClassVar[int]
    CONNECT_TIMEOUT_FIELD_NUMBER: _ClassVar[int]
    HEADERS_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    LIMITS_FIELD_NUMBER: _ClassVar[int]
    LIST_MODELS_FIELD_NUMBER: _ClassVar[int]
    MODEL_PATTERNS_FIELD_NUMBER: _ClassVar[int]
    REGION_FIELD_NUMBER: _ClassVar[int]
    allow_private_addresses: bool
    api_key_header: str
    base_url: str
    connect_timeout: _duration_pb2.Duration
    headers: _containers.ScalarMap[str, str]
    kind: str
    limits: ProviderLimits
    list_models: bool
    model_patterns: _containers.RepeatedScalarFieldContainer[str]
    region: str
    def __init__(self, kind: _Optional[str] = ..., base_url: _Optional[str] = ..., api_key_header: _Optional[str] = ..., headers: _Optional[_Mapping[str, str]] = ..., model_patterns: _Optional[_Iterable[str]] = ..., list_models: bool = ..., region: _Optional[str] = ..., allow_private_addresses: bool = ..., connect_timeout: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., limits: _Optional[_Union[ProviderLimits, _Mapping]] = ...) -> None: ...

class ModelSpec(_message.Message):
    __slots__ = ["abilities", "choice", "context_window", "defaults", "fallbacks", "hedge_after", "max_output_tokens", "owned_by", "price", "region", "retries", "tags", "targets", "timeouts"]
    ABILITIES_FIELD_NUMBER: _ClassVar[int]
    CHOICE_FIELD_NUMBER: _ClassVar[int]
    CONTEXT_WINDOW_FIELD_NUMBER: _ClassVar[int]
    DEFAULTS_FIELD_NUMBER: _ClassVar[int]
    FALLBACKS_FIELD_NUMBER: _ClassVar[int]
    HEDGE_AFTER_FIELD_NUMBER: _ClassVar[int]
    MAX_OUTPUT_TOKENS_FIELD_NUMBER: _ClassVar[int]
    OWNED_BY_FIELD_NUMBER: _ClassVar[int]
    PRICE_FIELD_NUMBER: _ClassVar[int]
    REGION_FIELD_NUMBER: _ClassVar[int]
    RETRIES_FIELD_NUMBER: _ClassVar[int]
    TAGS_FIELD_NUMBER: _ClassVar[int]
    TARGETS_FIELD_NUMBER: _ClassVar[int]
    TIMEOUTS_FIELD_NUMBER: _ClassVar[int]
    abilities: ModelAbilities
    choice: TargetChoice
    context_window: int
    defaults: _struct_pb2.Struct
    fallbacks: _containers.RepeatedCompositeFieldContainer[ModelFallback]
    hedge_after: _duration_pb2.Duration
    max_output_tokens: int
    owned_by: str
    price: ModelPrice
    region: str
    retries: int
    tags: _containers.RepeatedScalarFieldContainer[str]
    targets: _containers.RepeatedCompositeFieldContainer[ModelTarget]
    timeouts: ModelTimeouts
    def __init__(self, targets: _Optional[_Iterable[_Union[ModelTarget, _Mapping]]] = ..., choice: _Optional[_Union[TargetChoice, str]] = ..., fallbacks: _Optional[_Iterable[_Union[ModelFallback, _Mapping]]] = ..., context_window: _Optional[int] = ..., max_output_tokens: _Optional[int] = ..., price: _Optional[_Union[ModelPrice, _Mapping]] = ..., abilities: _Optional[_Union[ModelAbilities, _Mapping]] = ..., timeouts: _Optional[_Union[ModelTimeouts, _Mapping]] = ..., retries: _Optional[int] = ..., hedge_after: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., defaults: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ..., tags: _Optional[_Iterable[str]] = ..., region: _Optional[str] = ..., owned_by: _Optional[str] = ...) -> None: ...

class ModelTarget(_message.Message):
    __slots__ = ["model", "provider", "weight"]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    PROVIDER_FIELD_NUMBER: _ClassVar[int]
    WEIGHT_FIELD_NUMBER: _ClassVar[int]
    model: str
    provider: str
    weight: int
    def __init__(self, provider: _Optional[str] = ..., model: _Optional[str] = ..., weight: _Optional[int] = ...) -> None: ...

class ModelTimeouts(_message.Message):
    __slots__ = ["between_tokens", "first_token", "total"]
    BETWEEN_TOKENS_FIELD_NUMBER: _ClassVar[int]
    FIRST_TOKEN_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    between_tokens: _duration_pb2.Duration
    first_token: _duration_pb2.Duration
    total: _duration_pb2.Duration
    def __init__(self, first_token: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., between_tokens: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., total: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ...) -> None: ...

class ProviderLimits(_message.Message):
    __slots__ = ["break_duration", "failure_ratio", "max_concurrency", "max_queue", "minimum_throughput", "queue_time", "sampling_duration"]
    BREAK_DURATION_FIELD_NUMBER: _ClassVar[int]
    FAILURE_RATIO_FIELD_NUMBER: _ClassVar[int]
    MAX_CONCURRENCY_FIELD_NUMBER: _ClassVar[int]
    MAX_QUEUE_FIELD_NUMBER: _ClassVar[int]
    MINIMUM_THROUGHPUT_FIELD_NUMBER: _ClassVar[int]
    QUEUE_TIME_FIELD_NUMBER: _ClassVar[int]
    SAMPLING_DURATION_FIELD_NUMBER: _ClassVar[int]
    break_duration: _duration_pb2.Duration
    failure_ratio: float
    max_concurrency: int
    max_queue: int
    minimum_throughput: int
    queue_time: _duration_pb2.Duration
    sampling_duration: _duration_pb2.Duration
    def __init__(self, max_concurrency: _Optional[int] = ..., max_queue: _Optional[int] = ..., queue_time: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., failure_ratio: _Optional[float] = ..., minimum_throughput: _Optional[int] = ..., sampling_duration: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., break_duration: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ...) -> None: ...

class RegisteredModel(_message.Message):
    __slots__ = ["create_time", "model", "shadowed", "source", "spec", "trouble", "update_time"]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    SHADOWED_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    SPEC_FIELD_NUMBER: _ClassVar[int]
    TROUBLE_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    create_time: _timestamp_pb2.Timestamp
    model: str
    shadowed: bool
    source: RegistrySource
    spec: ModelSpec
    trouble: str
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, model: _Optional[str] = ..., spec: _Optional[_Union[ModelSpec, _Mapping]] = ..., source: _Optional[_Union[RegistrySource, str]] = ..., shadowed: bool = ..., trouble: _Optional[str] = ..., create_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class RegistryChange(_message.Message):
    __slots__ = ["model", "model_spec", "provider", "provider_spec"]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    MODEL_SPEC_FIELD_NUMBER: _ClassVar[int]
    PROVIDER_FIELD_NUMBER: _ClassVar[int]
    PROVIDER_SPEC_FIELD_NUMBER: _ClassVar[int]
    model: str
    model_spec: ModelSpec
    provider: str
    provider_spec: ModelProviderSpec
    def __init__(self, provider: _Optional[str] = ..., model: _Optional[str] = ..., provider_spec: _Optional[_Union[ModelProviderSpec, _Mapping]] = ..., model_spec: _Optional[_Union[ModelSpec, _Mapping]] = ...) -> None: ...

class RegistryVersion(_message.Message):
    __slots__ = ["action", "actor", "create_time", "model", "provider", "restored_version", "version"]
    ACTION_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    PROVIDER_FIELD_NUMBER: _ClassVar[int]
    RESTORED_VERSION_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    action: RegistryAction
    actor: str
    create_time: _timestamp_pb2.Timestamp
    model: str
    provider: str
    restored_version: int
    version: int
    def __init__(self, version: _Optional[int] = ..., create_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., actor: _Optional[str] = ..., action: _Optional[_Union[RegistryAction, str]] = ..., provider: _Optional[str] = ..., model: _Optional[str] = ..., restored_version: _Optional[int] = ...) -> None: ...

class RollbackRegistryRequest(_message.Message):
    __slots__ = ["expected_version", "version"]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    expected_version: int
    version: int
    def __init__(self, version: _Optional[int] = ..., expected_version: _Optional[int] = ...) -> None: ...

class RollbackRegistryResponse(_message.Message):
    __slots__ = ["changes", "version"]
    CHANGES_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    changes: _containers.RepeatedCompositeFieldContainer[RegistryChange]
    version: int
    def __init__(self, version: _Optional[int] = ..., changes: _Optional[_Iterable[_Union[RegistryChange, _Mapping]]] = ...) -> None: ...

class UpdateModelProviderRequest(_message.Message):
    __slots__ = ["api_key", "expected_version", "provider", "spec"]
    API_KEY_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    PROVIDER_FIELD_NUMBER: _ClassVar[int]
    SPEC_FIELD_NUMBER: _ClassVar[int]
    api_key: str
    expected_version: int
    provider: str
    spec: ModelProviderSpec
    def __init__(self, provider: _Optional[str] = ..., spec: _Optional[_Union[ModelProviderSpec, _Mapping]] = ..., api_key: _Optional[str] = ..., expected_version: _Optional[int] = ...) -> None: ...

class UpdateModelProviderResponse(_message.Message):
    __slots__ = ["provider", "version"]
    PROVIDER_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    provider: ModelProvider
    version: int
    def __init__(self, provider: _Optional[_Union[ModelProvider, _Mapping]] = ..., version: _Optional[int] = ...) -> None: ...

class UpdateRegisteredModelRequest(_message.Message):
    __slots__ = ["expected_version", "model", "spec"]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    SPEC_FIELD_NUMBER: _ClassVar[int]
    expected_version: int
    model: str
    spec: ModelSpec
    def __init__(self, model: _Optional[str] = ..., spec: _Optional[_Union[ModelSpec, _Mapping]] = ..., expected_version: _Optional[int] = ...) -> None: ...

class UpdateRegisteredModelResponse(_message.Message):
    __slots__ = ["model", "version"]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    model: RegisteredModel
    version: int
    def __init__(self, model: _Optional[_Union[RegisteredModel, _Mapping]] = ..., version: _Optional[int] = ...) -> None: ...

class RegistrySource(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class RegistryAction(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class TargetChoice(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class FallbackCause(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
