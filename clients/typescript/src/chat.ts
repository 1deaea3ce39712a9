import type { MessageInitShape } from "@bufbuild/protobuf";
import { createClient, type Client, type Transport } from "@connectrpc/connect";
import { callOptions, type CallOptions } from "./call.js";
import { ChatService, type ChatRequestSchema } from "./gen/fastchat/chat/v1/chat_service_pb.js";
import { Role } from "./gen/fastchat/chat/v1/message_pb.js";
import { ChatStream, type Answer } from "./streams.js";

/** One message of a conversation. */
export interface ChatMessage {
  /** Who speaks. */
  readonly role: "system" | "user" | "assistant";
  /** The words. */
  readonly text: string;
}

/** What to answer, with what. */
export interface ChatRequest {
  /** The conversation so far, oldest first; the last message is from the user. */
  readonly messages: readonly ChatMessage[];
  /** The model; by default the tenant's. */
  readonly model?: string | undefined;
  /** The collections to search; what is found is cited. */
  readonly vectorStoreIds?: readonly string[] | undefined;
  /** How many passages at most, 1 to 50; by default the tenant's setting. */
  readonly maxNumResults?: number | undefined;
  /** Passages that score lower are left out, 0 to 1; by default the tenant's setting. */
  readonly scoreThreshold?: number | undefined;
  /** 0 to 2; by default the tenant's setting. */
  readonly temperature?: number | undefined;
  /** The longest answer in tokens; by default the tenant's setting. */
  readonly maxTokens?: number | undefined;
}

const roles = { system: Role.SYSTEM, user: Role.USER, assistant: Role.ASSISTANT };

/** Answers: client.chat. */
export class ChatClient {
  /** The generated client. */
  readonly raw: Client<typeof ChatService>;

  constructor(transport: Transport) {
    this.raw = createClient(ChatService, transport);
  }

  /** Answers as a stream of events. */
  stream(request: ChatRequest, options: CallOptions = {}): ChatStream {
    return new ChatStream((cancelled) => {
      const signal = options.signal ? AbortSignal.any([options.signal, cancelled]) : cancelled;
      return this.raw.chat(toWire(request), { ...callOptions(options), signal });
    });
  }

  /** Answers as a whole: the stream drained. */
  ask(request: ChatRequest, options: CallOptions = {}): Promise<Answer> {
    return this.stream(request, options).answer();
  }
}

function toWire(request: ChatRequest): MessageInitShape<typeof ChatRequestSchema> {
  const { messages, model, vectorStoreIds, maxNumResults, scoreThreshold, temperature, maxTokens } = request;
  const search = { vectorStoreIds: [...(vectorStoreIds ?? [])], maxNumResults, scoreThreshold };
  return {
    messages: messages.map(({ role, text }) => ({ role: roles[role], text })),
    model,
    tools: vectorStoreIds?.length ? [{ tool: { case: "fileSearch", value: search } }] : [],
    temperature,
    maxTokens,
  };
}
