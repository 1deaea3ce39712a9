// Chat both ways over a WebSocket, by npm's `ws` and by a page in Chromium.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkedFetch } from "./checked-fetch.mjs";
import { launch } from "./chromium.mjs";
import { Server } from "./server.mjs";
import { JsonSocket } from "./sockets.mjs";

const limit = { timeout: 60_000 };
const slow = JSON.stringify({ tokens: 200, delay_ms: 20 });

const bot = `
model: tool-bot
rules:
- when: {user: order, tool_result: false}
  steps:
  - {call: get_order, arguments: {id: "42"}}
- say: "It says \${tool_result}."
`;

let server;
let scripts;

before(async () => {
  scripts = mkdtempSync(join(tmpdir(), "fastchat-scripts-"));
  writeFileSync(join(scripts, "bot.yaml"), bot);
  server = await Server.start({ env: { FASTCHAT_SCRIPTS: scripts } });
});
after(async () => {
  await server.stop();
  rmSync(scripts, { recursive: true, force: true });
});

const url = () => `${server.origin.replace("http", "ws")}/v1/chat/ws`;
const open = (headers = server.headers) => JsonSocket.open(url(), { headers });
const start = (ref, text, rest = {}) => ({ type: "start", ref, model: "scripted", messages: [{ role: "user", text }], ...rest });
const isEnd = ({ event_type }) => event_type === "complete" || event_type === "error";
const textOf = (events) => events.map(({ payload }) => payload.text).join("");
const tokens = (events) => events.filter(({ event_type }) => event_type === "token");

test("two turns, side by side, say the same as over server-sent events would, and an empty text ends the socket", limit, async () => {
  const socket = await open();
  socket.send(start("a", JSON.stringify({ text: "one two three", delay_ms: 20 })));
  socket.send(start("b", JSON.stringify({ text: "four five six", delay_ms: 20 })));
  const events = [];
  while (events.filter(isEnd).length < 2) events.push(await socket.read());

  for (const [ref, text] of Object.entries({ a: "one two three", b: "four five six" })) {
    const own = events.filter((event) => event.ref === ref);
    assert.deepEqual(own.map(({ sequence }) => sequence), own.map((_, i) => i + 1));
    assert.ok(own.every(({ type, run_id }) => type === "event" && run_id === own[0].run_id));
    assert.equal(textOf(tokens(own)), text);
    assert.equal(own.at(-1).payload.text, text);
  }

  socket.send("");
  assert.deepEqual(await socket.closed, { code: 1000, reason: "" });
});

test("a run is stopped in the middle, and the socket goes on", limit, async () => {
  const socket = await open();
  socket.send(start("a", slow));
  await socket.readUntil(({ event_type }) => event_type === "token");

  socket.send({ type: "cancel" });

  const end = (await socket.readUntil(isEnd)).at(-1);
  assert.deepEqual([end.event_type, end.payload.code, end.ref], ["error", "cancelled", "a"]);
  socket.send(start("b", "hello"));
  assert.equal((await socket.readUntil(isEnd)).at(-1).event_type, "complete");
  socket.cut();
});

test("what is wrong with an event is told with the field, and the socket goes on", limit, async () => {
  const socket = await open();
  const wrong = [
    ["{", "invalid_json", undefined],
    ["[]", "invalid_value", undefined],
    [{ ref: "a" }, "invalid_value", "type"],
    [{ type: "dance" }, "invalid_value", "type"],
    [{ type: "start", ref: "a", messages: "hello" }, "invalid_value", "messages"],
    [{ type: "start", ref: "a", messages: [{ role: "pope", text: "hello" }] }, "invalid_value", "messages[0].role"],
    [{ type: "start", ref: "a" }, "missing_field", "messages"],
    [{ type: "start", ref: "a", model: "nobody", messages: [{ role: "user", text: "hello" }] }, "model_not_found", "model"],
    [{ type: "cancel", ref: "a" }, "invalid_value", "run_id"],
    [{ type: "watch", ref: "a", run_id: "run_nowhere" }, "run_not_found", "run_id"],
    [{ type: "tool_result", ref: "a", call_id: "call_1", output: "42" }, "invalid_value", "call_id"],
    [{ type: "approval", ref: "a", approve: true }, "missing_field", "call_id"],
  ];
  for (const [event, code, param] of wrong) {
    socket.send(event);
    const answer = await socket.read();
    assert.deepEqual([answer.type, answer.code, answer.param, answer.retryable], ["error", code, param, false], JSON.stringify(event));
    assert.ok(answer.message.length > 0);
  }

  socket.send(start("b", "hello"));
  assert.equal((await socket.readUntil(isEnd)).at(-1).event_type, "complete");
  socket.cut();
});

test("a function of the caller's is asked for while the run waits, and the model goes on with its result", limit, async () => {
  const socket = await open();
  const tools = [{ type: "function", name: "get_order", description: "An order.", parameters: { type: "object", properties: { id: { type: "string" } } } }];
  socket.send(start("a", "order", { model: "tool-bot", tools }));
  const { ref, kind, run_id, call, expire_time } = (await socket.readUntil(({ type }) => type === "awaited")).at(-1);
  assert.deepEqual([ref, kind, call.name, JSON.parse(call.arguments)], ["a", "result", "get_order", { id: "42" }]);
  assert.ok(Date.parse(expire_time) > Date.now());

  socket.send({ type: "tool_result", run_id, call_id: call.call_id, output: "shipped" });

  assert.equal((await socket.readUntil(isEnd)).at(-1).payload.text, "It says shipped.");
  socket.cut();
});

test("a socket that breaks loses nothing: another one goes on behind the last event that was seen", limit, async () => {
  const socket = await open();
  socket.send(start("a", JSON.stringify({ tokens: 60, delay_ms: 15 }), { on_disconnect: "continue" }));
  const seen = await socket.readUntil(({ sequence }) => sequence === 12);
  socket.cut();

  const again = await open();
  again.send({ type: "watch", run_id: seen[0].run_id, after_sequence: 12 });
  seen.push(...(await again.readUntil(isEnd)));

  assert.deepEqual(seen.map(({ sequence }) => sequence), seen.map((_, i) => i + 1));
  assert.equal(textOf(tokens(seen)), seen.at(-1).payload.text);
  const stored = await checkedFetch(`${server.origin}/v1/runs/${seen[0].run_id}`, { headers: server.headers }).then((reply) => reply.json());
  assert.equal(stored.completion.text, seen.at(-1).payload.text);
  again.cut();
});

test("a client that breaks off takes his runs with him, unless they are to go on", limit, async () => {
  const socket = await open();
  socket.send(start("a", slow));
  const { run_id: run } = await socket.read();
  socket.cut();

  const watcher = await open();
  watcher.send({ type: "watch", run_id: run });
  assert.equal((await watcher.readUntil(isEnd)).at(-1).payload.code, "cancelled");
  watcher.cut();
});

test("a client that reads nothing holds up nobody else", limit, async () => {
  const stalled = await open();
  stalled.ws.pause();
  stalled.send(start("a", JSON.stringify({ tokens: 20_000 })));

  const socket = await open();
  socket.send(start("b", "hello"));
  assert.equal((await socket.readUntil(isEnd)).at(-1).event_type, "complete");
  stalled.cut();
  socket.cut();
});

test("a wrong key is refused before the socket opens", limit, async () => {
  await assert.rejects(open({}), { status: 401 });
  await assert.rejects(open({ Authorization: "Bearer fc_wrong" }), { status: 401 });
});

test("a page converses with its key as a subprotocol", limit, async () => {
  const browser = await launch();
  try {
    const page = await browser.newPage();
    await page.goto(`${server.origin}/docs`);
    const text = await page.evaluate(
      ({ to, key }) =>
        new Promise((done, fail) => {
          const encoded = btoa(key).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
          const socket = new WebSocket(to, ["rpc.json.v1", `rpc.bearer.${encoded}`]);
          socket.onopen = () => socket.send(JSON.stringify({ type: "start", model: "scripted", messages: [{ role: "user", text: "hello" }] }));
          socket.onmessage = ({ data }) => {
            const event = JSON.parse(data);
            if (event.event_type === "complete") done(event.payload.text);
          };
          socket.onclose = ({ code }) => fail(new Error(`closed: ${code}`));
        }),
      { to: url(), key: server.apiKey },
    );
    assert.match(text, /hello/);
  } finally {
    await browser.close();
  }
});
