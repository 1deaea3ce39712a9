import assert from "node:assert/strict";
import { test } from "node:test";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { Code } from "@connectrpc/connect";
import { FastchatError, UnavailableError, type ChatEvent } from "@fastchat/client";
import { ChatService, type ChatRequest } from "@fastchat/client/gen/fastchat/chat/v1/chat_service_pb";
import { StatusKind, type ChatEventSchema } from "@fastchat/client/gen/fastchat/chat/v1/event_pb";
import { Role } from "@fastchat/client/gen/fastchat/chat/v1/message_pb";
import { startServer, serverError } from "./inProcessServer.js";

const citation = { marker: 1, fileId: "file-1", filename: "moon.pdf", page: 3, quote: "It is far.", score: 0.9 };
const usage = { promptTokens: 3n, completionTokens: 2n, totalTokens: 5n };
const started = new Date("2026-01-02T03:04:05Z");
const payloads: MessageInitShape<typeof ChatEventSchema>["payload"][] = [
  { case: "status", value: { kind: StatusKind.SEARCHING, message: "looking" } },
  { case: "token", value: { text: "Far " } },
  { case: "token", value: { text: "[1]" } },
  { case: "citation", value: { citation } },
  // A kind of event that this client does not know yet.
  { case: undefined },
  { case: "usage", value: { usage, isFinal: true } },
  { case: "complete", value: { text: "Far [1]", citations: [citation], usage, finishReason: "stop", model: "m" } },
];
const events = payloads.map((payload, at) => ({
  event: { eventId: `e${at}`, sequence: BigInt(at + 1), runId: "run_1", timestamp: timestampFromDate(started), payload },
}));
const question = { messages: [{ role: "user", text: "How far is the moon?" }] } as const;

test("stream_AllKindsOfEvents_AreTypedAndInOrder", async (t) => {
  const client = await startServer(t, (router) => router.service(ChatService, { chat: async function* () { yield* events; } }));

  const seen: ChatEvent[] = [];
  for await (const event of client.chat.stream(question)) {
    seen.push(event);
  }

  assert.deepEqual(seen.map(({ type, sequence }) => [type, sequence]), [
    ["status", 1], ["token", 2], ["token", 3], ["citation", 4], ["usage", 6], ["complete", 7],
  ]);
  const [status, token, , cited, cost] = seen;
  assert.ok(status?.type === "status" && status.kind === "searching" && status.message === "looking");
  assert.deepEqual(status.timestamp, started);
  assert.ok(token?.type === "token" && token.text === "Far " && token.runId === "run_1");
  assert.ok(cited?.type === "citation" && cited.citation.page === 3);
  assert.ok(cost?.type === "usage" && cost.isFinal && cost.usage.totalTokens === 5);
});

test("stream_Request_CarriesMessagesModelToolsAndKey", async (t) => {
  let sent: ChatRequest | undefined;
  let key: string | null = null;
  const client = await startServer(t, (router) => router.service(ChatService, {
    chat: async function* (request, context) {
      sent = request;
      key = context.requestHeader.get("authorization");
      yield* events;
    },
  }));

  const messages = [{ role: "system", text: "Be brief." }, ...question.messages] as const;
  await client.chat.ask({ messages, model: "m", vectorStoreIds: ["vs_1"], maxNumResults: 7, temperature: 0 });

  assert.equal(key, "Bearer fc_test");
  assert.deepEqual(sent?.messages.map(({ role, text }) => [role, text]), [
    [Role.SYSTEM, "Be brief."], [Role.USER, "How far is the moon?"],
  ]);
  assert.equal(sent.model, "m");
  assert.equal(sent.temperature, 0);
  assert.equal(sent.maxTokens, undefined);
  const tool = sent.tools[0]?.tool;
  assert.ok(tool?.case === "fileSearch");
  assert.deepEqual(tool.value.vectorStoreIds, ["vs_1"]);
  assert.equal(tool.value.maxNumResults, 7);
});

test("ask_WholeStream_IsTheCompletion", async (t) => {
  const client = await startServer(t, (router) => router.service(ChatService, { chat: async function* () { yield* events; } }));

  const answer = await client.chat.ask(question);

  assert.equal(answer.text, "Far [1]");
  assert.equal(answer.citations[0]?.filename, "moon.pdf");
  assert.deepEqual(answer.usage, { promptTokens: 3, completionTokens: 2, totalTokens: 5 });
  assert.equal(answer.finishReason, "stop");
  assert.equal(answer.runId, "run_1");
});

test("answer_AfterTheLoop_NeedsNoSecondCall", async (t) => {
  let calls = 0;
  const client = await startServer(t, (router) => router.service(ChatService, {
    chat: async function* () {
      calls++;
      yield* events;
    },
  }));

  const stream = client.chat.stream(question);
  for await (const _ of stream);

  assert.equal((await stream.answer()).text, "Far [1]");
  assert.equal(calls, 1);
});

for (const how of ["signal", "cancel", "break"] as const) {
  test(`stream_LeftBy_${how}_CancelsTheCallAtTheServer`, { timeout: 10_000 }, async (t) => {
    let cancelled: () => void;
    const atServer = new Promise<void>((resolve) => { cancelled = resolve; });
    const client = await startServer(t, (router) => router.service(ChatService, {
      chat: async function* (_, { signal }) {
        yield events[1]!;
        await new Promise((aborted) => signal.addEventListener("abort", aborted));
        cancelled();
      },
    }));

    const abort = new AbortController();
    const stream = client.chat.stream(question, { signal: abort.signal });
    const read = async () => {
      for await (const event of stream) {
        assert.equal(event.type, "token");
        if (how === "break") {
          break;
        }
        how === "signal" ? abort.abort() : stream.cancel();
      }
    };
    if (how === "break") {
      await read();
    } else {
      await assert.rejects(read, (error) => error instanceof FastchatError && error.code === "CANCELLED");
    }

    await atServer;
  });
}

test("stream_ErrorEvent_IsThrownAfterTheEventsBeforeIt", async (t) => {
  const client = await startServer(t, (router) => router.service(ChatService, {
    chat: async function* () {
      yield events[1]!;
      yield { event: { payload: { case: "error", value: { code: "upstream_rate_limited", message: "Too many.", retryable: true } } } };
    },
  }));

  const seen: string[] = [];
  const read = async () => {
    for await (const event of client.chat.stream(question)) {
      seen.push(event.type);
    }
  };

  await assert.rejects(read, { name: "RateLimitError", code: "RESOURCE_EXHAUSTED", reason: "UPSTREAM_RATE_LIMITED", retryable: true });
  assert.deepEqual(seen, ["token"]);
});

test("stream_EndsWithoutTerminalEvent_Throws", async (t) => {
  const client = await startServer(t, (router) => router.service(ChatService, { chat: async function* () { yield events[1]!; } }));

  await assert.rejects(client.chat.ask(question), (error) => error instanceof UnavailableError && error.retryable);
});

test("stream_ServerRefuses_ThrowsTheReason", async (t) => {
  const client = await startServer(t, (router) => router.service(ChatService, {
    chat: async function* () {
      throw serverError(Code.NotFound, "There is no model 'x'.", "MODEL_NOT_FOUND", "model");
    },
  }));

  await assert.rejects(client.chat.ask(question), {
    name: "NotFoundError",
    reason: "MODEL_NOT_FOUND",
    param: "model",
    message: "There is no model 'x'. client.models.list() names the models on offer.",
  });
});

test("stream_PastTimeout_NamesTheOption", { timeout: 10_000 }, async (t) => {
  const client = await startServer(t, (router) => router.service(ChatService, {
    chat: async function* (_, { signal }) {
      yield events[1]!;
      await new Promise((aborted) => signal.addEventListener("abort", aborted));
    },
  }));

  await assert.rejects(client.chat.ask(question, { timeoutMs: 50 }), { code: "DEADLINE_EXCEEDED", message: /timeoutMs/ });
});
