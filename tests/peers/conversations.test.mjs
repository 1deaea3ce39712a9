// Conversations and threads, by OpenAI's own library for JavaScript; what OpenAI has not, by fetch.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import OpenAI from "openai";
import { checkedFetch } from "./checked-fetch.mjs";
import { Server } from "./server.mjs";

let server;
let client;

before(async () => {
  server = await Server.start();
  client = new OpenAI({ baseURL: `${server.origin}/v1`, apiKey: server.apiKey, maxRetries: 0, timeout: 20_000, fetch: checkedFetch });
});
after(() => server.stop());

const say = (content, role = "user") => ({ role, content });

async function all(page) {
  const items = [];
  for await (const item of page) items.push(item);
  return items;
}

const words = (items) => items.map((item) => item.content[0].text);
const said = async (thread) => (await all(client.beta.threads.messages.list(thread, { order: "asc" }))).map((m) => m.content[0].text.value);

async function call(method, path, body) {
  const response = await checkedFetch(`${server.origin}${path}`, { method, headers: { ...server.headers, "Content-Type": "application/json" }, body: body && JSON.stringify(body) });
  return { status: response.status, body: await response.json() };
}

const rejects = (request, status, code, param) =>
  assert.rejects(request, (error) => {
    assert.deepEqual({ status: error.status, code: error.code, param: error.param }, { status, code, param });
    return true;
  });

test("conversations_CreateReadUpdateDelete_HaveOpenAIsShape", async () => {
  const made = await client.conversations.create({ metadata: { topic: "zebras" }, items: [say("hello")] });
  assert.deepEqual(Object.keys(made).sort(), ["created_at", "id", "metadata", "object"]);
  assert.match(made.id, /^conv_[0-9a-z]+$/);
  assert.equal(made.object, "conversation");
  assert.ok(Math.abs(made.created_at - Date.now() / 1000) < 60);

  assert.deepEqual(await client.conversations.retrieve(made.id), made);
  assert.deepEqual((await client.conversations.update(made.id, { metadata: { tone: "dry" } })).metadata, { tone: "dry" });
  assert.deepEqual(await client.conversations.delete(made.id), { id: made.id, object: "conversation.deleted", deleted: true });
  await rejects(client.conversations.retrieve(made.id), 404, "conversation_not_found", "conversation_id");
});

test("items_OfAllKinds_ComeBackAsItemsWithIdsOfTheServers", async () => {
  const { id } = await client.conversations.create({});
  const added = await client.conversations.items.create(id, {
    items: [
      { type: "message", id: "msg_mine", role: "user", content: "What is 1 + 2?" },
      { type: "function_call", call_id: "call_1", name: "add", arguments: '{"a":1,"b":2}' },
      { type: "function_call_output", call_id: "call_1", output: "3" },
      { role: "assistant", content: "Three." },
    ],
  });

  assert.equal(added.object, "list");
  assert.equal(added.has_more, false);
  assert.deepEqual(added.data.map((item) => item.type), ["message", "function_call", "function_call_output", "message"]);
  assert.deepEqual(added.data.map((item) => /^[a-z]+_/.exec(item.id)[0]), ["msg_", "fc_", "fco_", "msg_"]);
  assert.deepEqual([added.first_id, added.last_id], [added.data[0].id, added.data[3].id]);
  assert.notEqual(added.first_id, "msg_mine");
  assert.deepEqual(added.data[0].content, [{ type: "input_text", text: "What is 1 + 2?" }]);
  assert.deepEqual(added.data[3].content, [{ type: "output_text", text: "Three.", annotations: [], logprobs: [] }]);
  assert.deepEqual(await client.conversations.items.retrieve(added.last_id, { conversation_id: id }), added.data[3]);
});

test("items_List_IsPagedInEitherOrder", async () => {
  const { id } = await client.conversations.create({ items: ["a", "b", "c", "d", "e"].map((name) => say(name)) });

  assert.deepEqual(words(await all(client.conversations.items.list(id, { limit: 2 }))), ["e", "d", "c", "b", "a"]);
  assert.deepEqual(words(await all(client.conversations.items.list(id, { limit: 2, order: "asc" }))), ["a", "b", "c", "d", "e"]);
});

test("items_Delete_GivesTheConversationWithoutTheItem", async () => {
  const made = await client.conversations.create({ items: [say("a"), say("b")] });
  const [first] = await all(client.conversations.items.list(made.id, { order: "asc" }));

  assert.deepEqual(await client.conversations.items.delete(first.id, { conversation_id: made.id }), made);

  assert.deepEqual(words(await all(client.conversations.items.list(made.id))), ["b"]);
  await rejects(client.conversations.items.retrieve(first.id, { conversation_id: made.id }), 404, "item_not_found", "item_id");
});

test("items_ThatCannotBe_AreRefusedByName", async () => {
  const { id } = await client.conversations.create({});
  const add = (...items) => client.conversations.items.create(id, { items });

  await rejects(add(), 400, "missing_field", "items");
  await rejects(add(...Array.from({ length: 21 }, () => say("a"))), 400, "invalid_value", "items");
  await rejects(add(say("a"), { content: "b" }), 400, "missing_field", "items[1].role");
  await rejects(add(say("a", "tool")), 400, "invalid_value", "items[0].role");
  await rejects(add({ type: "function_call", name: "add", arguments: "{}" }), 400, "missing_field", "items[0].call_id");
  await rejects(add({ type: "item_reference", id: "msg_1" }), 400, "invalid_value", "items[0].type");
  await rejects(add(say([{ type: "input_file", file_id: "file-none" }])), 404, "file_not_found", "items[0].content[0].file_id");
  await rejects(client.conversations.create({ metadata: { long: "x".repeat(513) } }), 400, "invalid_value", "metadata.long");
  await rejects(client.conversations.items.list(id, { after: "msg_none" }), 400, "invalid_value", "after");
  assert.deepEqual(await all(client.conversations.items.list(id)), []);
});

test("threads_CreateReadUpdateDelete_HaveOpenAIsShape", async () => {
  const made = await client.beta.threads.create({ messages: [say("hello")], metadata: { topic: "zebras" } });
  assert.deepEqual({ ...made, id: "", created_at: 0 }, { id: "", object: "thread", created_at: 0, tool_resources: null, metadata: { topic: "zebras" } });
  assert.match(made.id, /^thread_[0-9a-z]+$/);

  assert.deepEqual(await client.beta.threads.retrieve(made.id), made);
  assert.deepEqual((await client.beta.threads.update(made.id, { metadata: { tone: "dry" } })).metadata, { tone: "dry" });
  assert.deepEqual((await call("PATCH", `/v1/threads/${made.id}`, { metadata: { tone: "wet" } })).body.metadata, { tone: "wet" });
  assert.deepEqual(await client.beta.threads.delete(made.id), { id: made.id, object: "thread.deleted", deleted: true });
  await rejects(client.beta.threads.retrieve(made.id), 404, "conversation_not_found", "thread_id");
});

test("messages_CreateReadUpdateDelete_HaveAllFourteenKeys", async () => {
  const { id } = await client.beta.threads.create();
  const made = await client.beta.threads.messages.create(id, { role: "user", content: "hello", metadata: { mood: "good" } });
  assert.deepEqual({ ...made, id: "", created_at: 0, completed_at: 0 }, {
    id: "", object: "thread.message", created_at: 0, thread_id: id, status: "completed", incomplete_details: null, completed_at: 0, incomplete_at: null, role: "user",
    content: [{ type: "text", text: { value: "hello", annotations: [] } }], assistant_id: null, run_id: null, attachments: null, metadata: { mood: "good" },
  });

  assert.deepEqual(await client.beta.threads.messages.retrieve(made.id, { thread_id: id }), made);
  assert.deepEqual(await client.beta.threads.messages.update(made.id, { thread_id: id, metadata: { mood: "bad" } }), { ...made, metadata: { mood: "bad" } });
  const edited = await call("PATCH", `/v1/threads/${id}/messages/${made.id}`, { content: "goodbye" });
  assert.deepEqual(edited.body, { ...made, metadata: { mood: "bad" }, content: [{ type: "text", text: { value: "goodbye", annotations: [] } }] });
  assert.deepEqual(await client.beta.threads.messages.delete(made.id, { thread_id: id }), { id: made.id, object: "thread.message.deleted", deleted: true });
  await rejects(client.beta.threads.messages.retrieve(made.id, { thread_id: id }), 404, "item_not_found", "message_id");
});

test("messages_OfParts_HoldWordsAndPictures", async () => {
  const { id } = await client.beta.threads.create();
  const image_url = { url: "https://example.com/a.png", detail: "low" };

  const made = await client.beta.threads.messages.create(id, { role: "user", content: [{ type: "text", text: "Look:" }, { type: "image_url", image_url }] });

  assert.deepEqual(made.content, [{ type: "text", text: { value: "Look:", annotations: [] } }, { type: "image_url", image_url }]);
  await rejects(client.beta.threads.messages.create(id, { role: "user", content: [{ type: "image_url", image_url: { url: "ftp://a" } }] }), 400, "invalid_value", "content[0].image_url");
  await rejects(client.beta.threads.messages.create(id, { role: "system", content: "a" }), 400, "invalid_value", "role");
});

test("thread_AsAConversation_IsTheSameWithTheOtherPrefix", async () => {
  const thread = await client.beta.threads.create({ messages: [say("hello")] });
  const conversation = thread.id.replace("thread_", "conv_");

  await client.conversations.items.create(conversation, { items: [say("be kind", "developer"), { type: "function_call", call_id: "call_1", name: "add", arguments: "{}" }, say("hi", "assistant")] });

  assert.deepEqual(await said(thread.id), ["hello", "hi"]);
  assert.equal((await all(client.conversations.items.list(conversation))).length, 4);
});

test("threads_List_IsPagedNewestFirst", async () => {
  const made = [];
  for (let i = 0; i < 3; i++) {
    made.unshift((await client.beta.threads.create()).id);
    await new Promise((done) => setTimeout(done, 2)); // ids of one millisecond have no order
  }

  const first = (await call("GET", "/v1/threads?limit=2")).body;
  const second = (await call("GET", `/v1/threads?limit=1&after=${first.last_id}`)).body;

  assert.deepEqual([first.object, first.has_more, first.first_id, first.last_id], ["list", true, made[0], made[1]]);
  assert.deepEqual([...first.data, ...second.data].map((thread) => thread.id), made);
});

test("fork_AtAMessage_SharesWhatWasBeforeAndKeepsItWhenTheOriginChanges", async () => {
  const origin = await client.beta.threads.create({ messages: [say("a"), say("b", "assistant"), say("c")], metadata: { topic: "zebras" } });
  const [first, second] = await all(client.beta.threads.messages.list(origin.id, { order: "asc" }));

  const fork = (await call("POST", `/v1/threads/${origin.id}/fork`, { message_id: second.id })).body;
  await client.beta.threads.messages.create(fork.id, say("x"));
  await call("PATCH", `/v1/threads/${origin.id}/messages/${first.id}`, { content: "edited" });

  assert.deepEqual(fork.metadata, { topic: "zebras" });
  assert.deepEqual(await said(fork.id), ["a", "b", "x"]);
  assert.deepEqual(await said(origin.id), ["edited", "b", "c"]);
  await client.beta.threads.delete(origin.id);
  assert.deepEqual(await said(fork.id), ["a", "b", "x"]);
  assert.deepEqual(await call("POST", `/v1/threads/${fork.id}/fork`, { message_id: "msg_none" }).then((r) => [r.status, r.body.error.param]), [404, "message_id"]);
});
