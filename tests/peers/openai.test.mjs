// OpenAI's own library for JavaScript.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { after, before, test } from "node:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import OpenAI, { toFile } from "openai";
import { checkedFetch } from "./checked-fetch.mjs";
import { lighthouse, pdf, unanswerable } from "./documents.mjs";
import { Server } from "./server.mjs";

// A model that is written down.
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
`;

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
  new OpenAI({ baseURL: `${server.origin}/v1`, apiKey: server.apiKey, maxRetries: 0, timeout: 20_000, fetch: checkedFetch, ...options });

const ask = (question, more) => ({
  model: "extractive",
  messages: [{ role: "user", content: question }],
  tools: [{ type: "file_search", vector_store_ids: [indexed.storeId] }],
  ...more,
});

async function drain(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

async function all(page) {
  const items = [];
  for await (const item of page) items.push(item);
  return items;
}

const rejects = (call, type, expected) =>
  assert.rejects(call, (error) => {
    assert.ok(error instanceof type, `${error.constructor.name}: ${error.message}`);
    assert.deepEqual({ status: error.status, code: error.code, param: error.param ?? null }, expected);
    assert.notEqual(error.error.message, "");
    assert.deepEqual(Object.keys(error.error).sort(), ["code", "message", "param", "type"]);
    return true;
  });

test("models_List_HoldsTheBuiltInOnes", async () => {
  const names = (await all(client.models.list())).map((model) => model.id);

  assert.deepEqual(names.sort(), ["extractive", "hashing-384", "lexical", "scripted", "support-bot"]);
});

test("models_Retrieve_IsThatModel", async () => {
  const model = await client.models.retrieve("extractive");

  assert.equal(model.id, "extractive");
  assert.equal(model.object, "model");
  assert.equal(typeof model.created, "number");
  assert.equal(model.owned_by, "fastchat");
});

test("files_CreateFromBuffer_ComesBackByteForByte", async () => {
  const bytes = randomBytes(300_000);
  const file = await client.files.create({ file: await toFile(bytes, "räksmörgås 1.bin"), purpose: "assistants" });

  assert.equal(file.object, "file");
  assert.equal(file.bytes, bytes.length);
  assert.equal(file.filename, "räksmörgås 1.bin");
  assert.equal(file.purpose, "assistants");
  assert.equal(file.status, "processed");
  const content = await client.files.content(file.id);
  assert.ok(Buffer.from(await content.arrayBuffer()).equals(bytes));
});

test("files_CreateFromStream_ComesBackByteForByte", async () => {
  const blocks = Array.from({ length: 50 }, () => randomBytes(10_000));
  const file = await client.files.create({ file: await toFile(Readable.from(blocks), "stream.txt"), purpose: "user_data" });

  const content = await client.files.content(file.id);
  assert.ok(Buffer.from(await content.arrayBuffer()).equals(Buffer.concat(blocks)));
  assert.equal(file.purpose, "user_data");
});

test("files_CreateWithExpiresAfter_StatesWhen", async () => {
  const file = await client.files.create({
    file: await toFile(Buffer.from("short-lived"), "short.txt"),
    purpose: "assistants",
    expires_after: { anchor: "created_at", seconds: 3600 },
  });

  assert.equal(file.expires_at, file.created_at + 3600);
});

test("files_CreateWithTooShortLife_IsRefusedByName", async () => {
  const call = client.files.create({
    file: await toFile(Buffer.from("short-lived"), "short.txt"),
    purpose: "assistants",
    expires_after: { anchor: "created_at", seconds: 60 },
  });

  await rejects(call, OpenAI.BadRequestError, { status: 400, code: "invalid_value", param: "expires_after.seconds" });
});

test("files_List_PagesThroughAllOfThem", async () => {
  const made = [];
  for (let i = 0; i < 5; i++) {
    const file = await client.files.create({ file: await toFile(Buffer.from(`page ${i}`), `page-${i}.txt`), purpose: "evals" });
    made.push(file.id);
  }

  const page = await client.files.list({ limit: 2, order: "asc", purpose: "evals" });
  assert.equal(page.data.length, 2);
  assert.equal(page.hasNextPage(), true);
  assert.deepEqual((await all(page)).map((file) => file.id), made);
  const newestFirst = await all(client.files.list({ limit: 3, order: "desc", purpose: "evals" }));
  assert.deepEqual(newestFirst.map((file) => file.id), made.toReversed());
});

test("files_Delete_IsGone", async () => {
  const file = await client.files.create({ file: await toFile(Buffer.from("gone"), "gone.txt"), purpose: "assistants" });
  assert.deepEqual(await client.files.retrieve(file.id), file);

  assert.deepEqual(await client.files.delete(file.id), { id: file.id, object: "file", deleted: true });

  await rejects(client.files.retrieve(file.id), OpenAI.NotFoundError, { status: 404, code: "file_not_found", param: "file_id" });
});

test("vectorStores_TheirLife_IsOpenAIs", async () => {
  const store = await client.vectorStores.create({ name: "notes", metadata: { team: "blue" } });
  assert.equal(store.object, "vector_store");
  assert.equal(store.status, "completed");
  assert.deepEqual(store.file_counts, { in_progress: 0, completed: 0, failed: 0, cancelled: 0, total: 0 });

  assert.deepEqual((await client.vectorStores.retrieve(store.id)).metadata, { team: "blue" });
  const renamed = await client.vectorStores.update(store.id, { name: "papers", metadata: { team: "red" } });
  assert.equal(renamed.name, "papers");
  assert.deepEqual(renamed.metadata, { team: "red" });
  const listed = await all(client.vectorStores.list({ limit: 1 }));
  assert.equal(listed.find((s) => s.id === store.id)?.name, "papers");
  assert.ok(listed.length > 1, "the list did not page");

  assert.deepEqual(await client.vectorStores.delete(store.id), { id: store.id, object: "vector_store.deleted", deleted: true });
  await rejects(client.vectorStores.retrieve(store.id), OpenAI.NotFoundError, {
    status: 404,
    code: "collection_not_found",
    param: "vector_store_id",
  });
});

test("vectorStores_CreateWithFiles_IngestsThem", async () => {
  const store = await client.vectorStores.create({ name: "with files", file_ids: [indexed.fileId] });

  await client.vectorStores.files.poll(store.id, indexed.fileId, { pollIntervalMs: 20 });

  assert.equal((await client.vectorStores.retrieve(store.id)).file_counts.completed, 1);
});

test("vectorStores_Search_FindsThePassage", async () => {
  const found = await all(client.vectorStores.search(indexed.storeId, { query: lighthouse.question, max_num_results: 3 }));

  assert.equal(found.length, 1);
  assert.equal(found[0].file_id, indexed.fileId);
  assert.equal(found[0].filename, lighthouse.filename);
  assert.match(found[0].content[0].text, /built in 1881/);
  assert.ok(found[0].score > 0 && found[0].score <= 1);
});

test("vectorStoreFiles_TheirLife_IsOpenAIs", async () => {
  const store = await client.vectorStores.create({ name: "life" });
  const text = "Otters hold hands while they sleep, so that the river does not part them.";
  const upload = await client.files.create({ file: await toFile(Buffer.from(text), "otters.md"), purpose: "assistants" });

  const file = await client.vectorStores.files.createAndPoll(
    store.id,
    {
      file_id: upload.id,
      attributes: { kind: "fact" },
      chunking_strategy: { type: "static", static: { max_chunk_size_tokens: 200, chunk_overlap_tokens: 50 } },
    },
    { pollIntervalMs: 20 },
  );

  assert.equal(file.object, "vector_store.file");
  assert.equal(file.status, "completed");
  assert.equal(file.last_error, null);
  assert.equal(file.vector_store_id, store.id);
  assert.deepEqual(file.attributes, { kind: "fact" });
  assert.deepEqual(file.chunking_strategy, { type: "static", static: { max_chunk_size_tokens: 200, chunk_overlap_tokens: 50 } });
  assert.deepEqual((await all(client.vectorStores.files.list(store.id, { filter: "completed" }))).map((f) => f.id), [upload.id]);
  assert.deepEqual(await all(client.vectorStores.files.list(store.id, { filter: "failed" })), []);
  assert.deepEqual(await client.vectorStores.files.retrieve(upload.id, { vector_store_id: store.id }), file);
  const content = await all(client.vectorStores.files.content(upload.id, { vector_store_id: store.id }));
  assert.equal(content.map((part) => part.text).join(""), text);

  const deleted = await client.vectorStores.files.delete(upload.id, { vector_store_id: store.id });

  assert.deepEqual(deleted, { id: upload.id, object: "vector_store.file.deleted", deleted: true });
  assert.equal((await client.vectorStores.search(store.id, { query: "otters hold hands" })).data.length, 0);
  assert.equal((await client.files.retrieve(upload.id)).id, upload.id);
});

test("vectorStoreFiles_DamagedPdf_SaysWhyItFailed", async () => {
  const store = await client.vectorStores.create({ name: "damaged" });
  const whole = pdf("A page.");
  const upload = await client.files.create({ file: await toFile(whole.subarray(0, 60), "damaged.pdf"), purpose: "assistants" });

  const file = await client.vectorStores.files.createAndPoll(store.id, { file_id: upload.id }, { pollIntervalMs: 20 });

  assert.equal(file.status, "failed");
  assert.equal(file.last_error.code, "invalid_file");
  assert.notEqual(file.last_error.message, "");
  assert.equal((await client.vectorStores.retrieve(store.id)).file_counts.failed, 1);
});

test("chat_Whole_CitesThePassage", async () => {
  const completion = await client.chat.completions.create(ask(lighthouse.question));

  const [choice] = completion.choices;
  assert.equal(completion.object, "chat.completion");
  assert.equal(completion.model, "extractive");
  assert.equal(choice.finish_reason, "stop");
  assert.equal(choice.message.role, "assistant");
  assert.equal(choice.message.refusal, null);
  assert.match(choice.message.content, /1881/);
  const [citation] = choice.message.annotations;
  assert.equal(citation.type, "file_citation");
  assert.equal(citation.file_id, indexed.fileId);
  assert.equal(citation.filename, lighthouse.filename);
  assert.equal(citation.quote, lighthouse.quote);
  assert.equal([...lighthouse.text].slice(citation.start, citation.end).join(""), citation.quote);
  assert.equal([...choice.message.content].slice(citation.index).join("").startsWith("[1]"), true);
  assert.equal(completion.usage.total_tokens, completion.usage.prompt_tokens + completion.usage.completion_tokens);
});

const events = (text) =>
  text.trimEnd().split("\n\n").map((event) => {
    const { name, data } = /^(?:event: (?<name>.*)\n)?data: (?<data>.*)$/.exec(event).groups;
    return { name, data: data === "[DONE]" ? data : JSON.parse(data) };
  });

const streamed = async (params) => events(await (await client.post("/chat/completions", { body: { ...params, stream: true }, __binaryResponse: true })).text());

test("chat_IncludeStatus_TellsOfSearchModelAndCostBesideTheChunks", async () => {
  const plain = await streamed(ask(lighthouse.question));
  const told = await streamed(ask(lighthouse.question, { stream_options: { include_status: true } }));

  assert.ok(plain.every(({ name }) => name === undefined));
  const bare = ({ data }) => (data === "[DONE]" ? data : { ...data, id: "", created: 0 });
  assert.deepEqual(told.filter(({ name }) => name === undefined).map(bare), plain.map(bare));
  const status = told.filter(({ name }) => name === "status").map(({ data }) => data);
  assert.deepEqual(status.map(({ type, tool }) => [type, tool]), [["tool_start", "file_search"], ["tool_complete", "file_search"], ["thinking", undefined]]);
  assert.ok(status.every(({ message, timestamp }) => message.length > 0 && !Number.isNaN(Date.parse(timestamp))));
  const [usage, end] = told.slice(-2);
  assert.equal(end.data, "[DONE]");
  assert.equal(usage.name, "usage");
  assert.deepEqual(Object.keys(usage.data), ["prompt_tokens", "completion_tokens", "total_tokens", "context_window_limit", "context_utilization_pct", "is_final"]);
  assert.equal(usage.data.total_tokens, usage.data.prompt_tokens + usage.data.completion_tokens);
  assert.equal(usage.data.is_final, true);
});

test("chat_CanonicalEnvelope_HoldsWhatTheLegacyEventsSay", async () => {
  const told = await streamed(ask(lighthouse.question, { stream_options: { include_status: true, event_envelope: "canonical" } }));

  const envelopes = told.filter(({ name }) => name !== undefined);
  assert.ok(envelopes.every(({ name, data }) => name === "fc_event" && data.schema === "fastchat.stream.v1" && data.thread_id === ""));
  assert.deepEqual(envelopes.map(({ data }) => data.event), ["status", "status", "status", "usage"]);
  assert.deepEqual(envelopes.map(({ data }) => data.payload.type ?? "usage"), ["tool_start", "tool_complete", "thinking", "usage"]);
  assert.equal(new Set(envelopes.map(({ data }) => data.event_id)).size, 4);
  assert.match(envelopes[0].data.event_id, /^[0-9a-f-]{36}$/);
  assert.match(envelopes[0].data.trace_id, /^[0-9a-f]{32}$/);
  assert.equal(new Set(envelopes.map(({ data }) => data.trace_id)).size, 1);
});

test("chat_AnswerThatBreaksOff_IsToldBeforeItsError", async () => {
  const told = await streamed({ model: "support-bot", messages: [{ role: "user", content: "breaks" }], stream_options: { include_status: true } });

  const [status, error] = told.slice(-2);
  assert.deepEqual([status.name, status.data.type, status.data.message], ["status", "error", error.data.error.message]);
  assert.deepEqual([error.name, error.data.error.code], [undefined, "upstream_stream_broken"]);
});

test("chat_WrongStreamOptions_AreRefusedByName", async () => {
  const asked = (stream_options) => client.chat.completions.create(ask(lighthouse.question, { stream: true, stream_options }));

  await rejects(asked({ include_status: "yes" }), OpenAI.BadRequestError, { status: 400, code: "invalid_value", param: "stream_options.include_status" });
  await rejects(asked({ include_status: true, event_envelope: "new" }), OpenAI.BadRequestError, { status: 400, code: "invalid_value", param: "stream_options.event_envelope" });
  const missing = client.chat.completions.create({ ...ask("hello"), model: "none", stream: true, stream_options: { include_status: true } });
  await rejects(missing, OpenAI.NotFoundError, { status: 404, code: "model_not_found", param: "model" });
});

test("chat_Streamed_IsTheSameAnswerAndTheSameCitations", async () => {
  const whole = await client.chat.completions.create(ask(lighthouse.question));

  const chunks = await drain(await client.chat.completions.create(ask(lighthouse.question, { stream: true })));

  const deltas = chunks.map((chunk) => chunk.choices[0].delta);
  assert.deepEqual(deltas[0], { role: "assistant", content: "" });
  assert.equal(deltas.map((delta) => delta.content ?? "").join(""), whole.choices[0].message.content);
  assert.deepEqual(deltas.flatMap((delta) => delta.annotations ?? []), whole.choices[0].message.annotations);
  assert.ok(chunks.length > 5, "the answer came in one piece");
  assert.equal(new Set(chunks.map((chunk) => chunk.id)).size, 1);
  assert.equal(new Set(chunks.map((chunk) => chunk.created)).size, 1);
  assert.deepEqual(chunks.map((chunk) => chunk.choices[0].finish_reason).filter((reason) => reason !== null), ["stop"]);
  assert.ok(chunks.every((chunk) => !("usage" in chunk)));
});

test("chat_StreamedWithUsage_EndsWithTheUsageChunk", async () => {
  const params = ask(lighthouse.question, { stream: true, stream_options: { include_usage: true } });
  const chunks = await drain(await client.chat.completions.create(params));

  const last = chunks.at(-1);
  assert.deepEqual(last.choices, []);
  assert.equal(last.usage.total_tokens, last.usage.prompt_tokens + last.usage.completion_tokens);
  assert.ok(last.usage.completion_tokens > 0);
  for (const chunk of chunks.slice(0, -1)) {
    assert.equal(chunk.usage, null);
    assert.equal(chunk.choices.length, 1);
  }
});

test("chat_StreamHelper_GathersTheAnswer", async () => {
  const stream = client.chat.completions.stream(ask(lighthouse.question));

  const completion = await stream.finalChatCompletion();

  assert.match(completion.choices[0].message.content, /1881/);
  assert.equal(completion.choices[0].finish_reason, "stop");
});

test("chat_Stored_IsReadAgainWithTheSameCitations", async () => {
  const chunks = await drain(await client.chat.completions.create(ask(lighthouse.question, { stream: true, store: true })));

  const stored = await client.chat.completions.retrieve(chunks[0].id);

  const { message } = stored.choices[0];
  assert.deepEqual(message.annotations, chunks.flatMap((chunk) => chunk.choices[0].delta.annotations ?? []));
  assert.equal(message.annotations.length, 1);
  assert.equal(message.content, chunks.map((chunk) => chunk.choices[0].delta.content ?? "").join(""));
  assert.deepEqual(await client.chat.completions.delete(stored.id), { id: stored.id, object: "chat.completion.deleted", deleted: true });
  await assert.rejects(client.chat.completions.retrieve(stored.id), OpenAI.NotFoundError);
});

test("chat_StoredCompletions_AreListedChangedAndReadWithTheirMessages", async () => {
  const topic = `stored ${randomBytes(4).toString("hex")}`;
  const make = (content, metadata, stream) =>
    client.chat.completions.create({ model: "scripted", store: true, stream, messages: [{ role: "system", content: "Be brief." }, { role: "user", content }], metadata: { topic, ...metadata } });
  const ids = [];
  for (const n of [0, 1, 2, 3]) ids.push((await make(`number ${n}`, { even: `${n % 2 === 0}` })).id);
  ids.push((await drain(await make("streamed", {}, true)))[0].id);
  const list = async (query) => (await all(client.chat.completions.list({ limit: 2, ...query }))).map(({ id }) => id);

  assert.deepEqual(await list({ metadata: { topic } }), ids);
  assert.deepEqual(await list({ metadata: { topic }, order: "desc" }), ids.toReversed());
  assert.deepEqual(await list({ metadata: { topic, even: "true" } }), [ids[0], ids[2]]);
  assert.deepEqual(await list({ metadata: { topic }, model: "extractive" }), []);
  assert.deepEqual(await list({ metadata: { topic }, model: "scripted", after: ids[2] }), ids.slice(3));

  const updated = await client.chat.completions.update(ids[0], { metadata: { topic, "a [strange] key": "räksmörgås & more" } });
  assert.equal(updated.object, "chat.completion");
  assert.deepEqual(updated, await client.chat.completions.retrieve(ids[0]));
  assert.deepEqual(await list({ metadata: { "a [strange] key": "räksmörgås & more" } }), [ids[0]]);
  assert.deepEqual((await client.chat.completions.update(ids[0], { metadata: null })).metadata ?? {}, {});
  assert.deepEqual(await list({ metadata: { topic } }), ids.slice(1));

  const messages = await all(client.chat.completions.messages.list(ids[1], { limit: 1 }));
  assert.deepEqual(messages, [
    { id: `${ids[1]}-0`, role: "system", content: "Be brief.", refusal: null, name: null, content_parts: null },
    { id: `${ids[1]}-1`, role: "user", content: "number 1", refusal: null, name: null, content_parts: null },
  ]);
  assert.deepEqual((await all(client.chat.completions.messages.list(ids[1], { order: "desc", after: `${ids[1]}-1` }))).map(({ id }) => id), [`${ids[1]}-0`]);
});

test("chat_StoredMessages_KeepPartsToolsAndWhatTheContractDoesNotName", async () => {
  const call = { id: "call_1", type: "function", function: { name: "get_order", arguments: "{}" } };
  const sent = [
    { role: "user", content: [{ type: "text", text: "order 7" }], name: "ann" },
    { role: "assistant", content: null, tool_calls: [call] },
    { role: "tool", tool_call_id: "call_1", content: "shipped" },
  ];
  const { id } = await client.chat.completions.create({ model: "support-bot", store: true, messages: sent });

  const messages = await all(client.chat.completions.messages.list(id));
  assert.deepEqual(messages, [
    { id: `${id}-0`, role: "user", content: null, refusal: null, name: "ann", content_parts: sent[0].content },
    { id: `${id}-1`, role: "assistant", content: null, refusal: null, name: null, content_parts: null, tool_calls: [call] },
    { id: `${id}-2`, role: "tool", content: "shipped", refusal: null, name: null, content_parts: null, tool_call_id: "call_1" },
  ]);
});

test("chat_StoredListingsAskedForWrongly_AreRefusedByName", async () => {
  const { id } = await client.chat.completions.create({ model: "scripted", store: true, messages: [{ role: "user", content: "hello" }] });
  const refused = (param) => ({ status: 400, code: "invalid_value", param });

  await rejects(client.chat.completions.list({ limit: 0 }), OpenAI.BadRequestError, refused("limit"));
  await rejects(client.chat.completions.list({ limit: 101 }), OpenAI.BadRequestError, refused("limit"));
  await rejects(client.chat.completions.list({ order: "up" }), OpenAI.BadRequestError, refused("order"));
  await rejects(client.chat.completions.list({ after: "file-1" }), OpenAI.BadRequestError, refused("after"));
  await rejects(client.chat.completions.list({ metadata: { ["k".repeat(65)]: "v" } }), OpenAI.BadRequestError, refused("metadata"));
  await rejects(client.chat.completions.messages.list(id, { after: id }), OpenAI.BadRequestError, refused("after"));
  await rejects(client.chat.completions.update(id, { metadata: { key: "v".repeat(513) } }), OpenAI.BadRequestError, refused("metadata.key"));
  const missing = { status: 404, code: "completion_not_found", param: "completion_id" };
  await rejects(client.chat.completions.update("chatcmpl-1", { metadata: {} }), OpenAI.NotFoundError, missing);
  await rejects(client.chat.completions.messages.list("chatcmpl-1"), OpenAI.NotFoundError, missing);
});

test("chat_NotStored_CannotBeReadAgain", async () => {
  const completion = await client.chat.completions.create(ask(lighthouse.question));

  await rejects(client.chat.completions.retrieve(completion.id), OpenAI.NotFoundError, {
    status: 404,
    code: "completion_not_found",
    param: "completion_id",
  });
});

test("chat_NothingFound_IsTheNoContextReply", async () => {
  const completion = await client.chat.completions.create(ask(unanswerable));

  const { message } = completion.choices[0];
  assert.match(message.content, /could not find/);
  assert.deepEqual(message.annotations, []);
});

test("errors_WrongKey_IsAuthenticationError", async () => {
  const call = connect({ apiKey: "fc_wrong_key_0123456789" }).models.list();

  await rejects(call, OpenAI.AuthenticationError, { status: 401, code: "invalid_api_key", param: null });
});

test("errors_UnknownModel_IsNotFoundError", async () => {
  const call = client.chat.completions.create({ model: "gpt-none", messages: [{ role: "user", content: "Hi" }] });

  await rejects(call, OpenAI.NotFoundError, { status: 404, code: "model_not_found", param: "model" });
});

test("errors_UnknownModelInAStream_IsNotFoundErrorBeforeItBegins", async () => {
  const call = client.chat.completions.create({ model: "gpt-none", stream: true, messages: [{ role: "user", content: "Hi" }] });

  await rejects(call, OpenAI.NotFoundError, { status: 404, code: "model_not_found", param: "model" });
});

test("errors_ValueOutOfRange_IsBadRequestErrorThatNamesTheField", async () => {
  const call = client.chat.completions.create(ask("Hi", { temperature: 3 }));

  await rejects(call, OpenAI.BadRequestError, { status: 400, code: "invalid_value", param: "temperature" });
});

test("errors_ValueOfTheWrongType_IsBadRequestErrorThatNamesTheField", async () => {
  const call = client.chat.completions.create(ask("Hi", { messages: [{ role: "user", content: 7 }] }));

  await rejects(call, OpenAI.BadRequestError, { status: 400, code: "invalid_value", param: "messages[0].content" });
});

test("errors_StreamThatBreaksOff_IsAnAPIError", async () => {
  const script = JSON.stringify({ text: "one two three four", fail_after: 2 });
  const stream = await client.chat.completions.create({ model: "scripted", stream: true, messages: [{ role: "user", content: script }] });

  const text = [];
  await assert.rejects(async () => {
    for await (const chunk of stream) text.push(chunk.choices[0].delta.content ?? "");
  }, (error) => error instanceof OpenAI.APIError && error.code === "upstream_stream_broken");
  assert.equal(text.join(""), "one two");
});

test("chat_StreamAborted_Stops", async () => {
  const script = JSON.stringify({ tokens: 100_000, delay_ms: 10 });
  const stream = await client.chat.completions.create({ model: "scripted", stream: true, messages: [{ role: "user", content: script }] });

  let seen = 0;
  for await (const _ of stream) {
    if (++seen === 5) stream.controller.abort();
  }

  assert.ok(seen < 50, `${seen} chunks came`);
  assert.equal((await client.models.list()).data.length, 5);
});

test("embeddings_CreateWithoutEncoding_IsReadAsNumbers", async () => {
  // The library asks for base64 by itself and turns it into numbers.
  const { data, usage, model } = await client.embeddings.create({ model: "hashing-384", input: ["zebras in Africa", "otters swim"] });
  const { data: floats } = await client.embeddings.create({ model: "hashing-384", input: "otters swim", encoding_format: "float" });

  assert.equal(model, "hashing-384");
  assert.deepEqual(data.map((one) => [one.object, one.index, one.embedding.length]), [["embedding", 0, 384], ["embedding", 1, 384]]);
  assert.deepEqual(usage, { prompt_tokens: 5, total_tokens: 5 });
  assert.deepEqual(Array.from(data[1].embedding), floats[0].embedding.map(Math.fround));
});

test("embeddings_CreateWithDimensions_HasSoMany", async () => {
  const { data } = await client.embeddings.create({ model: "hashing-384", input: "otters", dimensions: 8, encoding_format: "float" });

  assert.equal(data[0].embedding.length, 8);
});

test("embeddings_TokenIds_AreRefusedByName", () =>
  rejects(client.embeddings.create({ model: "hashing-384", input: [1, 2, 3] }), OpenAI.BadRequestError, { status: 400, code: "invalid_value", param: "input[0]" }));

test("chat_ScriptedModel_CallsAToolAndAnswersItsResult", async () => {
  const messages = [{ role: "user", content: "Where is order 42?" }];
  const stream = client.chat.completions.stream({ model: "support-bot", messages });
  const { message, finish_reason } = (await stream.finalChatCompletion()).choices[0];

  assert.equal(finish_reason, "tool_calls");
  assert.equal(message.content, "Let me look.");
  assert.deepEqual(message.tool_calls.map((call) => [call.function.name, JSON.parse(call.function.arguments)]), [["get_order", { id: "42" }]]);
  const answer = await client.chat.completions.create({
    model: "support-bot",
    messages: [...messages, { role: "assistant", content: message.content, tool_calls: message.tool_calls }, { role: "tool", tool_call_id: message.tool_calls[0].id, content: "shipped" }],
  });
  assert.equal(answer.choices[0].message.content, "It is on its way.");
});

test("chat_ScriptedModel_BreaksWhereItSays", async () => {
  const heard = [];
  await assert.rejects(async () => {
    for await (const chunk of await client.chat.completions.create({ model: "support-bot", stream: true, messages: [{ role: "user", content: "breaks" }] })) heard.push(chunk.choices[0]?.delta.content ?? "");
  }, OpenAI.APIError);

  assert.equal(heard.join(""), "one two");
});
