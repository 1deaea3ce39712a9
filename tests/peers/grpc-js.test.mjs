// The gRPC client of Node, over HTTP/2 in cleartext.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { after, before, test } from "node:test";
import grpc from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { lighthouse } from "./documents.mjs";
import { Server, root } from "./server.mjs";

const { fastchat, grpc: own } = grpc.loadPackageDefinition(
  loadSync(
    ["chat_service", "model_service", "run_service"].map((name) => `fastchat/chat/v1/${name}.proto`).concat(
      "fastchat/files/v1/file_service.proto",
      "fastchat/retrieval/v1/collection_service.proto",
      "fastchat/retrieval/v1/retrieval_service.proto",
      "fastchat/admin/v1/health_service.proto",
      "grpc/health/v1/health.proto",
    ),
    { includeDirs: [join(root, "protos"), join(root, "protos/third_party")], keepCase: true, enums: String, longs: Number, oneofs: true, arrays: true },
  ),
);

let server;
let indexed;
const clients = [];

before(async () => {
  server = await Server.start();
  indexed = await server.index(lighthouse.text, lighthouse.filename);
});
after(async () => {
  clients.forEach((client) => client.close());
  await server.stop();
});

function client(Service, options = {}) {
  const made = new Service(`127.0.0.1:${server.port}`, grpc.credentials.createInsecure(), options);
  clients.push(made);
  return made;
}

function keyed(name = "authorization", value = `Bearer ${server.apiKey}`) {
  const metadata = new grpc.Metadata();
  metadata.set(name, value);
  return metadata;
}

const unary = (service, method, request, metadata = keyed(), options = {}) =>
  new Promise((resolve, reject) =>
    service[method](request, metadata, options, (error, response) => (error ? reject(error) : resolve(response))),
  );

const script = (plan) => ({ model: "scripted", messages: [{ role: "ROLE_USER", text: JSON.stringify(plan) }] });

/** Reads a stream to its end: the messages, and the status or error it ended with. */
function drain(call, onMessage = () => {}) {
  const messages = [];
  return new Promise((resolve) => {
    let error = null;
    call.on("data", (message) => (messages.push(message), onMessage(messages.length)));
    call.on("error", (e) => (error = e));
    call.on("status", (status) => resolve({ messages, error, status }));
  });
}

/** The status in which a run ends. */
async function statusOf(runId) {
  const runs = client(fastchat.chat.v1.RunService);
  const end = Date.now() + 2_000;
  let run;
  do ({ run } = await unary(runs, "GetRun", { run_id: runId }));
  while (run.status === "RUN_STATUS_IN_PROGRESS" && Date.now() < end);
  return run.status;
}

const rejects = (call, code, ...details) =>
  assert.rejects(call, (error) => {
    assert.equal(grpc.status[error.code], code);
    assert.notEqual(error.details, "");
    const bytes = Buffer.concat(error.metadata.get("grpc-status-details-bin")).toString("latin1");
    for (const detail of details) assert.ok(bytes.includes(detail), `${detail} is not in the details`);
    return true;
  });

test("unary_Models_AreListed", async () => {
  const { models } = await unary(client(fastchat.chat.v1.ModelService), "ListModels", {});

  assert.deepEqual(models.map((model) => model.name).sort(), ["extractive", "hashing-384", "lexical", "scripted"]);
});

test("unary_Search_FindsThePassage", async () => {
  const request = { query: lighthouse.question, collection_ids: [indexed.storeId] };
  const { passages } = await unary(client(fastchat.retrieval.v1.RetrievalService), "Search", request);

  assert.equal(passages.length, 1);
  assert.equal(passages[0].file_id, indexed.fileId);
  assert.match(passages[0].text, /built in 1881/);
});

test("unary_KeyAsXApiKey_IsTaken", async () => {
  const { models } = await unary(client(fastchat.chat.v1.ModelService), "ListModels", {}, keyed("x-api-key", server.apiKey));

  assert.equal(models.length, 4);
});

test("unary_Health_NeedsNoKey", async () => {
  const { status } = await unary(client(fastchat.admin.v1.HealthService), "GetHealth", {}, new grpc.Metadata());

  assert.equal(status, "HEALTH_STATUS_HEALTHY");
});

test("unary_HealthOfGrpc_NeedsNoKey", async () => {
  const health = client(own.health.v1.Health);

  for (const service of ["", "fastchat.chat.v1.ChatService"]) {
    assert.equal((await unary(health, "Check", { service }, new grpc.Metadata())).status, "SERVING");
  }
});

test("unary_NoKey_IsUnauthenticated", async () => {
  const call = unary(client(fastchat.chat.v1.ModelService), "ListModels", {}, new grpc.Metadata());

  await rejects(call, "UNAUTHENTICATED", "MISSING_API_KEY", "fastchat.dev");
});

test("serverStream_WrongKey_IsUnauthenticated", async () => {
  const call = client(fastchat.chat.v1.ChatService).Chat(script({ text: "hi" }), keyed("x-api-key", "fc_wrong_key_0123456789"));

  const { messages, status } = await drain(call);

  assert.deepEqual(messages, []);
  assert.equal(grpc.status[status.code], "UNAUTHENTICATED");
});

test("unary_UnknownFile_IsNotFoundWithDetails", async () => {
  const call = unary(client(fastchat.files.v1.FileService), "GetFile", { file_id: "file-none" });

  await rejects(call, "NOT_FOUND", "type.googleapis.com/google.rpc.ErrorInfo", "FILE_NOT_FOUND", "fastchat.dev");
});

test("unary_UnknownMethod_IsUnimplemented", async () => {
  const { ListModels } = fastchat.chat.v1.ModelService.service;
  const Unknown = grpc.makeGenericClientConstructor({ Gone: { ...ListModels, path: "/fastchat.chat.v1.ModelService/Gone" } });

  await assert.rejects(unary(client(Unknown), "Gone", {}), (error) => grpc.status[error.code] === "UNIMPLEMENTED");
});

test("serverStream_Chat_IsNumberedAndEndsWithItsOneTerminalEvent", async () => {
  const call = client(fastchat.chat.v1.ChatService).Chat(
    { messages: [{ role: "ROLE_USER", text: lighthouse.question }], tools: [{ file_search: { vector_store_ids: [indexed.storeId] } }] },
    keyed(),
  );

  const { messages, status } = await drain(call);

  const events = messages.map((message) => message.event);
  assert.equal(status.code, grpc.status.OK);
  assert.deepEqual(events.map((event) => event.sequence), events.map((_, i) => i + 1));
  assert.equal(events.filter((event) => ["complete", "error"].includes(event.payload)).length, 1);
  const { complete } = events.at(-1);
  assert.equal(events.filter((event) => event.payload === "token").map((event) => event.token.text).join(""), complete.text);
  assert.deepEqual(events.filter((event) => event.payload === "citation").map((event) => event.citation.citation), complete.citations);
  assert.equal(complete.citations[0].quote, lighthouse.quote);
  assert.equal(complete.citations[0].file_id, indexed.fileId);
  assert.equal(new Set(events.map((event) => event.event_id)).size, events.length);
  assert.equal(new Set(events.map((event) => event.run_id)).size, 1);
  const { run } = await unary(client(fastchat.chat.v1.RunService), "GetRun", { run_id: events[0].run_id });
  assert.equal(run.status, "RUN_STATUS_COMPLETED");
  assert.deepEqual(run.completion, complete);
});

test("serverStream_ModelThatFails_EndsWithAnErrorEvent", async () => {
  const call = client(fastchat.chat.v1.ChatService).Chat(script({ text: "one two three", fail_after: 2 }), keyed());

  const { messages } = await drain(call);

  const events = messages.map((message) => message.event);
  assert.equal(events.at(-1).error.code, "upstream_stream_broken");
  assert.deepEqual(events.map((event) => event.sequence), events.map((_, i) => i + 1));
  assert.equal(events.filter((event) => ["complete", "error"].includes(event.payload)).length, 1);
});

test("serverStream_Tokens_ComeWhileTheModelIsStillSpeaking", async () => {
  const call = client(fastchat.chat.v1.ChatService).Chat(script({ tokens: 100_000, delay_ms: 20 }), keyed());

  const { messages, status } = await drain(call, (count) => count === 8 && call.cancel());

  assert.ok(messages.length >= 8 && messages.length < 50, `${messages.length} events came`);
  assert.equal(grpc.status[status.code], "CANCELLED");
});

test("serverStream_Cancelled_EndsTheRun", async () => {
  const call = client(fastchat.chat.v1.ChatService).Chat(script({ tokens: 100_000, delay_ms: 20 }), keyed());
  const { messages } = await drain(call, (count) => count === 4 && call.cancel());

  assert.equal(await statusOf(messages[0].event.run_id), "RUN_STATUS_CANCELLED");
});

test("serverStream_CancelRun_EndsTheStream", async () => {
  const call = client(fastchat.chat.v1.ChatService).Chat(script({ tokens: 100_000, delay_ms: 20 }), keyed());
  const runs = client(fastchat.chat.v1.RunService);
  let cancelled;
  call.on("data", ({ event }) => (cancelled ??= unary(runs, "CancelRun", { run_id: event.run_id })));

  const { messages } = await drain(call);

  assert.equal((await cancelled).run.run_id, messages[0].event.run_id);
  assert.equal(messages.at(-1).event.error.code, "cancelled");
});

test("serverStream_DeadlinePassed_IsDeadlineExceeded", async () => {
  const call = client(fastchat.chat.v1.ChatService).Chat(script({ tokens: 100_000, delay_ms: 20 }), keyed(), { deadline: Date.now() + 300 });

  const { messages, status } = await drain(call);

  assert.equal(grpc.status[status.code], "DEADLINE_EXCEEDED");
  assert.ok(messages.length > 0);
  assert.equal(await statusOf(messages[0].event.run_id), "RUN_STATUS_CANCELLED");
});

async function upload(service, bytes, { frame = 64 * 1024, header = { filename: "upload.bin", content_type: "", purpose: "assistants" } } = {}) {
  return new Promise((resolve, reject) => {
    const call = service.UploadFile(keyed(), (error, response) => (error ? reject(error) : resolve(response.file)));
    if (header) call.write({ header });
    for (let at = 0; at < bytes.length; at += frame) call.write({ data: bytes.subarray(at, at + frame) });
    call.end();
  });
}

test("clientStream_Upload_ComesBackByteForByteByServerStream", async () => {
  const files = client(fastchat.files.v1.FileService);
  const bytes = randomBytes(3_000_000);

  const file = await upload(files, bytes);

  assert.equal(file.size_bytes, bytes.length);
  const { messages } = await drain(files.DownloadFile({ file_id: file.file_id }, keyed()));
  assert.deepEqual(messages[0].file, file);
  assert.ok(Buffer.concat(messages.slice(1).map((message) => message.data)).equals(bytes));
});

test("clientStream_UploadWithoutHeader_IsInvalidArgument", async () => {
  const call = upload(client(fastchat.files.v1.FileService), Buffer.from("data"), { header: null });

  await rejects(call, "INVALID_ARGUMENT", "fastchat.dev");
});

test("clientStream_UploadWithoutBytes_IsRefused", async () => {
  const call = upload(client(fastchat.files.v1.FileService), Buffer.alloc(0));

  await rejects(call, "INVALID_ARGUMENT", "FILE_EMPTY");
});

test("clientStream_UploadCancelled_LeavesNothing", async () => {
  const files = client(fastchat.files.v1.FileService);
  const cut = new Promise((resolve) => {
    const call = files.UploadFile(keyed(), (error) => resolve(error));
    call.write({ header: { filename: "cut.txt", content_type: "", purpose: "evals" } });
    call.write({ data: randomBytes(500_000) }, () => call.cancel());
  });

  assert.equal(grpc.status[(await cut).code], "CANCELLED");

  const { files: left } = await unary(files, "ListFiles", { purpose: "evals" });
  assert.deepEqual(left, []);
});

test("unary_RequestOverTheLimit_IsResourceExhausted", async () => {
  const call = unary(client(fastchat.retrieval.v1.RetrievalService), "Search", { query: "x".repeat(9_000_000), collection_ids: [indexed.storeId] });

  await assert.rejects(call, (error) => grpc.status[error.code] === "RESOURCE_EXHAUSTED");
});

test("compression_GzipBothWays_Works", async () => {
  const gzip = { "grpc.default_compression_algorithm": grpc.compressionAlgorithms.gzip };
  const files = client(fastchat.files.v1.FileService, gzip);
  const bytes = Buffer.from("the same words again and again ".repeat(20_000));

  const file = await upload(files, bytes);

  const { messages } = await drain(files.DownloadFile({ file_id: file.file_id }, keyed()));
  assert.ok(Buffer.concat(messages.slice(1).map((message) => message.data)).equals(bytes));
  assert.equal((await unary(client(fastchat.chat.v1.ModelService, gzip), "ListModels", {})).models.length, 4);
});
