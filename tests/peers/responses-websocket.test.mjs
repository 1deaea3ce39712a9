// Responses over a WebSocket, by OpenAI's own client for JavaScript and by npm's `ws`.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import OpenAI from "openai";
import { ResponsesWS } from "openai/resources/responses/ws";
import { checkedEvent, checkedResponse } from "./response-schemas.mjs";
import { Server } from "./server.mjs";
import { JsonSocket } from "./sockets.mjs";

const limit = { timeout: 60_000 };

let server;
let client;

before(async () => {
  server = await Server.start();
  client = new OpenAI({ baseURL: `${server.origin}/v1`, apiKey: server.apiKey, maxRetries: 0 });
});
after(async () => server.stop());

const create = (input, rest = {}) => ({ type: "response.create", model: "scripted", input, ...rest });
const isEnd = ({ type }) => ["response.completed", "response.failed", "response.incomplete", "error"].includes(type);

/** OpenAI's client, with all that it hears. */
class Connection {
  #events = [];
  #news;

  constructor() {
    this.ws = new ResponsesWS(client);
    this.errors = [];
    this.closed = new Promise((done) => this.ws.on("close", (code) => done(code)));
    this.ws.on("event", (event) => {
      this.#events.push(event);
      this.#news?.();
    });
    this.ws.on("error", (error) => this.errors.push(error));
  }

  send(event) {
    this.ws.send(event);
  }

  async readUntil(isLast) {
    const read = [];
    while (read.length === 0 || !isLast(read.at(-1))) {
      if (this.#events.length === 0) await new Promise((done) => (this.#news = done));
      else read.push(this.#events.shift());
    }

    return read;
  }
}

test("OpenAI's client makes one response after the other and goes on from it", limit, async () => {
  const connection = new Connection();
  connection.send(create("one two three"));
  const first = await connection.readUntil(isEnd);

  assert.deepEqual(first.map(({ sequence_number }) => sequence_number), first.map((_, i) => i));
  for (const event of first) {
    checkedEvent(event);
    assert.ok(!("stream_id" in event));
  }

  const made = checkedResponse(first.at(-1).response);
  connection.send(create("and on", { previous_response_id: made.id }));
  const second = (await connection.readUntil(isEnd)).at(-1);
  assert.deepEqual([second.type, second.response.previous_response_id], ["response.completed", made.id]);

  // What was said over the socket is what is stored, and what server-sent events tell.
  const told = [];
  for await (const event of await client.responses.retrieve(made.id, { stream: true })) told.push(event);
  assert.deepEqual(told, first);
  assert.deepEqual(connection.errors, []);
  connection.ws.close();
  assert.equal(await connection.closed, 1000);
});

test("lanes are made side by side, each in its order, and their events say the lane", limit, async () => {
  const connection = new Connection();
  connection.send(create(JSON.stringify({ text: "one two three four", delay_ms: 60 }), { stream_id: "slow" }));
  connection.send(create("first", { stream_id: "quick" }));
  connection.send(create("second", { stream_id: "quick" }));
  const events = [];
  while (events.filter(isEnd).length < 3) events.push(...(await connection.readUntil(isEnd)));

  assert.deepEqual(events.filter(isEnd).map(({ stream_id }) => stream_id), ["quick", "quick", "slow"]);
  const quick = events.filter(({ stream_id }) => stream_id === "quick");
  const second = quick.findLastIndex(({ type }) => type === "response.created");
  assert.ok(quick.slice(0, second).some(isEnd), "The second of a lane begins when the first has ended.");
  connection.ws.close();
});

test("what cannot be served is an error event, and OpenAI's client goes on", limit, async () => {
  const connection = new Connection();
  connection.send(create("hello", { model: "nobody", stream_id: "a" }));
  const [error] = await connection.readUntil(isEnd);

  assert.deepEqual(
    [error.type, error.status, error.stream_id, error.error.code, error.error.type, error.error.param],
    ["error", 404, "a", "model_not_found", "invalid_request_error", "model"],
  );
  assert.match(connection.errors[0].message, /nobody/);
  connection.send(create("hello", { stream: true }));
  assert.equal((await connection.readUntil(isEnd)).at(-1).type, "response.completed");
  connection.ws.close();
});

test("texts that are no events are errors too", limit, async () => {
  const socket = await JsonSocket.open(`${server.origin.replace("http", "ws")}/v1/responses`, { headers: server.headers });
  const wrong = [
    ["{", "invalid_json", null],
    [{ model: "scripted", input: "hello" }, "invalid_value", "type"],
    [{ type: "response.cancel" }, "invalid_value", "type"],
    [create("hello", { temperature: "warm" }), "invalid_value", "temperature"],
    [create("hello", { background: true }), "invalid_value", "background"],
    [create("hello", { generate: false }), "invalid_value", "generate"],
    [create([]), "invalid_value", "input"],
    [create("hello", { previous_response_id: "resp_nowhere" }), "response_not_found", "previous_response_id"],
  ];
  for (const [event, code, param] of wrong) {
    socket.send(event);
    const { type, error, message } = await socket.read();
    assert.deepEqual([type, error.code, error.param], ["error", code, param], message);
  }

  socket.send(create("hello"));
  assert.equal((await socket.readUntil(isEnd)).at(-1).type, "response.completed");
  socket.send("");
  assert.equal((await socket.closed).code, 1000);
});

test("a wrong key is refused before the socket opens", limit, async () => {
  await assert.rejects(JsonSocket.open(`${server.origin.replace("http", "ws")}/v1/responses`, { headers: { Authorization: "Bearer fc_wrong" } }), { status: 401 });
});
