// Every address of OpenAI's that the guide says is here answers; what it says is not here says so itself.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { WebSocket } from "ws";
import { Server } from "./server.mjs";

const guide = readFileSync(new URL("../../docs/guide/openai-compatibility.md", import.meta.url), "utf8");
const [here, absent] = guide.split("## What is not here").map((part) => [...part.matchAll(/`(GET|POST|DELETE) (\/v1\/[^`]+)`/g)].map(([, method, path]) => [method, path]));

// Written down from the published description of the API, so that the guide cannot forget any.
const all = `
  POST /v1/responses, GET /v1/responses/{}, DELETE /v1/responses/{}, POST /v1/responses/{}/cancel, GET /v1/responses/{}/input_items, POST /v1/responses/compact,
  POST /v1/responses/input_tokens, POST /v1/conversations, GET /v1/conversations/{}, POST /v1/conversations/{}, DELETE /v1/conversations/{}, POST /v1/conversations/{}/items,
  GET /v1/conversations/{}/items, GET /v1/conversations/{}/items/{}, DELETE /v1/conversations/{}/items/{}, POST /v1/chat/completions, GET /v1/chat/completions,
  GET /v1/chat/completions/{}, POST /v1/chat/completions/{}, DELETE /v1/chat/completions/{}, GET /v1/chat/completions/{}/messages, GET /v1/models, GET /v1/models/{},
  DELETE /v1/models/{}, POST /v1/files, GET /v1/files, GET /v1/files/{}, DELETE /v1/files/{}, GET /v1/files/{}/content, POST /v1/uploads, POST /v1/uploads/{}/parts,
  POST /v1/uploads/{}/complete, POST /v1/uploads/{}/cancel, POST /v1/vector_stores, GET /v1/vector_stores, GET /v1/vector_stores/{}, POST /v1/vector_stores/{},
  DELETE /v1/vector_stores/{}, POST /v1/vector_stores/{}/files, GET /v1/vector_stores/{}/files, GET /v1/vector_stores/{}/files/{}, POST /v1/vector_stores/{}/files/{},
  DELETE /v1/vector_stores/{}/files/{}, GET /v1/vector_stores/{}/files/{}/content, POST /v1/vector_stores/{}/file_batches, GET /v1/vector_stores/{}/file_batches/{},
  POST /v1/vector_stores/{}/file_batches/{}/cancel, GET /v1/vector_stores/{}/file_batches/{}/files, POST /v1/vector_stores/{}/search, POST /v1/embeddings,
  POST /v1/threads, GET /v1/threads/{}, POST /v1/threads/{}, DELETE /v1/threads/{}, POST /v1/threads/{}/messages, GET /v1/threads/{}/messages,
  GET /v1/threads/{}/messages/{}, POST /v1/threads/{}/messages/{}, DELETE /v1/threads/{}/messages/{}, POST /v1/threads/runs, POST /v1/threads/{}/runs, GET /v1/threads/{}/runs,
  GET /v1/threads/{}/runs/{}
`.split(",").map((line) => line.trim());

let server;
before(async () => (server = await Server.start()));
after(() => server.stop());

const ask = async ([method, path]) => {
  // Not by the checked fetch: what is not here is not in the description either.
  const post = method === "POST" ? { body: "{}", headers: { ...server.headers, "content-type": "application/json" } } : { headers: server.headers };
  const reply = await fetch(server.origin + path.replace(/\{\w+\}/g, "nothing"), { method, ...post });
  const text = await reply.text();
  return { status: reply.status, error: text.startsWith("{") ? JSON.parse(text).error : undefined, text };
};

test("guide_NamesEveryAddressOfOpenAIs", () => {
  const named = new Set([...here, ...absent].map(([method, path]) => `${method} ${path.replace(/\{\w+\}/g, "{}")}`));
  assert.deepEqual(all.filter((address) => !named.has(address)), []);
});

test("addressesThatAreHere_Answer", async () => {
  for (const address of here) {
    const { status, error, text } = await ask(address);
    assert.notEqual(error?.code, "unknown_url", address.join(" "));
    assert.ok(status < 500, `${address.join(" ")}: ${status} ${text}`);
    if (status >= 400) assert.deepEqual(Object.keys(error).sort(), ["code", "message", "param", "type"], address.join(" "));
  }
});

test("addressesThatAreNotHere_SaySo", async () => {
  for (const address of absent) {
    const { status, error } = await ask(address);
    // Another method of the same address may be here, and "runs" may be the name of a thread.
    const said = { 404: ["unknown_url", "conversation_not_found"], 405: ["method_not_allowed"] };
    assert.ok(said[status]?.includes(error?.code), `${address.join(" ")}: ${status} ${error?.code}`);
    assert.equal(error.type, "invalid_request_error");
  }
});

test("webSocketOfResponses_Opens", async () => {
  const socket = new WebSocket(`${server.origin.replace("http", "ws")}/v1/responses`, { headers: server.headers });
  await new Promise((done, failed) => socket.once("open", done).once("error", failed));
  socket.close();
});
