"""Collections and their documents: client.collections."""

from __future__ import annotations

import math
import time
from typing import Mapping, Optional

from fastchat._gen.fastchat.retrieval.v1 import collection_pb2, collection_service_pb2, collection_service_pb2_grpc
from fastchat._gen.fastchat.retrieval.v1.collection_pb2 import ChunkingPolicy, Collection, Document, DocumentStatus
from fastchat.channel import TypedChannel
from fastchat.errors import IngestionError, create_error
from fastchat.pages import Page, Pages


class CollectionsClient:
    """Collections and their documents."""

    def __init__(self, channel: TypedChannel) -> None:
        self.raw = collection_service_pb2_grpc.CollectionServiceStub(channel)
        """The generated client."""

    def create(
        self, name: str, *, metadata: Optional[Mapping[str, str]] = None, timeout: Optional[float] = None
    ) -> Collection:
        """Makes an empty collection. metadata: your own notes, at most 16 pairs."""
        request = collection_service_pb2.CreateCollectionRequest(name=name, metadata=metadata)
        return self.raw.CreateCollection(request, timeout=timeout).collection

    def get(self, collection_id: str, *, timeout: Optional[float] = None) -> Collection:
        """Reads one collection."""
        request = collection_service_pb2.GetCollectionRequest(collection_id=collection_id)
        return self.raw.GetCollection(request, timeout=timeout).collection

    def list(
        self, *, page_size: Optional[int] = None, page_token: str = "", timeout: Optional[float] = None
    ) -> Pages[Collection]:
        """Lists collections, newest first."""

        def fetch(token: str) -> Page:
            request = collection_service_pb2.ListCollectionsRequest(page_size=page_size, page_token=token)
            response = self.raw.ListCollections(request, timeout=timeout)
            return Page(response.collections, response.next_page_token)

        return Pages(fetch, page_token)

    def delete(self, collection_id: str, *, timeout: Optional[float] = None) -> None:
        """Deletes a collection and its passages; the files stay."""
        request = collection_service_pb2.DeleteCollectionRequest(collection_id=collection_id)
        self.raw.DeleteCollection(request, timeout=timeout)

    def add_document(
        self,
        collection_id: str,
        file_id: str,
        *,
        attributes: Optional[Mapping[str, str]] = None,
        chunking: Optional[ChunkingPolicy] = None,
        timeout: Optional[float] = None,
    ) -> Document:
        """Attaches a file; it is made searchable in the background.

        attributes: your own, returned with search results; at most 16 pairs.
        chunking: how to cut the text; by default the server's way.
        """
        request = collection_service_pb2.AddDocumentRequest(
            collection_id=collection_id, file_id=file_id, attributes=attributes, chunking=chunking
        )
        return self.raw.AddDocument(request, timeout=timeout).document

    def add_and_wait(
        self,
        collection_id: str,
        file_id: str,
        *,
        attributes: Optional[Mapping[str, str]] = None,
        chunking: Optional[ChunkingPolicy] = None,
        poll_interval: float = 0.25,
        timeout: Optional[float] = None,
    ) -> Document:
        """Attaches a file and waits until it can be searched.

        Raises an IngestionError when it cannot be made searchable. poll_interval: how long to wait between two looks, in
        seconds. timeout: how long to wait in all, in seconds; by default until the server is done.
        """
        ends = math.inf if timeout is None else time.monotonic() + timeout
        document = self.add_document(collection_id, file_id, attributes=attributes, chunking=chunking, timeout=timeout)
        while document.status == collection_pb2.DOCUMENT_STATUS_IN_PROGRESS:
            time.sleep(poll_interval)
            left = ends - time.monotonic()
            if left <= 0:
                message = f"{file_id} was not searchable after {timeout} seconds."
                raise create_error(message, code="DEADLINE_EXCEEDED", retryable=True)
            document = self.get_document(collection_id, file_id, timeout=None if timeout is None else left)
        if document.status != collection_pb2.DOCUMENT_STATUS_COMPLETED:
            raise IngestionError(document)
        return document

    def get_document(self, collection_id: str, file_id: str, *, timeout: Optional[float] = None) -> Document:
        """Reads how far a document is."""
        request = collection_service_pb2.GetDocumentRequest(collection_id=collection_id, file_id=file_id)
        return self.raw.GetDocument(request, timeout=timeout).document

    def list_documents(
        self,
        collection_id: str,
        *,
        page_size: Optional[int] = None,
        page_token: str = "",
        timeout: Optional[float] = None,
    ) -> Pages[Document]:
        """Lists a collection's documents, newest first."""

        def fetch(token: str) -> Page:
            request = collection_service_pb2.ListDocumentsRequest(
                collection_id=collection_id, page_size=page_size, page_token=token
            )
            response = self.raw.ListDocuments(request, timeout=timeout)
            return Page(response.documents, response.next_page_token)

        return Pages(fetch, page_token)

    def remove_document(self, collection_id: str, file_id: str, *, timeout: Optional[float] = None) -> None:
        """Takes a document out of a collection; the file stays."""
        request = collection_service_pb2.RemoveDocumentRequest(collection_id=collection_id, file_id=file_id)
        self.raw.RemoveDocument(request, timeout=timeout)
