"""Models: client.models."""

from __future__ import annotations

from typing import Optional

from fastchat._gen.fastchat.chat.v1 import model_service_pb2, model_service_pb2_grpc
from fastchat._gen.fastchat.chat.v1.model_service_pb2 import Model
from fastchat.channel import TypedChannel
from fastchat.pages import Page, Pages


class ModelsClient:
    """Models."""

    def __init__(self, channel: TypedChannel) -> None:
        self.raw = model_service_pb2_grpc.ModelServiceStub(channel)
        """The generated client."""

    def list(
        self, *, page_size: Optional[int] = None, page_token: str = "", timeout: Optional[float] = None
    ) -> Pages[Model]:
        """Lists the models on offer, by name."""

        def fetch(token: str) -> Page:
            request = model_service_pb2.ListModelsRequest(page_size=page_size, page_token=token)
            response = self.raw.ListModels(request, timeout=timeout)
            return Page(response.models, response.next_page_token)

        return Pages(fetch, page_token)
