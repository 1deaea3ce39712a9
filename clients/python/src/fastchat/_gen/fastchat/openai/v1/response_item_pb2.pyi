from fastchat._gen.fastchat.json.v1 import json_pb2 as _json_pb2
from fastchat._gen.fastchat.openai.v1 import chat_completion_pb2 as _chat_completion_pb2
from google.protobuf import struct_pb2 as _struct_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CompactionItem(_message.Message):
    __slots__ = ["encrypted_content", "id"]
    ENCRYPTED_CONTENT_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    encrypted_content: str
    id: str
    def __init__(self, id: _Optional[str] = ..., encrypted_content: _Optional[str] = ...) -> None: ...

class CompactionTriggerItem(_message.Message):
    __slots__ = []
    def __init__(self) -> None: ...

class CustomToolCallItem(_message.Message):
    __slots__ = ["call_id", "id", "input", "name", "status"]
    CALL_ID_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    INPUT_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    call_id: str
    id: str
    input: str
    name: str
    status: str
    def __init__(self, id: _Optional[str] = ..., status: _Optional[str] = ..., call_id: _Optional[str] = ..., name: _Optional[str] = ..., input: _Optional[str] = ...) -> None: ...

class CustomToolCallOutputItem(_message.Message):
    __slots__ = ["call_id", "id", "parts", "status", "text"]
    CALL_ID_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    PARTS_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    call_id: str
    id: str
    parts: ItemContentList
    status: str
    text: str
    def __init__(self, id: _Optional[str] = ..., status: _Optional[str] = ..., call_id: _Optional[str] = ..., text: _Optional[str] = ..., parts: _Optional[_Union[ItemContentList, _Mapping]] = ...) -> None: ...

class FileSearchCallItem(_message.Message):
    __slots__ = ["id", "queries", "results", "status"]
    ID_FIELD_NUMBER: _ClassVar[int]
    QUERIES_FIELD_NUMBER: _ClassVar[int]
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    id: str
    queries: _containers.RepeatedScalarFieldContainer[str]
    results: FileSearchResults
    status: str
    def __init__(self, id: _Optional[str] = ..., status: _Optional[str] = ..., queries: _Optional[_Iterable[str]] = ..., results: _Optional[_Union[FileSearchResults, _Mapping]] = ...) -> None: ...

class FileSearchResult(_message.Message):
    __slots__ = ["file_id", "filename", "score", "text"]
    FILENAME_FIELD_NUMBER: _ClassVar[int]
    FILE_ID_FIELD_NUMBER: _ClassVar[int]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    file_id: str
    filename: str
    score: float
    text: str
    def __init__(self, file_id: _Optional[str] = ..., filename: _Optional[str] = ..., score: _Optional[float] = ..., text: _Optional[str] = ...) -> None: ...

class FileSearchResults(_message.Message):
    __slots__ = ["results"]
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    results: _containers.RepeatedCompositeFieldContainer[FileSearchResult]
    def __init__(self, results: _Optional[_Iterable[_Union[FileSearchResult, _Mapping]]] = ...) -> None: ...

class FunctionCallItem(_message.Message):
    __slots__ = ["arguments", "call_id", "id", "name", "status"]
    ARGUMENTS_FIELD_NUMBER: _ClassVar[int]
    CALL_ID_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    arguments: str
    call_id: str
    id: str
    name: str
    status: str
    def __init__(self, id: _Optional[str] = ..., status: _Optional[str] = ..., call_id: _Optional[str] = ..., name: _Optional[str] = ..., arguments: _Optional[str] = ...) -> None: ...

class FunctionCallOutputItem(_message.Message):
    __slots__ = ["call_id", "id", "parts", "status", "text"]
    CALL_ID_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    PARTS_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    call_id: str
    id: str
    parts: ItemContentList
    status: str
    text: str
    def __init__(self, id: _Optional[str] = ..., status: _Optional[str] = ..., call_id: _Optional[str] = ..., text: _Optional[str] = ..., parts: _Optional[_Union[ItemContentList, _Mapping]] = ...) -> None: ...

class InputFile(_message.Message):
    __slots__ = ["file_data", "file_id", "file_url", "filename"]
    FILENAME_FIELD_NUMBER: _ClassVar[int]
    FILE_DATA_FIELD_NUMBER: _ClassVar[int]
    FILE_ID_FIELD_NUMBER: _ClassVar[int]
    FILE_URL_FIELD_NUMBER: _ClassVar[int]
    file_data: str
    file_id: str
    file_url: str
    filename: str
    def __init__(self, file_id: _Optional[str] = ..., filename: _Optional[str] = ..., file_data: _Optional[str] = ..., file_url: _Optional[str] = ...) -> None: ...

class InputImage(_message.Message):
    __slots__ = ["detail", "file_id", "image_url"]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    FILE_ID_FIELD_NUMBER: _ClassVar[int]
    IMAGE_URL_FIELD_NUMBER: _ClassVar[int]
    detail: str
    file_id: str
    image_url: str
    def __init__(self, image_url: _Optional[str] = ..., file_id: _Optional[str] = ..., detail: _Optional[str] = ...) -> None: ...

class InputText(_message.Message):
    __slots__ = ["text"]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    text: str
    def __init__(self, text: _Optional[str] = ...) -> None: ...

class ItemContent(_message.Message):
    __slots__ = ["input_file", "input_image", "input_text", "output_text", "refusal"]
    INPUT_FILE_FIELD_NUMBER: _ClassVar[int]
    INPUT_IMAGE_FIELD_NUMBER: _ClassVar[int]
    INPUT_TEXT_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_TEXT_FIELD_NUMBER: _ClassVar[int]
    REFUSAL_FIELD_NUMBER: _ClassVar[int]
    input_file: InputFile
    input_image: InputImage
    input_text: InputText
    output_text: OutputText
    refusal: OutputRefusal
    def __init__(self, input_text: _Optional[_Union[InputText, _Mapping]] = ..., input_image: _Optional[_Union[InputImage, _Mapping]] = ..., input_file: _Optional[_Union[InputFile, _Mapping]] = ..., output_text: _Optional[_Union[OutputText, _Mapping]] = ..., refusal: _Optional[_Union[OutputRefusal, _Mapping]] = ...) -> None: ...

class ItemContentList(_message.Message):
    __slots__ = ["parts"]
    PARTS_FIELD_NUMBER: _ClassVar[int]
    parts: _containers.RepeatedCompositeFieldContainer[ItemContent]
    def __init__(self, parts: _Optional[_Iterable[_Union[ItemContent, _Mapping]]] = ...) -> None: ...

class ItemReference(_message.Message):
    __slots__ = ["id"]
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class McpCallItem(_message.Message):
    __slots__ = ["approval_request_id", "arguments", "error", "id", "name", "output", "server_label", "status"]
    APPROVAL_REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ARGUMENTS_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_FIELD_NUMBER: _ClassVar[int]
    SERVER_LABEL_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    approval_request_id: str
    arguments: str
    error: str
    id: str
    name: str
    output: str
    server_label: str
    status: str
    def __init__(self, id: _Optional[str] = ..., status: _Optional[str] = ..., server_label: _Optional[str] = ..., name: _Optional[str] = ..., arguments: _Optional[str] = ..., output: _Optional[str] = ..., error: _Optional[str] = ..., approval_request_id: _Optional[str] = ...) -> None: ...

class MessageItem(_message.Message):
    __slots__ = ["id", "parts", "phase", "role", "status", "text"]
    ID_FIELD_NUMBER: _ClassVar[int]
    PARTS_FIELD_NUMBER: _ClassVar[int]
    PHASE_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    id: str
    parts: ItemContentList
    phase: str
    role: str
    status: str
    text: str
    def __init__(self, id: _Optional[str] = ..., status: _Optional[str] = ..., role: _Optional[str] = ..., text: _Optional[str] = ..., parts: _Optional[_Union[ItemContentList, _Mapping]] = ..., phase: _Optional[str] = ...) -> None: ...

class OutputRefusal(_message.Message):
    __slots__ = ["refusal"]
    REFUSAL_FIELD_NUMBER: _ClassVar[int]
    refusal: str
    def __init__(self, refusal: _Optional[str] = ...) -> None: ...

class OutputText(_message.Message):
    __slots__ = ["annotations", "logprobs", "text"]
    ANNOTATIONS_FIELD_NUMBER: _ClassVar[int]
    LOGPROBS_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    annotations: _containers.RepeatedCompositeFieldContainer[_chat_completion_pb2.Annotation]
    logprobs: _containers.RepeatedCompositeFieldContainer[_struct_pb2.Struct]
    text: str
    def __init__(self, text: _Optional[str] = ..., annotations: _Optional[_Iterable[_Union[_chat_completion_pb2.Annotation, _Mapping]]] = ..., logprobs: _Optional[_Iterable[_Union[_struct_pb2.Struct, _Mapping]]] = ...) -> None: ...

class ReasoningItem(_message.Message):
    __slots__ = ["id", "summary"]
    ID_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    id: str
    summary: _containers.RepeatedCompositeFieldContainer[_struct_pb2.Struct]
    def __init__(self, id: _Optional[str] = ..., summary: _Optional[_Iterable[_Union[_struct_pb2.Struct, _Mapping]]] = ...) -> None: ...

class ResponseItem(_message.Message):
    __slots__ = ["compaction", "compaction_trigger", "custom_tool_call", "custom_tool_call_output", "file_search_call", "function_call", "function_call_output", "item_reference", "mcp_call", "message", "reasoning"]
    COMPACTION_FIELD_NUMBER: _ClassVar[int]
    COMPACTION_TRIGGER_FIELD_NUMBER: _ClassVar[int]
    CUSTOM_TOOL_CALL_FIELD_NUMBER: _ClassVar[int]
    CUSTOM_TOOL_CALL_OUTPUT_FIELD_NUMBER: _ClassVar[int]
    FILE_SEARCH_CALL_FIELD_NUMBER: _ClassVar[int]
    FUNCTION_CALL_FIELD_NUMBER: _ClassVar[int]
    FUNCTION_CALL_OUTPUT_FIELD_NUMBER: _ClassVar[int]
    ITEM_REFERENCE_FIELD_NUMBER: _ClassVar[int]
    MCP_CALL_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    REASONING_FIELD_NUMBER: _ClassVar[int]
    compaction: CompactionItem
    compaction_trigger: CompactionTriggerItem
    custom_tool_call: CustomToolCallItem
    custom_tool_call_output: CustomToolCallOutputItem
    file_search_call: FileSearchCallItem
    function_call: FunctionCallItem
    function_call_output: FunctionCallOutputItem
    item_reference: ItemReference
    mcp_call: McpCallItem
    message: MessageItem
    reasoning: ReasoningItem
    def __init__(self, message: _Optional[_Union[MessageItem, _Mapping]] = ..., function_call: _Optional[_Union[FunctionCallItem, _Mapping]] = ..., function_call_output: _Optional[_Union[FunctionCallOutputItem, _Mapping]] = ..., custom_tool_call: _Optional[_Union[CustomToolCallItem, _Mapping]] = ..., custom_tool_call_output: _Optional[_Union[CustomToolCallOutputItem, _Mapping]] = ..., file_search_call: _Optional[_Union[FileSearchCallItem, _Mapping]] = ..., reasoning: _Optional[_Union[ReasoningItem, _Mapping]] = ..., item_reference: _Optional[_Union[ItemReference, _Mapping]] = ..., compaction: _Optional[_Union[CompactionItem, _Mapping]] = ..., mcp_call: _Optional[_Union[McpCallItem, _Mapping]] = ..., compaction_trigger: _Optional[_Union[CompactionTriggerItem, _Mapping]] = ...) -> None: ...
