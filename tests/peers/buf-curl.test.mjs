// Buf's command line as a client of each protocol; it knows the API from the proto files alone, or asks the server.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { lighthouse } from "./documents.mjs";
import { Server, root } from "./server.mjs";

const buf = join(root, "clients/typescript/node_modules/.bin/buf");
let server;
let indexed;

before(async () => {
  server = await Server.start();
  indexed = await server.index(lighthouse.text, lighthouse.filename);
});
after(() => server.stop());

/** Calls a method with one message or, on a client stream, several; what came back, and what was said of an error. */
function curl(protocol, method, request, { key = server.apiKey, schema = ["--schema", "protos"] } = {}) {
  const data = [request].flat().map((message) => JSON.stringify(message)).join("\n");
  const header = key === null ? [] : ["--header", `x-api-key: ${key}`];
  const args = ["curl", ...schema, "--protocol", protocol, ...header, "--data", data, `${server.origin}/${method}`];
  return new Promise((resolve) =>
    execFile(buf, args, { cwd: root }, (failure, stdout, stderr) => {
      const messages = stdout.split(/\n(?=\{)/).filter((text) => text.trim() !== "").map((text) => JSON.parse(text));
      resolve({ messages, failed: failure !== null, error: stderr.trim() === "" ? null : JSON.parse(stderr) });
    }),
  );
}

function assertReason(error, reason) {
  assert.notEqual(error.message, "");
  assert.equal(error.details[0].type, "google.rpc.ErrorInfo");
  assert.ok(Buffer.from(error.details[0].value, "base64").includes(reason));
}

for (const protocol of ["grpc", "grpcweb", "connect"]) {
  test(`${protocol}_Unary_Answers`, async () => {
    const { messages, failed } = await curl(protocol, "fastchat.retrieval.v1.RetrievalService/Search", {
      query: lighthouse.question,
      collectionIds: [indexed.storeId],
    });

    assert.equal(failed, false);
    assert.equal(messages[0].passages[0].fileId, indexed.fileId);
  });

  test(`${protocol}_ServerStream_IsNumberedAndCited`, async () => {
    const { messages, failed } = await curl(protocol, "fastchat.chat.v1.ChatService/Chat", {
      messages: [{ role: "ROLE_USER", text: lighthouse.question }],
      tools: [{ fileSearch: { vectorStoreIds: [indexed.storeId] } }],
    });

    assert.equal(failed, false);
    assert.deepEqual(messages.map(({ event }) => Number(event.sequence)), messages.map((_, i) => i + 1));
    assert.equal(messages.at(-1).event.complete.citations[0].quote, lighthouse.quote);
  });

  test(`${protocol}_NoKey_IsUnauthenticated`, async () => {
    const { messages, failed, error } = await curl(protocol, "fastchat.chat.v1.ModelService/ListModels", {}, { key: null });

    assert.deepEqual([messages, failed, error.code], [[], true, "unauthenticated"]);
    assertReason(error, "MISSING_API_KEY");
  });

  test(`${protocol}_UnknownModelInAStream_IsNotFound`, async () => {
    const { failed, error } = await curl(protocol, "fastchat.chat.v1.ChatService/Chat", {
      model: "gpt-none",
      messages: [{ role: "ROLE_USER", text: "Hi" }],
    });

    assert.deepEqual([failed, error.code], [true, "not_found"]);
    assertReason(error, "MODEL_NOT_FOUND");
  });

  for (const version of ["grpc-v1", "grpc-v1alpha"]) {
    test(`${protocol}_SchemaByReflection_${version}_Answers`, async () => {
      // With --http2-prior-knowledge: reflection is a duplex stream, and that Connect and gRPC-Web do not carry over HTTP/1.1.
      const schema = ["--reflect", "--reflect-protocol", version, "--http2-prior-knowledge"];
      const { messages, failed, error } = await curl(protocol, "fastchat.chat.v1.ModelService/ListModels", {}, { schema });

      assert.deepEqual([failed, error], [false, null]);
      assert.deepEqual(messages[0].models.map((model) => model.name).sort(), ["extractive", "hashing-384", "lexical", "scripted"]);
    });
  }

  test(`${protocol}_HealthByReflectionWithoutAKey_IsServing`, async () => {
    const { messages } = await curl(protocol, "grpc.health.v1.Health/Check", {}, { key: null, schema: ["--http2-prior-knowledge"] });

    assert.deepEqual(messages, [{ status: "SERVING" }]);
  });

  test(`${protocol}_ClientStream_Uploads`, async () => {
    const data = Buffer.from("Streamed by buf.");
    const { messages, failed } = await curl(protocol, "fastchat.files.v1.FileService/UploadFile", [
      { header: { filename: "buf.txt", purpose: "assistants" } },
      { data: data.subarray(0, 5).toString("base64") },
      { data: data.subarray(5).toString("base64") },
    ]);

    assert.equal(failed, false);
    const { file } = messages[0];
    assert.equal(Number(file.sizeBytes), data.length);
    const content = await server.fetch(`/v1/files/${file.fileId}/content`);
    assert.equal(await content.text(), "Streamed by buf.");
  });
}
