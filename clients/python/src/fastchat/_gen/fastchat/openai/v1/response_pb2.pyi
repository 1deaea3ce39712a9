from fastchat._gen.fastchat.json.v1 import json_pb2 as _json_pb2
from fastchat._gen.fastchat.openai.v1 import chat_completion_pb2 as _chat_completion_pb2
from fastchat._gen.fastchat.openai.v1 import response_item_pb2 as _response_item_pb2
from fastchat._gen.fastchat.type.v1 import on_busy_pb2 as _on_busy_pb2
from google.protobuf import struct_pb2 as _struct_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ConversationId(_message.Message):
    __slots__ = ["id"]
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class ConversationReference(_message.Message):
    __slots__ = ["id", "object"]
    ID_FIELD_NUMBER: _ClassVar[int]
    OBJECT_FIELD_NUMBER: _ClassVar[int]
    id: str
    object: ConversationId
    def __init__(self, id: _Optional[str] = ..., object: _Optional[_Union[ConversationId, _Mapping]] = ...) -> None: ...

class IncompleteDetails(_message.Message):
    __slots__ = ["reason"]
    REASON_FIELD_NUMBER: _ClassVar[int]
    reason: str
    def __init__(self, reason: _Optional[str] = ...) -> None: ...

class InputTokensDetails(_message.Message):
    __slots__ = ["cache_write_tokens", "cached_tokens"]
    CACHED_TOKENS_FIELD_NUMBER: _ClassVar[int]
    CACHE_WRITE_TOKENS_FIELD_NUMBER: _ClassVar[int]
    cache_write_tokens: int
    cached_tokens: int
    def __init__(self, cached_tokens: _Optional[int] = ..., cache_write_tokens: _Optional[int] = ...) -> None: ...

class OutputTokensDetails(_message.Message):
    __slots__ = ["reasoning_tokens"]
    REASONING_TOKENS_FIELD_NUMBER: _ClassVar[int]
    reasoning_tokens: int
    def __init__(self, reasoning_tokens: _Optional[int] = ...) -> None: ...

class ReasoningParams(_message.Message):
    __slots__ = ["effort", "summary"]
    EFFORT_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    effort: _chat_completion_pb2.ReasoningEffort
    summary: str
    def __init__(self, effort: _Optional[_Union[_chat_completion_pb2.ReasoningEffort, str]] = ..., summary: _Optional[str] = ...) -> None: ...

class Response(_message.Message):
    __slots__ = ["background", "completed_at", "conversation", "created_at", "error", "frequency_penalty", "id", "incomplete_details", "instructions", "max_output_tokens", "max_tool_calls", "metadata", "model", "object", "output", "parallel_tool_calls", "presence_penalty", "previous_response_id", "prompt_cache_key", "reasoning", "safety_identifier", "service_tier", "status", "store", "temperature", "text", "tool_choice", "tools", "top_logprobs", "top_p", "truncation", "usage"]
    class MetadataEntry(_message.Message):
        __slots__ = ["key", "value"]
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    BACKGROUND_FIELD_NUMBER: _ClassVar[int]
    COMPLETED_AT_FIELD_NUMBER: _ClassVar[int]
    CONVERSATION_FIELD_NUMBER: _ClassVar[int]
    CREATED_AT_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    FREQUENCY_PENALTY_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    INCOMPLETE_DETAILS_FIELD_NUMBER: _ClassVar[int]
    INSTRUCTIONS_FIELD_NUMBER: _ClassVar[int]
    MAX_OUTPUT_TOKENS_FIELD_NUMBER: _ClassVar[int]
    MAX_TOOL_CALLS_FIELD_NUMBER: _ClassVar[int]
    METADATA_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    OBJECT_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_FIELD_NUMBER: _ClassVar[int]
    PARALLEL_TOOL_CALLS_FIELD_NUMBER: _ClassVar[int]
    PRESENCE_PENALTY_FIELD_NUMBER: _ClassVar[int]
    PREVIOUS_RESPONSE_ID_FIELD_NUMBER: _ClassVar[int]
    PROMPT_CACHE_KEY_FIELD_NUMBER: _ClassVar[int]
    REASONING_FIELD_NUMBER: _ClassVar[int]
    SAFETY_IDENTIFIER_FIELD_NUMBER: _ClassVar[int]
    SERVICE_TIER_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    STORE_FIELD_NUMBER: _ClassVar[int]
    TEMPERATURE_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    TOOLS_FIELD_NUMBER: _ClassVar[int]
    TOOL_CHOICE_FIELD_NUMBER: _ClassVar[int]
    TOP_LOGPROBS_FIELD_NUMBER: _ClassVar[int]
    TOP_P_FIELD_NUMBER: _ClassVar[int]
    TRUNCATION_FIELD_NUMBER: _ClassVar[int]
    USAGE_FIELD_NUMBER: _ClassVar[int]
    background: bool
    completed_at: int
    conversation: ConversationId
    created_at: int
    error: ResponseError
    frequency_penalty: float
    id: str
    incomplete_details: IncompleteDetails
    instructions: str
    max_output_tokens: int
    max_tool_calls: int
    metadata: _containers.ScalarMap[str, str]
    model: str
    object: str
    output: _containers.RepeatedCompositeFieldContainer[_response_item_pb2.ResponseItem]
    parallel_tool_calls: bool
    presence_penalty: float
    previous_response_id: str
    prompt_cache_key: str
    reasoning: ReasoningParams
    safety_identifier: str
    service_tier: str
    status: str
    store: bool
    temperature: float
    text: TextParams
    tool_choice: _struct_pb2.Value
    tools: _containers.RepeatedCompositeFieldContainer[ResponseTool]
    top_logprobs: int
    top_p: float
    truncation: str
    usage: ResponseUsage
    def __init__(self, id: _Optional[str] = ..., object: _Optional[str] = ..., created_at: _Optional[int] = ..., completed_at: _Optional[int] = ..., status: _Optional[str] = ..., incomplete_details: _Optional[_Union[IncompleteDetails, _Mapping]] = ..., error: _Optional[_Union[ResponseError, _Mapping]] = ..., model: _Optional[str] = ..., output: _Optional[_Iterable[_Union[_response_item_pb2.ResponseItem, _Mapping]]] = ..., instructions: _Optional[str] = ..., previous_response_id: _Optional[str] = ..., conversation: _Optional[_Union[ConversationId, _Mapping]] = ..., tools: _Optional[_Iterable[_Union[ResponseTool, _Mapping]]] = ..., tool_choice: _Optional[_Union[_struct_pb2.Value, _Mapping]] = ..., parallel_tool_calls: bool = ..., max_output_tokens: _Optional[int] = ..., max_tool_calls: _Optional[int] = ..., metadata: _Optional[_Mapping[str, str]] = ..., reasoning: _Optional[_Union[ReasoningParams, _Mapping]] = ..., text: _Optional[_Union[TextParams, _Mapping]] = ..., temperature: _Optional[float] = ..., top_p: _Optional[float] = ..., presence_penalty: _Optional[float] = ..., frequency_penalty: _Optional[float] = ..., top_logprobs: _Optional[int] = ..., truncation: _Optional[str] = ..., store: bool = ..., background: bool = ..., service_tier: _Optional[str] = ..., usage: _Optional[_Union[ResponseUsage, _Mapping]] = ..., safety_identifier: _Optional[str] = ..., prompt_cache_key: _Optional[str] = ...) -> None: ...

class ResponseCustomTool(_message.Message):
    __slots__ = ["description", "format", "name"]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    description: str
    format: _struct_pb2.Struct
    name: str
    def __init__(self, name: _Optional[str] = ..., description: _Optional[str] = ..., format: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ...) -> None: ...

class ResponseError(_message.Message):
    __slots__ = ["code", "message"]
    CODE_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    code: str
    message: str
    def __init__(self, code: _Optional[str] = ..., message: _Optional[str] = ...) -> None: ...

class ResponseFunctionTool(_message.Message):
    __slots__ = ["description", "name", "parameters", "strict"]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    PARAMETERS_FIELD_NUMBER: _ClassVar[int]
    STRICT_FIELD_NUMBER: _ClassVar[int]
    description: str
    name: str
    parameters: _struct_pb2.Struct
    strict: bool
    def __init__(self, name: _Optional[str] = ..., description: _Optional[str] = ..., parameters: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ..., strict: bool = ...) -> None: ...

class ResponseInput(_message.Message):
    __slots__ = ["items", "text"]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    items: ResponseItemList
    text: str
    def __init__(self, text: _Optional[str] = ..., items: _Optional[_Union[ResponseItemList, _Mapping]] = ...) -> None: ...

class ResponseItemList(_message.Message):
    __slots__ = ["items"]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    items: _containers.RepeatedCompositeFieldContainer[_response_item_pb2.ResponseItem]
    def __init__(self, items: _Optional[_Iterable[_Union[_response_item_pb2.ResponseItem, _Mapping]]] = ...) -> None: ...

class ResponseParams(_message.Message):
    __slots__ = ["background", "conversation", "frequency_penalty", "include", "input", "instructions", "max_output_tokens", "max_tool_calls", "metadata", "model", "on_busy", "parallel_tool_calls", "presence_penalty", "previous_response_id", "prompt", "prompt_cache_key", "reasoning", "request_id", "rest", "safety_identifier", "service_tier", "store", "stream", "stream_options", "temperature", "text", "tool_choice", "tools", "top_logprobs", "top_p", "truncation", "user"]
    class MetadataEntry(_message.Message):
        __slots__ = ["key", "value"]
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    BACKGROUND_FIELD_NUMBER: _ClassVar[int]
    CONVERSATION_FIELD_NUMBER: _ClassVar[int]
    FREQUENCY_PENALTY_FIELD_NUMBER: _ClassVar[int]
    INCLUDE_FIELD_NUMBER: _ClassVar[int]
    INPUT_FIELD_NUMBER: _ClassVar[int]
    INSTRUCTIONS_FIELD_NUMBER: _ClassVar[int]
    MAX_OUTPUT_TOKENS_FIELD_NUMBER: _ClassVar[int]
    MAX_TOOL_CALLS_FIELD_NUMBER: _ClassVar[int]
    METADATA_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    ON_BUSY_FIELD_NUMBER: _ClassVar[int]
    PARALLEL_TOOL_CALLS_FIELD_NUMBER: _ClassVar[int]
    PRESENCE_PENALTY_FIELD_NUMBER: _ClassVar[int]
    PREVIOUS_RESPONSE_ID_FIELD_NUMBER: _ClassVar[int]
    PROMPT_CACHE_KEY_FIELD_NUMBER: _ClassVar[int]
    PROMPT_FIELD_NUMBER: _ClassVar[int]
    REASONING_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    REST_FIELD_NUMBER: _ClassVar[int]
    SAFETY_IDENTIFIER_FIELD_NUMBER: _ClassVar[int]
    SERVICE_TIER_FIELD_NUMBER: _ClassVar[int]
    STORE_FIELD_NUMBER: _ClassVar[int]
    STREAM_FIELD_NUMBER: _ClassVar[int]
    STREAM_OPTIONS_FIELD_NUMBER: _ClassVar[int]
    TEMPERATURE_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    TOOLS_FIELD_NUMBER: _ClassVar[int]
    TOOL_CHOICE_FIELD_NUMBER: _ClassVar[int]
    TOP_LOGPROBS_FIELD_NUMBER: _ClassVar[int]
    TOP_P_FIELD_NUMBER: _ClassVar[int]
    TRUNCATION_FIELD_NUMBER: _ClassVar[int]
    USER_FIELD_NUMBER: _ClassVar[int]
    background: bool
    conversation: ConversationReference
    frequency_penalty: float
    include: _containers.RepeatedScalarFieldContainer[str]
    input: ResponseInput
    instructions: str
    max_output_tokens: int
    max_tool_calls: int
    metadata: _containers.ScalarMap[str, str]
    model: str
    on_busy: _on_busy_pb2.OnBusy
    parallel_tool_calls: bool
    presence_penalty: float
    previous_response_id: str
    prompt: _struct_pb2.Struct
    prompt_cache_key: str
    reasoning: ReasoningParams
    request_id: str
    rest: _struct_pb2.Struct
    safety_identifier: str
    service_tier: str
    store: bool
    stream: bool
    stream_options: ResponseStreamOptions
    temperature: float
    text: TextParams
    tool_choice: _struct_pb2.Value
    tools: _containers.RepeatedCompositeFieldContainer[ResponseTool]
    top_logprobs: int
    top_p: float
    truncation: str
    user: str
    def __init__(self, model: _Optional[str] = ..., input: _Optional[_Union[ResponseInput, _Mapping]] = ..., instructions: _Optional[str] = ..., previous_response_id: _Optional[str] = ..., conversation: _Optional[_Union[ConversationReference, _Mapping]] = ..., include: _Optional[_Iterable[str]] = ..., tools: _Optional[_Iterable[_Union[ResponseTool, _Mapping]]] = ..., tool_choice: _Optional[_Union[_struct_pb2.Value, _Mapping]] = ..., parallel_tool_calls: bool = ..., max_output_tokens: _Optional[int] = ..., max_tool_calls: _Optional[int] = ..., metadata: _Optional[_Mapping[str, str]] = ..., reasoning: _Optional[_Union[ReasoningParams, _Mapping]] = ..., text: _Optional[_Union[TextParams, _Mapping]] = ..., temperature: _Optional[float] = ..., top_p: _Optional[float] = ..., top_logprobs: _Optional[int] = ..., truncation: _Optional[str] = ..., store: bool = ..., stream: bool = ..., stream_options: _Optional[_Union[ResponseStreamOptions, _Mapping]] = ..., background: bool = ..., service_tier: _Optional[str] = ..., safety_identifier: _Optional[str] = ..., prompt_cache_key: _Optional[str] = ..., user: _Optional[str] = ..., presence_penalty: _Optional[float] = ..., frequency_penalty: _Optional[float] = ..., prompt: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ..., request_id: _Optional[str] = ..., on_busy: _Optional[_Union[_on_busy_pb2.OnBusy, str]] = ..., rest: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ...) -> None: ...

class ResponseStreamOptions(_message.Message):
    __slots__ = ["include_obfuscation", "rest"]
    INCLUDE_OBFUSCATION_FIELD_NUMBER: _ClassVar[int]
    REST_FIELD_NUMBER: _ClassVar[int]
    include_obfuscation: bool
    rest: _struct_pb2.Struct
    def __init__(self, include_obfuscation: bool = ..., rest: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ...) -> None: ...

class ResponseTool(_message.Message):
    __slots__ = ["custom", "file_search", "function"]
    CUSTOM_FIELD_NUMBER: _ClassVar[int]
    FILE_SEARCH_FIELD_NUMBER: _ClassVar[int]
    FUNCTION_FIELD_NUMBER: _ClassVar[int]
    custom: ResponseCustomTool
    file_search: _chat_completion_pb2.FileSearchTool
    function: ResponseFunctionTool
    def __init__(self, function: _Optional[_Union[ResponseFunctionTool, _Mapping]] = ..., file_search: _Optional[_Union[_chat_completion_pb2.FileSearchTool, _Mapping]] = ..., custom: _Optional[_Union[ResponseCustomTool, _Mapping]] = ...) -> None: ...

class ResponseUsage(_message.Message):
    __slots__ = ["input_tokens", "input_tokens_details", "output_tokens", "output_tokens_details", "total_tokens"]
    INPUT_TOKENS_DETAILS_FIELD_NUMBER: _ClassVar[int]
    INPUT_TOKENS_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_TOKENS_DETAILS_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_TOKENS_FIELD_NUMBER: _ClassVar[int]
    TOTAL_TOKENS_FIELD_NUMBER: _ClassVar[int]
    input_tokens: int
    input_tokens_details: InputTokensDetails
    output_tokens: int
    output_tokens_details: OutputTokensDetails
    total_tokens: int
    def __init__(self, input_tokens: _Optional[int] = ..., input_tokens_details: _Optional[_Union[InputTokensDetails, _Mapping]] = ..., output_tokens: _Optional[int] = ..., output_tokens_details: _Optional[_Union[OutputTokensDetails, _Mapping]] = ..., total_tokens: _Optional[int] = ...) -> None: ...

class TextFormatParam(_message.Message):
    __slots__ = ["json_object", "json_schema", "text"]
    JSON_OBJECT_FIELD_NUMBER: _ClassVar[int]
    JSON_SCHEMA_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    json_object: _chat_completion_pb2.JsonObjectFormat
    json_schema: _chat_completion_pb2.JsonSchemaSpec
    text: _chat_completion_pb2.TextFormat
    def __init__(self, text: _Optional[_Union[_chat_completion_pb2.TextFormat, _Mapping]] = ..., json_object: _Optional[_Union[_chat_completion_pb2.JsonObjectFormat, _Mapping]] = ..., json_schema: _Optional[_Union[_chat_completion_pb2.JsonSchemaSpec, _Mapping]] = ...) -> None: ...

class TextParams(_message.Message):
    __slots__ = ["format", "verbosity"]
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    VERBOSITY_FIELD_NUMBER: _ClassVar[int]
    format: TextFormatParam
    verbosity: _chat_completion_pb2.Verbosity
    def __init__(self, format: _Optional[_Union[TextFormatParam, _Mapping]] = ..., verbosity: _Optional[_Union[_chat_completion_pb2.Verbosity, str]] = ...) -> None: ...
