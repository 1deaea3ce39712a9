// Responses, by OpenAI's own library for JavaScript.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import OpenAI from "openai";
import { checkedFetch } from "./checked-fetch.mjs";
import { lighthouse, unanswerable } from "./documents.mjs";
import { checkedEvent, checkedResponse } from "./response-schemas.mjs";
import { Server } from "./server.mjs";

const bot = `
model: support-bot
rules:
- when: {user: {matches: 'order (?<id>[0-9]+)'}, tool_result: false}
  steps:
  - say: Let me look.
  - call: get_order
    split: 3
    arguments: {id: "\${id}"}
- when: {tool_result: {contains: shipped}}
  say: It is on its way.
- when: {user: breaks}
  steps:
  - say: one two three
  - {fail: upstream_stream_broken, after: 2}
- when: {user: slowly}
  steps:
  - {say: "one two three four five six seven eight nine ten", delay: 60ms}
- when: {user: goes on}
  say: and on and on
  finish: length
- say: Hello there, friend.
`;

const tools = [{ type: "function", name: "get_order", description: null, strict: false, parameters: { type: "object", properties: { id: { type: "string" } } } }];

let server;
let client;
let indexed;
let scripts;

before(async () => {
  scripts = mkdtempSync(join(tmpdir(), "fastchat-scripts-"));
  writeFileSync(join(scripts, "bot.yaml"), bot);
  server = await Server.start({ env: { FASTCHAT_SCRIPTS: scripts } });
  client = connect();
  indexed = await server.index(lighthouse.text, lighthouse.filename);
});
after(async () => {
  await server.stop();
  rmSync(scripts, { recursive: true, force: true });
});

const connect = (options) =>
  new OpenAI({ baseURL: `${server.origin}/v1`, apiKey: server.apiKey, maxRetries: 0, timeout: 20_000, fetch: fetchChecked, ...options });

// Every answer is held against our description and against OpenAI's.
async function fetchChecked(url, init) {
  const reply = await checkedFetch(url, init);
  if (reply.ok && reply.headers.get("content-type")?.startsWith("application/json")) {
    const body = await reply.clone().json();
    if (body.object === "response" && !body.deleted) checkedResponse(body);
  }

  return reply;
}

async function drain(stream) {
  const events = [];
  for await (const event of stream) events.push(checkedEvent(event));
  return events;
}

const rejects = (call, type, expected) =>
  assert.rejects(call, (error) => {
    assert.ok(error instanceof type, `${error.constructor.name}: ${error.message}`);
    assert.deepEqual({ status: error.status, code: error.code, param: error.param ?? null }, expected);
    return true;
  });

test("create_Words_AreAnsweredByAWholeResponse", async () => {
  const response = await client.responses.create({ model: "support-bot", input: "hi", metadata: { from: "test" } });

  assert.equal(response.output_text, "Hello there, friend.");
  assert.equal(response.status, "completed");
  assert.ok(response.completed_at >= response.created_at);
  assert.deepEqual(response.metadata, { from: "test" });
  assert.deepEqual(Object.keys(response.usage).sort(), ["input_tokens", "input_tokens_details", "output_tokens", "output_tokens_details", "total_tokens"]);
  assert.deepEqual(response.output[0].content, [{ type: "output_text", text: "Hello there, friend.", annotations: [], logprobs: [] }]);
});

test("retrieve_AStoredResponse_IsWhatWasAnswered", async () => {
  const made = await client.responses.create({ model: "support-bot", input: "hi", instructions: "Be kind.", temperature: 0.5 });

  const read = await client.responses.retrieve(made.id);

  assert.deepEqual({ ...read, completed_at: 0 }, { ...made, completed_at: 0 });
});

test("create_NotStored_CannotBeRead", async () => {
  const made = await client.responses.create({ model: "support-bot", input: "hi", store: false });

  assert.equal(made.store, false);
  await rejects(client.responses.retrieve(made.id), OpenAI.NotFoundError, { status: 404, code: "response_not_found", param: "response_id" });
});

test("stream_Words_HasTheEventsInTheirOrder", async () => {
  const events = await drain(await client.responses.create({ model: "support-bot", input: "hi", stream: true }));

  assert.deepEqual(events.map((e) => e.sequence_number), events.map((_, i) => i));
  const types = events.map((e) => e.type);
  assert.deepEqual(types.slice(0, 4), ["response.created", "response.in_progress", "response.output_item.added", "response.content_part.added"]);
  assert.deepEqual(types.slice(-4), ["response.output_text.done", "response.content_part.done", "response.output_item.done", "response.completed"]);
  assert.ok(types.slice(4, -4).every((t) => t === "response.output_text.delta"));
  assert.equal(events.filter((e) => e.type === "response.output_text.delta").map((e) => e.delta).join(""), "Hello there, friend.");
  assert.deepEqual(events[0].response.output, []);
  assert.deepEqual(events.at(-1).response.output[0], events.at(-2).item);
  assert.equal(events.at(-2).item.id, events[2].item.id);
});

test("stream_OnTheWire_IsNamedByTypeAndEndedByDone", async () => {
  const reply = await fetch(`${server.origin}/v1/responses`, {
    method: "POST",
    headers: { ...server.headers, "content-type": "application/json" },
    body: JSON.stringify({ model: "support-bot", input: "hi", stream: true }),
  });
  const blocks = (await reply.text()).split("\n\n").filter((b) => b && !b.startsWith(":"));

  assert.equal(blocks.at(-1), "data: [DONE]");
  for (const block of blocks.slice(0, -1)) {
    const [event, data, ...rest] = block.split("\n");
    assert.deepEqual(rest, []);
    assert.equal(event, `event: ${JSON.parse(data.slice(6)).type}`);
  }
});

test("streamHelper_Words_GivesTheFinalResponse", async () => {
  const deltas = [];
  const runner = client.responses.stream({ model: "support-bot", input: "hi" }).on("response.output_text.delta", (e) => deltas.push(e.delta));

  const final = await runner.finalResponse();

  assert.equal(final.output_text, "Hello there, friend.");
  assert.equal(deltas.join(""), final.output_text);
});

test("retrieve_Stream_IsTheSameFromAnyPlace", async () => {
  const made = await drain(await client.responses.create({ model: "support-bot", input: "hi", stream: true }));
  const id = made[0].response.id;

  const all = await drain(await client.responses.retrieve(id, { stream: true }));
  const rest = await drain(await client.responses.retrieve(id, { stream: true, starting_after: 4 }));

  assert.deepEqual(all, made);
  assert.deepEqual(rest, made.slice(5));
});

test("streamHelper_OfAStoredResponse_FollowsIt", async () => {
  const made = await client.responses.create({ model: "support-bot", input: "slowly", background: true });

  const final = await client.responses.stream({ response_id: made.id, starting_after: 3 }).finalResponse();

  assert.equal(final.output_text, "one two three four five six seven eight nine ten");
});

test("create_WithAFunction_AsksForACallAndGoesOn", async () => {
  const first = await client.responses.create({ model: "support-bot", input: "Where is order 17?", tools });
  const call = first.output.find((i) => i.type === "function_call");
  assert.deepEqual({ name: call.name, arguments: JSON.parse(call.arguments), status: call.status }, { name: "get_order", arguments: { id: "17" }, status: "completed" });
  assert.equal(first.output_text, "Let me look.");

  const second = await client.responses.create({
    model: "support-bot",
    previous_response_id: first.id,
    tools,
    input: [{ type: "function_call_output", call_id: call.call_id, output: "shipped" }],
  });

  assert.equal(second.output_text, "It is on its way.");
  assert.equal(second.previous_response_id, first.id);
  const items = await client.responses.inputItems.list(second.id, { order: "asc" });
  assert.deepEqual(items.data.map((i) => i.type), ["message", "message", "function_call", "function_call_output"]);
});

test("create_WithAllItemsSentBack_GoesOnWithoutTheStore", async () => {
  const first = await client.responses.create({ model: "support-bot", input: "Where is order 17?", tools, store: false });
  const call = first.output.find((i) => i.type === "function_call");

  const second = await client.responses.create({
    model: "support-bot",
    store: false,
    tools,
    input: [{ role: "user", content: "Where is order 17?" }, ...first.output, { type: "function_call_output", call_id: call.call_id, output: "shipped" }],
  });

  assert.equal(second.output_text, "It is on its way.");
});

test("stream_WithAFunction_TellsTheArgumentsPieceByPiece", async () => {
  const events = await drain(await client.responses.create({ model: "support-bot", input: "Where is order 17?", tools, stream: true }));

  const deltas = events.filter((e) => e.type === "response.function_call_arguments.delta");
  assert.ok(deltas.length > 1);
  const done = events.find((e) => e.type === "response.function_call_arguments.done");
  assert.equal(deltas.map((e) => e.delta).join(""), done.arguments);
  assert.equal(done.name, "get_order");
  assert.deepEqual(events.at(-1).response.output.map((i) => i.type), ["message", "function_call"]);
});

test("create_WithFileSearch_CitesAndTellsWhatWasFound", async () => {
  const response = await client.responses.create({
    model: "extractive",
    input: lighthouse.question,
    tools: [{ type: "file_search", vector_store_ids: [indexed.storeId] }],
    include: ["file_search_call.results"],
  });

  const [search, message] = response.output;
  assert.equal(search.type, "file_search_call");
  assert.deepEqual(search.queries, [lighthouse.question]);
  assert.ok(search.results.length > 0 && search.results[0].text.length > 0);
  const [annotation] = message.content[0].annotations;
  assert.equal(annotation.type, "file_citation");
  assert.equal(annotation.file_id, indexed.fileId);
  assert.ok(lighthouse.text.includes(annotation.quote));
});

test("stream_WithFileSearch_TellsOfTheSearchFirst", async () => {
  const events = await drain(
    await client.responses.create({ model: "extractive", input: lighthouse.question, stream: true, tools: [{ type: "file_search", vector_store_ids: [indexed.storeId] }] }),
  );

  const types = events.map((e) => e.type);
  assert.deepEqual(types.slice(2, 7), [
    "response.output_item.added", "response.file_search_call.in_progress", "response.file_search_call.searching", "response.file_search_call.completed", "response.output_item.done",
  ]);
  assert.ok(types.includes("response.output_text.annotation.added"));
  assert.equal(events.at(-1).response.output[0].results, null);
});

test("create_InTheBackground_IsQueuedThenRead", async () => {
  const queued = await client.responses.create({ model: "support-bot", input: "slowly", background: true });
  assert.equal(queued.status, "queued");
  assert.equal(queued.usage, null);

  let read = queued;
  while (read.status === "queued" || read.status === "in_progress") {
    await delay(50);
    read = await client.responses.retrieve(queued.id);
  }

  assert.equal(read.status, "completed");
  assert.equal(read.output_text, "one two three four five six seven eight nine ten");
});

test("stream_InTheBackground_GoesOnWithoutItsReaderAndIsResumed", async () => {
  const stream = await client.responses.create({ model: "support-bot", input: "slowly", background: true, stream: true });
  const seen = [];
  for await (const event of stream) {
    seen.push(event);
    if (seen.length === 7) break;
  }

  const rest = await drain(await client.responses.retrieve(seen[0].response.id, { stream: true, starting_after: seen.at(-1).sequence_number }));

  const all = [...seen, ...rest];
  assert.deepEqual(all.map((e) => e.sequence_number), all.map((_, i) => i));
  assert.deepEqual(all.slice(0, 3).map((e) => e.type), ["response.created", "response.queued", "response.in_progress"]);
  assert.equal(all.filter((e) => e.type === "response.output_text.delta").map((e) => e.delta).join(""), "one two three four five six seven eight nine ten");
  assert.equal(all.at(-1).type, "response.completed");
});

test("cancel_OfABackgroundResponse_EndsItAndIsIdempotent", async () => {
  const made = await client.responses.create({ model: "support-bot", input: "slowly", background: true });

  const cancelled = await client.responses.cancel(made.id);

  assert.equal(cancelled.status, "cancelled");
  assert.equal((await client.responses.cancel(made.id)).status, "cancelled");
  assert.equal((await client.responses.retrieve(made.id)).status, "cancelled");
});

test("create_InAConversation_GoesOnAndIsAddedToIt", async () => {
  const conversation = await client.conversations.create();

  await client.responses.create({ model: "support-bot", input: "Where is order 17?", tools, conversation: conversation.id });
  const call = (await client.conversations.items.list(conversation.id, { order: "asc" })).data.find((i) => i.type === "function_call");
  const second = await client.responses.create({
    model: "support-bot",
    tools,
    conversation: { id: conversation.id },
    input: [{ type: "function_call_output", call_id: call.call_id, output: "shipped" }],
  });

  assert.equal(second.output_text, "It is on its way.");
  assert.deepEqual(second.conversation, { id: conversation.id });
  const items = (await client.conversations.items.list(conversation.id, { order: "asc" })).data;
  assert.deepEqual(items.map((i) => i.type), ["message", "message", "function_call", "function_call_output", "message"]);
});

test("create_InAConversationThatIsNot_IsRefused", async () => {
  await rejects(
    client.responses.create({ model: "support-bot", input: "hi", conversation: "conv_nobodys" }),
    OpenAI.NotFoundError,
    { status: 404, code: "conversation_not_found", param: "conversation" },
  );
});

test("cancel_OfAForegroundResponse_IsRefused", async () => {
  const made = await client.responses.create({ model: "support-bot", input: "hi" });

  await rejects(client.responses.cancel(made.id), OpenAI.BadRequestError, { status: 400, code: "invalid_value", param: "response_id" });
});

test("delete_AResponse_IsGone", async () => {
  const made = await client.responses.create({ model: "support-bot", input: "hi" });

  await client.responses.delete(made.id);

  await rejects(client.responses.retrieve(made.id), OpenAI.NotFoundError, { status: 404, code: "response_not_found", param: "response_id" });
  await rejects(
    client.responses.create({ model: "support-bot", input: "hi", previous_response_id: made.id }),
    OpenAI.NotFoundError,
    { status: 404, code: "response_not_found", param: "previous_response_id" },
  );
});

test("stream_ThatBreaks_EndsWithErrorAndFailed", async () => {
  const reply = await fetch(`${server.origin}/v1/responses`, {
    method: "POST",
    headers: { ...server.headers, "content-type": "application/json" },
    body: JSON.stringify({ model: "support-bot", input: "breaks", stream: true }),
  });
  const events = (await reply.text()).split("\n").filter((l) => l.startsWith("data: {")).map((l) => checkedEvent(JSON.parse(l.slice(6))));

  const [error, failed] = events.slice(-2);
  assert.equal(error.type, "error");
  assert.deepEqual({ code: error.code, message: error.message, param: error.param }, { code: error.error.code, message: error.error.message, param: error.error.param });
  assert.equal(error.code, "upstream_stream_broken");
  assert.equal(failed.type, "response.failed");
  assert.deepEqual(failed.response.error, { code: error.code, message: error.message });
  assert.equal(failed.response.output[0].status, "incomplete");
  const read = await client.responses.retrieve(failed.response.id);
  assert.equal(read.status, "failed");
  assert.deepEqual(read.output, failed.response.output);
});

test("stream_ThatBreaks_IsAnErrorToTheLibrary", async () => {
  const stream = await client.responses.create({ model: "support-bot", input: "breaks", stream: true });

  await assert.rejects(drain(stream), OpenAI.APIError);
});

test("create_JsonSchema_IsHeldToIt", async () => {
  await rejects(
    client.responses.create({
      model: "support-bot",
      input: "hi",
      text: { format: { type: "json_schema", name: "answer", schema: { type: "object", properties: { x: { type: "number" } }, required: ["x"] } } },
    }),
    OpenAI.InternalServerError,
    { status: 502, code: "response_format_violated", param: null },
  );
});

test("inputTokens_Count_CountsWithoutAsking", async () => {
  const counted = await client.responses.inputTokens.count({ model: "support-bot", input: "hello world" });

  assert.equal(counted.object, "response.input_tokens");
  assert.ok(counted.input_tokens > 2 && counted.input_tokens < 20);
});

test("create_WithTheSameName_IsAnsweredByTheSameResponse", async () => {
  const ask = () => client.responses.create({ model: "support-bot", input: "slowly" }, { headers: { "Idempotency-Key": "one-and-the-same" } });

  const all = await Promise.all([ask(), ask(), ask(), ask()]);

  assert.equal(new Set(all.map((r) => r.id)).size, 1);
  assert.deepEqual(new Set(all.map((r) => r.output_text)), new Set(["one two three four five six seven eight nine ten"]));
});

for (const [what, body, param] of [
  ["no input", { model: "support-bot" }, "input"],
  ["no model", { input: "hi" }, "model"],
  ["a role that is none", { model: "support-bot", input: [{ role: "wizard", content: "hi" }] }, "input[0].role"],
  ["a message without content", { model: "support-bot", input: [{ role: "user" }] }, "input[0].content"],
  ["an item that is none", { model: "support-bot", input: [{ type: "wish" }] }, "input[0].type"],
  ["a part that is none", { model: "support-bot", input: [{ role: "user", content: [{ type: "text", text: "hi" }] }] }, "input[0].content[0].type"],
  ["both ways of going on", { model: "support-bot", input: "hi", previous_response_id: "resp_x", conversation: "conv_x" }, "previous_response_id"],
  ["too few tokens", { model: "support-bot", input: "hi", max_output_tokens: 3 }, "max_output_tokens"],
  ["a temperature too high", { model: "support-bot", input: "hi", temperature: 3 }, "temperature"],
  ["an include that is none", { model: "support-bot", input: "hi", include: ["everything"] }, "include"],
  ["a tool that is none", { model: "support-bot", input: "hi", tools: [{ type: "telepathy" }] }, "tools[0].type"],
  ["a function without a name", { model: "support-bot", input: "hi", tools: [{ type: "function", parameters: {} }] }, "tools[0].name"],
  ["a choice that is none", { model: "support-bot", input: "hi", tools, tool_choice: { type: "function", name: "other" } }, "tool_choice.name"],
  ["a background that is not stored", { model: "support-bot", input: "hi", background: true, store: false }, "background"],
  ["a truncation that is none", { model: "support-bot", input: "hi", truncation: "some" }, "truncation"],
  ["a stored prompt", { model: "support-bot", input: "hi", prompt: { id: "p" } }, "prompt"],
  ["a schema that is none", { model: "support-bot", input: "hi", text: { format: { type: "json_schema", name: "a", schema: { type: 5 } } } }, "text.format.schema.type"],
  ["a picture by file", { model: "support-bot", input: [{ role: "user", content: [{ type: "input_image", file_id: "file-x" }] }] }, "input[0].content[0].file_id"],
]) {
  test(`create_With ${what}_Is400ThatNamesTheField`, async () => {
    const reply = await fetch(`${server.origin}/v1/responses`, { method: "POST", headers: { ...server.headers, "content-type": "application/json" }, body: JSON.stringify(body) });
    const { error } = await reply.json();

    assert.equal(reply.status, 400, JSON.stringify(error));
    assert.equal(error.param, param);
    assert.ok(error.message.includes(param.split(".").at(-1).replace(/\[.*/, "")) || error.message.length > 0);
  });
}

test("create_BrokenOffAtItsLength_IsIncomplete", async () => {
  const response = await client.responses.create({ model: "support-bot", input: "goes on" });

  assert.equal(response.status, "incomplete");
  assert.deepEqual(response.incomplete_details, { reason: "max_output_tokens" });
  assert.equal(response.completed_at, null);
  assert.equal(response.output[0].status, "incomplete");
  assert.deepEqual({ ...(await client.responses.retrieve(response.id)) }, { ...response });
});

test("create_UnansweredByTheDocuments_SaysSo", async () => {
  const response = await client.responses.create({ model: "extractive", input: unanswerable, tools: [{ type: "file_search", vector_store_ids: [indexed.storeId], ranking_options: { score_threshold: 0.99 } }] });

  assert.deepEqual(response.output.map((i) => i.type), ["file_search_call", "message"]);
});
