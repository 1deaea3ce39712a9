"""The connection to Fastchat."""

from __future__ import annotations

import os
from typing import Any, Optional, Sequence

from fastchat._gen.fastchat.admin.v1.health_service_pb2_grpc import HealthServiceStub
from fastchat._gen.fastchat.admin.v1.tenant_service_pb2_grpc import TenantServiceStub
from fastchat._gen.fastchat.chat.v1.run_service_pb2_grpc import RunServiceStub
from fastchat.channel import TypedChannel, open_channel
from fastchat.chat import ChatClient
from fastchat.collections import CollectionsClient
from fastchat.files import FilesClient
from fastchat.models import ModelsClient
from fastchat.search import SearchClient, SearchResponse


class FastchatClient:
    """A connection to Fastchat, over gRPC. One client serves any number of threads.

    base_url: the server's address; by default FASTCHAT_URL, else "http://127.0.0.1:8080".
    api_key: the key, "fc_…"; by default FASTCHAT_API_KEY.
    """

    def __init__(self, base_url: Optional[str] = None, api_key: Optional[str] = None) -> None:
        base_url = base_url or os.environ.get("FASTCHAT_URL") or "http://127.0.0.1:8080"
        api_key = api_key if api_key is not None else os.environ.get("FASTCHAT_API_KEY")
        self.channel = TypedChannel(open_channel(base_url), api_key)
        """What calls travel by, for generated clients that raw does not list."""
        self.chat = ChatClient(self.channel)
        """Answers."""
        self.files = FilesClient(self.channel)
        """Files."""
        self.collections = CollectionsClient(self.channel)
        """Collections and their documents."""
        self.models = ModelsClient(self.channel)
        """Models."""
        self._search = SearchClient(self.channel)
        self.raw = RawClients(self)
        """The generated clients, for what the friendly ones do not offer. They raise the same errors."""

    def search(
        self,
        query: str,
        collection_ids: Sequence[str],
        *,
        top_k: Optional[int] = None,
        score_threshold: Optional[float] = None,
        timeout: Optional[float] = None,
    ) -> SearchResponse:
        """Finds the passages of collections that match a question best, best first.

        query: the question.
        collection_ids: the collections, 1 to 16.
        top_k: how many passages at most, 1 to 50; by default the tenant's setting.
        score_threshold: passages that score lower are left out, 0 to 1; by default the tenant's setting.
        timeout: how long the call may take, in seconds; by default as long as it needs.
        """
        return self._search.search(
            query, collection_ids, top_k=top_k, score_threshold=score_threshold, timeout=timeout
        )

    def close(self) -> None:
        """Closes the connection; calls under way fail."""
        self.channel.close()

    def __enter__(self) -> FastchatClient:
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()


class RawClients:
    """The generated clients by service."""

    def __init__(self, client: FastchatClient) -> None:
        self.chat = client.chat.raw
        self.runs = RunServiceStub(client.channel)
        self.models = client.models.raw
        self.files = client.files.raw
        self.collections = client.collections.raw
        self.retrieval = client._search.raw
        self.health = HealthServiceStub(client.channel)
        self.tenants = TenantServiceStub(client.channel)
