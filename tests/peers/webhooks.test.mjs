// Webhooks, received by a plain HTTP server and verified by OpenAI's own library for JavaScript.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import OpenAI from "openai";
import { Server } from "./server.mjs";

let server;
let receiver;
let received = [];
let arrived;
let status = 204;
const client = new OpenAI({ apiKey: "none" });

before(async () => {
  receiver = createServer(async (request, response) => {
    let body = "";
    for await (const piece of request) body += piece;
    received.push({ path: request.url, headers: request.headers, body });
    response.writeHead(status, { location: "/elsewhere" }).end();
    arrived?.();
  }).listen(0, "127.0.0.1");
  await new Promise((done) => receiver.once("listening", done));
  server = await Server.start({ env: { FASTCHAT_WEBHOOK_ADDRESSES: "private" } });
});
after(async () => {
  await server.stop();
  receiver.close();
});

const url = (path) => `http://127.0.0.1:${receiver.address().port}${path}`;

async function hook(path, event_types = ["run.completed", "run.failed"]) {
  const { status, body } = await server.json("/v1/admin/webhooks", { body: { url: url(path), event_types } });
  assert.equal(status, 200, JSON.stringify(body));
  return body;
}

// The event of a run that is taken now; the run's id.
async function run(text) {
  const next = new Promise((done) => (arrived = done));
  const response = await server.fetch("/v1/chat", { body: { model: "scripted", messages: [{ role: "user", text }] } });
  const said = await response.text();
  await next;
  return /"run_id":"([^"]+)"/.exec(said)[1];
}

test("run_Ended_IsToldAndVerifiedByOpenAIsLibrary", async () => {
  const { webhook, secret } = await hook("/ended");
  const completed = await run("hello");
  const failed = await run('{"text": "one two three", "fail_after": 2}');

  const events = [];
  for (const { headers, body } of received) events.push(await client.webhooks.unwrap(body, headers, secret));
  assert.deepEqual(events.map(({ object, type, data }) => [object, type, data.id]), [["event", "run.completed", completed], ["event", "run.failed", failed]]);
  assert.deepEqual(events.map(({ id }) => id), received.map(({ headers }) => headers["webhook-id"]));
  await assert.rejects(client.webhooks.unwrap(`${received[0].body} `, received[0].headers, secret), OpenAI.InvalidWebhookSignatureError);

  const rotated = (await server.json(`/v1/admin/webhooks/${webhook.webhook_id}:rotate`, { method: "POST" })).body;
  await run("hello again");
  await client.webhooks.unwrap(received[2].body, received[2].headers, rotated.secret);
  await assert.rejects(client.webhooks.unwrap(received[2].body, received[2].headers, secret), OpenAI.InvalidWebhookSignatureError);
  assert.equal((await server.json(`/v1/admin/webhooks/${webhook.webhook_id}`, { method: "DELETE" })).status, 200);
});

test("response_InTheBackgroundEnded_IsToldByOpenAIsNames", async () => {
  received = [];
  const { webhook, secret } = await hook("/responses", ["response.completed", "response.incomplete", "response.failed", "response.cancelled"]);
  const ended = async (input, cancel) => {
    const next = new Promise((done) => (arrived = done));
    const { id } = (await server.json("/v1/responses", { body: { model: "scripted", input, background: true } })).body;
    if (cancel) await server.json(`/v1/responses/${id}/cancel`, { method: "POST" });
    await next;
    return id;
  };
  await server.json("/v1/responses", { body: { model: "scripted", input: "in the foreground" } });
  const ids = [await ended("hello"), await ended('{"text": "one two three", "fail_after": 2}'), await ended('{"tokens": 1000, "delay_ms": 50}', true)];

  const events = [];
  for (const { headers, body } of received) events.push(await client.webhooks.unwrap(body, headers, secret));
  assert.deepEqual(events.map(({ type, data }) => [type, data.id]), [["response.completed", ids[0]], ["response.failed", ids[1]], ["response.cancelled", ids[2]]]);
  assert.equal((await server.json(`/v1/admin/webhooks/${webhook.webhook_id}`, { method: "DELETE" })).status, 200);
});

test("receiver_Redirects_IsNotFollowedAndTriedAgainWithTheSameId", async () => {
  received = [];
  status = 302;
  const { webhook } = await hook("/moved");
  await run("hello");
  status = 204;
  const deliveries = `/v1/admin/webhooks/${webhook.webhook_id}/deliveries`;
  let delivery;
  do [delivery] = (await server.json(deliveries)).body.deliveries;
  while (delivery.last_error === "");
  assert.deepEqual([delivery.state, delivery.attempts, delivery.last_error], ["pending", 1, "The receiver answered with the status 302."]);

  const next = new Promise((done) => (arrived = done));
  assert.equal((await server.json(`/v1/admin/webhook-deliveries/${delivery.delivery_id}:replay`, { method: "POST" })).status, 200);
  await next;

  assert.deepEqual(received.map(({ path }) => path), ["/moved", "/moved"]);
  assert.equal(received[0].headers["webhook-id"], received[1].headers["webhook-id"]);
  assert.equal(received[0].body, received[1].body);
});

test("webhook_AskedForWrongly_IsRefusedByName", async () => {
  const refused = async (body, code, param) => {
    const answer = await server.json("/v1/admin/webhooks", { body });
    assert.deepEqual([answer.status, answer.body.error.code, answer.body.error.param], [400, code, param]);
  };
  await refused({ event_types: ["run.failed"] }, "missing_field", "url");
  await refused({ url: "ftp://receiver.example/", event_types: ["run.failed"] }, "invalid_value", "url");
  await refused({ url: "http://169.254.169.254/", event_types: ["run.failed"] }, "address_forbidden", "url");
  await refused({ url: "http://[::ffff:169.254.169.254]/", event_types: ["run.failed"] }, "address_forbidden", "url");
  await refused({ url: url("/") }, "missing_field", "event_types");
  await refused({ url: url("/"), event_types: ["run.begun"] }, "invalid_value", "event_types");
  await refused({ url: `https://receiver.example/${"x".repeat(2000)}`, event_types: ["run.failed"] }, "invalid_value", "url");
});
