"""Search: client.search()."""

from __future__ import annotations

from typing import Optional, Sequence

from fastchat._gen.fastchat.retrieval.v1 import retrieval_service_pb2, retrieval_service_pb2_grpc
from fastchat._gen.fastchat.retrieval.v1.collection_pb2 import Passage
from fastchat._gen.fastchat.retrieval.v1.retrieval_service_pb2 import SearchResponse
from fastchat.channel import TypedChannel

__all__ = ["Passage", "SearchClient", "SearchResponse"]


class SearchClient:
    """Search."""

    def __init__(self, channel: TypedChannel) -> None:
        self.raw = retrieval_service_pb2_grpc.RetrievalServiceStub(channel)
        """The generated client."""

    def search(
        self,
        query: str,
        collection_ids: Sequence[str],
        *,
        top_k: Optional[int] = None,
        score_threshold: Optional[float] = None,
        timeout: Optional[float] = None,
    ) -> SearchResponse:
        """Finds the passages that match a question best, best first."""
        request = retrieval_service_pb2.SearchRequest(
            query=query, collection_ids=collection_ids, top_k=top_k, score_threshold=score_threshold
        )
        return self.raw.Search(request, timeout=timeout)
