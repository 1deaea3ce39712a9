// Input that is wrong in every way a client of each protocol gets it wrong: the answer says what, and the server goes on.
import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, afterEach, before, test } from "node:test";
import grpc from "@grpc/grpc-js";
import { lighthouse, pdf } from "./documents.mjs";
import { Server } from "./server.mjs";

let server;
let other;
let indexed;

before(async () => {
  server = await Server.start();
  indexed = await server.index(lighthouse.text, lighthouse.filename);
  const { body } = await server.json("/v1/admin/tenants", { key: server.adminKey, body: { name: "second" } });
  other = body.api_key;
});
after(() => server.stop());
afterEach(async () => {
  const { status, body } = await server.json("/v1/health");
  assert.deepEqual([status, body.status], [200, "healthy"]);
  assert.doesNotMatch(server.output, /unhandled|"?INTERNAL"?|fail:|crit:/i);
});

const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

/** The call is refused in OpenAI's shape, and the message names what is wrong. */
async function refused(call, status, code, param, message) {
  const answer = await call;
  assert.deepEqual(Object.keys(answer.body), ["error"]);
  const { error } = answer.body;
  assert.deepEqual(Object.keys(error).sort(), ["code", "message", "param", "type"]);
  assert.deepEqual([answer.status, error.code, error.param], [status, code, param], error.message);
  assert.match(error.message, message);
  assert.match(answer.headers.get("content-type"), /^application\/json/);
}

const chat = (body) => server.json("/v1/chat/completions", { body });
const text = (body, type = "application/json") => server.json("/v1/chat/completions", { body, headers: { "Content-Type": type } });
const hi = [{ role: "user", content: "Hi" }];

for (const [what, filename, content, reason, message] of [
  ["TornPdf", "torn.pdf", pdf("A page.").subarray(0, 200), "file_unreadable", /torn\.pdf.*damaged/],
  ["PdfThatIsText", "text.pdf", "not a PDF", "file_type_mismatch", /text\.pdf.*plain text/],
  ["PdfWithoutText", "scan.pdf", pdf(""), "file_has_no_text", /scan\.pdf.*no text/],
  ["PdfNamedDocx", "really.docx", pdf("A page."), "file_type_mismatch", /really\.docx.*PDF/],
  ["PngNamedPdf", "image.pdf", png, "file_type_mismatch", /image\.pdf.*PNG/],
  ["Png", "image.png", png, "file_type_unsupported", /image\.png.*PNG/],
  ["TornDocx", "torn.docx", Buffer.from("PK\x03\x04torn"), "file_unreadable", /torn\.docx.*damaged/],
  ["OnlyBlanks", "blank.txt", " \n\t \n", "file_has_no_text", /blank\.txt.*no text/],
  ["BytesNamedTxt", "bytes.txt", Buffer.alloc(100), "file_type_mismatch", /bytes\.txt.*binary/],
]) {
  test(`file_${what}_FailsWithItsReason`, async () => {
    const { document } = await server.index(content, filename);

    assert.equal(document.status, "failed");
    assert.equal(document.last_error.reason, reason);
    assert.match(document.last_error.message, message);
  });
}

test("upload_NoBytes_IsRefused", () => refused(server.upload("", "empty.txt"), 400, "file_empty", "file", /empty\.txt has no bytes/));

test("upload_NoFile_IsRefused", () => {
  const form = new FormData();
  form.set("purpose", "assistants");
  return refused(server.json("/v1/files", { body: form }), 400, "missing_field", "file", /file is required/);
});

test("upload_NoPurpose_IsRefused", () => {
  const form = new FormData();
  form.set("file", new Blob(["x"]), "x.txt");
  return refused(server.json("/v1/files", { body: form }), 400, "missing_field", "purpose", /purpose is required/);
});

test("upload_TornForm_IsRefusedAndLeavesNothing", async () => {
  const body = '--b\r\nContent-Disposition: form-data; name="file"; filename="torn-form.txt"\r\n\r\nabc';
  const headers = { "Content-Type": "multipart/form-data; boundary=b" };
  await refused(server.json("/v1/files", { body, headers }), 400, "invalid_form", null, /ended inside a part/);

  const { body: files } = await server.json("/v1/files");
  assert.ok(!files.data.some((file) => file.filename === "torn-form.txt"));
});

test("upload_Json_IsRefused", () =>
  refused(server.json("/v1/files", { body: { purpose: "assistants" } }), 415, "unsupported_media_type", null, /multipart\/form-data/));

for (const [what, body, code, param, message] of [
  ["Malformed", '{"model": "extractive", "messages": [', "invalid_json", null, /not valid JSON: line 1/],
  ["NoJson", "hello", "invalid_json", null, /not valid JSON/],
  ["List", "[]", "invalid_value", null, /must be an object, but is a list/],
  ["NotUtf8", Buffer.from('{"m\xff": 1}', "latin1"), "invalid_json", null, /not UTF-8/],
  ["TwoValues", '{"model":"extractive","messages":[{"role":"user","content":"Hi"}]} {}', "invalid_json", null, /JSON/],
  ["DeepUnknownField", `{"x":${"[".repeat(100_000)}${"]".repeat(100_000)}}`, "invalid_json", null, /nests deeper than 100/],
  ["DeepKnownField", `{"messages":${"[".repeat(100_000)}`, "invalid_value", "messages[0]", /must be an object/],
]) {
  test(`json_${what}_IsRefused`, () => refused(text(body), 400, code, param, message));
}

for (const [what, body, param, message] of [
  ["TemperatureAsString", { temperature: "hot" }, "temperature", /must be a number, but is a string/],
  ["TemperatureTooHigh", { temperature: 2.1 }, "temperature", /0 to 2|between 0 and 2/],
  ["MessagesAsObject", { messages: {} }, "messages", /must be a list, but is an object/],
  ["RoleUnknown", { messages: [{ role: "robot", content: "Hi" }] }, "messages[0].role", /"robot"/],
  ["ModelAsNumber", { model: 7 }, "model", /must be a string, but is 7/],
  ["StreamAsString", { stream: "yes" }, "stream", /must be true or false/],
  ["ChoicesAsFraction", { n: 1.5 }, "n", /whole number, but is 1\.5/],
  ["ToolUnknown", { tools: [{ type: "web_search" }] }, "tools[0].type", /"web_search"/],
  ["StoresAsString", { tools: [{ type: "file_search", vector_store_ids: "vs" }] }, "tools[0].vector_store_ids", /must be a list/],
]) {
  test(`value_${what}_IsRefusedByName`, () => refused(chat({ model: "extractive", messages: hi, ...body }), 400, "invalid_value", param, message));
}

for (const [what, strategy, param] of [
  ["Unknown", { type: "magic" }, "chunking_strategy.type"],
  ["TooSmall", { type: "static", static: { max_chunk_size_tokens: 5, chunk_overlap_tokens: 1 } }, "chunking_strategy.static.max_chunk_size_tokens"],
  ["TooMuchOverlap", { type: "static", static: { max_chunk_size_tokens: 200, chunk_overlap_tokens: 150 } }, "chunking_strategy.static.chunk_overlap_tokens"],
]) {
  test(`value_Chunking${what}_IsRefusedAndMakesNoStore`, async () => {
    const name = `chunking ${what}`;
    const call = server.json("/v1/vector_stores", { body: { name, file_ids: [indexed.fileId], chunking_strategy: strategy } });
    await refused(call, 400, "invalid_value", param, /must be/);

    const { body } = await server.json("/v1/vector_stores?limit=100");
    assert.ok(!body.data.some((store) => store.name === name));
  });
}

test("query_LimitAsWord_IsRefusedByName", () =>
  refused(server.json("/v1/files?limit=many"), 400, "invalid_value", "limit", /whole number/));

test("model_Unknown_IsNotFound", () =>
  refused(chat({ model: "gpt-none", messages: hi }), 404, "model_not_found", "model", /gpt-none/));

test("store_Unknown_IsNotFound", () =>
  refused(server.json("/v1/vector_stores/vs_none"), 404, "collection_not_found", "vector_store_id", /vs_none/));

test("store_UnknownInChat_IsNotFoundUnderTheNameOfItsField", () =>
  refused(
    chat({ model: "extractive", messages: hi, tools: [{ type: "file_search", vector_store_ids: [indexed.storeId, "vs_none"] }] }),
    404,
    "collection_not_found",
    "tools[0].vector_store_ids",
    /vs_none/,
  ));

test("store_UnknownInSearch_IsNotFoundUnderTheNameOfItsField", () =>
  refused(
    server.json("/v1/search", { body: { query: "otters", collection_ids: ["vs_none"] } }),
    404,
    "collection_not_found",
    "collection_ids",
    /vs_none/,
  ));

test("contentType_NotJson_IsRefused", () =>
  refused(text('{"model":"extractive"}', "text/plain"), 415, "unsupported_media_type", null, /application\/json.*text\/plain/));

test("method_NotOffered_IsRefused", async () => {
  const call = server.json("/v1/chat/completions", { method: "PUT", body: {} });
  await refused(call, 405, "method_not_allowed", null, /PUT/);
  assert.equal((await call).headers.get("allow"), "POST, GET, HEAD");
});

test("path_Unknown_IsRefused", () => refused(server.json("/v1/nothing"), 404, "unknown_url", null, /\/v1\/nothing/));

test("header_Huge_IsRefused", async () => {
  const response = await server.fetch("/v1/models", { headers: { "X-Huge": "x".repeat(100_000) } });

  assert.equal(response.status, 431);
});

test("http_Gibberish_IsCutOff", async () => {
  const socket = connect(server.port, "127.0.0.1");
  socket.write("this is not HTTP\r\n\r\n");
  socket.on("error", () => {}).resume();

  await new Promise((closed) => socket.once("close", closed));
});

test("key_OfTheWrongKind_IsForbidden", async () => {
  const tenant = server.json("/v1/admin/tenants", { body: { name: "third" } });
  await refused(tenant, 403, "permission_denied", null, /admin key/);
  await refused(server.json("/v1/files", { key: server.adminKey }), 403, "permission_denied", null, /admin key/);
  await refused(server.json("/v1/files", { key: null }), 401, "missing_api_key", null, /No API key/);
});

test("connect_WrongType_IsInvalidArgument", async () => {
  const { status, body } = await server.json("/fastchat.chat.v1.ModelService/ListModels", { body: { page_size: "x" } });

  assert.deepEqual([status, body.code], [400, "invalid_argument"]);
  assert.match(body.message, /ListModelsRequest/);
});

test("connect_DeepJson_IsInvalidArgument", async () => {
  for (const deep of [`{"messages":${"[".repeat(100_000)}`, `{"x":${"[".repeat(100_000)}${"]".repeat(100_000)}}`, '{"messages":'.repeat(100_000)]) {
    const { status, body } = await server.json("/fastchat.chat.v1.RunService/GetRun", { body: deep, headers: { "Content-Type": "application/json" } });

    assert.deepEqual([status, body.code], [400, "invalid_argument"]);
  }
});

test("connect_WrongContentType_IsUnsupported", async () => {
  const response = await server.fetch("/fastchat.chat.v1.ModelService/ListModels", { body: "x", headers: { "Content-Type": "text/plain" } });

  assert.equal(response.status, 415);
  assert.match(response.headers.get("accept-post"), /application\/json/);
});

test("grpc_BytesThatAreNoMessage_IsInvalidArgument", async () => {
  const error = await new Promise((resolve) => {
    const client = new grpc.Client(`127.0.0.1:${server.port}`, grpc.credentials.createInsecure());
    const metadata = new grpc.Metadata();
    metadata.set("x-api-key", server.apiKey);
    const path = "/fastchat.chat.v1.ModelService/ListModels";
    client.makeUnaryRequest(path, (bytes) => bytes, (bytes) => bytes, Buffer.from([10, 255, 255, 255, 255, 15]), metadata, (error) => {
      client.close();
      resolve(error);
    });
  });

  assert.equal(grpc.status[error.code], "INVALID_ARGUMENT");
  assert.match(error.details, /ListModelsRequest/);
});

// Another tenant's ids, and ids of the same form that were never given out: nothing in the answers may tell them apart.
test("tenants_AnothersIds_AnswerLikeIdsThatDoNotExist", async () => {
  const completion = await server.json("/v1/chat/completions", { body: { model: "extractive", messages: hi, store: true } });
  const run = /"run_id":"([^"]+)"/.exec(await (await server.fetch("/v1/chat", { body: { messages: [{ role: "user", text: "Hi" }] } })).text())[1];
  const own = { file: indexed.fileId, store: indexed.storeId, completion: completion.body.id, run };
  const madeUp = Object.fromEntries(Object.entries(own).map(([kind, id]) => [kind, id.replace(/[0-9a-z]{6}$/, (end) => (end === "000000" ? "111111" : "000000"))]));
  const { body: store } = await server.json("/v1/vector_stores", { key: other, body: { name: "theirs" } });

  const calls = ({ file, store: foreign, completion, run }) => [
    [`/v1/files/${file}`],
    [`/v1/files/${file}/content`],
    [`/v1/files/${file}`, { method: "DELETE" }],
    [`/v1/vector_stores/${foreign}`],
    [`/v1/vector_stores/${foreign}`, { body: { name: "mine now" } }],
    [`/v1/vector_stores/${foreign}`, { method: "DELETE" }],
    [`/v1/vector_stores/${foreign}/search`, { body: { query: lighthouse.question } }],
    [`/v1/vector_stores/${foreign}/files`],
    [`/v1/vector_stores/${foreign}/files`, { body: { file_id: file } }],
    [`/v1/vector_stores/${foreign}/files/${file}`],
    [`/v1/vector_stores/${foreign}/files/${file}/content`],
    [`/v1/vector_stores/${foreign}/files/${file}`, { method: "DELETE" }],
    [`/v1/vector_stores/${store.id}/files`, { body: { file_id: file } }],
    ["/v1/vector_stores", { body: { name: "x", file_ids: [file] } }],
    ["/v1/search", { body: { query: lighthouse.question, collection_ids: [foreign] } }],
    ["/v1/chat/completions", { body: { model: "extractive", messages: hi, tools: [{ type: "file_search", vector_store_ids: [foreign] }] } }],
    ["/v1/chat", { body: { messages: [{ role: "user", text: "Hi" }], tools: [{ type: "file_search", vector_store_ids: [foreign] }] } }],
    [`/v1/chat/completions/${completion}`],
    [`/v1/chat/completions/${completion}`, { method: "DELETE" }],
    [`/v1/runs/${run}`],
    [`/v1/runs/${run}/cancel`, { method: "POST" }],
  ];
  const answers = async (ids) => {
    const seen = [];
    for (const [path, options] of calls(ids)) {
      const { status, body } = await server.json(path, { ...options, key: other });
      const blind = Object.values(ids).reduce((text, id) => text.replaceAll(id, "id"), JSON.stringify(body));
      seen.push([options?.method ?? (options ? "POST" : "GET"), Object.values(ids).reduce((text, id) => text.replace(id, "id"), path), status, blind]);
    }
    return seen;
  };

  const theirs = await answers(own);
  assert.deepEqual(theirs, await answers(madeUp));
  for (const [method, path, status] of theirs) assert.equal(status, 404, `${method} ${path}`);

  // And for their owner they are all still there.
  for (const path of [`/v1/files/${own.file}`, `/v1/vector_stores/${own.store}`, `/v1/chat/completions/${own.completion}`, `/v1/runs/${own.run}`])
    assert.equal((await server.json(path)).status, 200);
});

test("tenants_Lists_HoldTheirOwnAlone", async () => {
  const { body: theirs } = await server.upload("theirs", "theirs.txt", { key: other });
  const { body: files } = await server.json("/v1/files", { key: other });
  const { body: stores } = await server.json("/v1/vector_stores", { key: other });

  assert.deepEqual(files.data.map((file) => file.id), [theirs.id]);
  assert.ok(!stores.data.some((store) => store.id === indexed.storeId));
  const { body: before } = await server.json(`/v1/files?order=asc&after=${indexed.fileId}`, { key: other });
  assert.ok((before.data ?? []).every((file) => file.id === theirs.id));
});
