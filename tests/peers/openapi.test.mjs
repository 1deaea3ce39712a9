// The OpenAPI document: a linter nobody here wrote reads it, every schema compiles, and the check of replies can fail.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { checked } from "./checked-fetch.mjs";
import { Contract } from "./contract.mjs";
import { Server } from "./server.mjs";

let server;
let document;
let contract;

before(async () => {
  server = await Server.start();
  document = await (await fetch(`${server.origin}/openapi.json`)).json();
  contract = new Contract(document);
});
after(() => server?.stop());

const operations = () => Object.entries(document.paths).flatMap(([path, item]) => Object.entries(item).map(([verb, operation]) => ({ path, verb, ...operation })));
const json = (body, more) => ({ method: "GET", path: "/v1/models/extractive", status: 200, contentType: "application/json", requestId: "1", body: JSON.stringify(body), ...more });
const events = (body, more) => ({ method: "POST", path: "/v1/chat/completions", status: 200, contentType: "text/event-stream; charset=utf-8", requestId: "1", body, ...more });

test("document_WithoutAKey_IsServedToPagesOfEveryOrigin", async () => {
  const response = await fetch(`${server.origin}/openapi.json`, { headers: { Origin: "https://elsewhere.example" } });

  assert.equal(response.status, 200);
  assert.equal(response.headers.get("content-type"), "application/json");
  assert.equal(response.headers.get("access-control-allow-origin"), "*");
  assert.equal((await response.json()).openapi, "3.1.1");
});

test("document_ReadByTheLinter_HasNeitherErrorsNorWarnings", async () => {
  const folder = await mkdtemp(join(tmpdir(), "fastchat-peers-"));
  await writeFile(join(folder, "openapi.json"), JSON.stringify(document));

  const run = spawnSync(
    process.execPath,
    ["node_modules/@redocly/cli/bin/cli.js", "lint", "--config", "redocly.yaml", "--format", "json", join(folder, "openapi.json")],
    { cwd: import.meta.dirname, encoding: "utf8", env: { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" } },
  );

  await rm(folder, { recursive: true });
  const report = JSON.parse(run.stdout.slice(run.stdout.indexOf("{")));
  assert.deepEqual(report.problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0].pointer}`), []);
  assert.deepEqual(report.totals, { errors: 0, warnings: 0, ignored: 0 });
});

test("schemas_All_CompileAsJsonSchema", () => {
  assert.equal(contract.compile().length, Object.keys(document.components.schemas).length);
});

test("operations_All_HaveACommentAndSayWhatTheyAnswer", () => {
  for (const { path, verb, summary, responses } of operations()) {
    assert.ok(summary.includes(" "), `${verb} ${path} has no comment`);
    assert.match(Object.keys(responses).join(), /^20[01],4XX,default$/, `${verb} ${path}`);
  }
});

test("operations_CalledWithoutAKey_AreRefusedUnlessTheDocumentSaysTheyArePublic", async () => {
  const before = checked;
  for (const { path, verb, security } of operations()) {
    const response = await server.fetch(path.replace(/\{[^}]*\}/g, "x"), { method: verb.toUpperCase(), key: null });

    assert.equal(response.status === 401, security === undefined, `${verb} ${path} answers ${response.status}`);
    await response.text();
  }
  assert.equal(checked - before, operations().length, "not every reply was held against the document");
});

test("check_ReplyAsItIs_IsGood", async () => {
  const { body } = await server.json("/v1/models/extractive");

  assert.deepEqual(contract.check(json(body)), []);
});

test("check_ReplyThatBreaksTheDocument_IsFound", () => {
  const model = { id: "m", object: "model", created: 1, owned_by: "fastchat" };

  assert.deepEqual(contract.check(json(model)), []);
  assert.match(contract.check(json({ ...model, id: undefined })).join(), /must have required property 'id'/);
  assert.match(contract.check(json({ ...model, created: "1" })).join(), /created must be integer/);
  assert.match(contract.check(json({ ...model, more: 1 })).join(), /must NOT have additional properties/);
  assert.match(contract.check(json(model, { status: 201 })).join(), /status 201/);
  assert.match(contract.check(json(model, { contentType: "text/html" })).join(), /media type 'text\/html'/);
  assert.match(contract.check(json(model, { requestId: null })).join(), /x-request-id/);
  assert.match(contract.check(json(model, { path: "/v1/nowhere" })).join(), /status 200/);
  assert.match(contract.check(json({ error: { message: "m", type: "t", param: null } }, { status: 404 })).join(), /'code'/);
});

test("check_StreamThatBreaksTheDocument_IsFound", () => {
  const chunk = { id: "c", object: "chat.completion.chunk", created: 1, model: "m", choices: [] };
  const data = (value) => `data: ${typeof value === "string" ? value : JSON.stringify(value)}\n\n`;

  assert.deepEqual(contract.check(events(data(chunk) + data("[DONE]"))), []);
  assert.deepEqual(contract.check(events(data(chunk) + data({ error: { message: "m", type: "t", param: null, code: null } }))), []);
  assert.deepEqual(contract.check(events(data(chunk) + "data: {", { whole: false })), []);
  assert.deepEqual(contract.check(events(`: ping\n\n: ping\n${data(chunk)}${data("[DONE]")}`)), []);
  assert.match(contract.check(events(data(chunk))).join(), /does not end with \[DONE\]/);
  assert.match(contract.check(events(data({ ...chunk, model: 1 }) + data("[DONE]"))).join(), /event 1: \/model must be string/);
  assert.match(contract.check(events(`id: 1\n${data(chunk)}${data("[DONE]")}`)).join(), /not that events have ids/);
  assert.match(contract.check(events(`${data(chunk)}${data("[DONE]")}data: x`)).join(), /ends inside an event/);
});
