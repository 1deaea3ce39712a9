// Tools that the server runs, by OpenAI's own library for JavaScript; they are declared in a file and call a service that is really there.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { createServer } from "node:http";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import OpenAI from "openai";
import { checkedFetch } from "./checked-fetch.mjs";
import { checkedEvent, checkedResponse } from "./response-schemas.mjs";
import { Server } from "./server.mjs";

const bot = `
model: tool-bot
rules:
- when: {user: weather, tool_result: false}
  steps:
  - say: "Let me look. "
  - {call: weather, arguments: {city: Oslo, unit: c}}
  - {call: current_time}
- when: {user: broken, tool_result: false}
  steps:
  - {call: weather, arguments: {city: Nowhere}}
- when: {user: both, tool_result: false}
  steps:
  - {call: get_order, arguments: {id: "42"}}
  - {call: weather, arguments: {city: Oslo}}
- when: {user: order, tool_result: false}
  steps:
  - {call: get_order, arguments: {id: "42"}}
- when: {tool_result: {matches: 'shipped'}}
  say: It is on its way.
- when: {tool_result: true}
  say: Here you are.
- say: Hello there.
`;

const secret = "weather-secret-0123456789";
const declared = (origin) => `
tools:
  weather:
    description: Tells the weather of a city.
    parameters: {type: object, properties: {city: {type: string}, unit: {enum: [c, f]}}, required: [city]}
    url: ${origin}/v1/{city}
    headers: {Authorization: "Bearer \${WEATHER_KEY}"}
    allow_private_addresses: true
`;

const own = { type: "function", function: { name: "get_order", description: "An order.", parameters: { type: "object", properties: { id: { type: "string" } } } } };
const mcp = (...allowed_tools) => ({ type: "mcp", server_label: "fastchat", require_approval: "never", ...(allowed_tools.length > 0 && { allowed_tools }) });
const serverTool = (name) => ({ type: "fastchat:server_tool", name });

let service;
let asked = [];
let folder;
let server;
let client;

before(async () => {
  service = createServer((request, response) => {
    asked.push({ path: request.url, authorization: request.headers.authorization });
    if (request.url.startsWith("/v1/Nowhere")) response.writeHead(404, { "content-type": "text/plain" }).end(`no such city for ${request.headers.authorization}`);
    else response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ degrees: 21 }));
  });
  await new Promise((done) => service.listen(0, "127.0.0.1", done));
  folder = mkdtempSync(join(tmpdir(), "fastchat-tools-"));
  writeFileSync(join(folder, "bot.yaml"), bot);
  writeFileSync(join(folder, "tools.yml"), declared(`http://127.0.0.1:${service.address().port}`));
  server = await Server.start({ env: { FASTCHAT_SCRIPTS: join(folder, "bot.yaml"), FASTCHAT_TOOLS: join(folder, "tools.yml"), WEATHER_KEY: secret } });
  client = new OpenAI({ baseURL: `${server.origin}/v1`, apiKey: server.apiKey, maxRetries: 0, timeout: 20_000, fetch: fetchChecked });
});
after(async () => {
  await server?.stop();
  service.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => (asked = []));

// Every answer is held against our description and against OpenAI's.
async function fetchChecked(url, init) {
  const reply = await checkedFetch(url, init);
  if (reply.ok && reply.headers.get("content-type")?.startsWith("application/json")) {
    const body = await reply.clone().json();
    if (body.object === "response") checkedResponse(body);
  }

  return reply;
}

test("list_Tools_AreThoseOfTheFileAndTheBuiltInOne", async () => {
  const { tools } = await (await checkedFetch(`${server.origin}/v1/tools`, { headers: server.headers })).json();

  assert.deepEqual(tools.map((tool) => tool.name), ["current_time", "weather"]);
  assert.ok(!JSON.stringify(tools).includes(secret));
});

test("responses_ServersTools_AreMcpCallsWithTheirOutput", async () => {
  const response = await client.responses.create({ model: "tool-bot", input: "weather", tools: [mcp()] });

  assert.deepEqual(response.output.map((item) => item.type), ["message", "mcp_call", "mcp_call", "message"]);
  assert.equal(response.output_text, "Let me look. Here you are.");
  const [, weather, time] = response.output;
  assert.deepEqual([weather.name, weather.output, weather.error, weather.status], ["weather", '{"degrees":21}', null, "completed"]);
  assert.match(JSON.parse(time.output).time, /^\d{4}-\d\d-\d\dT/);
  assert.deepEqual(asked, [{ path: "/v1/Oslo?unit=c", authorization: `Bearer ${secret}` }]);
});

test("responses_Streamed_TellCallsAsTheyGoAndTheSameWhenReadAgain", async () => {
  const events = [];
  for await (const event of await client.responses.create({ model: "tool-bot", input: "weather", tools: [mcp("weather", "current_time")], stream: true })) events.push(checkedEvent(event));

  assert.deepEqual(events.map((e) => e.sequence_number), events.map((_, i) => i));
  const of = (index) => events.filter((e) => e.output_index === index).map((e) => e.type);
  assert.deepEqual(of(1), [
    "response.output_item.added", "response.mcp_call.in_progress", "response.mcp_call_arguments.delta", "response.mcp_call_arguments.done", "response.mcp_call.completed", "response.output_item.done",
  ]);
  const { response } = events.at(-1);
  assert.deepEqual(response.output[1], events.findLast((e) => e.output_index === 1).item);
  const again = [];
  for await (const event of await client.responses.retrieve(response.id, { stream: true })) again.push(event);
  assert.deepEqual(again, events);
  assert.deepEqual((await client.responses.retrieve(response.id)).output, response.output);
});

test("responses_ToolThatFails_IsAFailedCallAndTheModelGoesOn", async () => {
  const response = await client.responses.create({ model: "tool-bot", input: "broken", tools: [mcp("weather")] });

  const [call, message] = response.output;
  assert.deepEqual([call.status, call.output], ["failed", null]);
  assert.match(call.error, /status 404: no such city/);
  assert.ok(!JSON.stringify(response).includes(secret));
  assert.equal(message.content[0].text, "Here you are.");
});

test("responses_OwnFunctionBesideTheServers_GoesOnByPreviousResponse", async () => {
  const tools = [mcp("weather"), { type: "function", strict: false, ...own.function }];

  const first = await client.responses.create({ model: "tool-bot", input: "both", tools });
  const call = first.output.find((item) => item.type === "function_call");
  assert.deepEqual(first.output.map((item) => item.type), ["function_call", "mcp_call"]);
  const second = await client.responses.create({ model: "tool-bot", previous_response_id: first.id, input: [{ type: "function_call_output", call_id: call.call_id, output: "shipped" }], tools });

  assert.equal(second.output_text, "It is on its way.");
});

test("responses_OutputSentBackAsInput_IsTaken", async () => {
  const first = await client.responses.create({ model: "tool-bot", input: "weather", tools: [mcp()], store: false });

  const second = await client.responses.create({ model: "tool-bot", input: [{ role: "user", content: "weather" }, ...first.output, { role: "user", content: "thanks" }], store: false });

  assert.equal(second.output_text, "Hello there.");
});

test("responses_StreamHelper_GivesTheFinalResponse", async () => {
  const final = await client.responses.stream({ model: "tool-bot", input: "weather", tools: [mcp()] }).finalResponse();

  assert.deepEqual(final.output.map((item) => item.type), ["message", "mcp_call", "mcp_call", "message"]);
});

test("completions_ServersToolAndOwn_GoOnWithTheMessageSentBack", async () => {
  const messages = [{ role: "user", content: "both" }];
  const tools = [own, serverTool("weather")];

  const first = (await client.chat.completions.create({ model: "tool-bot", messages, tools })).choices[0];
  assert.equal(first.finish_reason, "tool_calls");
  assert.deepEqual(first.message.tool_calls.map((call) => call.function.name), ["get_order"]);
  assert.deepEqual(first.message.server_tool_calls.map((call) => [call.name, call.outcome, call.output]), [["weather", "ok", '{"degrees":21}']]);
  messages.push(first.message, { role: "tool", tool_call_id: first.message.tool_calls[0].id, content: "shipped" });
  const second = (await client.chat.completions.create({ model: "tool-bot", messages, tools })).choices[0];

  assert.equal(second.message.content, "It is on its way.");
  assert.equal(asked.length, 1);
});

test("completions_StreamHelper_JoinsTheServersCalls", async () => {
  const stream = client.chat.completions.stream({ model: "tool-bot", messages: [{ role: "user", content: "weather" }], tools: [serverTool("weather"), serverTool("current_time")] });

  const final = await stream.finalChatCompletion();

  assert.equal(final.choices[0].message.content, "Let me look. Here you are.");
  assert.deepEqual(final.choices[0].message.server_tool_calls.map((call) => call.name), ["weather", "current_time"]);
});

test("completions_RunTools_RunsTheCallersFunctions", async () => {
  const ids = [];
  const runner = client.chat.completions.runTools({
    model: "tool-bot",
    messages: [{ role: "user", content: "order" }],
    tools: [{ type: "function", function: { ...own.function, parse: JSON.parse, function: ({ id }) => (ids.push(id), "shipped") } }],
  });

  assert.equal(await runner.finalContent(), "It is on its way.");
  assert.deepEqual(ids, ["42"]);
});

test("logs_SecretOfATool_IsInNoneOfThem", () => assert.ok(!server.output.includes(secret)));
