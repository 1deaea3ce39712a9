from fastchat._gen.fastchat.json.v1 import json_pb2 as _json_pb2
from fastchat._gen.fastchat.openai.v1 import chat_completion_pb2 as _chat_completion_pb2
from fastchat._gen.fastchat.openai.v1 import vector_store_pb2 as _vector_store_pb2
from fastchat._gen.fastchat.options.v1 import access_pb2 as _access_pb2
from google.protobuf import struct_pb2 as _struct_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CreateVectorStoreFileRequest(_message.Message):
    __slots__ = ["attributes", "chunking_strategy", "file_id", "vector_store_id"]
    class AttributesEntry(_message.Message):
        __slots__ = ["key", "value"]
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    ATTRIBUTES_FIELD_NUMBER: _ClassVar[int]
    CHUNKING_STRATEGY_FIELD_NUMBER: _ClassVar[int]
    FILE_ID_FIELD_NUMBER: _ClassVar[int]
    VECTOR_STORE_ID_FIELD_NUMBER: _ClassVar[int]
    attributes: _containers.ScalarMap[str, str]
    chunking_strategy: _vector_store_pb2.ChunkingStrategy
    file_id: str
    vector_store_id: str
    def __init__(self, vector_store_id: _Optional[str] = ..., file_id: _Optional[str] = ..., attributes: _Optional[_Mapping[str, str]] = ..., chunking_strategy: _Optional[_Union[_vector_store_pb2.ChunkingStrategy, _Mapping]] = ...) -> None: ...

class CreateVectorStoreFileResponse(_message.Message):
    __slots__ = ["file"]
    FILE_FIELD_NUMBER: _ClassVar[int]
    file: _vector_store_pb2.VectorStoreFile
    def __init__(self, file: _Optional[_Union[_vector_store_pb2.VectorStoreFile, _Mapping]] = ...) -> None: ...

class CreateVectorStoreRequest(_message.Message):
    __slots__ = ["chunking_strategy", "expires_after", "file_ids", "metadata", "name"]
    class MetadataEntry(_message.Message):
        __slots__ = ["key", "value"]
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    CHUNKING_STRATEGY_FIELD_NUMBER: _ClassVar[int]
    EXPIRES_AFTER_FIELD_NUMBER: _ClassVar[int]
    FILE_IDS_FIELD_NUMBER: _ClassVar[int]
    METADATA_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    chunking_strategy: _vector_store_pb2.ChunkingStrategy
    expires_after: _struct_pb2.Struct
    file_ids: _containers.RepeatedScalarFieldContainer[str]
    metadata: _containers.ScalarMap[str, str]
    name: str
    def __init__(self, name: _Optional[str] = ..., file_ids: _Optional[_Iterable[str]] = ..., chunking_strategy: _Optional[_Union[_vector_store_pb2.ChunkingStrategy, _Mapping]] = ..., metadata: _Optional[_Mapping[str, str]] = ..., expires_after: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ...) -> None: ...

class CreateVectorStoreResponse(_message.Message):
    __slots__ = ["vector_store"]
    VECTOR_STORE_FIELD_NUMBER: _ClassVar[int]
    vector_store: _vector_store_pb2.VectorStore
    def __init__(self, vector_store: _Optional[_Union[_vector_store_pb2.VectorStore, _Mapping]] = ...) -> None: ...

class DeleteVectorStoreFileRequest(_message.Message):
    __slots__ = ["file_id", "vector_store_id"]
    FILE_ID_FIELD_NUMBER: _ClassVar[int]
    VECTOR_STORE_ID_FIELD_NUMBER: _ClassVar[int]
    file_id: str
    vector_store_id: str
    def __init__(self, vector_store_id: _Optional[str] = ..., file_id: _Optional[str] = ...) -> None: ...

class DeleteVectorStoreFileResponse(_message.Message):
    __slots__ = ["deleted", "id", "object"]
    DELETED_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    OBJECT_FIELD_NUMBER: _ClassVar[int]
    deleted: bool
    id: str
    object: str
    def __init__(self, id: _Optional[str] = ..., object: _Optional[str] = ..., deleted: bool = ...) -> None: ...

class DeleteVectorStoreRequest(_message.Message):
    __slots__ = ["vector_store_id"]
    VECTOR_STORE_ID_FIELD_NUMBER: _ClassVar[int]
    vector_store_id: str
    def __init__(self, vector_store_id: _Optional[str] = ...) -> None: ...

class DeleteVectorStoreResponse(_message.Message):
    __slots__ = ["deleted", "id", "object"]
    DELETED_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    OBJECT_FIELD_NUMBER: _ClassVar[int]
    deleted: bool
    id: str
    object: str
    def __init__(self, id: _Optional[str] = ..., object: _Optional[str] = ..., deleted: bool = ...) -> None: ...

class GetVectorStoreFileContentRequest(_message.Message):
    __slots__ = ["file_id", "page", "vector_store_id"]
    FILE_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_FIELD_NUMBER: _ClassVar[int]
    VECTOR_STORE_ID_FIELD_NUMBER: _ClassVar[int]
    file_id: str
    page: str
    vector_store_id: str
    def __init__(self, vector_store_id: _Optional[str] = ..., file_id: _Optional[str] = ..., page: _Optional[str] = ...) -> None: ...

class GetVectorStoreFileContentResponse(_message.Message):
    __slots__ = ["data", "has_more", "next_page", "object"]
    DATA_FIELD_NUMBER: _ClassVar[int]
    HAS_MORE_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_FIELD_NUMBER: _ClassVar[int]
    OBJECT_FIELD_NUMBER: _ClassVar[int]
    data: _containers.RepeatedCompositeFieldContainer[_vector_store_pb2.TextContent]
    has_more: bool
    next_page: str
    object: str
    def __init__(self, object: _Optional[str] = ..., data: _Optional[_Iterable[_Union[_vector_store_pb2.TextContent, _Mapping]]] = ..., has_more: bool = ..., next_page: _Optional[str] = ...) -> None: ...

class GetVectorStoreFileRequest(_message.Message):
    __slots__ = ["file_id", "vector_store_id"]
    FILE_ID_FIELD_NUMBER: _ClassVar[int]
    VECTOR_STORE_ID_FIELD_NUMBER: _ClassVar[int]
    file_id: str
    vector_store_id: str
    def __init__(self, vector_store_id: _Optional[str] = ..., file_id: _Optional[str] = ...) -> None: ...

class GetVectorStoreFileResponse(_message.Message):
    __slots__ = ["file"]
    FILE_FIELD_NUMBER: _ClassVar[int]
    file: _vector_store_pb2.VectorStoreFile
    def __init__(self, file: _Optional[_Union[_vector_store_pb2.VectorStoreFile, _Mapping]] = ...) -> None: ...

class GetVectorStoreRequest(_message.Message):
    __slots__ = ["vector_store_id"]
    VECTOR_STORE_ID_FIELD_NUMBER: _ClassVar[int]
    vector_store_id: str
    def __init__(self, vector_store_id: _Optional[str] = ...) -> None: ...

class GetVectorStoreResponse(_message.Message):
    __slots__ = ["vector_store"]
    VECTOR_STORE_FIELD_NUMBER: _ClassVar[int]
    vector_store: _vector_store_pb2.VectorStore
    def __init__(self, vector_store: _Optional[_Union[_vector_store_pb2.VectorStore, _Mapping]] = ...) -> None: ...

class ListVectorStoreFilesRequest(_message.Message):
    __slots__ = ["after", "before", "filter", "limit", "order", "vector_store_id"]
    AFTER_FIELD_NUMBER: _ClassVar[int]
    BEFORE_FIELD_NUMBER: _ClassVar[int]
    FILTER_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    ORDER_FIELD_NUMBER: _ClassVar[int]
    VECTOR_STORE_ID_FIELD_NUMBER: _ClassVar[int]
    after: str
    before: str
    filter: str
    limit: int
    order: str
    vector_store_id: str
    def __init__(self, vector_store_id: _Optional[str] = ..., limit: _Optional[int] = ..., after: _Optional[str] = ..., before: _Optional[str] = ..., order: _Optional[str] = ..., filter: _Optional[str] = ...) -> None: ...

class ListVectorStoreFilesResponse(_message.Message):
    __slots__ = ["data", "first_id", "has_more", "last_id", "object"]
    DATA_FIELD_NUMBER: _ClassVar[int]
    FIRST_ID_FIELD_NUMBER: _ClassVar[int]
    HAS_MORE_FIELD_NUMBER: _ClassVar[int]
    LAST_ID_FIELD_NUMBER: _ClassVar[int]
    OBJECT_FIELD_NUMBER: _ClassVar[int]
    data: _containers.RepeatedCompositeFieldContainer[_vector_store_pb2.VectorStoreFile]
    first_id: str
    has_more: bool
    last_id: str
    object: str
    def __init__(self, object: _Optional[str] = ..., data: _Optional[_Iterable[_Union[_vector_store_pb2.VectorStoreFile, _Mapping]]] = ..., first_id: _Optional[str] = ..., last_id: _Optional[str] = ..., has_more: bool = ...) -> None: ...

class ListVectorStoresRequest(_message.Message):
    __slots__ = ["after", "before", "limit", "order"]
    AFTER_FIELD_NUMBER: _ClassVar[int]
    BEFORE_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    ORDER_FIELD_NUMBER: _ClassVar[int]
    after: str
    before: str
    limit: int
    order: str
    def __init__(self, limit: _Optional[int] = ..., after: _Optional[str] = ..., before: _Optional[str] = ..., order: _Optional[str] = ...) -> None: ...

class ListVectorStoresResponse(_message.Message):
    __slots__ = ["data", "first_id", "has_more", "last_id", "object"]
    DATA_FIELD_NUMBER: _ClassVar[int]
    FIRST_ID_FIELD_NUMBER: _ClassVar[int]
    HAS_MORE_FIELD_NUMBER: _ClassVar[int]
    LAST_ID_FIELD_NUMBER: _ClassVar[int]
    OBJECT_FIELD_NUMBER: _ClassVar[int]
    data: _containers.RepeatedCompositeFieldContainer[_vector_store_pb2.VectorStore]
    first_id: str
    has_more: bool
    last_id: str
    object: str
    def __init__(self, object: _Optional[str] = ..., data: _Optional[_Iterable[_Union[_vector_store_pb2.VectorStore, _Mapping]]] = ..., first_id: _Optional[str] = ..., last_id: _Optional[str] = ..., has_more: bool = ...) -> None: ...

class SearchVectorStoreRequest(_message.Message):
    __slots__ = ["filters", "max_num_results", "query", "ranking_options", "rewrite_query", "vector_store_id"]
    FILTERS_FIELD_NUMBER: _ClassVar[int]
    MAX_NUM_RESULTS_FIELD_NUMBER: _ClassVar[int]
    QUERY_FIELD_NUMBER: _ClassVar[int]
    RANKING_OPTIONS_FIELD_NUMBER: _ClassVar[int]
    REWRITE_QUERY_FIELD_NUMBER: _ClassVar[int]
    VECTOR_STORE_ID_FIELD_NUMBER: _ClassVar[int]
    filters: _struct_pb2.Struct
    max_num_results: int
    query: _vector_store_pb2.SearchQuery
    ranking_options: _chat_completion_pb2.RankingOptions
    rewrite_query: bool
    vector_store_id: str
    def __init__(self, vector_store_id: _Optional[str] = ..., query: _Optional[_Union[_vector_store_pb2.SearchQuery, _Mapping]] = ..., max_num_results: _Optional[int] = ..., ranking_options: _Optional[_Union[_chat_completion_pb2.RankingOptions, _Mapping]] = ..., rewrite_query: bool = ..., filters: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ...) -> None: ...

class SearchVectorStoreResponse(_message.Message):
    __slots__ = ["data", "has_more", "next_page", "object", "search_query"]
    DATA_FIELD_NUMBER: _ClassVar[int]
    HAS_MORE_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_FIELD_NUMBER: _ClassVar[int]
    OBJECT_FIELD_NUMBER: _ClassVar[int]
    SEARCH_QUERY_FIELD_NUMBER: _ClassVar[int]
    data: _containers.RepeatedCompositeFieldContainer[_vector_store_pb2.VectorStoreSearchResult]
    has_more: bool
    next_page: str
    object: str
    search_query: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, object: _Optional[str] = ..., search_query: _Optional[_Iterable[str]] = ..., data: _Optional[_Iterable[_Union[_vector_store_pb2.VectorStoreSearchResult, _Mapping]]] = ..., has_more: bool = ..., next_page: _Optional[str] = ...) -> None: ...

class UpdateVectorStoreRequest(_message.Message):
    __slots__ = ["expires_after", "metadata", "name", "vector_store_id"]
    class MetadataEntry(_message.Message):
        __slots__ = ["key", "value"]
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    EXPIRES_AFTER_FIELD_NUMBER: _ClassVar[int]
    METADATA_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    VECTOR_STORE_ID_FIELD_NUMBER: _ClassVar[int]
    expires_after: _struct_pb2.Struct
    metadata: _containers.ScalarMap[str, str]
    name: str
    vector_store_id: str
    def __init__(self, vector_store_id: _Optional[str] = ..., name: _Optional[str] = ..., metadata: _Optional[_Mapping[str, str]] = ..., expires_after: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ...) -> None: ...

class UpdateVectorStoreResponse(_message.Message):
    __slots__ = ["vector_store"]
    VECTOR_STORE_FIELD_NUMBER: _ClassVar[int]
    vector_store: _vector_store_pb2.VectorStore
    def __init__(self, vector_store: _Optional[_Union[_vector_store_pb2.VectorStore, _Mapping]] = ...) -> None: ...
