from fastchat._gen.fastchat.json.v1 import json_pb2 as _json_pb2
from fastchat._gen.fastchat.openai.v1 import chat_completion_pb2 as _chat_completion_pb2
from fastchat._gen.fastchat.openai.v1 import response_pb2 as _response_pb2
from fastchat._gen.fastchat.openai.v1 import response_item_pb2 as _response_item_pb2
from google.protobuf import struct_pb2 as _struct_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class AnnotationAdded(_message.Message):
    __slots__ = ["annotation", "annotation_index", "content_index", "item_id", "output_index"]
    ANNOTATION_FIELD_NUMBER: _ClassVar[int]
    ANNOTATION_INDEX_FIELD_NUMBER: _ClassVar[int]
    CONTENT_INDEX_FIELD_NUMBER: _ClassVar[int]
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_INDEX_FIELD_NUMBER: _ClassVar[int]
    annotation: _chat_completion_pb2.Annotation
    annotation_index: int
    content_index: int
    item_id: str
    output_index: int
    def __init__(self, item_id: _Optional[str] = ..., output_index: _Optional[int] = ..., content_index: _Optional[int] = ..., annotation_index: _Optional[int] = ..., annotation: _Optional[_Union[_chat_completion_pb2.Annotation, _Mapping]] = ...) -> None: ...

class ContentPartEvent(_message.Message):
    __slots__ = ["content_index", "item_id", "output_index", "part"]
    CONTENT_INDEX_FIELD_NUMBER: _ClassVar[int]
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_INDEX_FIELD_NUMBER: _ClassVar[int]
    PART_FIELD_NUMBER: _ClassVar[int]
    content_index: int
    item_id: str
    output_index: int
    part: _response_item_pb2.ItemContent
    def __init__(self, item_id: _Optional[str] = ..., output_index: _Optional[int] = ..., content_index: _Optional[int] = ..., part: _Optional[_Union[_response_item_pb2.ItemContent, _Mapping]] = ...) -> None: ...

class CustomToolCallInputDone(_message.Message):
    __slots__ = ["input", "item_id", "output_index"]
    INPUT_FIELD_NUMBER: _ClassVar[int]
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_INDEX_FIELD_NUMBER: _ClassVar[int]
    input: str
    item_id: str
    output_index: int
    def __init__(self, item_id: _Optional[str] = ..., output_index: _Optional[int] = ..., input: _Optional[str] = ...) -> None: ...

class FileSearchProgress(_message.Message):
    __slots__ = ["item_id", "output_index"]
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_INDEX_FIELD_NUMBER: _ClassVar[int]
    item_id: str
    output_index: int
    def __init__(self, item_id: _Optional[str] = ..., output_index: _Optional[int] = ...) -> None: ...

class FunctionCallArgumentsDone(_message.Message):
    __slots__ = ["arguments", "item_id", "name", "output_index"]
    ARGUMENTS_FIELD_NUMBER: _ClassVar[int]
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_INDEX_FIELD_NUMBER: _ClassVar[int]
    arguments: str
    item_id: str
    name: str
    output_index: int
    def __init__(self, item_id: _Optional[str] = ..., output_index: _Optional[int] = ..., name: _Optional[str] = ..., arguments: _Optional[str] = ...) -> None: ...

class McpCallArgumentsDone(_message.Message):
    __slots__ = ["arguments", "item_id", "output_index"]
    ARGUMENTS_FIELD_NUMBER: _ClassVar[int]
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_INDEX_FIELD_NUMBER: _ClassVar[int]
    arguments: str
    item_id: str
    output_index: int
    def __init__(self, item_id: _Optional[str] = ..., output_index: _Optional[int] = ..., arguments: _Optional[str] = ...) -> None: ...

class McpCallProgress(_message.Message):
    __slots__ = ["item_id", "output_index"]
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_INDEX_FIELD_NUMBER: _ClassVar[int]
    item_id: str
    output_index: int
    def __init__(self, item_id: _Optional[str] = ..., output_index: _Optional[int] = ...) -> None: ...

class OutputItemEvent(_message.Message):
    __slots__ = ["item", "output_index"]
    ITEM_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_INDEX_FIELD_NUMBER: _ClassVar[int]
    item: _response_item_pb2.ResponseItem
    output_index: int
    def __init__(self, output_index: _Optional[int] = ..., item: _Optional[_Union[_response_item_pb2.ResponseItem, _Mapping]] = ...) -> None: ...

class OutputTextDelta(_message.Message):
    __slots__ = ["content_index", "delta", "item_id", "logprobs", "output_index"]
    CONTENT_INDEX_FIELD_NUMBER: _ClassVar[int]
    DELTA_FIELD_NUMBER: _ClassVar[int]
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    LOGPROBS_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_INDEX_FIELD_NUMBER: _ClassVar[int]
    content_index: int
    delta: str
    item_id: str
    logprobs: _containers.RepeatedCompositeFieldContainer[_struct_pb2.Struct]
    output_index: int
    def __init__(self, item_id: _Optional[str] = ..., output_index: _Optional[int] = ..., content_index: _Optional[int] = ..., delta: _Optional[str] = ..., logprobs: _Optional[_Iterable[_Union[_struct_pb2.Struct, _Mapping]]] = ...) -> None: ...

class OutputTextDone(_message.Message):
    __slots__ = ["content_index", "item_id", "logprobs", "output_index", "text"]
    CONTENT_INDEX_FIELD_NUMBER: _ClassVar[int]
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    LOGPROBS_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_INDEX_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    content_index: int
    item_id: str
    logprobs: _containers.RepeatedCompositeFieldContainer[_struct_pb2.Struct]
    output_index: int
    text: str
    def __init__(self, item_id: _Optional[str] = ..., output_index: _Optional[int] = ..., content_index: _Optional[int] = ..., text: _Optional[str] = ..., logprobs: _Optional[_Iterable[_Union[_struct_pb2.Struct, _Mapping]]] = ...) -> None: ...

class RefusalDelta(_message.Message):
    __slots__ = ["content_index", "delta", "item_id", "output_index"]
    CONTENT_INDEX_FIELD_NUMBER: _ClassVar[int]
    DELTA_FIELD_NUMBER: _ClassVar[int]
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_INDEX_FIELD_NUMBER: _ClassVar[int]
    content_index: int
    delta: str
    item_id: str
    output_index: int
    def __init__(self, item_id: _Optional[str] = ..., output_index: _Optional[int] = ..., content_index: _Optional[int] = ..., delta: _Optional[str] = ...) -> None: ...

class RefusalDone(_message.Message):
    __slots__ = ["content_index", "item_id", "output_index", "refusal"]
    CONTENT_INDEX_FIELD_NUMBER: _ClassVar[int]
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_INDEX_FIELD_NUMBER: _ClassVar[int]
    REFUSAL_FIELD_NUMBER: _ClassVar[int]
    content_index: int
    item_id: str
    output_index: int
    refusal: str
    def __init__(self, item_id: _Optional[str] = ..., output_index: _Optional[int] = ..., content_index: _Optional[int] = ..., refusal: _Optional[str] = ...) -> None: ...

class ResponseFault(_message.Message):
    __slots__ = ["code", "error", "message", "param", "status"]
    CODE_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    PARAM_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    code: str
    error: ResponseFaultBody
    message: str
    param: str
    status: int
    def __init__(self, code: _Optional[str] = ..., message: _Optional[str] = ..., param: _Optional[str] = ..., error: _Optional[_Union[ResponseFaultBody, _Mapping]] = ..., status: _Optional[int] = ...) -> None: ...

class ResponseFaultBody(_message.Message):
    __slots__ = ["code", "message", "param", "type"]
    CODE_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    PARAM_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    code: str
    message: str
    param: str
    type: str
    def __init__(self, type: _Optional[str] = ..., code: _Optional[str] = ..., message: _Optional[str] = ..., param: _Optional[str] = ...) -> None: ...

class ResponseState(_message.Message):
    __slots__ = ["response"]
    RESPONSE_FIELD_NUMBER: _ClassVar[int]
    response: _response_pb2.Response
    def __init__(self, response: _Optional[_Union[_response_pb2.Response, _Mapping]] = ...) -> None: ...

class ResponseStreamEvent(_message.Message):
    __slots__ = ["annotation_added", "completed", "content_part_added", "content_part_done", "created", "custom_tool_call_input_delta", "custom_tool_call_input_done", "error", "failed", "file_search_call_completed", "file_search_call_in_progress", "file_search_call_searching", "function_call_arguments_delta", "function_call_arguments_done", "in_progress", "incomplete", "mcp_call_arguments_delta", "mcp_call_arguments_done", "mcp_call_completed", "mcp_call_failed", "mcp_call_in_progress", "output_item_added", "output_item_done", "output_text_delta", "output_text_done", "queued", "refusal_delta", "refusal_done", "sequence_number", "stream_id"]
    ANNOTATION_ADDED_FIELD_NUMBER: _ClassVar[int]
    COMPLETED_FIELD_NUMBER: _ClassVar[int]
    CONTENT_PART_ADDED_FIELD_NUMBER: _ClassVar[int]
    CONTENT_PART_DONE_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    CUSTOM_TOOL_CALL_INPUT_DELTA_FIELD_NUMBER: _ClassVar[int]
    CUSTOM_TOOL_CALL_INPUT_DONE_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    FAILED_FIELD_NUMBER: _ClassVar[int]
    FILE_SEARCH_CALL_COMPLETED_FIELD_NUMBER: _ClassVar[int]
    FILE_SEARCH_CALL_IN_PROGRESS_FIELD_NUMBER: _ClassVar[int]
    FILE_SEARCH_CALL_SEARCHING_FIELD_NUMBER: _ClassVar[int]
    FUNCTION_CALL_ARGUMENTS_DELTA_FIELD_NUMBER: _ClassVar[int]
    FUNCTION_CALL_ARGUMENTS_DONE_FIELD_NUMBER: _ClassVar[int]
    INCOMPLETE_FIELD_NUMBER: _ClassVar[int]
    IN_PROGRESS_FIELD_NUMBER: _ClassVar[int]
    MCP_CALL_ARGUMENTS_DELTA_FIELD_NUMBER: _ClassVar[int]
    MCP_CALL_ARGUMENTS_DONE_FIELD_NUMBER: _ClassVar[int]
    MCP_CALL_COMPLETED_FIELD_NUMBER: _ClassVar[int]
    MCP_CALL_FAILED_FIELD_NUMBER: _ClassVar[int]
    MCP_CALL_IN_PROGRESS_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_ITEM_ADDED_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_ITEM_DONE_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_TEXT_DELTA_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_TEXT_DONE_FIELD_NUMBER: _ClassVar[int]
    QUEUED_FIELD_NUMBER: _ClassVar[int]
    REFUSAL_DELTA_FIELD_NUMBER: _ClassVar[int]
    REFUSAL_DONE_FIELD_NUMBER: _ClassVar[int]
    SEQUENCE_NUMBER_FIELD_NUMBER: _ClassVar[int]
    STREAM_ID_FIELD_NUMBER: _ClassVar[int]
    annotation_added: AnnotationAdded
    completed: ResponseState
    content_part_added: ContentPartEvent
    content_part_done: ContentPartEvent
    created: ResponseState
    custom_tool_call_input_delta: ToolInputDelta
    custom_tool_call_input_done: CustomToolCallInputDone
    error: ResponseFault
    failed: ResponseState
    file_search_call_completed: FileSearchProgress
    file_search_call_in_progress: FileSearchProgress
    file_search_call_searching: FileSearchProgress
    function_call_arguments_delta: ToolInputDelta
    function_call_arguments_done: FunctionCallArgumentsDone
    in_progress: ResponseState
    incomplete: ResponseState
    mcp_call_arguments_delta: ToolInputDelta
    mcp_call_arguments_done: McpCallArgumentsDone
    mcp_call_completed: McpCallProgress
    mcp_call_failed: McpCallProgress
    mcp_call_in_progress: McpCallProgress
    output_item_added: OutputItemEvent
    output_item_done: OutputItemEvent
    output_text_delta: OutputTextDelta
    output_text_done: OutputTextDone
    queued: ResponseState
    refusal_delta: RefusalDelta
    refusal_done: RefusalDone
    sequence_number: int
    stream_id: str
    def __init__(self, sequence_number: _Optional[int] = ..., created: _Optional[_Union[ResponseState, _Mapping]] = ..., queued: _Optional[_Union[ResponseState, _Mapping]] = ..., in_progress: _Optional[_Union[ResponseState, _Mapping]] = ..., completed: _Optional[_Union[ResponseState, _Mapping]] = ..., incomplete: _Optional[_Union[ResponseState, _Mapping]] = ..., failed: _Optional[_Union[ResponseState, _Mapping]] = ..., error: _Optional[_Union[ResponseFault, _Mapping]] = ..., output_item_added: _Optional[_Union[OutputItemEvent, _Mapping]] = ..., output_item_done: _Optional[_Union[OutputItemEvent, _Mapping]] = ..., content_part_added: _Optional[_Union[ContentPartEvent, _Mapping]] = ..., content_part_done: _Optional[_Union[ContentPartEvent, _Mapping]] = ..., output_text_delta: _Optional[_Union[OutputTextDelta, _Mapping]] = ..., output_text_done: _Optional[_Union[OutputTextDone, _Mapping]] = ..., annotation_added: _Optional[_Union[AnnotationAdded, _Mapping]] = ..., refusal_delta: _Optional[_Union[RefusalDelta, _Mapping]] = ..., refusal_done: _Optional[_Union[RefusalDone, _Mapping]] = ..., function_call_arguments_delta: _Optional[_Union[ToolInputDelta, _Mapping]] = ..., function_call_arguments_done: _Optional[_Union[FunctionCallArgumentsDone, _Mapping]] = ..., custom_tool_call_input_delta: _Optional[_Union[ToolInputDelta, _Mapping]] = ..., custom_tool_call_input_done: _Optional[_Union[CustomToolCallInputDone, _Mapping]] = ..., file_search_call_in_progress: _Optional[_Union[FileSearchProgress, _Mapping]] = ..., file_search_call_searching: _Optional[_Union[FileSearchProgress, _Mapping]] = ..., file_search_call_completed: _Optional[_Union[FileSearchProgress, _Mapping]] = ..., mcp_call_in_progress: _Optional[_Union[McpCallProgress, _Mapping]] = ..., mcp_call_arguments_delta: _Optional[_Union[ToolInputDelta, _Mapping]] = ..., mcp_call_arguments_done: _Optional[_Union[McpCallArgumentsDone, _Mapping]] = ..., mcp_call_completed: _Optional[_Union[McpCallProgress, _Mapping]] = ..., mcp_call_failed: _Optional[_Union[McpCallProgress, _Mapping]] = ..., stream_id: _Optional[str] = ...) -> None: ...

class ToolInputDelta(_message.Message):
    __slots__ = ["delta", "item_id", "output_index"]
    DELTA_FIELD_NUMBER: _ClassVar[int]
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_INDEX_FIELD_NUMBER: _ClassVar[int]
    delta: str
    item_id: str
    output_index: int
    def __init__(self, item_id: _Optional[str] = ..., output_index: _Optional[int] = ..., delta: _Optional[str] = ...) -> None: ...
