from fastchat._gen.fastchat.json.v1 import json_pb2 as _json_pb2
from fastchat._gen.fastchat.openai.v1 import stream_event_pb2 as _stream_event_pb2
from fastchat._gen.fastchat.type.v1 import model_switch_pb2 as _model_switch_pb2
from fastchat._gen.fastchat.type.v1 import on_failure_pb2 as _on_failure_pb2
from google.protobuf import struct_pb2 as _struct_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

ANSWER_CACHE_MODE_REFRESH: AnswerCacheMode
ANSWER_CACHE_MODE_UNSPECIFIED: AnswerCacheMode
ANSWER_CACHE_MODE_USE: AnswerCacheMode
CHAT_ROLE_ASSISTANT: ChatRole
CHAT_ROLE_DEVELOPER: ChatRole
CHAT_ROLE_FUNCTION: ChatRole
CHAT_ROLE_SYSTEM: ChatRole
CHAT_ROLE_TOOL: ChatRole
CHAT_ROLE_UNSPECIFIED: ChatRole
CHAT_ROLE_USER: ChatRole
DESCRIPTOR: _descriptor.FileDescriptor
REASONING_EFFORT_HIGH: ReasoningEffort
REASONING_EFFORT_LOW: ReasoningEffort
REASONING_EFFORT_MAX: ReasoningEffort
REASONING_EFFORT_MEDIUM: ReasoningEffort
REASONING_EFFORT_MINIMAL: ReasoningEffort
REASONING_EFFORT_NONE: ReasoningEffort
REASONING_EFFORT_UNSPECIFIED: ReasoningEffort
REASONING_EFFORT_XHIGH: ReasoningEffort
VERBOSITY_HIGH: Verbosity
VERBOSITY_LOW: Verbosity
VERBOSITY_MEDIUM: Verbosity
VERBOSITY_UNSPECIFIED: Verbosity

class Annotation(_message.Message):
    __slots__ = ["end", "file_id", "filename", "index", "page", "quote", "score", "start", "type"]
    END_FIELD_NUMBER: _ClassVar[int]
    FILENAME_FIELD_NUMBER: _ClassVar[int]
    FILE_ID_FIELD_NUMBER: _ClassVar[int]
    INDEX_FIELD_NUMBER: _ClassVar[int]
    PAGE_FIELD_NUMBER: _ClassVar[int]
    QUOTE_FIELD_NUMBER: _ClassVar[int]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    START_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    end: int
    file_id: str
    filename: str
    index: int
    page: int
    quote: str
    score: float
    start: int
    type: str
    def __init__(self, type: _Optional[str] = ..., file_id: _Optional[str] = ..., filename: _Optional[str] = ..., index: _Optional[int] = ..., page: _Optional[int] = ..., start: _Optional[int] = ..., end: _Optional[int] = ..., quote: _Optional[str] = ..., score: _Optional[float] = ...) -> None: ...

class AnswerCache(_message.Message):
    __slots__ = ["mode", "rest", "ttl_seconds"]
    MODE_FIELD_NUMBER: _ClassVar[int]
    REST_FIELD_NUMBER: _ClassVar[int]
    TTL_SECONDS_FIELD_NUMBER: _ClassVar[int]
    mode: AnswerCacheMode
    rest: _struct_pb2.Struct
    ttl_seconds: int
    def __init__(self, mode: _Optional[_Union[AnswerCacheMode, str]] = ..., ttl_seconds: _Optional[int] = ..., rest: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ...) -> None: ...

class AssistantMessage(_message.Message):
    __slots__ = ["annotations", "content", "function_call", "refusal", "role", "server_tool_calls", "tool_calls"]
    ANNOTATIONS_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    FUNCTION_CALL_FIELD_NUMBER: _ClassVar[int]
    REFUSAL_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    SERVER_TOOL_CALLS_FIELD_NUMBER: _ClassVar[int]
    TOOL_CALLS_FIELD_NUMBER: _ClassVar[int]
    annotations: _containers.RepeatedCompositeFieldContainer[Annotation]
    content: str
    function_call: FunctionCall
    refusal: str
    role: str
    server_tool_calls: _containers.RepeatedCompositeFieldContainer[ServerToolCall]
    tool_calls: _containers.RepeatedCompositeFieldContainer[ToolCall]
    def __init__(self, role: _Optional[str] = ..., content: _Optional[str] = ..., refusal: _Optional[str] = ..., annotations: _Optional[_Iterable[_Union[Annotation, _Mapping]]] = ..., tool_calls: _Optional[_Iterable[_Union[ToolCall, _Mapping]]] = ..., function_call: _Optional[_Union[FunctionCall, _Mapping]] = ..., server_tool_calls: _Optional[_Iterable[_Union[ServerToolCall, _Mapping]]] = ...) -> None: ...

class AudioPart(_message.Message):
    __slots__ = ["input_audio"]
    INPUT_AUDIO_FIELD_NUMBER: _ClassVar[int]
    input_audio: _struct_pb2.Struct
    def __init__(self, input_audio: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ...) -> None: ...

class ChatChoice(_message.Message):
    __slots__ = ["finish_reason", "index", "logprobs", "message"]
    FINISH_REASON_FIELD_NUMBER: _ClassVar[int]
    INDEX_FIELD_NUMBER: _ClassVar[int]
    LOGPROBS_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    finish_reason: str
    index: int
    logprobs: _struct_pb2.Value
    message: AssistantMessage
    def __init__(self, index: _Optional[int] = ..., message: _Optional[_Union[AssistantMessage, _Mapping]] = ..., logprobs: _Optional[_Union[_struct_pb2.Value, _Mapping]] = ..., finish_reason: _Optional[str] = ...) -> None: ...

class ChatCompletion(_message.Message):
    __slots__ = ["choices", "created", "id", "metadata", "model", "object", "system_fingerprint", "usage"]
    class MetadataEntry(_message.Message):
        __slots__ = ["key", "value"]
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    CHOICES_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    METADATA_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    OBJECT_FIELD_NUMBER: _ClassVar[int]
    SYSTEM_FINGERPRINT_FIELD_NUMBER: _ClassVar[int]
    USAGE_FIELD_NUMBER: _ClassVar[int]
    choices: _containers.RepeatedCompositeFieldContainer[ChatChoice]
    created: int
    id: str
    metadata: _containers.ScalarMap[str, str]
    model: str
    object: str
    system_fingerprint: str
    usage: CompletionUsage
    def __init__(self, id: _Optional[str] = ..., object: _Optional[str] = ..., created: _Optional[int] = ..., model: _Optional[str] = ..., choices: _Optional[_Iterable[_Union[ChatChoice, _Mapping]]] = ..., usage: _Optional[_Union[CompletionUsage, _Mapping]] = ..., metadata: _Optional[_Mapping[str, str]] = ..., system_fingerprint: _Optional[str] = ...) -> None: ...

class ChatCompletionChunk(_message.Message):
    __slots__ = ["choices", "created", "id", "model", "model_switched", "object", "system_fingerprint", "usage"]
    CHOICES_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    MODEL_SWITCHED_FIELD_NUMBER: _ClassVar[int]
    OBJECT_FIELD_NUMBER: _ClassVar[int]
    SYSTEM_FINGERPRINT_FIELD_NUMBER: _ClassVar[int]
    USAGE_FIELD_NUMBER: _ClassVar[int]
    choices: _containers.RepeatedCompositeFieldContainer[ChunkChoice]
    created: int
    id: str
    model: str
    model_switched: _model_switch_pb2.ModelSwitch
    object: str
    system_fingerprint: str
    usage: NullableUsage
    def __init__(self, id: _Optional[str] = ..., object: _Optional[str] = ..., created: _Optional[int] = ..., model: _Optional[str] = ..., choices: _Optional[_Iterable[_Union[ChunkChoice, _Mapping]]] = ..., usage: _Optional[_Union[NullableUsage, _Mapping]] = ..., system_fingerprint: _Optional[str] = ..., model_switched: _Optional[_Union[_model_switch_pb2.ModelSwitch, _Mapping]] = ...) -> None: ...

class ChatCompletionParams(_message.Message):
    __slots__ = ["audio", "cache", "frequency_penalty", "function_call", "functions", "logit_bias", "logprobs", "max_completion_tokens", "max_tokens", "messages", "metadata", "modalities", "model", "n", "parallel_tool_calls", "prediction", "presence_penalty", "prompt_cache_key", "reasoning_effort", "response_format", "rest", "safety_identifier", "seed", "service_tier", "stop", "store", "stream", "stream_options", "temperature", "tool_choice", "tools", "top_logprobs", "top_p", "user", "verbosity"]
    class LogitBiasEntry(_message.Message):
        __slots__ = ["key", "value"]
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: float
        def __init__(self, key: _Optional[str] = ..., value: _Optional[float] = ...) -> None: ...
    class MetadataEntry(_message.Message):
        __slots__ = ["key", "value"]
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    AUDIO_FIELD_NUMBER: _ClassVar[int]
    CACHE_FIELD_NUMBER: _ClassVar[int]
    FREQUENCY_PENALTY_FIELD_NUMBER: _ClassVar[int]
    FUNCTIONS_FIELD_NUMBER: _ClassVar[int]
    FUNCTION_CALL_FIELD_NUMBER: _ClassVar[int]
    LOGIT_BIAS_FIELD_NUMBER: _ClassVar[int]
    LOGPROBS_FIELD_NUMBER: _ClassVar[int]
    MAX_COMPLETION_TOKENS_FIELD_NUMBER: _ClassVar[int]
    MAX_TOKENS_FIELD_NUMBER: _ClassVar[int]
    MESSAGES_FIELD_NUMBER: _ClassVar[int]
    METADATA_FIELD_NUMBER: _ClassVar[int]
    MODALITIES_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    N_FIELD_NUMBER: _ClassVar[int]
    PARALLEL_TOOL_CALLS_FIELD_NUMBER: _ClassVar[int]
    PREDICTION_FIELD_NUMBER: _ClassVar[int]
    PRESENCE_PENALTY_FIELD_NUMBER: _ClassVar[int]
    PROMPT_CACHE_KEY_FIELD_NUMBER: _ClassVar[int]
    REASONING_EFFORT_FIELD_NUMBER: _ClassVar[int]
    RESPONSE_FORMAT_FIELD_NUMBER: _ClassVar[int]
    REST_FIELD_NUMBER: _ClassVar[int]
    SAFETY_IDENTIFIER_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    SERVICE_TIER_FIELD_NUMBER: _ClassVar[int]
    STOP_FIELD_NUMBER: _ClassVar[int]
    STORE_FIELD_NUMBER: _ClassVar[int]
    STREAM_FIELD_NUMBER: _ClassVar[int]
    STREAM_OPTIONS_FIELD_NUMBER: _ClassVar[int]
    TEMPERATURE_FIELD_NUMBER: _ClassVar[int]
    TOOLS_FIELD_NUMBER: _ClassVar[int]
    TOOL_CHOICE_FIELD_NUMBER: _ClassVar[int]
    TOP_LOGPROBS_FIELD_NUMBER: _ClassVar[int]
    TOP_P_FIELD_NUMBER: _ClassVar[int]
    USER_FIELD_NUMBER: _ClassVar[int]
    VERBOSITY_FIELD_NUMBER: _ClassVar[int]
    audio: _struct_pb2.Struct
    cache: AnswerCache
    frequency_penalty: float
    function_call: _struct_pb2.Value
    functions: _containers.RepeatedCompositeFieldContainer[_struct_pb2.Struct]
    logit_bias: _containers.ScalarMap[str, float]
    logprobs: bool
    max_completion_tokens: int
    max_tokens: int
    messages: _containers.RepeatedCompositeFieldContainer[ChatMessage]
    metadata: _containers.ScalarMap[str, str]
    modalities: _containers.RepeatedScalarFieldContainer[str]
    model: str
    n: int
    parallel_tool_calls: bool
    prediction: _struct_pb2.Struct
    presence_penalty: float
    prompt_cache_key: str
    reasoning_effort: ReasoningEffort
    response_format: ResponseFormat
    rest: _struct_pb2.Struct
    safety_identifier: str
    seed: int
    service_tier: str
    stop: StopSequences
    store: bool
    stream: bool
    stream_options: StreamOptions
    temperature: float
    tool_choice: _struct_pb2.Value
    tools: _containers.RepeatedCompositeFieldContainer[ChatTool]
    top_logprobs: int
    top_p: float
    user: str
    verbosity: Verbosity
    def __init__(self, messages: _Optional[_Iterable[_Union[ChatMessage, _Mapping]]] = ..., model: _Optional[str] = ..., stream: bool = ..., stream_options: _Optional[_Union[StreamOptions, _Mapping]] = ..., temperature: _Optional[float] = ..., top_p: _Optional[float] = ..., n: _Optional[int] = ..., stop: _Optional[_Union[StopSequences, _Mapping]] = ..., max_tokens: _Optional[int] = ..., max_completion_tokens: _Optional[int] = ..., presence_penalty: _Optional[float] = ..., frequency_penalty: _Optional[float] = ..., tools: _Optional[_Iterable[_Union[ChatTool, _Mapping]]] = ..., tool_choice: _Optional[_Union[_struct_pb2.Value, _Mapping]] = ..., parallel_tool_calls: bool = ..., store: bool = ..., metadata: _Optional[_Mapping[str, str]] = ..., cache: _Optional[_Union[AnswerCache, _Mapping]] = ..., response_format: _Optional[_Union[ResponseFormat, _Mapping]] = ..., seed: _Optional[int] = ..., logprobs: bool = ..., top_logprobs: _Optional[int] = ..., logit_bias: _Optional[_Mapping[str, float]] = ..., reasoning_effort: _Optional[_Union[ReasoningEffort, str]] = ..., verbosity: _Optional[_Union[Verbosity, str]] = ..., modalities: _Optional[_Iterable[str]] = ..., audio: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ..., prediction: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ..., service_tier: _Optional[str] = ..., safety_identifier: _Optional[str] = ..., prompt_cache_key: _Optional[str] = ..., user: _Optional[str] = ..., functions: _Optional[_Iterable[_Union[_struct_pb2.Struct, _Mapping]]] = ..., function_call: _Optional[_Union[_struct_pb2.Value, _Mapping]] = ..., rest: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ...) -> None: ...

class ChatMessage(_message.Message):
    __slots__ = ["function_call", "name", "parts", "rest", "role", "server_tool_calls", "text", "tool_call_id", "tool_calls"]
    FUNCTION_CALL_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    PARTS_FIELD_NUMBER: _ClassVar[int]
    REST_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    SERVER_TOOL_CALLS_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    TOOL_CALLS_FIELD_NUMBER: _ClassVar[int]
    TOOL_CALL_ID_FIELD_NUMBER: _ClassVar[int]
    function_call: FunctionCall
    name: str
    parts: ContentParts
    rest: _struct_pb2.Struct
    role: ChatRole
    server_tool_calls: _containers.RepeatedCompositeFieldContainer[ServerToolCall]
    text: str
    tool_call_id: str
    tool_calls: _containers.RepeatedCompositeFieldContainer[ToolCall]
    def __init__(self, role: _Optional[_Union[ChatRole, str]] = ..., text: _Optional[str] = ..., parts: _Optional[_Union[ContentParts, _Mapping]] = ..., name: _Optional[str] = ..., tool_calls: _Optional[_Iterable[_Union[ToolCall, _Mapping]]] = ..., tool_call_id: _Optional[str] = ..., function_call: _Optional[_Union[FunctionCall, _Mapping]] = ..., server_tool_calls: _Optional[_Iterable[_Union[ServerToolCall, _Mapping]]] = ..., rest: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ...) -> None: ...

class ChatServerTool(_message.Message):
    __slots__ = ["name"]
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ChatTool(_message.Message):
    __slots__ = ["custom", "file_search", "function", "server_tool"]
    CUSTOM_FIELD_NUMBER: _ClassVar[int]
    FILE_SEARCH_FIELD_NUMBER: _ClassVar[int]
    FUNCTION_FIELD_NUMBER: _ClassVar[int]
    SERVER_TOOL_FIELD_NUMBER: _ClassVar[int]
    custom: CustomTool
    file_search: FileSearchTool
    function: FunctionTool
    server_tool: ChatServerTool
    def __init__(self, function: _Optional[_Union[FunctionTool, _Mapping]] = ..., file_search: _Optional[_Union[FileSearchTool, _Mapping]] = ..., custom: _Optional[_Union[CustomTool, _Mapping]] = ..., server_tool: _Optional[_Union[ChatServerTool, _Mapping]] = ...) -> None: ...

class ChoiceDelta(_message.Message):
    __slots__ = ["annotations", "content", "function_call", "refusal", "role", "server_tool_calls", "tool_calls"]
    ANNOTATIONS_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    FUNCTION_CALL_FIELD_NUMBER: _ClassVar[int]
    REFUSAL_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    SERVER_TOOL_CALLS_FIELD_NUMBER: _ClassVar[int]
    TOOL_CALLS_FIELD_NUMBER: _ClassVar[int]
    annotations: _containers.RepeatedCompositeFieldContainer[Annotation]
    content: str
    function_call: FunctionCall
    refusal: str
    role: str
    server_tool_calls: _containers.RepeatedCompositeFieldContainer[ServerToolCall]
    tool_calls: _containers.RepeatedCompositeFieldContainer[ToolCall]
    def __init__(self, role: _Optional[str] = ..., content: _Optional[str] = ..., refusal: _Optional[str] = ..., tool_calls: _Optional[_Iterable[_Union[ToolCall, _Mapping]]] = ..., annotations: _Optional[_Iterable[_Union[Annotation, _Mapping]]] = ..., function_call: _Optional[_Union[FunctionCall, _Mapping]] = ..., server_tool_calls: _Optional[_Iterable[_Union[ServerToolCall, _Mapping]]] = ...) -> None: ...

class ChunkChoice(_message.Message):
    __slots__ = ["delta", "finish_reason", "index", "logprobs"]
    DELTA_FIELD_NUMBER: _ClassVar[int]
    FINISH_REASON_FIELD_NUMBER: _ClassVar[int]
    INDEX_FIELD_NUMBER: _ClassVar[int]
    LOGPROBS_FIELD_NUMBER: _ClassVar[int]
    delta: ChoiceDelta
    finish_reason: str
    index: int
    logprobs: _struct_pb2.Value
    def __init__(self, index: _Optional[int] = ..., delta: _Optional[_Union[ChoiceDelta, _Mapping]] = ..., logprobs: _Optional[_Union[_struct_pb2.Value, _Mapping]] = ..., finish_reason: _Optional[str] = ...) -> None: ...

class CompletionUsage(_message.Message):
    __slots__ = ["completion_tokens", "completion_tokens_details", "prompt_tokens", "prompt_tokens_details", "total_tokens"]
    COMPLETION_TOKENS_DETAILS_FIELD_NUMBER: _ClassVar[int]
    COMPLETION_TOKENS_FIELD_NUMBER: _ClassVar[int]
    PROMPT_TOKENS_DETAILS_FIELD_NUMBER: _ClassVar[int]
    PROMPT_TOKENS_FIELD_NUMBER: _ClassVar[int]
    TOTAL_TOKENS_FIELD_NUMBER: _ClassVar[int]
    completion_tokens: int
    completion_tokens_details: _struct_pb2.Struct
    prompt_tokens: int
    prompt_tokens_details: _struct_pb2.Struct
    total_tokens: int
    def __init__(self, prompt_tokens: _Optional[int] = ..., completion_tokens: _Optional[int] = ..., total_tokens: _Optional[int] = ..., prompt_tokens_details: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ..., completion_tokens_details: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ...) -> None: ...

class ContentPart(_message.Message):
    __slots__ = ["file", "image", "input_audio", "refusal", "text"]
    FILE_FIELD_NUMBER: _ClassVar[int]
    IMAGE_FIELD_NUMBER: _ClassVar[int]
    INPUT_AUDIO_FIELD_NUMBER: _ClassVar[int]
    REFUSAL_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    file: FilePart
    image: ImagePart
    input_audio: AudioPart
    refusal: RefusalPart
    text: TextPart
    def __init__(self, text: _Optional[_Union[TextPart, _Mapping]] = ..., image: _Optional[_Union[ImagePart, _Mapping]] = ..., input_audio: _Optional[_Union[AudioPart, _Mapping]] = ..., file: _Optional[_Union[FilePart, _Mapping]] = ..., refusal: _Optional[_Union[RefusalPart, _Mapping]] = ...) -> None: ...

class ContentParts(_message.Message):
    __slots__ = ["parts"]
    PARTS_FIELD_NUMBER: _ClassVar[int]
    parts: _containers.RepeatedCompositeFieldContainer[ContentPart]
    def __init__(self, parts: _Optional[_Iterable[_Union[ContentPart, _Mapping]]] = ...) -> None: ...

class CustomCall(_message.Message):
    __slots__ = ["input", "name"]
    INPUT_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    input: str
    name: str
    def __init__(self, name: _Optional[str] = ..., input: _Optional[str] = ...) -> None: ...

class CustomTool(_message.Message):
    __slots__ = ["custom"]
    CUSTOM_FIELD_NUMBER: _ClassVar[int]
    custom: _struct_pb2.Struct
    def __init__(self, custom: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ...) -> None: ...

class FilePart(_message.Message):
    __slots__ = ["file"]
    FILE_FIELD_NUMBER: _ClassVar[int]
    file: _struct_pb2.Struct
    def __init__(self, file: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ...) -> None: ...

class FileSearchTool(_message.Message):
    __slots__ = ["filters", "max_num_results", "ranking_options", "vector_store_ids"]
    FILTERS_FIELD_NUMBER: _ClassVar[int]
    MAX_NUM_RESULTS_FIELD_NUMBER: _ClassVar[int]
    RANKING_OPTIONS_FIELD_NUMBER: _ClassVar[int]
    VECTOR_STORE_IDS_FIELD_NUMBER: _ClassVar[int]
    filters: _struct_pb2.Struct
    max_num_results: int
    ranking_options: RankingOptions
    vector_store_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, vector_store_ids: _Optional[_Iterable[str]] = ..., max_num_results: _Optional[int] = ..., ranking_options: _Optional[_Union[RankingOptions, _Mapping]] = ..., filters: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ...) -> None: ...

class FunctionCall(_message.Message):
    __slots__ = ["arguments", "name"]
    ARGUMENTS_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    arguments: str
    name: str
    def __init__(self, name: _Optional[str] = ..., arguments: _Optional[str] = ...) -> None: ...

class FunctionTool(_message.Message):
    __slots__ = ["function"]
    FUNCTION_FIELD_NUMBER: _ClassVar[int]
    function: _struct_pb2.Struct
    def __init__(self, function: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ...) -> None: ...

class ImagePart(_message.Message):
    __slots__ = ["image_url"]
    IMAGE_URL_FIELD_NUMBER: _ClassVar[int]
    image_url: _struct_pb2.Struct
    def __init__(self, image_url: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ...) -> None: ...

class JsonObjectFormat(_message.Message):
    __slots__ = []
    def __init__(self) -> None: ...

class JsonSchemaFormat(_message.Message):
    __slots__ = ["json_schema"]
    JSON_SCHEMA_FIELD_NUMBER: _ClassVar[int]
    json_schema: JsonSchemaSpec
    def __init__(self, json_schema: _Optional[_Union[JsonSchemaSpec, _Mapping]] = ...) -> None: ...

class JsonSchemaSpec(_message.Message):
    __slots__ = ["description", "name", "rest", "schema", "strict"]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    REST_FIELD_NUMBER: _ClassVar[int]
    SCHEMA_FIELD_NUMBER: _ClassVar[int]
    STRICT_FIELD_NUMBER: _ClassVar[int]
    description: str
    name: str
    rest: _struct_pb2.Struct
    schema: _struct_pb2.Struct
    strict: bool
    def __init__(self, name: _Optional[str] = ..., description: _Optional[str] = ..., schema: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ..., strict: bool = ..., rest: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ...) -> None: ...

class NullableUsage(_message.Message):
    __slots__ = ["usage"]
    USAGE_FIELD_NUMBER: _ClassVar[int]
    usage: CompletionUsage
    def __init__(self, usage: _Optional[_Union[CompletionUsage, _Mapping]] = ...) -> None: ...

class RankingOptions(_message.Message):
    __slots__ = ["ranker", "score_threshold"]
    RANKER_FIELD_NUMBER: _ClassVar[int]
    SCORE_THRESHOLD_FIELD_NUMBER: _ClassVar[int]
    ranker: str
    score_threshold: float
    def __init__(self, ranker: _Optional[str] = ..., score_threshold: _Optional[float] = ...) -> None: ...

class RefusalPart(_message.Message):
    __slots__ = ["refusal"]
    REFUSAL_FIELD_NUMBER: _ClassVar[int]
    refusal: str
    def __init__(self, refusal: _Optional[str] = ...) -> None: ...

class ResponseFormat(_message.Message):
    __slots__ = ["json_object", "json_schema", "text"]
    JSON_OBJECT_FIELD_NUMBER: _ClassVar[int]
    JSON_SCHEMA_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    json_object: JsonObjectFormat
    json_schema: JsonSchemaFormat
    text: TextFormat
    def __init__(self, text: _Optional[_Union[TextFormat, _Mapping]] = ..., json_object: _Optional[_Union[JsonObjectFormat, _Mapping]] = ..., json_schema: _Optional[_Union[JsonSchemaFormat, _Mapping]] = ...) -> None: ...

class ServerToolCall(_message.Message):
    __slots__ = ["arguments", "error", "id", "name", "outcome", "output"]
    ARGUMENTS_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_FIELD_NUMBER: _ClassVar[int]
    arguments: str
    error: str
    id: str
    name: str
    outcome: str
    output: str
    def __init__(self, id: _Optional[str] = ..., name: _Optional[str] = ..., arguments: _Optional[str] = ..., outcome: _Optional[str] = ..., output: _Optional[str] = ..., error: _Optional[str] = ...) -> None: ...

class StopSequences(_message.Message):
    __slots__ = ["many", "one"]
    MANY_FIELD_NUMBER: _ClassVar[int]
    ONE_FIELD_NUMBER: _ClassVar[int]
    many: StringList
    one: str
    def __init__(self, one: _Optional[str] = ..., many: _Optional[_Union[StringList, _Mapping]] = ...) -> None: ...

class StoredChatMessage(_message.Message):
    __slots__ = ["content", "content_parts", "id", "name", "refusal", "rest", "role", "server_tool_calls", "tool_call_id", "tool_calls"]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    CONTENT_PARTS_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    REFUSAL_FIELD_NUMBER: _ClassVar[int]
    REST_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    SERVER_TOOL_CALLS_FIELD_NUMBER: _ClassVar[int]
    TOOL_CALLS_FIELD_NUMBER: _ClassVar[int]
    TOOL_CALL_ID_FIELD_NUMBER: _ClassVar[int]
    content: str
    content_parts: ContentParts
    id: str
    name: str
    refusal: str
    rest: _struct_pb2.Struct
    role: ChatRole
    server_tool_calls: _containers.RepeatedCompositeFieldContainer[ServerToolCall]
    tool_call_id: str
    tool_calls: _containers.RepeatedCompositeFieldContainer[ToolCall]
    def __init__(self, id: _Optional[str] = ..., role: _Optional[_Union[ChatRole, str]] = ..., content: _Optional[str] = ..., refusal: _Optional[str] = ..., name: _Optional[str] = ..., content_parts: _Optional[_Union[ContentParts, _Mapping]] = ..., tool_calls: _Optional[_Iterable[_Union[ToolCall, _Mapping]]] = ..., tool_call_id: _Optional[str] = ..., server_tool_calls: _Optional[_Iterable[_Union[ServerToolCall, _Mapping]]] = ..., rest: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ...) -> None: ...

class StreamOptions(_message.Message):
    __slots__ = ["event_envelope", "include_status", "include_usage", "on_failure", "rest"]
    EVENT_ENVELOPE_FIELD_NUMBER: _ClassVar[int]
    INCLUDE_STATUS_FIELD_NUMBER: _ClassVar[int]
    INCLUDE_USAGE_FIELD_NUMBER: _ClassVar[int]
    ON_FAILURE_FIELD_NUMBER: _ClassVar[int]
    REST_FIELD_NUMBER: _ClassVar[int]
    event_envelope: _stream_event_pb2.EventEnvelope
    include_status: bool
    include_usage: bool
    on_failure: _on_failure_pb2.OnFailure
    rest: _struct_pb2.Struct
    def __init__(self, include_usage: bool = ..., on_failure: _Optional[_Union[_on_failure_pb2.OnFailure, str]] = ..., include_status: bool = ..., event_envelope: _Optional[_Union[_stream_event_pb2.EventEnvelope, str]] = ..., rest: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ...) -> None: ...

class StringList(_message.Message):
    __slots__ = ["values"]
    VALUES_FIELD_NUMBER: _ClassVar[int]
    values: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, values: _Optional[_Iterable[str]] = ...) -> None: ...

class TextFormat(_message.Message):
    __slots__ = []
    def __init__(self) -> None: ...

class TextPart(_message.Message):
    __slots__ = ["text"]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    text: str
    def __init__(self, text: _Optional[str] = ...) -> None: ...

class ToolCall(_message.Message):
    __slots__ = ["custom", "function", "id", "index", "type"]
    CUSTOM_FIELD_NUMBER: _ClassVar[int]
    FUNCTION_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    INDEX_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    custom: CustomCall
    function: FunctionCall
    id: str
    index: int
    type: str
    def __init__(self, index: _Optional[int] = ..., id: _Optional[str] = ..., type: _Optional[str] = ..., function: _Optional[_Union[FunctionCall, _Mapping]] = ..., custom: _Optional[_Union[CustomCall, _Mapping]] = ...) -> None: ...

class AnswerCacheMode(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class ReasoningEffort(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class Verbosity(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class ChatRole(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
