// Connect's client for Node, in all its protocols, codecs and versions of HTTP.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { Agent } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { bundle } from "./bundle.mjs";
import { lighthouse } from "./documents.mjs";
import { Server } from "./server.mjs";

const kinds = {
  connect: "createConnectTransport",
  grpc: "createGrpcTransport",
  grpcWeb: "createGrpcWebTransport",
};
const transports = [
  { kind: "connect", httpVersion: "1.1" },
  { kind: "connect", httpVersion: "2" },
  { kind: "connect", httpVersion: "1.1", useBinaryFormat: false },
  { kind: "connect", httpVersion: "2", useBinaryFormat: false },
  { kind: "grpcWeb", httpVersion: "1.1" },
  { kind: "grpcWeb", httpVersion: "2" },
  { kind: "grpcWeb", httpVersion: "1.1", useBinaryFormat: false },
  { kind: "grpc", httpVersion: "2" },
  { kind: "grpc", httpVersion: "2", useBinaryFormat: false },
];

let server;
let folder;
let indexed;
let node;
const sessions = [];
const agents = [];

before(async () => {
  const [started, module] = await Promise.all([Server.start(), bundle("esm", { entry: "node.mjs", platform: "node" })]);
  server = started;
  indexed = await server.index(lighthouse.text, lighthouse.filename);
  folder = await mkdtemp(join(tmpdir(), "fastchat-peers-"));
  await writeFile(join(folder, "node.mjs"), module);
  node = await import(pathToFileURL(join(folder, "node.mjs")));
});
after(async () => {
  sessions.forEach((session) => session.abort());
  agents.forEach((agent) => agent.destroy());
  await server?.stop();
  if (folder) await rm(folder, { recursive: true });
});

/** A transport that adds the key and notes each request as the wire sees it. */
function transport({ kind, ...options }, { key = server.apiKey, seen = [] } = {}) {
  const keyed = (next) => (request) => (key && request.header.set("x-api-key", key), next(request));
  const spied = options.httpVersion === "2" ? { sessionManager: spyHttp2(seen) } : { nodeOptions: { agent: spyHttp1(seen) } };
  return node[kinds[kind]]({ baseUrl: server.origin, interceptors: [keyed], ...spied, ...options });
}

function spyHttp1(seen) {
  const agent = new (class extends Agent {
    addRequest(request, ...rest) {
      seen.push({ method: request.method, path: request.path, headers: request.getHeaders() });
      super.addRequest(request, ...rest);
    }
  })({ keepAlive: true });
  agents.push(agent);
  return agent;
}

function spyHttp2(seen) {
  const session = new node.Http2SessionManager(server.origin);
  sessions.push(session);
  const request = session.request.bind(session);
  session.request = (method, path, headers, ...rest) => (seen.push({ method, path, headers }), request(method, path, headers, ...rest));
  return session;
}

const script = (plan) => ({ model: "scripted", messages: [{ role: node.Role.USER, text: JSON.stringify(plan) }] });

async function drain(stream, onMessage = () => {}) {
  const messages = [];
  try {
    for await (const message of stream) {
      messages.push(message);
      await onMessage(messages.length, message);
    }
    return { messages };
  } catch (error) {
    return { messages, error: node.ConnectError.from(error) };
  }
}

/** The status in which a run ends. */
async function statusOf(runs, runId) {
  const end = Date.now() + 2_000;
  let run;
  do ({ run } = await runs.getRun({ runId }));
  while (run.status === node.RunStatus.IN_PROGRESS && Date.now() < end);
  return node.RunStatus[run.status];
}

async function failure(call) {
  try {
    await call;
  } catch (error) {
    return node.ConnectError.from(error);
  }
  throw new Error("The call did not fail.");
}

async function* parts(bytes, size) {
  yield { frame: { case: "header", value: { filename: "bytes.bin", purpose: "evals" } } };
  for (let at = 0; at < bytes.length; at += size) yield { frame: { case: "data", value: bytes.subarray(at, at + size) } };
}

for (const options of transports) {
  const { kind, httpVersion, useBinaryFormat = true } = options;
  const name = `${kind}${useBinaryFormat ? "" : "Json"}OverHttp${httpVersion[0]}`;
  const client = (Service, more) => node.createClient(node[Service], transport({ ...options, ...more?.transport }, more));

  test(`${name}_Unary_Answers`, async () => {
    const seen = [];
    const { models } = await client("ModelService", { seen }).listModels({});

    assert.deepEqual(models.map((model) => model.name).sort(), ["extractive", "hashing-384", "lexical", "scripted"]);
    assert.deepEqual(seen.map(({ method, path }) => [method, path]), [["POST", "/fastchat.chat.v1.ModelService/ListModels"]]);
  });

  test(`${name}_ServerStream_IsNumberedAndCited`, async () => {
    const { messages, error } = await drain(
      client("ChatService").chat({
        messages: [{ role: node.Role.USER, text: lighthouse.question }],
        tools: [{ tool: { case: "fileSearch", value: { vectorStoreIds: [indexed.storeId] } } }],
      }),
    );

    assert.equal(error, undefined);
    const events = messages.map(({ event }) => event);
    assert.deepEqual(events.map((event) => Number(event.sequence)), events.map((_, i) => i + 1));
    assert.deepEqual(events.at(-1).payload.value.citations.map((citation) => citation.quote), [lighthouse.quote]);
  });

  test(`${name}_Cancelled_EndsTheRunThatWasSpeaking`, async () => {
    const abort = new AbortController();
    const runs = client("RunService");
    let during;
    const { messages, error } = await drain(client("ChatService").chat(script({ tokens: 100_000, delay_ms: 10 }), { signal: abort.signal }), async (count, { event }) => {
      if (count !== 5) return;
      during = (await runs.getRun({ runId: event.runId })).run.status;
      abort.abort();
    });

    assert.equal(node.RunStatus[during], "IN_PROGRESS");
    assert.equal(error.code, node.Code.Canceled);
    assert.equal(await statusOf(runs, messages[0].event.runId), "CANCELLED");
  });

  test(`${name}_Deadline_IsKeptByTheServer`, async () => {
    // Sent as a header, so that the client itself keeps no time.
    const headers = kind === "connect" ? { "connect-timeout-ms": "300" } : { "grpc-timeout": "300m" };
    const { messages, error } = await drain(client("ChatService").chat(script({ tokens: 100_000, delay_ms: 10 }), { headers }));

    assert.ok(messages.length > 0);
    assert.equal(node.Code[error.code], "DeadlineExceeded");
  });

  test(`${name}_DeadlineOfTheClient_IsExceeded`, async () => {
    const { error } = await drain(client("ChatService").chat(script({ tokens: 100_000, delay_ms: 10 }), { timeoutMs: 300 }));

    assert.equal(node.Code[error.code], "DeadlineExceeded");
  });

  test(`${name}_Failures_CarryDecodedDetails`, async () => {
    const unary = await failure(client("RunService").getRun({ runId: "run-none" }));
    const { error: streamed } = await drain(client("ChatService").chat({ model: "gpt-none", messages: [{ role: node.Role.USER, text: "Hi" }] }));
    const keyless = await failure(client("ModelService", { key: null }).listModels({}));

    const told = [unary, streamed, keyless].map((error) => {
      const [info] = error.findDetails(node.ErrorInfoSchema);
      const [request] = error.findDetails(node.BadRequestSchema);
      return [node.Code[error.code], error.rawMessage !== "", info.reason, info.domain, request?.fieldViolations[0].field];
    });
    assert.deepEqual(told, [
      ["NotFound", true, "RUN_NOT_FOUND", "fastchat.dev", "run_id"],
      ["NotFound", true, "MODEL_NOT_FOUND", "fastchat.dev", "model"],
      ["Unauthenticated", true, "MISSING_API_KEY", "fastchat.dev", undefined],
    ]);
  });

  test(`${name}_UnknownMethod_IsUnimplemented`, async () => {
    const gone = { ...node.ModelService.method.listModels, name: "Gone", parent: node.ModelService };
    const error = await failure(transport(options).unary(gone, undefined, undefined, undefined, {}));

    assert.equal(node.Code[error.code], "Unimplemented");
  });

  test(`${name}_ClientStream_ComesBackByServerStream`, async () => {
    const bytes = randomBytes(1_500_000);
    const files = client("FileService");

    const { file } = await files.uploadFile(parts(bytes, 100_000));

    assert.equal(Number(file.sizeBytes), bytes.length);
    const { messages } = await drain(files.downloadFile({ fileId: file.fileId }));
    const data = messages.map(({ frame }) => frame).filter((frame) => frame.case === "data").map((frame) => frame.value);
    assert.ok(Buffer.concat(data).equals(bytes));
  });

  test(`${name}_GzippedRequests_AreRead`, async () => {
    const files = client("FileService", { transport: { sendCompression: node.compressionGzip, compressMinBytes: 0 } });
    const bytes = Buffer.from("the same words again and again ".repeat(2_000));

    const { file } = await files.uploadFile(parts(bytes, 10_000));

    assert.equal(Number(file.sizeBytes), bytes.length);
    assert.equal((await files.getFile({ fileId: file.fileId })).file.filename, "bytes.bin");
  });

  if (kind !== "connect") continue;

  test(`${name}_MethodWithoutSideEffects_IsCalledByGet`, async () => {
    const seen = [];
    const { models } = await client("ModelService", { seen, transport: { useHttpGet: true } }).listModels({});

    assert.equal(models.length, 4);
    assert.equal(seen[0].method, "GET");
    assert.match(seen[0].path, /^\/fastchat\.chat\.v1\.ModelService\/ListModels\?connect=v1&(base64=1&)?encoding=(proto|json)&message=/);
  });

  test(`${name}_FailureOfAGet_CarriesDecodedDetails`, async () => {
    const seen = [];
    const error = await failure(client("RunService", { seen, transport: { useHttpGet: true } }).getRun({ runId: "run-none" }));

    assert.equal(seen[0].method, "GET");
    assert.deepEqual([node.Code[error.code], error.findDetails(node.ErrorInfoSchema)[0].reason], ["NotFound", "RUN_NOT_FOUND"]);
  });

  test(`${name}_MethodWithSideEffects_IsNotCalledByGet`, async () => {
    const seen = [];
    await failure(client("FileService", { seen, transport: { useHttpGet: true } }).deleteFile({ fileId: "file-none" }));

    assert.equal(seen[0].method, "POST");
  });
}
