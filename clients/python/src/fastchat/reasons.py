"""The reasons of fastchat.errors.v1.ErrorReason; a test holds this table against the comments of the contract."""

from __future__ import annotations

from typing import NamedTuple


class ReasonInfo(NamedTuple):
    """What a reason says about the call that failed for it."""

    code: str
    """The gRPC code that the reason travels with."""
    retryable: bool
    """Whether the same call may succeed when repeated."""


REASONS: dict[str, ReasonInfo] = {
    "INVALID_VALUE": ReasonInfo("INVALID_ARGUMENT", False),
    "MISSING_FIELD": ReasonInfo("INVALID_ARGUMENT", False),
    "MISSING_API_KEY": ReasonInfo("UNAUTHENTICATED", False),
    "INVALID_API_KEY": ReasonInfo("UNAUTHENTICATED", False),
    "PERMISSION_DENIED": ReasonInfo("PERMISSION_DENIED", False),
    "FILE_NOT_FOUND": ReasonInfo("NOT_FOUND", False),
    "COLLECTION_NOT_FOUND": ReasonInfo("NOT_FOUND", False),
    "DOCUMENT_NOT_FOUND": ReasonInfo("NOT_FOUND", False),
    "MODEL_NOT_FOUND": ReasonInfo("NOT_FOUND", False),
    "RUN_NOT_FOUND": ReasonInfo("NOT_FOUND", False),
    "TENANT_NOT_FOUND": ReasonInfo("NOT_FOUND", False),
    "TENANT_EXISTS": ReasonInfo("ALREADY_EXISTS", False),
    "FILE_EMPTY": ReasonInfo("INVALID_ARGUMENT", False),
    "FILE_TOO_LARGE": ReasonInfo("OUT_OF_RANGE", False),
    "FILE_TYPE_UNSUPPORTED": ReasonInfo("INVALID_ARGUMENT", False),
    "FILE_TYPE_MISMATCH": ReasonInfo("INVALID_ARGUMENT", False),
    "FILE_UNREADABLE": ReasonInfo("INVALID_ARGUMENT", False),
    "FILE_HAS_NO_TEXT": ReasonInfo("INVALID_ARGUMENT", False),
    "DECODER_MISSING": ReasonInfo("FAILED_PRECONDITION", False),
    "UPSTREAM_UNAVAILABLE": ReasonInfo("UNAVAILABLE", True),
    "UPSTREAM_REJECTED": ReasonInfo("INVALID_ARGUMENT", False),
    "UPSTREAM_RATE_LIMITED": ReasonInfo("RESOURCE_EXHAUSTED", True),
    "UPSTREAM_UNAUTHORIZED": ReasonInfo("FAILED_PRECONDITION", False),
    "UPSTREAM_STREAM_BROKEN": ReasonInfo("UNAVAILABLE", True),
    "INTERRUPTED": ReasonInfo("ABORTED", True),
    "INVALID_PAGE_TOKEN": ReasonInfo("INVALID_ARGUMENT", False),
    "COMPLETION_NOT_FOUND": ReasonInfo("NOT_FOUND", False),
    "RESPONSE_NOT_FOUND": ReasonInfo("NOT_FOUND", False),
    "CANCELLED": ReasonInfo("CANCELLED", False),
    "INTERNAL": ReasonInfo("INTERNAL", True),
    "DATABASE_UNAVAILABLE": ReasonInfo("UNAVAILABLE", True),
    "KEY_NOT_FOUND": ReasonInfo("NOT_FOUND", False),
    "TENANT_SUSPENDED": ReasonInfo("PERMISSION_DENIED", False),
    "RATE_LIMIT_EXCEEDED": ReasonInfo("RESOURCE_EXHAUSTED", True),
    "LIMIT_NOT_FOUND": ReasonInfo("NOT_FOUND", False),
    "POLICY_DENIED": ReasonInfo("PERMISSION_DENIED", False),
    "POLICY_RULE_NOT_FOUND": ReasonInfo("NOT_FOUND", False),
    "WORKSPACE_NOT_FOUND": ReasonInfo("NOT_FOUND", False),
    "AUDIT_UNAVAILABLE": ReasonInfo("INTERNAL", False),
    "DATA_UNREADABLE": ReasonInfo("DATA_LOSS", False),
    "INVALID_TOKEN": ReasonInfo("UNAUTHENTICATED", False),
    "IDENTITY_PROVIDER_UNAVAILABLE": ReasonInfo("UNAVAILABLE", True),
    "CONTENT_BLOCKED": ReasonInfo("INVALID_ARGUMENT", False),
    "ERASURE_NOT_FOUND": ReasonInfo("NOT_FOUND", False),
    "TENANT_ERASED": ReasonInfo("FAILED_PRECONDITION", False),
    "CONTEXT_LENGTH_EXCEEDED": ReasonInfo("INVALID_ARGUMENT", False),
    "CONTENT_REFUSED": ReasonInfo("INVALID_ARGUMENT", False),
    "UPSTREAM_TIMEOUT": ReasonInfo("DEADLINE_EXCEEDED", True),
    "CALL_UNANSWERED": ReasonInfo("DEADLINE_EXCEEDED", True),
    "STREAM_EXPIRED": ReasonInfo("UNAVAILABLE", True),
    "UPLOAD_NOT_FOUND": ReasonInfo("NOT_FOUND", False),
    "UPLOAD_NOT_PENDING": ReasonInfo("FAILED_PRECONDITION", False),
    "MODEL_OVERLOADED": ReasonInfo("UNAVAILABLE", True),
    "PARAMETER_UNSUPPORTED": ReasonInfo("INVALID_ARGUMENT", False),
    "RESPONSE_FORMAT_VIOLATED": ReasonInfo("UNAVAILABLE", True),
    "PROVIDER_NOT_FOUND": ReasonInfo("NOT_FOUND", False),
    "REGISTRY_CONFLICT": ReasonInfo("ABORTED", False),
    "ADDRESS_FORBIDDEN": ReasonInfo("INVALID_ARGUMENT", False),
    "REQUEST_ID_REUSED": ReasonInfo("ALREADY_EXISTS", False),
    "STREAM_CURSOR_EXPIRED": ReasonInfo("OUT_OF_RANGE", False),
    "WEBHOOK_NOT_FOUND": ReasonInfo("NOT_FOUND", False),
    "WEBHOOK_DELIVERY_NOT_FOUND": ReasonInfo("NOT_FOUND", False),
    "CONVERSATION_NOT_FOUND": ReasonInfo("NOT_FOUND", False),
    "ITEM_NOT_FOUND": ReasonInfo("NOT_FOUND", False),
    "THREAD_BUSY": ReasonInfo("ABORTED", True),
    "THREAD_QUEUE_FULL": ReasonInfo("RESOURCE_EXHAUSTED", True),
    "TOOL_NOT_FOUND": ReasonInfo("NOT_FOUND", False),
    "TOOL_LIMIT_REACHED": ReasonInfo("RESOURCE_EXHAUSTED", False),
    "REQUEST_IN_PROGRESS": ReasonInfo("ABORTED", True),
    "REQUEST_DONE": ReasonInfo("ALREADY_EXISTS", False),
}
