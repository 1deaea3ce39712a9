// Connect's client for web pages, in its protocols and codecs, and gRPC's own client for web pages, in both its forms: in
// Node, and in a page of another origin in Chromium.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { bundle } from "./bundle.mjs";
import { launch } from "./chromium.mjs";
import { lighthouse } from "./documents.mjs";
import { Server } from "./server.mjs";

const transports = [
  { protocol: "createConnectTransport", binary: true },
  { protocol: "createConnectTransport", binary: false },
  { protocol: "createGrpcWebTransport", binary: true },
  { protocol: "createGrpcWebTransport", binary: false },
];
const name = ({ protocol, binary }) => `${protocol.slice("create".length, -"Transport".length)}${binary ? "" : "Json"}`;

let server;
let indexed;
let folder;
let inNode;
let script;
let site;
let browser;
let page;

before(async () => {
  let module;
  [server, module, script] = await Promise.all([Server.start(), bundle("esm"), bundle("iife")]);
  indexed = await server.index(lighthouse.text, lighthouse.filename);
  folder = await mkdtemp(join(tmpdir(), "fastchat-peers-"));
  await writeFile(join(folder, "web.mjs"), module);
  const web = await import(pathToFileURL(join(folder, "web.mjs")));
  inNode = (scenario, args) => scenario(web, { ...common(), ...args });

  // A page of its own port is of another origin.
  site = createServer((_, response) => response.setHeader("Content-Type", "text/html").end("<!doctype html><title>peer</title>"));
  await new Promise((done) => site.listen(0, "127.0.0.1", done));
  browser = await launch();
  page = await open();
});
after(async () => {
  await browser?.close();
  site?.close();
  await server?.stop();
  if (folder) await rm(folder, { recursive: true });
});

/** A page of its own: it shares no cache with others. */
async function open() {
  const opened = await browser.newPage();
  await opened.goto(`http://127.0.0.1:${site.address().port}/`);
  await opened.addScriptTag({ content: script });
  return opened;
}

/** What a new page sends while it runs a scenario, as its network sees it: preflights are not shown to the page itself. */
async function wire(scenario, args) {
  const fresh = await open();
  const network = await fresh.context().newCDPSession(fresh);
  const sent = [];
  network.on("Network.requestWillBeSent", ({ request }) => sent.push(`${request.method} ${new URL(request.url).pathname.split("/").at(-1)}`));
  await network.send("Network.enable");
  const result = await fresh.evaluate(`(${scenario})(web, ${JSON.stringify({ ...common(), ...args })})`);
  await fresh.close();
  return { sent, result };
}

const common = () => ({ baseUrl: server.origin, key: server.apiKey, storeId: indexed.storeId, question: lighthouse.question });
const inPage = (scenario, args) => page.evaluate(`(${scenario})(web, ${JSON.stringify({ ...common(), ...args })})`);

// Scenarios run in the page as well, so each is complete in itself: what the library, the arguments say, and nothing else.

async function ask(web, { protocol, binary, baseUrl, key, storeId, question }) {
  const transport = web[protocol]({ baseUrl, useBinaryFormat: binary });
  const client = web.createClient(web.ChatService, transport);
  const request = {
    messages: [{ role: web.Role.USER, text: question }],
    tools: [{ tool: { case: "fileSearch", value: { vectorStoreIds: [storeId] } } }],
  };
  const events = [];
  for await (const { event } of client.chat(request, { headers: { "x-api-key": key } })) {
    const { payload } = event;
    events.push({
      sequence: Number(event.sequence),
      kind: payload.case,
      text: payload.case === "token" || payload.case === "complete" ? payload.value.text : undefined,
      quotes: payload.case === "complete" ? payload.value.citations.map((citation) => citation.quote) : undefined,
    });
  }
  return events;
}

async function models(web, { protocol, binary, baseUrl, key }) {
  const client = web.createClient(web.ModelService, web[protocol]({ baseUrl, useBinaryFormat: binary }));
  const { models } = await client.listModels({}, { headers: { Authorization: `Bearer ${key}` } });
  return models.map((model) => model.name).sort();
}

async function failures(web, { protocol, binary, baseUrl, key }) {
  const transport = web[protocol]({ baseUrl, useBinaryFormat: binary });
  const request = { model: "gpt-none", messages: [{ role: web.Role.USER, text: "Hi" }] };
  const calls = {
    streamed: async () => {
      for await (const _ of web.createClient(web.ChatService, transport).chat(request, { headers: { "x-api-key": key } }));
    },
    unary: () => web.createClient(web.RunService, transport).getRun({ runId: "run-none" }, { headers: { "x-api-key": key } }),
    keyless: () => web.createClient(web.ModelService, transport).listModels({}),
  };
  const seen = {};
  for (const [call, run] of Object.entries(calls)) {
    try {
      await run();
    } catch (error) {
      const { code, rawMessage } = web.ConnectError.from(error);
      const [info] = error.findDetails(web.ErrorInfoSchema);
      seen[call] = { code: web.Code[code], said: rawMessage !== "", reason: info?.reason, domain: info?.domain, param: info?.metadata["param"] };
    }
  }
  return seen;
}

async function cancel(web, { protocol, binary, baseUrl, key }) {
  const transport = web[protocol]({ baseUrl, useBinaryFormat: binary });
  const options = { headers: { "x-api-key": key } };
  const runs = web.createClient(web.RunService, transport);
  const abort = new AbortController();
  const request = { model: "scripted", messages: [{ role: web.Role.USER, text: '{"tokens": 100000, "delay_ms": 10}' }] };
  let events = 0;
  let runId;
  let during;
  let code;
  try {
    for await (const { event } of web.createClient(web.ChatService, transport).chat(request, { ...options, signal: abort.signal })) {
      runId = event.runId;
      if (++events !== 5) continue;
      during = web.RunStatus[(await runs.getRun({ runId }, options)).run.status];
      abort.abort();
    }
  } catch (error) {
    code = web.Code[web.ConnectError.from(error).code];
  }

  const end = Date.now() + 2_000;
  let status;
  do status = (await runs.getRun({ runId }, options)).run.status;
  while (status === web.RunStatus.IN_PROGRESS && Date.now() < end);
  return { few: events < 50, during, code, status: web.RunStatus[status] };
}

async function headers(web, { protocol, binary, baseUrl, key }) {
  const client = web.createClient(web.ModelService, web[protocol]({ baseUrl, useBinaryFormat: binary }));
  let seen;
  await client.listModels({}, { headers: { "x-api-key": key }, onHeader: (headers) => (seen = [...headers.keys()]) });
  return seen;
}

async function health(web, { baseUrl, useHttpGet }) {
  const { status } = await web.createClient(web.HealthService, web.createConnectTransport({ baseUrl, useHttpGet })).getHealth({});
  return web.HealthStatus[status];
}

async function getKeyed(web, { baseUrl, key }) {
  const client = web.createClient(web.ModelService, web.createConnectTransport({ baseUrl, useHttpGet: true }));
  return (await client.listModels({}, { headers: { "x-api-key": key } })).models.length;
}

// gRPC's own client.

async function grpcWebAsk(web, { format, baseUrl, key, storeId, question }) {
  const encode = (request) => web.toBinary(web.ChatRequestSchema, request);
  const decode = (bytes) => web.fromBinary(web.ChatResponseSchema, bytes);
  const method = new web.MethodDescriptor("/fastchat.chat.v1.ChatService/Chat", web.MethodType.SERVER_STREAMING, Object, Object, encode, decode);
  const request = web.create(web.ChatRequestSchema, {
    messages: [{ role: web.Role.USER, text: question }],
    tools: [{ tool: { case: "fileSearch", value: { vectorStoreIds: [storeId] } } }],
  });
  const client = new web.GrpcWebClientBase({ format });
  return new Promise((resolve, reject) => {
    const events = [];
    const stream = client.serverStreaming(baseUrl + method.getName(), request, { "x-api-key": key }, method);
    stream.on("data", ({ event }) => events.push({ sequence: Number(event.sequence), kind: event.payload.case, text: event.payload.value.text }));
    stream.on("error", reject);
    stream.on("end", () => resolve(events));
  });
}

async function grpcWebCancel(web, { baseUrl, key }) {
  const encode = (request) => web.toBinary(web.ChatRequestSchema, request);
  const decode = (bytes) => web.fromBinary(web.ChatResponseSchema, bytes);
  const method = new web.MethodDescriptor("/fastchat.chat.v1.ChatService/Chat", web.MethodType.SERVER_STREAMING, Object, Object, encode, decode);
  const request = web.create(web.ChatRequestSchema, { model: "scripted", messages: [{ role: web.Role.USER, text: '{"tokens": 100000, "delay_ms": 10}' }] });
  const runs = web.createClient(web.RunService, web.createConnectTransport({ baseUrl }));
  const statusOf = async (runId) => (await runs.getRun({ runId }, { headers: { "x-api-key": key } })).run.status;
  const stream = new web.GrpcWebClientBase({ format: "text" }).serverStreaming(baseUrl + method.getName(), request, { "x-api-key": key }, method);
  let events = 0;
  const runId = await new Promise((resolve, reject) => {
    stream.on("data", ({ event }) => ++events === 5 && resolve(event.runId));
    stream.on("error", reject);
  });
  const during = web.RunStatus[await statusOf(runId)];
  stream.cancel();
  const end = Date.now() + 2_000;
  let status;
  do status = await statusOf(runId);
  while (status === web.RunStatus.IN_PROGRESS && Date.now() < end);
  return { few: events < 50, during, status: web.RunStatus[status] };
}

async function grpcWebUnary(web, { format, baseUrl, key }) {
  const encode = (request) => web.toBinary(web.ListModelsRequestSchema, request);
  const decode = (bytes) => web.fromBinary(web.ListModelsResponseSchema, bytes);
  const method = new web.MethodDescriptor("/fastchat.chat.v1.ModelService/ListModels", web.MethodType.UNARY, Object, Object, encode, decode);
  const client = new web.GrpcWebClientBase({ format });
  const call = (metadata) => client.unaryCall(baseUrl + method.getName(), web.create(web.ListModelsRequestSchema), metadata, method);
  const { models } = await call({ "x-api-key": key });
  const keyless = await call({}).catch(({ code, message, metadata }) => ({ code, said: message !== "", details: metadata["grpc-status-details-bin"] !== undefined }));
  return { models: models.map((model) => model.name).sort(), keyless };
}

async function grpcWebFail(web, { format, baseUrl, key }) {
  const encode = (request) => web.toBinary(web.ChatRequestSchema, request);
  const decode = (bytes) => web.fromBinary(web.ChatResponseSchema, bytes);
  const method = new web.MethodDescriptor("/fastchat.chat.v1.ChatService/Chat", web.MethodType.SERVER_STREAMING, Object, Object, encode, decode);
  const request = web.create(web.ChatRequestSchema, { model: "gpt-none", messages: [{ role: web.Role.USER, text: "Hi" }] });
  const client = new web.GrpcWebClientBase({ format });
  return new Promise((resolve, reject) => {
    const stream = client.serverStreaming(baseUrl + method.getName(), request, { "x-api-key": key }, method);
    stream.on("error", ({ code, message }) => resolve({ code, said: message !== "" }));
    stream.on("end", () => reject(new Error("The stream ended without an error.")));
  });
}

function assertAnswer(events) {
  assert.deepEqual(events.map((event) => event.sequence), events.map((_, i) => i + 1));
  assert.deepEqual(events.filter((event) => ["complete", "error"].includes(event.kind)).length, 1);
  const text = events.filter((event) => event.kind === "token").map((event) => event.text).join("");
  assert.equal(text, events.at(-1).text);
  assert.match(text, /1881/);
}

for (const [place, run] of Object.entries({ node: (...a) => inNode(...a), page: (...a) => inPage(...a) })) {
  for (const transport of transports) {
    test(`${place}_${name(transport)}Chat_StreamsNumberedEventsWithCitations`, async () => {
      const events = await run(ask, transport);

      assertAnswer(events);
      assert.deepEqual(events.at(-1).quotes, [lighthouse.quote]);
    });

    test(`${place}_${name(transport)}Unary_Answers`, async () => {
      assert.deepEqual(await run(models, transport), ["extractive", "hashing-384", "lexical", "scripted"]);
    });

    test(`${place}_${name(transport)}Failures_AreTypedWithDetails`, async () => {
      const said = { said: true, domain: "fastchat.dev" };
      assert.deepEqual(await run(failures, transport), {
        streamed: { ...said, code: "NotFound", reason: "MODEL_NOT_FOUND", param: "model" },
        unary: { ...said, code: "NotFound", reason: "RUN_NOT_FOUND", param: "run_id" },
        keyless: { ...said, code: "Unauthenticated", reason: "MISSING_API_KEY", param: undefined },
      });
    });

    test(`${place}_${name(transport)}Cancelled_EndsTheRunThatWasSpeaking`, async () => {
      assert.deepEqual(await run(cancel, transport), { few: true, during: "IN_PROGRESS", code: "Canceled", status: "CANCELLED" });
    });
  }
}

for (const transport of transports) {
  test(`page_${name(transport)}Headers_AreReadable`, async () => {
    const seen = await inPage(headers, transport);

    assert.ok(seen.includes("x-request-id"));
    assert.ok(seen.includes(transport.protocol === "createConnectTransport" ? "accept-encoding" : "grpc-accept-encoding"), `${seen}`);
  });

  test(`page_${name(transport)}Call_IsSentBehindAPreflight`, async () => {
    const { sent, result } = await wire(models, transport);

    assert.deepEqual(result, ["extractive", "hashing-384", "lexical", "scripted"]);
    assert.deepEqual(sent.sort(), ["OPTIONS ListModels", "POST ListModels"]);
  });
}

test("page_ConnectGetWithoutKey_NeedsNoPreflight", async () => {
  const { sent, result } = await wire(health, { useHttpGet: true });

  assert.equal(result, "HEALTHY");
  assert.deepEqual(sent, ["GET GetHealth"]);
});

test("page_ConnectGetWithKey_IsSentBehindAPreflight", async () => {
  const { sent, result } = await wire(getKeyed);

  assert.equal(result, 4);
  assert.deepEqual(sent.sort(), ["GET ListModels", "OPTIONS ListModels"]);
});

for (const format of ["text", "binary"]) {
  test(`page_GrpcWebClient_${format}Unary_AnswersAndFailsTyped`, async () => {
    assert.deepEqual(await inPage(grpcWebUnary, { format }), {
      models: ["extractive", "hashing-384", "lexical", "scripted"],
      keyless: { code: 16, said: true, details: true },
    });
  });

  test(`page_GrpcWebClient_${format}Chat_StreamsNumberedEvents`, async () => {
    assertAnswer(await inPage(grpcWebAsk, { format }));
  });

  test(`page_GrpcWebClient_${format}Failure_IsTyped`, async () => {
    assert.deepEqual(await inPage(grpcWebFail, { format }), { code: 5, said: true });
  });
}

// In its binary form this client hands out nothing before the end.
test("page_GrpcWebClient_textCancelled_EndsTheRunThatWasSpeaking", async () => {
  assert.deepEqual(await inPage(grpcWebCancel), { few: true, during: "IN_PROGRESS", status: "CANCELLED" });
});
