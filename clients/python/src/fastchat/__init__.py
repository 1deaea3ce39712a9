"""Fastchat for Python: chat, files, collections and search over gRPC."""

from fastchat.chat import ChatClient, Message
from fastchat.client import FastchatClient
from fastchat.collections import Collection, CollectionsClient, Document, DocumentStatus
from fastchat.downloads import Download
from fastchat.errors import (
    AuthenticationError,
    FastchatError,
    IngestionError,
    InvalidArgumentError,
    NotFoundError,
    RateLimitError,
    UnavailableError,
)
from fastchat.files import File, FilesClient
from fastchat.models import Model, ModelsClient
from fastchat.pages import Page, Pages
from fastchat.search import Passage, SearchResponse
from fastchat.streams import (
    Answer,
    ChatEvent,
    ChatStream,
    Citation,
    CitationEvent,
    CompleteEvent,
    StatusEvent,
    TokenEvent,
    Usage,
    UsageEvent,
)

__all__ = [
    "Answer",
    "AuthenticationError",
    "ChatClient",
    "ChatEvent",
    "ChatStream",
    "Citation",
    "CitationEvent",
    "Collection",
    "CollectionsClient",
    "CompleteEvent",
    "Document",
    "DocumentStatus",
    "Download",
    "FastchatClient",
    "FastchatError",
    "File",
    "FilesClient",
    "IngestionError",
    "InvalidArgumentError",
    "Message",
    "Model",
    "ModelsClient",
    "NotFoundError",
    "Page",
    "Pages",
    "Passage",
    "RateLimitError",
    "SearchResponse",
    "StatusEvent",
    "TokenEvent",
    "UnavailableError",
    "Usage",
    "UsageEvent",
]
