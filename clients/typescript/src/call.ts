/** What every call takes. */
export interface CallOptions {
  /** Cancels the call, at the server too. */
  readonly signal?: AbortSignal | undefined;
  /** How long the call may take, in milliseconds; by default as long as it needs. */
  readonly timeoutMs?: number | undefined;
}

/** Takes the call options out of the options of a method. */
export function callOptions({ signal, timeoutMs }: CallOptions): CallOptions {
  return { signal, timeoutMs };
}
