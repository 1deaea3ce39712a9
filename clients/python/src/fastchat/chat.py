"""Answers: client.chat."""

from __future__ import annotations

from typing import Literal, Optional, Sequence, TypedDict

from fastchat._gen.fastchat.chat.v1 import chat_service_pb2, chat_service_pb2_grpc, message_pb2
from fastchat.channel import TypedChannel
from fastchat.streams import Answer, ChatStream

_ROLES = {
    "system": message_pb2.ROLE_SYSTEM,
    "user": message_pb2.ROLE_USER,
    "assistant": message_pb2.ROLE_ASSISTANT,
}


class Message(TypedDict):
    """One message of a conversation."""

    role: Literal["system", "user", "assistant"]
    """Who speaks."""
    text: str
    """The words."""


class ChatClient:
    """Answers."""

    def __init__(self, channel: TypedChannel) -> None:
        self.raw = chat_service_pb2_grpc.ChatServiceStub(channel)
        """The generated client."""

    def stream(
        self,
        messages: Sequence[Message],
        *,
        model: Optional[str] = None,
        vector_store_ids: Sequence[str] = (),
        max_num_results: Optional[int] = None,
        score_threshold: Optional[float] = None,
        temperature: Optional[float] = None,
        max_tokens: Optional[int] = None,
        timeout: Optional[float] = None,
    ) -> ChatStream:
        """Answers as a stream of events.

        messages: the conversation so far, oldest first; the last message is from the user.
        model: the model; by default the tenant's.
        vector_store_ids: the collections to search; what is found is cited.
        max_num_results: how many passages at most, 1 to 50; by default the tenant's setting.
        score_threshold: passages that score lower are left out, 0 to 1; by default the tenant's setting.
        temperature: 0 to 2; by default the tenant's setting.
        max_tokens: the longest answer in tokens; by default the tenant's setting.
        timeout: how long the call may take, in seconds; by default as long as it needs.
        """
        request = chat_service_pb2.ChatRequest(
            messages=[message_pb2.Message(role=_role(message["role"]), text=message["text"]) for message in messages],
            model=model,
            temperature=temperature,
            max_tokens=max_tokens,
        )
        if vector_store_ids:
            request.tools.add().file_search.MergeFrom(
                chat_service_pb2.FileSearch(
                    vector_store_ids=vector_store_ids,
                    max_num_results=max_num_results,
                    score_threshold=score_threshold,
                )
            )
        return ChatStream(self.raw.Chat(request, timeout=timeout))

    def ask(
        self,
        messages: Sequence[Message],
        *,
        model: Optional[str] = None,
        vector_store_ids: Sequence[str] = (),
        max_num_results: Optional[int] = None,
        score_threshold: Optional[float] = None,
        temperature: Optional[float] = None,
        max_tokens: Optional[int] = None,
        timeout: Optional[float] = None,
    ) -> Answer:
        """Answers as a whole: the stream drained. Takes what stream() takes."""
        return self.stream(
            messages,
            model=model,
            vector_store_ids=vector_store_ids,
            max_num_results=max_num_results,
            score_threshold=score_threshold,
            temperature=temperature,
            max_tokens=max_tokens,
            timeout=timeout,
        ).answer()


def _role(role: str) -> int:
    if role not in _ROLES:
        raise ValueError(f'role must be "system", "user" or "assistant", but is "{role}".')
    return _ROLES[role]
