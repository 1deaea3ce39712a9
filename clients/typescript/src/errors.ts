import { ConnectError } from "@connectrpc/connect";
import { codeNames, retryableCodes, type CodeName } from "./codes.js";
import type { Document } from "./gen/fastchat/retrieval/v1/collection_pb.js";
import { ErrorInfoSchema } from "./gen/google/rpc/error_details_pb.js";
import { reasons } from "./reasons.js";

const errorDomain = "fastchat.dev";

/** What is known of a failure. */
export interface FastchatErrorInit {
  /** The gRPC code. */
  readonly code: CodeName;
  /** The reason: fastchat.errors.v1.ErrorReason without its prefix. Absent when the server did not state one. */
  readonly reason?: string | undefined;
  /** The field that is to blame. */
  readonly param?: string | undefined;
  /** Whether the same call may succeed when repeated; by default what the reason, else the code, says. */
  readonly retryable?: boolean | undefined;
  /** The error underneath. */
  readonly cause?: unknown;
}

/** A call that failed. Everything this package throws about a call is one of these. */
export class FastchatError extends Error {
  /** The gRPC code, for example "NOT_FOUND". */
  readonly code: CodeName;
  /** The reason, for example "FILE_NOT_FOUND"; undefined when the server did not state one. */
  readonly reason: string | undefined;
  /** The field that is to blame, for example "temperature". */
  readonly param: string | undefined;
  /** Whether the same call may succeed when repeated. */
  readonly retryable: boolean;

  constructor(message: string, init: FastchatErrorInit) {
    super(message, { cause: init.cause });
    this.name = new.target.name;
    this.code = init.code;
    this.reason = init.reason;
    this.param = init.param;
    this.retryable = init.retryable ?? reasons[init.reason ?? ""]?.retryable ?? retryableCodes.has(init.code);
  }
}

/** No key, or not one that the server knows. */
export class AuthenticationError extends FastchatError {}

/** There is no such thing in the caller's tenant. */
export class NotFoundError extends FastchatError {}

/** The request cannot be served as it is; `param` names the field. */
export class InvalidArgumentError extends FastchatError {}

/** The server, or the model behind it, cannot be reached. */
export class UnavailableError extends FastchatError {}

/** A limit has been reached; try again later. */
export class RateLimitError extends FastchatError {}

/** A document could not be made searchable; `reason` says why. */
export class IngestionError extends FastchatError {
  /** The document as the server describes it. */
  readonly document: Document;

  constructor(document: Document) {
    const reason = document.error?.code.toUpperCase() ?? "CANCELLED";
    const why = document.error?.message ?? "its ingestion was cancelled.";
    const code = reasons[reason]?.code ?? "UNKNOWN";
    super(`${document.filename || document.fileId} was not made searchable: ${why}`, { code, reason });
    this.document = document;
  }
}

const classes: Partial<Record<CodeName, typeof FastchatError>> = {
  UNAUTHENTICATED: AuthenticationError,
  NOT_FOUND: NotFoundError,
  INVALID_ARGUMENT: InvalidArgumentError,
  UNAVAILABLE: UnavailableError,
  RESOURCE_EXHAUSTED: RateLimitError,
};

/** Makes the error of a code, with the option to change named at the end of its message. */
export function createError(message: string, init: FastchatErrorInit): FastchatError {
  const hint = hintFor(init);
  return new (classes[init.code] ?? FastchatError)(hint ? `${message.replace(/\.?$/, ".")} ${hint}` : message, init);
}

/** Makes the error of a reason as events and documents state it: in lower case, without a code. */
export function errorFromReason(reason: string, message: string, retryable?: boolean): FastchatError {
  const name = reason.toUpperCase();
  return createError(message, { code: reasons[name]?.code ?? "UNKNOWN", reason: name, retryable });
}

/** Turns whatever a call threw into a FastchatError. */
export function errorFromCall(thrown: unknown): FastchatError {
  if (thrown instanceof FastchatError) {
    return thrown;
  }
  const error = ConnectError.from(thrown);
  const info = error.findDetails(ErrorInfoSchema).find((detail) => detail.domain === errorDomain);
  return createError(error.rawMessage, {
    code: codeNames[error.code] ?? "UNKNOWN",
    reason: info?.reason,
    param: info?.metadata["param"],
    cause: error,
  });
}

function hintFor({ code, reason }: FastchatErrorInit): string | undefined {
  if (reason === "MODEL_NOT_FOUND") {
    return "client.models.list() names the models on offer.";
  }
  switch (code) {
    case "UNAUTHENTICATED":
      return "Check the apiKey given to FastchatClient, or FASTCHAT_API_KEY.";
    case "DEADLINE_EXCEEDED":
      return "Raise timeoutMs to wait longer.";
    case "UNAVAILABLE":
      // A reason comes from a server, so one was reached; without it the address may be wrong.
      return reason ? undefined : "Check the baseUrl given to FastchatClient, or FASTCHAT_URL.";
    default:
      return undefined;
  }
}
