import type { CodeName } from "./codes.js";

/** What a reason says about the call that failed for it. */
export interface ReasonInfo {
  /** The gRPC code that the reason travels with. */
  readonly code: CodeName;
  /** Whether the same call may succeed when repeated. */
  readonly retryable: boolean;
}

/** The reasons of fastchat.errors.v1.ErrorReason; a test holds this table against the comments of the contract. */
export const reasons: Readonly<Record<string, ReasonInfo>> = {
  INVALID_VALUE: { code: "INVALID_ARGUMENT", retryable: false },
  MISSING_FIELD: { code: "INVALID_ARGUMENT", retryable: false },
  MISSING_API_KEY: { code: "UNAUTHENTICATED", retryable: false },
  INVALID_API_KEY: { code: "UNAUTHENTICATED", retryable: false },
  PERMISSION_DENIED: { code: "PERMISSION_DENIED", retryable: false },
  FILE_NOT_FOUND: { code: "NOT_FOUND", retryable: false },
  COLLECTION_NOT_FOUND: { code: "NOT_FOUND", retryable: false },
  DOCUMENT_NOT_FOUND: { code: "NOT_FOUND", retryable: false },
  MODEL_NOT_FOUND: { code: "NOT_FOUND", retryable: false },
  RUN_NOT_FOUND: { code: "NOT_FOUND", retryable: false },
  TENANT_NOT_FOUND: { code: "NOT_FOUND", retryable: false },
  TENANT_EXISTS: { code: "ALREADY_EXISTS", retryable: false },
  FILE_EMPTY: { code: "INVALID_ARGUMENT", retryable: false },
  FILE_TOO_LARGE: { code: "OUT_OF_RANGE", retryable: false },
  FILE_TYPE_UNSUPPORTED: { code: "INVALID_ARGUMENT", retryable: false },
  FILE_TYPE_MISMATCH: { code: "INVALID_ARGUMENT", retryable: false },
  FILE_UNREADABLE: { code: "INVALID_ARGUMENT", retryable: false },
  FILE_HAS_NO_TEXT: { code: "INVALID_ARGUMENT", retryable: false },
  DECODER_MISSING: { code: "FAILED_PRECONDITION", retryable: false },
  UPSTREAM_UNAVAILABLE: { code: "UNAVAILABLE", retryable: true },
  UPSTREAM_REJECTED: { code: "INVALID_ARGUMENT", retryable: false },
  UPSTREAM_RATE_LIMITED: { code: "RESOURCE_EXHAUSTED", retryable: true },
  UPSTREAM_UNAUTHORIZED: { code: "FAILED_PRECONDITION", retryable: false },
  UPSTREAM_STREAM_BROKEN: { code: "UNAVAILABLE", retryable: true },
  INTERRUPTED: { code: "ABORTED", retryable: true },
  INVALID_PAGE_TOKEN: { code: "INVALID_ARGUMENT", retryable: false },
  COMPLETION_NOT_FOUND: { code: "NOT_FOUND", retryable: false },
  RESPONSE_NOT_FOUND: { code: "NOT_FOUND", retryable: false },
  CANCELLED: { code: "CANCELLED", retryable: false },
  INTERNAL: { code: "INTERNAL", retryable: true },
  DATABASE_UNAVAILABLE: { code: "UNAVAILABLE", retryable: true },
  KEY_NOT_FOUND: { code: "NOT_FOUND", retryable: false },
  TENANT_SUSPENDED: { code: "PERMISSION_DENIED", retryable: false },
  RATE_LIMIT_EXCEEDED: { code: "RESOURCE_EXHAUSTED", retryable: true },
  LIMIT_NOT_FOUND: { code: "NOT_FOUND", retryable: false },
  POLICY_DENIED: { code: "PERMISSION_DENIED", retryable: false },
  POLICY_RULE_NOT_FOUND: { code: "NOT_FOUND", retryable: false },
  WORKSPACE_NOT_FOUND: { code: "NOT_FOUND", retryable: false },
  AUDIT_UNAVAILABLE: { code: "INTERNAL", retryable: false },
  DATA_UNREADABLE: { code: "DATA_LOSS", retryable: false },
  INVALID_TOKEN: { code: "UNAUTHENTICATED", retryable: false },
  IDENTITY_PROVIDER_UNAVAILABLE: { code: "UNAVAILABLE", retryable: true },
  CONTENT_BLOCKED: { code: "INVALID_ARGUMENT", retryable: false },
  ERASURE_NOT_FOUND: { code: "NOT_FOUND", retryable: false },
  TENANT_ERASED: { code: "FAILED_PRECONDITION", retryable: false },
  CONTEXT_LENGTH_EXCEEDED: { code: "INVALID_ARGUMENT", retryable: false },
  CONTENT_REFUSED: { code: "INVALID_ARGUMENT", retryable: false },
  UPSTREAM_TIMEOUT: { code: "DEADLINE_EXCEEDED", retryable: true },
  MODEL_OVERLOADED: { code: "UNAVAILABLE", retryable: true },
  PARAMETER_UNSUPPORTED: { code: "INVALID_ARGUMENT", retryable: false },
  RESPONSE_FORMAT_VIOLATED: { code: "UNAVAILABLE", retryable: true },
  PROVIDER_NOT_FOUND: { code: "NOT_FOUND", retryable: false },
  REGISTRY_CONFLICT: { code: "ABORTED", retryable: false },
  ADDRESS_FORBIDDEN: { code: "INVALID_ARGUMENT", retryable: false },
  REQUEST_ID_REUSED: { code: "ALREADY_EXISTS", retryable: false },
  STREAM_CURSOR_EXPIRED: { code: "OUT_OF_RANGE", retryable: false },
};
