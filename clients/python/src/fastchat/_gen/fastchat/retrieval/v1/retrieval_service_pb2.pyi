from fastchat._gen.fastchat.options.v1 import access_pb2 as _access_pb2
from fastchat._gen.fastchat.retrieval.v1 import collection_pb2 as _collection_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class SearchRequest(_message.Message):
    __slots__ = ["collection_ids", "query", "score_threshold", "top_k"]
    COLLECTION_IDS_FIELD_NUMBER: _ClassVar[int]
    QUERY_FIELD_NUMBER: _ClassVar[int]
    SCORE_THRESHOLD_FIELD_NUMBER: _ClassVar[int]
    TOP_K_FIELD_NUMBER: _ClassVar[int]
    collection_ids: _containers.RepeatedScalarFieldContainer[str]
    query: str
    score_threshold: float
    top_k: int
    def __init__(self, query: _Optional[str] = ..., collection_ids: _Optional[_Iterable[str]] = ..., top_k: _Optional[int] = ..., score_threshold: _Optional[float] = ...) -> None: ...

class SearchResponse(_message.Message):
    __slots__ = ["candidates", "passages"]
    CANDIDATES_FIELD_NUMBER: _ClassVar[int]
    PASSAGES_FIELD_NUMBER: _ClassVar[int]
    candidates: int
    passages: _containers.RepeatedCompositeFieldContainer[_collection_pb2.Passage]
    def __init__(self, passages: _Optional[_Iterable[_Union[_collection_pb2.Passage, _Mapping]]] = ..., candidates: _Optional[int] = ...) -> None: ...
