// A mock gateway nobody here wrote, and a gateway that records what it is sent and when it is left alone.
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { LLMock } from "@copilotkit/aimock";
import grpc from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import OpenAI from "openai";
import { checkedFetch } from "./checked-fetch.mjs";
import { lighthouse, unanswerable } from "./documents.mjs";
import { Server, root } from "./server.mjs";

const gatewayKey = "sk-gateway-secret-0001";
const retryAfter = 7;

let aimock;
let server;
let client;
let indexed;
let enduring;
let enduringClient;

before(async () => {
  aimock = await LLMock.create({ port: 0, auth: { apiKeys: [gatewayKey] }, chunkSize: 4 });
  const listed = { model: "openai/gpt-4o" };
  aimock.on({ ...listed, userMessage: "Say hello" }, { content: "Hello from behind the gateway." });
  aimock.on({ ...listed, userMessage: "Weather" }, { toolCalls: [{ name: "get_weather", arguments: { city: "Oslo" }, id: "call_1" }] });
  aimock.on({ ...listed, userMessage: lighthouse.question }, { content: "It was built in 1881 [1], and painted since [7]." });
  aimock.on({ model: "claude-here", userMessage: "Say hello" }, { content: "Hello." });
  for (const status of [400, 401, 403, 404, 500, 503])
    aimock.onMessage(`Fail ${status}`, { error: { message: `Refused ${gatewayKey}`, type: "some_error", code: "some_code" }, status });
  const told = (message, code, status) => ({ error: { message, type: "invalid_request_error", code }, status });
  aimock.onMessage("Fail too long", told("This model's maximum context length is 8 tokens.", "context_length_exceeded", 400));
  aimock.onMessage("Fail litellm", told("litellm.ContextWindowExceededError: litellm.BadRequestError: too long", "400", 400));
  aimock.onMessage("Fail filtered", told("No.", "content_policy_violation", 400));
  aimock.onMessage("Fail in time", told("Timeout.", null, 504));
  aimock.onMessage("Fail quota", told("Pay first.", "insufficient_quota", 429));
  aimock.onMessage("Fail with key", told(`Incorrect API key provided: ${gatewayKey.slice(0, 12)}****0001.`, null, 400));
  aimock.onMessage("Fail 429", { error: { message: "Slow down.", type: "rate_limit_error" }, status: 429, retryAfter });
  aimock.onMessage("Break off", { content: "These words come, and these do not come any more." }, { truncateAfterChunks: 3, latency: 20 });
  aimock.onEmbedding("A lighthouse", { embedding: [0.6, -0.8, 0] });
  // The gateway's list comes from its fixtures; this name must be reachable by its pattern alone.
  aimock.onMessage("By pattern", { content: "Reached." });

  server = await withGateway(aimock.url);
  client = new OpenAI({ baseURL: `${server.origin}/v1`, apiKey: server.apiKey, maxRetries: 0, timeout: 20_000, fetch: checkedFetch });
  indexed = await server.index(lighthouse.text, lighthouse.filename);
  enduring = await withEnduringGateway(aimock.url);
  enduringClient = new OpenAI({ baseURL: `${enduring.origin}/v1`, apiKey: enduring.apiKey, maxRetries: 0, timeout: 20_000, fetch: checkedFetch });
});
after(async () => {
  await enduring?.stop();
  await server?.stop();
  await aimock?.stop();
});
beforeEach(() => aimock.clearRequests());

const withGateway = (url, key = gatewayKey) =>
  Server.start({ env: { FASTCHAT_UPSTREAM_URL: url, FASTCHAT_UPSTREAM_KEY: key, FASTCHAT_UPSTREAM_MODELS: "mock-*" } });

// The same gateway from a file, and never left alone for its failures: one test after another makes it fail.
async function withEnduringGateway(url) {
  const path = join(await mkdtemp(join(tmpdir(), "fastchat-models-")), "models.yaml");
  await writeFile(path, `providers:\n  mock:\n    base_url: ${url}\n    api_key_env: GATEWAY_KEY\n    limits: {minimum_throughput: 100000}\n`);
  return Server.start({ env: { FASTCHAT_MODELS: path, GATEWAY_KEY: gatewayKey } });
}

const ask = (content, more) => ({ model: "openai/gpt-4o", messages: [{ role: "user", content }], ...more });
const search = () => ({ tools: [{ type: "file_search", vector_store_ids: [indexed.storeId] }] });

async function drain(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

test("models_ListedByTheGateway_AreOfferedUnderTheirNames", async () => {
  const models = (await client.models.list()).data;

  assert.deepEqual(models.map((model) => model.id).sort(), ["claude-here", "extractive", "hashing-384", "lexical", "openai/gpt-4o", "scripted"]);
  assert.equal(models.find((model) => model.id === "claude-here").owned_by, "aimock");
  assert.equal((await client.models.retrieve("openai/gpt-4o")).id, "openai/gpt-4o");
});

test("models_NameThatMatchesAPattern_IsOffered", async () => {
  const completion = await client.chat.completions.create(ask("By pattern", { model: "mock-anything" }));

  assert.equal(completion.choices[0].message.content, "Reached.");
  assert.equal(completion.model, "mock-anything");
  assert.equal(aimock.getLastRequest().body.model, "mock-anything");
});

test("models_NameThatMatchesNothing_IsNotFoundAndNotAsked", async () => {
  await assert.rejects(client.chat.completions.create(ask("By pattern", { model: "other-model" })), OpenAI.NotFoundError);

  assert.equal(aimock.getLastRequest(), null);
});

test("chat_Streamed_PassesTheTokensOn", async () => {
  const chunks = await drain(await client.chat.completions.create(ask("Say hello", { stream: true })));

  const texts = chunks.map((chunk) => chunk.choices[0].delta.content ?? "").filter((text) => text !== "");
  assert.equal(texts.join(""), "Hello from behind the gateway.");
  assert.ok(texts.length > 5, "the answer came in one piece");
  assert.equal(chunks.at(-1).choices[0].finish_reason, "stop");
});

test("chat_Whole_StatesTheGatewaysUsage", async () => {
  const { usage, choices } = await client.chat.completions.create(ask("Say hello"));

  assert.equal(choices[0].message.content, "Hello from behind the gateway.");
  assert.ok(usage.completion_tokens > 0);
  assert.equal(usage.total_tokens, usage.prompt_tokens + usage.completion_tokens);
});

const numbersOf = (embedding) => (typeof embedding === "string" ? [...new Float32Array(Uint8Array.from(Buffer.from(embedding, "base64")).buffer)] : embedding);
const rounded = (answer) => answer.data.map(({ embedding }) => numbersOf(embedding).map((n) => Number(n.toFixed(5))));

for (const encoding_format of ["float", "base64", undefined]) {
  test(`embeddings_Asked${encoding_format ?? "ByTheLibrary"}_AreTheGateways`, async () => {
    const answer = await client.embeddings.create({ model: "mock-embedder", input: "A lighthouse", encoding_format });

    assert.deepEqual(rounded(answer), [[0.6, -0.8, 0]]);
  });
}

test("embeddings_OfSeveralTexts_AreTheGatewaysInTheirOrder", async () => {
  const asked = { model: "mock-embedder", input: ["One", "Two", "Three", "One"] };
  const gateway = new OpenAI({ baseURL: `${aimock.url}/v1`, apiKey: gatewayKey, maxRetries: 0 });

  const answer = await client.embeddings.create(asked);

  assert.deepEqual(rounded(answer), rounded(await gateway.embeddings.create(asked)));
  assert.deepEqual(answer.data.map(({ index }) => index), [0, 1, 2, 3]);
  assert.notDeepEqual(rounded(answer)[0], rounded(answer)[1]);
});

const weather = { type: "function", function: { name: "get_weather", parameters: { type: "object", properties: { city: { type: "string" } } } } };

test("tools_FunctionCalled_StreamsThrough", async () => {
  const chunks = await drain(await client.chat.completions.create(ask("Weather", { stream: true, tools: [weather] })));

  const calls = chunks.flatMap((chunk) => chunk.choices[0].delta.tool_calls ?? []);
  assert.equal(calls[0].id, "call_1");
  assert.equal(calls[0].function.name, "get_weather");
  assert.deepEqual(JSON.parse(calls.map((call) => call.function.arguments ?? "").join("")), { city: "Oslo" });
  assert.ok(calls.every((call) => call.index === 0));
  assert.equal(chunks.at(-1).choices[0].finish_reason, "tool_calls");
  assert.deepEqual(aimock.getLastRequest().body.tools, [weather]);
});

test("tools_FunctionCalledWhole_IsGathered", async () => {
  const { choices } = await client.chat.completions.create(ask("Weather", { tools: [weather] }));

  assert.equal(choices[0].finish_reason, "tool_calls");
  assert.equal(choices[0].message.content, null);
  const [call] = choices[0].message.tool_calls;
  assert.deepEqual([call.id, call.type, call.function.name], ["call_1", "function", "get_weather"]);
  assert.deepEqual(JSON.parse(call.function.arguments), { city: "Oslo" });
});

test("chat_WithPassages_BindsTheGatewaysMarkers", async () => {
  const { choices } = await client.chat.completions.create(ask(lighthouse.question, search()));

  const { content, annotations } = choices[0].message;
  assert.match(content, /^It was built in 1881 \[1\], and painted since\s*\.$/);
  assert.equal(annotations.length, 1);
  assert.equal(annotations[0].file_id, indexed.fileId);
  assert.equal([...lighthouse.text].slice(annotations[0].start, annotations[0].end).join(""), annotations[0].quote);
});

test("chat_NothingFound_DoesNotAskTheGateway", async () => {
  const { choices } = await client.chat.completions.create(ask(unanswerable, search()));

  assert.match(choices[0].message.content, /could not find/);
  assert.equal(aimock.getLastRequest(), null);
});

for (const [status, expected] of Object.entries({
  400: { status: 400, code: "upstream_rejected" },
  401: { status: 502, code: "upstream_unauthorized" },
  403: { status: 502, code: "upstream_unauthorized" },
  404: { status: 404, code: "model_not_found" },
  429: { status: 429, code: "upstream_rate_limited" },
  500: { status: 503, code: "upstream_unavailable" },
  503: { status: 503, code: "upstream_unavailable" },
})) {
  for (const stream of [false, true]) {
    test(`errors_Gateway${status}${stream ? "Streamed" : ""}_IsTypedWithoutTheKey`, async () => {
      await assert.rejects(enduringClient.chat.completions.create(ask(`Fail ${status}`, { stream })), (error) => {
        assert.deepEqual({ status: error.status, code: error.code }, expected);
        assert.ok(!JSON.stringify(error.error).includes(gatewayKey), "the key leaked");
        assert.equal(error.headers.get("retry-after"), status === "429" ? `${retryAfter}` : null);
        return true;
      });
    });
  }
}

for (const [words, expected] of Object.entries({
  "Fail too long": { status: 400, code: "context_length_exceeded", param: "messages" },
  "Fail litellm": { status: 400, code: "context_length_exceeded", param: "messages" },
  "Fail filtered": { status: 400, code: "content_refused", param: null },
  "Fail in time": { status: 504, code: "upstream_timeout", param: null },
  "Fail quota": { status: 429, code: "upstream_rate_limited", param: null },
})) {
  test(`errors_Gateway${words.replaceAll(" ", "")}_HasItsCause`, async () => {
    await assert.rejects(enduringClient.chat.completions.create(ask(words)), (error) => {
      assert.deepEqual({ status: error.status, code: error.code, param: error.param }, expected);
      return true;
    });
  });
}

test("errors_GatewayTellsPartOfTheKey_IsMasked", async () => {
  await assert.rejects(enduringClient.chat.completions.create(ask("Fail with key")), (error) => {
    assert.match(error.message, /Incorrect API key provided: \*\*\*$/);
    return true;
  });
});

test("errors_GatewayBreaksOff_EndsTheStreamWithAnError", async () => {
  const stream = await enduringClient.chat.completions.create(ask("Break off", { stream: true }));
  let text = "";

  await assert.rejects(async () => {
    for await (const chunk of stream) text += chunk.choices[0].delta.content ?? "";
  }, (error) => error instanceof OpenAI.APIError && error.code === "upstream_stream_broken");

  assert.ok(text !== "" && "These words come, and these do not come any more.".startsWith(text), text);
});

test("errors_GatewayBreaksOffAWholeAnswer_IsTyped", async () => {
  await assert.rejects(enduringClient.chat.completions.create(ask("Break off")), { status: 502, code: "upstream_stream_broken" });
});

test("errors_GatewayAway_LeavesTheBuiltInModels", async () => {
  const gateway = await recordingGateway();
  const url = gateway.url;
  await gateway.close();
  const lonely = await withGateway(url);
  try {
    const { body: models } = await lonely.json("/v1/models");
    assert.deepEqual(models.data.map((model) => model.id).sort(), ["extractive", "hashing-384", "lexical", "scripted"]);

    const { status, body } = await lonely.json("/v1/chat/completions", { body: ask("Hi", { model: "mock-away" }) });

    assert.deepEqual([status, body.error.code], [503, "upstream_unavailable"]);
    const health = await lonely.json("/v1/health");
    assert.deepEqual([health.status, health.body.status], [200, "degraded"]);
  } finally {
    await lonely.stop();
  }
});

/** A gateway that keeps what it is sent, and speaks without end until its caller goes away. */
async function recordingGateway() {
  const requests = [];
  const waiting = [];
  const http = createServer(async (request, response) => {
    if (request.method === "GET") return response.end(JSON.stringify({ object: "list", data: [] }));
    let body = "";
    for await (const part of request) body += part;
    const left = once(response, "close").then(() => Date.now());
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    const chunk = (delta, finish_reason = null) =>
      `data: ${JSON.stringify({ id: "c", object: "chat.completion.chunk", created: 1, model: "m", choices: [{ index: 0, delta, finish_reason }] })}\n\n`;
    const parsed = JSON.parse(body);
    if (parsed.messages.at(-1).content.endsWith("briefly")) response.end(`${chunk({ content: "Yes." })}${chunk({}, "stop")}data: [DONE]\n\n`);
    else {
      const speaking = setInterval(() => response.write(chunk({ content: "word " })), 20);
      void left.then(() => clearInterval(speaking));
    }
    const seen = { headers: request.headers, body: parsed, path: request.url, left };
    requests.push(seen);
    waiting.shift()?.(seen);
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  return {
    url: `http://127.0.0.1:${http.address().port}/v1`,
    requests,
    next: () => new Promise((resolve) => waiting.push(resolve)),
    close: () => new Promise((done) => (http.close(done), http.closeAllConnections())),
  };
}

test("gateway_OfOurOwn", async (t) => {
  const gateway = await recordingGateway();
  const server = await withGateway(gateway.url);
  t.after(async () => {
    await server.stop();
    await gateway.close();
  });
  const { storeId } = await server.index(lighthouse.text, lighthouse.filename);
  const endless = { model: "mock-endless", messages: [{ role: "user", content: "Speak" }] };

  await t.test("request_Whole_IsStreamedFromTheGatewayWithUsage", async () => {
    const next = gateway.next();
    await server.json("/v1/chat/completions", {
      body: { model: "mock-1", messages: [{ role: "user", content: "Speak briefly" }], temperature: 0.5, top_k: 7, vendor: { deep: [1, "two", null] } },
    });

    const { headers, body, path } = await next;
    assert.equal(path, "/v1/chat/completions");
    assert.equal(headers.authorization, `Bearer ${gatewayKey}`);
    assert.deepEqual(body, {
      model: "mock-1",
      messages: [{ role: "user", content: "Speak briefly" }],
      temperature: 0.5,
      top_k: 7,
      vendor: { deep: [1, "two", null] },
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  await t.test("request_OfATrace_CarriesTheTrace", async () => {
    const next = gateway.next();
    const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    await server.json("/v1/chat/completions", {
      headers: { traceparent: `00-${trace}-00f067aa0ba902b7-01` },
      body: { model: "mock-1", messages: [{ role: "user", content: "Speak briefly" }] },
    });

    const { headers } = await next;
    assert.match(headers.traceparent ?? "", new RegExp(`^00-${trace}-[0-9a-f]{16}-0[01]$`));
  });

  await t.test("request_WithFileSearch_SendsPassagesAndNotTheTool", async () => {
    const next = gateway.next();
    await server.json("/v1/chat/completions", {
      body: {
        model: "mock-1",
        store: true,
        messages: [{ role: "system", content: "Be kind." }, { role: "user", content: `${lighthouse.question} Answer briefly` }],
        tools: [{ type: "file_search", vector_store_ids: [storeId] }, weather],
      },
    });

    const { body, headers } = await next;
    assert.deepEqual(body.tools, [weather]);
    assert.ok(!("store" in body));
    const system = body.messages.filter((message) => message.role === "system").map((message) => message.content).join("\n");
    assert.match(system, /The lighthouse of Varberg was built in 1881\./);
    assert.match(system, /\[1\]/);
    assert.match(system, /Be kind\./);
    assert.deepEqual(body.messages.at(-1), { role: "user", content: `${lighthouse.question} Answer briefly` });
    assert.ok(!JSON.stringify([body, headers]).includes(server.apiKey), "the tenant's key went to the gateway");
  });

  const soon = async (seen, gone) => {
    const took = (await seen.left) - gone;
    assert.ok(took < 250, `the gateway was left after ${took} ms`);
  };

  await t.test("clientGoesAway_SseStream_LeavesTheGateway", async () => {
    const next = gateway.next();
    const abort = new AbortController();
    const response = await server.fetch("/v1/chat/completions", { body: { ...endless, stream: true }, signal: abort.signal });
    await response.body.getReader().read();
    const seen = await next;

    const gone = Date.now();
    abort.abort();

    await soon(seen, gone);
  });

  await t.test("clientGoesAway_WholeAnswer_LeavesTheGateway", async () => {
    const next = gateway.next();
    const abort = new AbortController();
    const answer = server.fetch("/v1/chat/completions", { body: endless, signal: abort.signal });
    const seen = await next;

    const gone = Date.now();
    abort.abort();

    await assert.rejects(answer, { name: "AbortError" });
    await soon(seen, gone);
  });

  await t.test("clientGoesAway_NativeSse_LeavesTheGateway", async () => {
    const next = gateway.next();
    const abort = new AbortController();
    const body = { model: "mock-endless", messages: [{ role: "user", text: "Speak" }] };
    const response = await server.fetch("/v1/chat", { body, signal: abort.signal });
    await response.body.getReader().read();
    const seen = await next;

    const gone = Date.now();
    abort.abort();

    await soon(seen, gone);
  });

  await t.test("clientGoesAway_GrpcCancel_LeavesTheGateway", async () => {
    const next = gateway.next();
    const { call, close } = grpcChat(server, "mock-endless");
    await once(call, "data");
    const seen = await next;

    const gone = Date.now();
    call.cancel();

    await soon(seen, gone);
    close();
  });

  await t.test("clientGoesAway_GrpcConnectionClosed_LeavesTheGateway", async () => {
    const next = gateway.next();
    const { call, close } = grpcChat(server, "mock-endless");
    await once(call, "data");
    const seen = await next;

    const gone = Date.now();
    close();
    call.cancel();

    await soon(seen, gone);
  });
});

function grpcChat(server, model) {
  const includeDirs = [join(root, "protos"), join(root, "protos/third_party")];
  const { fastchat } = grpc.loadPackageDefinition(loadSync("fastchat/chat/v1/chat_service.proto", { includeDirs, keepCase: true }));
  const client = new fastchat.chat.v1.ChatService(`127.0.0.1:${server.port}`, grpc.credentials.createInsecure());
  const metadata = new grpc.Metadata();
  metadata.set("x-api-key", server.apiKey);
  const call = client.Chat({ model, messages: [{ role: "ROLE_USER", text: "Speak" }] }, metadata);
  call.on("error", () => {});
  return { call, close: () => client.close() };
}
