// Every parameter of a chat completion through OpenAI's own client: what it becomes where the model is, and what comes back.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import OpenAI from "openai";
import { checkedFetch } from "./checked-fetch.mjs";
import { Server } from "./server.mjs";

let upstream;
let server;
let client;

// A provider that keeps what it is asked, and answers with the chunks it was given.
before(async () => {
  upstream = { requests: [], chunks: [] };
  upstream.http = createServer(async (request, response) => {
    if (request.method === "GET") return response.end(JSON.stringify({ object: "list", data: [] }));
    let body = "";
    for await (const part of request) body += part;
    upstream.requests.push(JSON.parse(body));
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    for (const chunk of upstream.chunks) response.write(`data: ${JSON.stringify({ id: "c", object: "chat.completion.chunk", created: 1, model: "m", ...chunk })}\n\n`);
    response.end("data: [DONE]\n\n");
  });
  upstream.http.listen(0, "127.0.0.1");
  await once(upstream.http, "listening");
  server = await Server.start({ env: { FASTCHAT_UPSTREAM_URL: `http://127.0.0.1:${upstream.http.address().port}/v1`, FASTCHAT_UPSTREAM_MODELS: "mock-*" } });
  client = new OpenAI({ baseURL: `${server.origin}/v1`, apiKey: server.apiKey, maxRetries: 0, timeout: 20_000, fetch: checkedFetch });
});
after(async () => {
  await server?.stop();
  upstream?.http.close();
  upstream?.http.closeAllConnections();
});

const says = (...texts) => [...texts.map((content) => ({ choices: [{ index: 0, delta: { content }, finish_reason: null }] })), { choices: [{ index: 0, delta: {}, finish_reason: "stop" }] }];
const ask = (more) => ({ model: "mock-1", messages: [{ role: "user", content: "Hello?" }], ...more });
const city = { type: "object", properties: { city: { type: "string" }, people: { type: "integer" } }, required: ["city"], additionalProperties: false };
const asCity = { type: "json_schema", json_schema: { name: "city", strict: true, schema: city } };

async function sent(request) {
  upstream.chunks = says("Yes.");
  await client.chat.completions.create(request);
  return upstream.requests.at(-1);
}

test("parameters_AllOfThem_ReachTheProviderAsTheyWere", async () => {
  const parameters = {
    frequency_penalty: 0.5,
    logit_bias: { 50256: -100 },
    logprobs: true,
    max_completion_tokens: 100,
    modalities: ["text"],
    n: 1,
    parallel_tool_calls: false,
    prediction: { type: "content", content: "Yes." },
    presence_penalty: -0.5,
    prompt_cache_key: "key",
    reasoning_effort: "minimal",
    response_format: { type: "text" },
    safety_identifier: "ann",
    seed: 42,
    service_tier: "flex",
    stop: ["\n", "END"],
    temperature: 0.25,
    tool_choice: { type: "function", function: { name: "weather" } },
    tools: [
      { type: "function", function: { name: "weather", description: "d", parameters: city, strict: true } },
      { type: "custom", custom: { name: "code", description: "d", format: { type: "text" } } },
    ],
    top_logprobs: 3,
    top_p: 0.75,
    user: "ann",
    verbosity: "low",
    web_search_options: { search_context_size: "low" },
    vendor_extension: { deep: [1, null] },
  };

  const body = await sent(ask(parameters));

  const { model, messages, stream, stream_options, ...rest } = body;
  assert.deepEqual([model, stream, stream_options], ["mock-1", true, { include_usage: true }]);
  assert.deepEqual(messages, [{ role: "user", content: "Hello?" }]);
  assert.deepEqual(rest, parameters);
});

test("content_PartsOfAllKinds_ReachTheProviderAsTheyWere", async () => {
  const content = [
    { type: "text", text: "What is this?" },
    { type: "image_url", image_url: { url: "https://example.com/a.png", detail: "low" } },
    { type: "image_url", image_url: { url: "data:image/gif;base64,R0lGODlhAQABAAAAACw=" } },
    { type: "input_audio", input_audio: { data: "AAAA", format: "wav" } },
    { type: "file", file: { filename: "a.pdf", file_data: "data:application/pdf;base64,AAAA" } },
  ];

  assert.deepEqual((await sent(ask({ messages: [{ role: "user", content }] }))).messages, [{ role: "user", content }]);
});

test("content_FileById_IsPutIn", async () => {
  const file = await client.files.create({ file: new File(["Zebras live in Africa."], "zebras.txt"), purpose: "user_data" });

  const { messages } = await sent(ask({ messages: [{ role: "user", content: [{ type: "file", file: { file_id: file.id } }] }] }));

  assert.deepEqual(messages[0].content[0].file, { filename: "zebras.txt", file_data: `data:text/plain;base64,${Buffer.from("Zebras live in Africa.").toString("base64")}` });
});

test("content_FileThatIsNotThere_IsNotFoundByItsPlace", async () => {
  const content = [{ type: "text", text: "?" }, { type: "file", file: { file_id: "file-none" } }];
  for (const stream of [false, true])
    await assert.rejects(client.chat.completions.create(ask({ stream, messages: [{ role: "user", content }] })), { status: 404, code: "file_not_found", param: "messages[0].content[1].file.file_id" });
});

test("response_format_AnswerInItsSchema_IsParsedByTheClient", async () => {
  upstream.chunks = says('{"city":', ' "Oslo"}');

  const completion = await client.chat.completions.parse(ask({ response_format: asCity }));

  assert.equal(completion.choices[0].message.content, '{"city": "Oslo"}');
});

test("response_format_AnswerOutsideItsSchema_IsAnErrorThatNamesThePlace", async () => {
  upstream.chunks = says('{"city": "Oslo",', ' "people": "many"}');

  await assert.rejects(client.chat.completions.create(ask({ response_format: asCity })), (error) => {
    assert.deepEqual([error.status, error.code, error.param], [502, "response_format_violated", "response_format"]);
    assert.match(error.message, /\$\.people must be of type integer/);
    return true;
  });
});

test("response_format_StreamOutsideItsSchema_NeverSaysThatItIsDone", async () => {
  upstream.chunks = says("no JSON");
  const stream = await client.chat.completions.create(ask({ response_format: { type: "json_object" }, stream: true }));
  const chunks = [];

  await assert.rejects(async () => {
    for await (const chunk of stream) chunks.push(chunk);
  }, { code: "response_format_violated" });

  assert.equal(chunks.map((chunk) => chunk.choices[0].delta.content ?? "").join(""), "no JSON");
  assert.ok(chunks.every((chunk) => chunk.choices[0].finish_reason === null));
});

test("functions_OfTheOldProtocol_AreCalledByIt", async () => {
  upstream.chunks = [
    { choices: [{ index: 0, delta: { tool_calls: [{ index: 0, id: "call_9", type: "function", function: { name: "weather", arguments: '{"ci' } }] }, finish_reason: null }] },
    { choices: [{ index: 0, delta: { tool_calls: [{ index: 0, function: { arguments: 'ty": 1}' } }] }, finish_reason: null }] },
    { choices: [{ index: 0, delta: {}, finish_reason: "tool_calls" }] },
  ];
  const request = ask({ functions: [{ name: "weather", parameters: city }], function_call: { name: "weather" } });

  const { choices } = await client.chat.completions.create(request);
  const chunks = [];
  for await (const chunk of await client.chat.completions.create({ ...request, stream: true })) chunks.push(chunk);

  assert.deepEqual([choices[0].finish_reason, choices[0].message.function_call, choices[0].message.tool_calls], ["function_call", { name: "weather", arguments: '{"city": 1}' }, undefined]);
  assert.equal(chunks.map((chunk) => chunk.choices[0].delta.function_call?.arguments ?? "").join(""), '{"city": 1}');
  assert.equal(chunks.at(-1).choices[0].finish_reason, "function_call");
  const { tools, tool_choice, functions, function_call } = upstream.requests.at(-1);
  assert.deepEqual([tools, tool_choice, functions, function_call], [[{ type: "function", function: { name: "weather", parameters: city } }], { type: "function", function: { name: "weather" } }, undefined, undefined]);
});

test("tools_CustomToolCalled_IsGathered", async () => {
  upstream.chunks = [
    { choices: [{ index: 0, delta: { tool_calls: [{ index: 0, id: "call_9", type: "custom", custom: { name: "code", input: "print(" } }] }, finish_reason: null }] },
    { choices: [{ index: 0, delta: { tool_calls: [{ index: 0, custom: { input: "1)" } }] }, finish_reason: null }] },
    { choices: [{ index: 0, delta: {}, finish_reason: "tool_calls" }] },
  ];

  const { choices } = await client.chat.completions.create(ask({ tools: [{ type: "custom", custom: { name: "code" } }] }));

  assert.deepEqual(choices[0].message.tool_calls, [{ id: "call_9", type: "custom", custom: { name: "code", input: "print(1)" } }]);
});

test("usage_ProviderStatesNone_IsCountedHere", async () => {
  upstream.chunks = says("One two", " three.");

  const { usage } = await client.chat.completions.create(ask());

  assert.deepEqual([usage.prompt_tokens, usage.completion_tokens, usage.total_tokens], [9, 4, 13]);
});

for (const [name, more, param] of [
  ["tools", { tools: [{ type: "function", function: { name: "f" } }] }, "tools"],
  ["response_format", { response_format: { type: "json_object" } }, "response_format"],
  ["reasoning_effort", { reasoning_effort: "low" }, "reasoning_effort"],
  ["logprobs", { logprobs: true }, "logprobs"],
  ["pictures", { messages: [{ role: "user", content: [{ type: "image_url", image_url: { url: "https://example.com/a.png" } }] }] }, "messages[0].content[0]"],
]) {
  test(`abilities_ModelWithout_${name}_RefusesByName`, async () => {
    for (const stream of [false, true])
      await assert.rejects(client.chat.completions.create(ask({ model: "extractive", stream, ...more })), { status: 400, code: "parameter_unsupported", param });
  });
}
