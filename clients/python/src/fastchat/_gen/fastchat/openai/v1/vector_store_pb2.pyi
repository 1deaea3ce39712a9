from fastchat._gen.fastchat.json.v1 import json_pb2 as _json_pb2
from fastchat._gen.fastchat.openai.v1 import chat_completion_pb2 as _chat_completion_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class AutoChunking(_message.Message):
    __slots__ = []
    def __init__(self) -> None: ...

class ChunkingStrategy(_message.Message):
    __slots__ = ["auto", "static"]
    AUTO_FIELD_NUMBER: _ClassVar[int]
    STATIC_FIELD_NUMBER: _ClassVar[int]
    auto: AutoChunking
    static: StaticChunking
    def __init__(self, auto: _Optional[_Union[AutoChunking, _Mapping]] = ..., static: _Optional[_Union[StaticChunking, _Mapping]] = ...) -> None: ...

class FileCounts(_message.Message):
    __slots__ = ["cancelled", "completed", "failed", "in_progress", "total"]
    CANCELLED_FIELD_NUMBER: _ClassVar[int]
    COMPLETED_FIELD_NUMBER: _ClassVar[int]
    FAILED_FIELD_NUMBER: _ClassVar[int]
    IN_PROGRESS_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    cancelled: int
    completed: int
    failed: int
    in_progress: int
    total: int
    def __init__(self, in_progress: _Optional[int] = ..., completed: _Optional[int] = ..., failed: _Optional[int] = ..., cancelled: _Optional[int] = ..., total: _Optional[int] = ...) -> None: ...

class SearchQuery(_message.Message):
    __slots__ = ["many", "one"]
    MANY_FIELD_NUMBER: _ClassVar[int]
    ONE_FIELD_NUMBER: _ClassVar[int]
    many: _chat_completion_pb2.StringList
    one: str
    def __init__(self, one: _Optional[str] = ..., many: _Optional[_Union[_chat_completion_pb2.StringList, _Mapping]] = ...) -> None: ...

class StaticChunking(_message.Message):
    __slots__ = ["static"]
    STATIC_FIELD_NUMBER: _ClassVar[int]
    static: StaticChunkingSizes
    def __init__(self, static: _Optional[_Union[StaticChunkingSizes, _Mapping]] = ...) -> None: ...

class StaticChunkingSizes(_message.Message):
    __slots__ = ["chunk_overlap_tokens", "max_chunk_size_tokens"]
    CHUNK_OVERLAP_TOKENS_FIELD_NUMBER: _ClassVar[int]
    MAX_CHUNK_SIZE_TOKENS_FIELD_NUMBER: _ClassVar[int]
    chunk_overlap_tokens: int
    max_chunk_size_tokens: int
    def __init__(self, max_chunk_size_tokens: _Optional[int] = ..., chunk_overlap_tokens: _Optional[int] = ...) -> None: ...

class TextContent(_message.Message):
    __slots__ = ["text", "type"]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    text: str
    type: str
    def __init__(self, type: _Optional[str] = ..., text: _Optional[str] = ...) -> None: ...

class VectorStore(_message.Message):
    __slots__ = ["created_at", "file_counts", "id", "last_active_at", "metadata", "name", "object", "status", "usage_bytes"]
    class MetadataEntry(_message.Message):
        __slots__ = ["key", "value"]
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    CREATED_AT_FIELD_NUMBER: _ClassVar[int]
    FILE_COUNTS_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    LAST_ACTIVE_AT_FIELD_NUMBER: _ClassVar[int]
    METADATA_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    OBJECT_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    USAGE_BYTES_FIELD_NUMBER: _ClassVar[int]
    created_at: int
    file_counts: FileCounts
    id: str
    last_active_at: int
    metadata: _containers.ScalarMap[str, str]
    name: str
    object: str
    status: str
    usage_bytes: int
    def __init__(self, id: _Optional[str] = ..., object: _Optional[str] = ..., created_at: _Optional[int] = ..., name: _Optional[str] = ..., usage_bytes: _Optional[int] = ..., file_counts: _Optional[_Union[FileCounts, _Mapping]] = ..., status: _Optional[str] = ..., last_active_at: _Optional[int] = ..., metadata: _Optional[_Mapping[str, str]] = ...) -> None: ...

class VectorStoreFile(_message.Message):
    __slots__ = ["attributes", "chunking_strategy", "created_at", "id", "last_error", "object", "status", "usage_bytes", "vector_store_id"]
    class AttributesEntry(_message.Message):
        __slots__ = ["key", "value"]
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    ATTRIBUTES_FIELD_NUMBER: _ClassVar[int]
    CHUNKING_STRATEGY_FIELD_NUMBER: _ClassVar[int]
    CREATED_AT_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    LAST_ERROR_FIELD_NUMBER: _ClassVar[int]
    OBJECT_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    USAGE_BYTES_FIELD_NUMBER: _ClassVar[int]
    VECTOR_STORE_ID_FIELD_NUMBER: _ClassVar[int]
    attributes: _containers.ScalarMap[str, str]
    chunking_strategy: ChunkingStrategy
    created_at: int
    id: str
    last_error: VectorStoreFileError
    object: str
    status: str
    usage_bytes: int
    vector_store_id: str
    def __init__(self, id: _Optional[str] = ..., object: _Optional[str] = ..., usage_bytes: _Optional[int] = ..., created_at: _Optional[int] = ..., vector_store_id: _Optional[str] = ..., status: _Optional[str] = ..., last_error: _Optional[_Union[VectorStoreFileError, _Mapping]] = ..., chunking_strategy: _Optional[_Union[ChunkingStrategy, _Mapping]] = ..., attributes: _Optional[_Mapping[str, str]] = ...) -> None: ...

class VectorStoreFileError(_message.Message):
    __slots__ = ["code", "message", "reason"]
    CODE_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    code: str
    message: str
    reason: str
    def __init__(self, code: _Optional[str] = ..., message: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class VectorStoreSearchResult(_message.Message):
    __slots__ = ["attributes", "content", "end", "file_id", "filename", "page", "score", "start"]
    class AttributesEntry(_message.Message):
        __slots__ = ["key", "value"]
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    ATTRIBUTES_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    FILENAME_FIELD_NUMBER: _ClassVar[int]
    FILE_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_FIELD_NUMBER: _ClassVar[int]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    START_FIELD_NUMBER: _ClassVar[int]
    attributes: _containers.ScalarMap[str, str]
    content: _containers.RepeatedCompositeFieldContainer[TextContent]
    end: int
    file_id: str
    filename: str
    page: int
    score: float
    start: int
    def __init__(self, file_id: _Optional[str] = ..., filename: _Optional[str] = ..., score: _Optional[float] = ..., attributes: _Optional[_Mapping[str, str]] = ..., content: _Optional[_Iterable[_Union[TextContent, _Mapping]]] = ..., page: _Optional[int] = ..., start: _Optional[int] = ..., end: _Optional[int] = ...) -> None: ...
