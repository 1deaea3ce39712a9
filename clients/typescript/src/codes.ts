/** The codes of gRPC; the place in the list is the number on the wire. */
export const codeNames = [
  "OK",
  "CANCELLED",
  "UNKNOWN",
  "INVALID_ARGUMENT",
  "DEADLINE_EXCEEDED",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "PERMISSION_DENIED",
  "RESOURCE_EXHAUSTED",
  "FAILED_PRECONDITION",
  "ABORTED",
  "OUT_OF_RANGE",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  "DATA_LOSS",
  "UNAUTHENTICATED",
] as const;

/** The name of a gRPC code. */
export type CodeName = (typeof codeNames)[number];

/** Codes that say, where no reason says better, that the same call may succeed when repeated. */
export const retryableCodes: ReadonlySet<CodeName> = new Set<CodeName>(["RESOURCE_EXHAUSTED", "ABORTED", "UNAVAILABLE"]);
