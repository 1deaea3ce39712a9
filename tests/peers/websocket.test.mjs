// Chat over WebSockets: by npm's `ws`, and by the WebSocket of a page of another origin in Chromium.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import WebSocket from "ws";
import { bundle } from "./bundle.mjs";
import { lighthouse } from "./documents.mjs";
import { Server } from "./server.mjs";

const path = "/fastchat.chat.v1.ChatService/Chat";
let server;
let indexed;
let folder;
let web;
let site;
let browser;
let page;

before(async () => {
  const [started, module, script] = await Promise.all([Server.start(), bundle("esm"), bundle("iife")]);
  server = started;
  indexed = await server.index(lighthouse.text, lighthouse.filename);
  folder = await mkdtemp(join(tmpdir(), "fastchat-peers-"));
  await writeFile(join(folder, "web.mjs"), module);
  web = await import(pathToFileURL(join(folder, "web.mjs")));

  // A page of its own port is of another origin.
  site = createServer((_, response) => response.setHeader("Content-Type", "text/html").end("<!doctype html><title>peer</title>"));
  await new Promise((done) => site.listen(0, "127.0.0.1", done));
  browser = await chromium.launch({
    executablePath: process.env["FASTCHAT_CHROMIUM"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage", "--disable-sync", "--no-first-run"],
  });
  page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${site.address().port}/`);
  await page.addScriptTag({ content: script });
});
after(async () => {
  await browser?.close();
  site?.close();
  await server?.stop();
  if (folder) await rm(folder, { recursive: true });
});

const url = () => server.origin.replace("http", "ws") + path;
const bearer = (key) => `rpc.bearer.${Buffer.from(key).toString("base64url")}`;
const question = () => ({
  messages: [{ role: "user", text: lighthouse.question }],
  tools: [{ type: "file_search", vector_store_ids: [indexed.storeId] }],
});

/** One call with `ws`: what is sent, and all that comes until the end. */
function call(protocols, sends, { headers, onMessage } = {}) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url(), protocols, { headers, perMessageDeflate: true });
    const messages = [];
    let chosen;
    socket.on("open", () => {
      chosen = { protocol: socket.protocol, extensions: socket.extensions };
      for (const send of sends) socket.send(send);
    });
    socket.on("message", (data, isBinary) => {
      messages.push(isBinary ? data : data.toString());
      onMessage?.(socket, messages);
    });
    socket.on("unexpected-response", async (_, response) => {
      let body = "";
      for await (const piece of response) body += piece;
      socket.terminate();
      resolve({ status: response.statusCode, requestId: response.headers["x-request-id"], body: JSON.parse(body) });
    });
    socket.on("close", (code, reason) => resolve({ ...chosen, messages, code, reason: reason.toString() }));
    socket.on("error", (error) => (socket.readyState === WebSocket.CONNECTING ? undefined : reject(error)));
  });
}

/** The same in a page: what the arguments say, and nothing else. */
function callInPage(web, { url, protocols, text, bytes }) {
  return new Promise((resolve) => {
    const socket = new WebSocket(url, protocols);
    socket.binaryType = "arraybuffer";
    const messages = [];
    socket.onopen = () => socket.send(text ?? new Uint8Array(bytes));
    socket.onmessage = ({ data }) => messages.push(typeof data === "string" ? data : web.fromBinary(web.ChatResponseSchema, new Uint8Array(data)).event.payload.case);
    socket.onclose = ({ code, reason, wasClean }) => resolve({ protocol: socket.protocol, extensions: socket.extensions, messages, code, reason, wasClean });
  });
}

const inPage = (args) => page.evaluate(`(${callInPage})(web, ${JSON.stringify({ url: url(), ...args })})`);

function assertAnswer(events) {
  assert.deepEqual(events.map((event) => Number(event.sequence)), events.map((_, i) => i + 1));
  const text = events.filter((event) => event.kind === "token").map((event) => event.text).join("");
  assert.equal(events.at(-1).kind, "complete");
  assert.equal(text, events.at(-1).text);
  assert.match(text, /1881/);
}

const ofJson = (text) => {
  const { event } = JSON.parse(text);
  return { sequence: event.sequence, kind: event.event_type, text: event.payload.text };
};
const ofBytes = (bytes) => {
  const { event } = web.fromBinary(web.ChatResponseSchema, bytes);
  return { sequence: event.sequence, kind: event.payload.case, text: event.payload.value.text };
};
const binaryQuestion = () =>
  web.toBinary(
    web.ChatRequestSchema,
    web.create(web.ChatRequestSchema, {
      messages: [{ role: web.Role.USER, text: lighthouse.question }],
      tools: [{ tool: { case: "fileSearch", value: { vectorStoreIds: [indexed.storeId] } } }],
    }),
  );

test("ws_JsonWithKeyBySubprotocol_StreamsNumberedEventsAndClosesWith1000", async () => {
  const { messages, ...end } = await call(["rpc.json.v1", bearer(server.apiKey)], [JSON.stringify(question())]);

  assert.deepEqual(end, { protocol: "rpc.json.v1", extensions: "", code: 1000, reason: "" });
  assertAnswer(messages.map(ofJson));
});

test("ws_BinaryWithKeyByHeader_StreamsNumberedEvents", async () => {
  const { messages, ...end } = await call([], [binaryQuestion()], { headers: server.headers });

  assert.deepEqual(end, { protocol: "", extensions: "", code: 1000, reason: "" });
  assertAnswer(messages.map(ofBytes));
});

test("ws_WrongKey_IsRefusedBeforeTheHandshake", async () => {
  const { status, requestId, body } = await call(["rpc.json.v1", bearer("fc_wrong")], []);

  assert.equal(status, 401);
  assert.ok(requestId);
  assert.equal(body.error.code, "invalid_api_key");
});

test("ws_NoJson_IsATypedErrorAndACloseCode", async () => {
  const { messages, code, reason } = await call(["rpc.json.v1", bearer(server.apiKey)], ["no json"]);

  assert.equal(messages.length, 1);
  assert.equal(messages[0][0], "\n");
  const { error } = JSON.parse(messages[0]);
  assert.deepEqual({ type: error.type, param: error.param, code: error.code }, { type: "invalid_request_error", param: null, code: "invalid_json" });
  assert.equal(code, 4003);
  assert.equal(reason, error.message);
});

test("ws_UnknownModelInBinary_TellsGoogleRpcStatusToo", async () => {
  const request = web.toBinary(web.ChatRequestSchema, web.create(web.ChatRequestSchema, { model: "gpt-none", messages: [{ role: web.Role.USER, text: "Hi" }] }));
  const { messages, code } = await call(["rpc.binary.v1", bearer(server.apiKey)], [request]);

  const { error, metadata } = JSON.parse(messages.at(-1));
  assert.deepEqual({ param: error.param, code: error.code }, { param: "model", code: "model_not_found" });
  const details = Buffer.from(metadata["grpc-status-details-bin"][0], "base64");
  assert.ok(details.includes("MODEL_NOT_FOUND") && details.includes("fastchat.dev"));
  assert.equal(code, 4005);
});

test("ws_OversizedMessage_ClosesWith1009", async () => {
  const { messages, code } = await call(["rpc.json.v1", bearer(server.apiKey)], [`{"model":"${"x".repeat(9 * 1024 * 1024)}"}`]);

  assert.equal(JSON.parse(messages.at(-1)).error.code, "message_too_large");
  assert.equal(code, 1009);
});

for (const [how, leave] of Object.entries({ Closes: (socket) => socket.close(1000), Vanishes: (socket) => socket.terminate() })) {
  test(`ws_${how}HalfWay_EndsTheRun`, async () => {
    const request = { model: "scripted", messages: [{ role: "user", text: '{"tokens": 100000, "delay_ms": 10}' }] };
    const { messages } = await call(["rpc.json.v1", bearer(server.apiKey)], [JSON.stringify(request)], {
      onMessage: (socket, messages) => (messages.length === 5 ? leave(socket) : undefined),
    });
    const { run_id: runId } = JSON.parse(messages[0]).event;

    const end = Date.now() + 2_000;
    let status;
    do ({ status } = (await server.json(`/v1/runs/${runId}`)).body);
    while (status === "in_progress" && Date.now() < end);
    assert.equal(status, "cancelled");
    assert.ok(messages.length < 50);
  });
}

test("page_Json_StreamsNumberedEvents", async () => {
  const { messages, ...end } = await inPage({ protocols: ["rpc.json.v1", bearer(server.apiKey)], text: JSON.stringify(question()) });

  assert.deepEqual(end, { protocol: "rpc.json.v1", extensions: "", code: 1000, reason: "", wasClean: true });
  assertAnswer(messages.map(ofJson));
});

test("page_Binary_StreamsEvents", async () => {
  const { messages, ...end } = await inPage({ protocols: ["rpc.binary.v1", bearer(server.apiKey)], bytes: [...binaryQuestion()] });

  assert.deepEqual(end, { protocol: "rpc.binary.v1", extensions: "", code: 1000, reason: "", wasClean: true });
  assert.equal(messages.at(-1), "complete");
  assert.ok(messages.includes("token"));
});

test("page_WrongKey_SeesNoMoreThanAFailedConnection", async () => {
  const { messages, code, wasClean } = await inPage({ protocols: ["rpc.json.v1", bearer("fc_wrong")], text: "{}" });

  assert.deepEqual({ messages, code, wasClean }, { messages: [], code: 1006, wasClean: false });
});

test("page_UnknownModel_SeesTheErrorTheCodeAndTheReason", async () => {
  const { messages, code, reason } = await inPage({ protocols: ["rpc.json.v1", bearer(server.apiKey)], text: '{"model":"gpt-none","messages":[{"role":"user","text":"Hi"}]}' });

  const { error } = JSON.parse(messages.at(-1));
  assert.equal(error.code, "model_not_found");
  assert.deepEqual({ code, reason }, { code: 4005, reason: error.message });
});

test("page_OfAnOriginThatIsNotAllowed_CannotConnect", async () => {
  const strict = await Server.start({ env: { FASTCHAT_CORS_ORIGINS: "https://app.example" } });
  try {
    const { code } = await inPage({ url: strict.origin.replace("http", "ws") + path, protocols: ["rpc.json.v1", bearer(strict.apiKey)], text: "{}" });
    assert.equal(code, 1006);
    assert.equal((await strict.fetch("/v1/models")).status, 200);
  } finally {
    await strict.stop();
  }
});

test("server_Stops_ClosesOpenCallsWith1001", async () => {
  const stopping = await Server.start();
  const socket = new WebSocket(stopping.origin.replace("http", "ws") + path, ["rpc.json.v1", bearer(stopping.apiKey)]);
  const closed = new Promise((done) => socket.on("close", (code, reason) => done({ code, reason: reason.toString() })));
  socket.on("open", () => socket.send('{"model":"scripted","messages":[{"role":"user","text":"{\\"tokens\\": 100000, \\"delay_ms\\": 10}"}]}'));
  await new Promise((done) => socket.once("message", done));

  const end = await stopping.stop();

  assert.deepEqual(await closed, { code: 1001, reason: "The server is shutting down." });
  assert.equal(end.code, 0);
});
