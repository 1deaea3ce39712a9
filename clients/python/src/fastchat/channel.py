"""The channel that calls travel by: it sends the key and raises nothing but FastchatError."""

from __future__ import annotations

from typing import Any, Callable, Iterator, Optional
from urllib.parse import urlsplit

import grpc

from fastchat.errors import error_from_call

# Flow control bounds what is on the way; a limit per message would only get in the way of long answers.
_OPTIONS = (("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1))


def open_channel(base_url: str) -> grpc.Channel:
    """Opens a channel to "http://host:port" (cleartext) or "https://host:port" (TLS)."""
    url = urlsplit(base_url)
    if url.scheme not in ("http", "https") or not url.hostname:
        raise ValueError(f'base_url must look like "http://127.0.0.1:8080", but is "{base_url}".')
    host = f"[{url.hostname}]" if ":" in url.hostname else url.hostname
    if url.scheme == "https":
        return grpc.secure_channel(f"{host}:{url.port or 443}", grpc.ssl_channel_credentials(), options=_OPTIONS)
    return grpc.insecure_channel(f"{host}:{url.port or 80}", options=_OPTIONS)


class TypedChannel:
    """A channel for generated stubs, which ask nothing of it but the four methods below."""

    def __init__(self, channel: grpc.Channel, api_key: Optional[str]) -> None:
        self._channel = channel
        self._metadata = (("authorization", f"Bearer {api_key}"),) if api_key else ()

    def unary_unary(self, *method: Any, **codecs: Any) -> Callable[..., Any]:
        """Makes the callable of a method with one request and one answer."""
        return self._single(self._channel.unary_unary(*method, **codecs))

    def stream_unary(self, *method: Any, **codecs: Any) -> Callable[..., Any]:
        """Makes the callable of a method with a stream of requests and one answer."""
        return self._single(self._channel.stream_unary(*method, **codecs))

    def unary_stream(self, *method: Any, **codecs: Any) -> Callable[..., TypedCall]:
        """Makes the callable of a method with one request and a stream of answers."""
        call = self._channel.unary_stream(*method, **codecs)
        return lambda request, timeout=None: TypedCall(call(request, timeout=timeout, metadata=self._metadata))

    def stream_stream(self, *method: Any, **codecs: Any) -> Callable[..., TypedCall]:
        """Makes the callable of a method with a stream of requests and a stream of answers."""
        call = self._channel.stream_stream(*method, **codecs)
        return lambda requests, timeout=None: TypedCall(call(requests, timeout=timeout, metadata=self._metadata))

    def close(self) -> None:
        """Closes the channel; calls under way fail."""
        self._channel.close()

    def _single(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def invoke(request: Any, timeout: Optional[float] = None) -> Any:
            try:
                return call(request, timeout=timeout, metadata=self._metadata)
            except grpc.RpcError as error:
                raise error_from_call(error) from error

        return invoke


class TypedCall:
    """A stream of answers under way."""

    def __init__(self, call: Any) -> None:
        self._call = call

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        try:
            return next(self._call)
        except grpc.RpcError as error:
            raise error_from_call(error) from error

    def cancel(self) -> None:
        """Cancels the call, at the server too. Does nothing once it has ended."""
        self._call.cancel()
