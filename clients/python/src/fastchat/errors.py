"""What a failed call raises."""

from __future__ import annotations

from typing import TYPE_CHECKING, Optional

import grpc
from google.protobuf.message import DecodeError

from fastchat._gen.fastchat.rpc.error_details_pb2 import ErrorInfo
from fastchat._gen.fastchat.rpc.status_pb2 import Status
from fastchat.reasons import REASONS

if TYPE_CHECKING:
    from fastchat._gen.fastchat.retrieval.v1.collection_pb2 import Document

_ERROR_DOMAIN = "fastchat.dev"
# Codes that say, where no reason says better, that the same call may succeed when repeated.
_RETRYABLE_CODES = frozenset({"RESOURCE_EXHAUSTED", "ABORTED", "UNAVAILABLE"})


class FastchatError(Exception):
    """A call that failed. Everything this package raises about a call is one of these."""

    def __init__(
        self,
        message: str,
        *,
        code: str,
        reason: Optional[str] = None,
        param: Optional[str] = None,
        retryable: Optional[bool] = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        """What went wrong, and which option to change where there is one."""
        self.code = code
        """The gRPC code, for example "NOT_FOUND"."""
        self.reason = reason
        """The reason, for example "FILE_NOT_FOUND"; None when the server did not state one."""
        self.param = param
        """The field that is to blame, for example "temperature"."""
        if retryable is None:
            known = REASONS.get(reason or "")
            retryable = known.retryable if known else code in _RETRYABLE_CODES
        self.retryable = retryable
        """Whether the same call may succeed when repeated."""


class AuthenticationError(FastchatError):
    """No key, or not one that the server knows."""


class NotFoundError(FastchatError):
    """There is no such thing in the caller's tenant."""


class InvalidArgumentError(FastchatError):
    """The request cannot be served as it is; `param` names the field."""


class UnavailableError(FastchatError):
    """The server, or the model behind it, cannot be reached."""


class RateLimitError(FastchatError):
    """A limit has been reached; try again later."""


class IngestionError(FastchatError):
    """A document could not be made searchable; `reason` says why."""

    def __init__(self, document: Document) -> None:
        failed = document.HasField("error")
        reason = document.error.code.upper() if failed else "CANCELLED"
        why = document.error.message if failed else "its ingestion was cancelled."
        known = REASONS.get(reason)
        super().__init__(
            f"{document.filename or document.file_id} was not made searchable: {why}",
            code=known.code if known else "UNKNOWN",
            reason=reason,
        )
        self.document = document
        """The document as the server describes it."""


_CLASSES = {
    "UNAUTHENTICATED": AuthenticationError,
    "NOT_FOUND": NotFoundError,
    "INVALID_ARGUMENT": InvalidArgumentError,
    "UNAVAILABLE": UnavailableError,
    "RESOURCE_EXHAUSTED": RateLimitError,
}


def create_error(
    message: str,
    *,
    code: str,
    reason: Optional[str] = None,
    param: Optional[str] = None,
    retryable: Optional[bool] = None,
) -> FastchatError:
    """Makes the error of a code, with the option to change named at the end of its message."""
    hint = _hint(code, reason)
    if hint:
        message = f"{message.rstrip('.')}. {hint}"
    return _CLASSES.get(code, FastchatError)(message, code=code, reason=reason, param=param, retryable=retryable)


def error_from_reason(reason: str, message: str, retryable: bool) -> FastchatError:
    """Makes the error of a reason as events state it: in lower case, without a code."""
    name = reason.upper()
    known = REASONS.get(name)
    return create_error(message, code=known.code if known else "UNKNOWN", reason=name, retryable=retryable)


def error_from_call(error: grpc.RpcError) -> FastchatError:
    """Turns what grpc raises into a FastchatError."""
    info = _error_info(error)
    return create_error(
        error.details() or "The call failed.",
        code=error.code().name,
        reason=info.reason if info else None,
        param=info.metadata.get("param") if info else None,
    )


def _error_info(error: grpc.RpcError) -> Optional[ErrorInfo]:
    for key, value in error.trailing_metadata() or ():
        if key != "grpc-status-details-bin":
            continue
        try:
            for detail in Status.FromString(value).details:
                if detail.type_url.endswith("/google.rpc.ErrorInfo"):
                    info = ErrorInfo.FromString(detail.value)
                    if info.domain == _ERROR_DOMAIN:
                        return info
        except DecodeError:
            # Details that cannot be read must not hide the error that they belong to.
            return None
    return None


def _hint(code: str, reason: Optional[str]) -> Optional[str]:
    if reason == "MODEL_NOT_FOUND":
        return "client.models.list() names the models on offer."
    if code == "UNAUTHENTICATED":
        return "Check the api_key given to FastchatClient, or FASTCHAT_API_KEY."
    if code == "DEADLINE_EXCEEDED":
        return "Raise timeout to wait longer."
    # A reason comes from a server, so one was reached; without it the address may be wrong.
    if code == "UNAVAILABLE" and not reason:
        return "Check the base_url given to FastchatClient, or FASTCHAT_URL."
    return None
