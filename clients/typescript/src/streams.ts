import { timestampDate } from "@bufbuild/protobuf/wkt";
import { errorFromReason, UnavailableError } from "./errors.js";
import type { ChatResponse } from "./gen/fastchat/chat/v1/chat_service_pb.js";
import { StatusKind, type ChatEvent as WireEvent, type Completion } from "./gen/fastchat/chat/v1/event_pb.js";
import type { Citation } from "./gen/fastchat/type/v1/citation_pb.js";
import type { TokenUsage } from "./gen/fastchat/type/v1/usage_pb.js";

/** What every event carries. */
export interface EventEnvelope {
  /** The event's own id, a UUID. */
  readonly eventId: string;
  /** Its place in the run, from 1, without gaps. */
  readonly sequence: number;
  /** When it happened. */
  readonly timestamp: Date | undefined;
  /** The trace it belongs to. */
  readonly traceId: string;
  /** The thread it belongs to; empty for a run without one. */
  readonly threadId: string;
  /** The run, "run_…". */
  readonly runId: string;
}

/** More of the answer: append the text. */
export interface TokenEvent extends EventEnvelope {
  readonly type: "token";
  readonly text: string;
}

/** What is being done. */
export interface StatusEvent extends EventEnvelope {
  readonly type: "status";
  /** "started", "searching", "thinking", "personal_data", "model_switched", or a kind that this version does not know yet. */
  readonly kind: string;
  /** For people; may be empty. */
  readonly message: string;
}

/** What the run cost so far. */
export interface UsageEvent extends EventEnvelope {
  readonly type: "usage";
  readonly usage: Usage;
  /** Whether the figures are the last ones. */
  readonly isFinal: boolean;
}

/** A passage that the answer cites; it follows the text that holds its marker. */
export interface CitationEvent extends EventEnvelope {
  readonly type: "citation";
  readonly citation: Citation;
}

/** The whole answer; always the last event. */
export interface CompleteEvent extends EventEnvelope {
  readonly type: "complete";
  readonly answer: Answer;
}

/** One event of an answer. A run that fails throws a FastchatError in place of its last event. */
export type ChatEvent = TokenEvent | StatusEvent | UsageEvent | CitationEvent | CompleteEvent;

/** What an answer cost, in tokens. */
export interface Usage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly totalTokens: number;
}

/** A whole answer. */
export interface Answer {
  /** All token events joined. */
  readonly text: string;
  /** The passages it cites, in order. */
  readonly citations: readonly Citation[];
  /** What it cost. */
  readonly usage: Usage;
  /** Why the model stopped: "stop", "length", "content_filter" or "tool_calls". */
  readonly finishReason: string;
  /** The model that answered. */
  readonly model: string;
  /** The run, "run_…". */
  readonly runId: string;
}

/**
 * An answer in the making. The call begins when iteration begins. Leaving the loop early, or cancel(), cancels it at the
 * server too. There is one answer in a stream: it is read once.
 */
export class ChatStream implements AsyncIterable<ChatEvent> {
  readonly #events: AsyncGenerator<ChatEvent>;
  readonly #abort = new AbortController();
  #answer: Answer | undefined;

  /** @param open begins the call; the signal cancels it. */
  constructor(open: (signal: AbortSignal) => AsyncIterable<ChatResponse>) {
    this.#events = this.#read(open);
  }

  /** Iterates over the events. */
  [Symbol.asyncIterator](): AsyncGenerator<ChatEvent> {
    return this.#events;
  }

  /** Reads what is left of the stream and returns the whole answer. */
  async answer(): Promise<Answer> {
    for await (const _ of this.#events);
    if (!this.#answer) {
      throw new UnavailableError("The stream ended before the answer was complete.", { code: "UNAVAILABLE" });
    }
    return this.#answer;
  }

  /** Cancels the call. */
  cancel(): void {
    this.#abort.abort();
  }

  async *#read(open: (signal: AbortSignal) => AsyncIterable<ChatResponse>): AsyncGenerator<ChatEvent> {
    try {
      for await (const { event } of open(this.#abort.signal)) {
        const read = event && readEvent(event);
        if (read) {
          if (read.type === "complete") {
            this.#answer = read.answer;
          }
          yield read;
        }
      }
      if (!this.#answer) {
        throw new UnavailableError("The stream ended before its last event.", { code: "UNAVAILABLE" });
      }
    } finally {
      // Connect leaves a call running when its reader stops reading.
      this.#abort.abort();
    }
  }
}

/** Reads an event; undefined for a kind that a newer server may send. */
function readEvent(event: WireEvent): ChatEvent | undefined {
  const { eventId, traceId, threadId, runId, payload } = event;
  const timestamp = event.timestamp && timestampDate(event.timestamp);
  const envelope = { eventId, sequence: Number(event.sequence), timestamp, traceId, threadId, runId };
  switch (payload.case) {
    case "token":
      return { type: "token", ...envelope, text: payload.value.text };
    case "status":
      return { type: "status", ...envelope, kind: statusKind(payload.value.kind), message: payload.value.message };
    case "usage":
      return { type: "usage", ...envelope, usage: readUsage(payload.value.usage), isFinal: payload.value.isFinal };
    case "citation":
      return payload.value.citation && { type: "citation", ...envelope, citation: payload.value.citation };
    case "complete":
      return { type: "complete", ...envelope, answer: readAnswer(payload.value, runId) };
    case "error":
      throw errorFromReason(payload.value.code, payload.value.message, payload.value.retryable);
    default:
      return undefined;
  }
}

function statusKind(kind: StatusKind): string {
  return (StatusKind[kind] ?? String(kind)).toLowerCase();
}

function readAnswer({ text, citations, usage, finishReason, model }: Completion, runId: string): Answer {
  return { text, citations, usage: readUsage(usage), finishReason, model, runId };
}

function readUsage(usage: TokenUsage | undefined): Usage {
  return {
    promptTokens: Number(usage?.promptTokens ?? 0),
    completionTokens: Number(usage?.completionTokens ?? 0),
    totalTokens: Number(usage?.totalTokens ?? 0),
  };
}
