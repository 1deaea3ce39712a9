// The page at /docs, in Chromium: what it shows, what it sends, and that it asks nobody else for anything.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { launch } from "./chromium.mjs";
import { Server } from "./server.mjs";

let server;
let document;
let browser;
let page;
let complaints;

before(async () => {
  server = await Server.start();
  document = await (await fetch(`${server.origin}/openapi.json`)).json();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

beforeEach(async () => {
  complaints = [];
  page = await browser.newPage();
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => !/^(data|blob):/.test(request.url()) && new URL(request.url()).origin !== server.origin && complaints.push(`asked ${request.url()}`));
});
afterEach(async () => {
  await page.close();
  // The browser's own note of a reply of 4xx is none of the page's.
  assert.deepEqual(complaints.filter((text) => !/the server responded with a status of 4/.test(text)), []);
});

const operations = () => Object.entries(document.paths).flatMap(([path, item]) => Object.entries(item).map(([verb, operation]) => ({ path, verb, ...operation })));
const status = () => page.locator(".outcome .status").textContent();

async function open(operationId, key = server.apiKey) {
  await page.goto(`${server.origin}/docs${operationId ? `#${operationId}` : ""}`);
  await page.waitForSelector(operationId ? ".try" : "nav a");
  if (key) await page.fill("#key", key);
}

test("page_Opened_ListsEveryOperationByTag", async () => {
  await open();

  const listed = await page.locator("nav a").evaluateAll((links) => links.map((link) => link.hash.slice(1)));
  assert.deepEqual(listed.toSorted(), operations().map(({ operationId }) => operationId).toSorted());
  assert.equal(await page.locator("nav section").count(), document.tags.length);
  assert.equal(listed[0], "ChatCompletionsService_CreateChatCompletion");
});

test("page_Policy_AllowsNoScriptInline", async () => {
  const response = await fetch(`${server.origin}/docs`);

  const policy = response.headers.get("content-security-policy");
  assert.match(policy, /default-src 'none'; script-src 'self'; style-src 'self';/);
  assert.doesNotMatch(policy, /unsafe|https?:|\*/);
  assert.equal(response.headers.get("x-content-type-options"), "nosniff");
});

test("search_Words_LeavesWhatMatches", async () => {
  await open(undefined, null);
  await page.keyboard.press("/");
  await page.keyboard.type("del vector_stores");

  const visible = await page.locator("nav a:visible").evaluateAll((links) => links.map((link) => link.hash.slice(1)));
  assert.deepEqual(visible.toSorted(), operations().filter(({ verb, path }) => verb === "delete" && path.includes("vector_stores")).map(({ operationId }) => operationId).toSorted());
  await page.keyboard.type(" nothing at all");
  assert.equal(await page.locator("#nothing").isVisible(), true);
});

test("schema_Opened_ShowsWhatIsInside", async () => {
  await open("ChatCompletionsService_CreateChatCompletion");

  const messages = page.locator("article details", { hasText: "messages" }).first();
  await messages.locator("summary").first().click();
  await messages.getByText("tool_call_id").first().waitFor();

  assert.match(await messages.innerText(), /role[\s\S]*content[\s\S]*tool_call_id/);
});

test("send_Get_ShowsStatusHeadersAndBody", async () => {
  await open("ModelsService_GetModel");
  await page.locator(".try label", { hasText: "model" }).locator("input").fill("extractive");
  await page.click(".send");

  await page.waitForSelector(".answer pre.json");
  assert.equal(await status(), "200");
  assert.match(await page.locator(".answer .headers pre").textContent(), /x-request-id: /);
  assert.equal(JSON.parse(await page.locator(".answer pre.json").textContent()).id, "extractive");
});

test("send_WrongKey_ShowsTheError", async () => {
  await open("ModelsService_ListModels", "fc_wrong");
  await page.click(".send");

  await page.waitForSelector(".answer pre.json");
  assert.equal(await status(), "401");
  assert.equal(JSON.parse(await page.locator(".answer pre.json").textContent()).error.code, "invalid_api_key");
});

test("send_Streamed_ShowsEventsAsTheyCome", async () => {
  await open("ChatCompletionsService_CreateChatCompletion");
  await page.fill(".try textarea", JSON.stringify({ model: "scripted", messages: [{ role: "user", content: "one two three" }] }));
  await page.check(".try .check input");
  await page.click(".send");

  await page.waitForSelector(".events li.plain");
  assert.equal(await status(), "200");
  const events = await page.locator(".events li").allInnerTexts();
  assert.equal(events.at(-1), "[DONE]");
  assert.match(events.join("\n"), /one[\s\S]*two[\s\S]*three/);
});

test("body_AsItStands_IsAnswered", async () => {
  for (const operation of ["ChatCompletionsService_CreateChatCompletion", "ChatService_Chat"]) {
    await open(operation);
    await page.click(".send");

    await page.waitForSelector(".answer .outcome");
    assert.equal(await status(), "200", operation);
    await page.goto("about:blank");
  }
});

test("stop_EndlessStream_EndsIt", async () => {
  await open("ChatCompletionsService_CreateChatCompletion");
  await page.fill(".try textarea", JSON.stringify({ model: "scripted", stream: true, messages: [{ role: "user", content: '{"tokens": 100000, "delay_ms": 10}' }] }));
  await page.click(".send");
  await page.locator(".events li").nth(3).waitFor();
  await page.click(".try button:has-text('Stop')");

  await page.waitForSelector(".failure");
  assert.equal(await page.locator(".failure").textContent(), "Stopped.");
  assert.equal(await page.locator(".send").isEnabled(), true);
});

test("send_Form_UploadsTheFile", async () => {
  await open("FilesService_CreateFile");
  await page.setInputFiles(".try input[type=file]", { name: "note.txt", mimeType: "text/plain", buffer: Buffer.from("A note.") });
  await page.click(".send");

  await page.waitForSelector(".answer pre.json");
  assert.equal(await status(), "200", await page.locator(".answer").innerText());
  assert.equal(JSON.parse(await page.locator(".answer pre.json").textContent()).filename, "note.txt");
});

test("curl_Shown_SaysTheRequestButNotTheKey", async () => {
  await open("ChatCompletionsService_CreateChatCompletion");
  await page.fill(".try textarea", `{"model":"it's"}`);
  await page.selectOption("#scheme", "apiKey");

  const curl = await page.locator(".curl code").textContent();
  assert.ok(!curl.includes(server.apiKey));
  assert.equal(curl.replace(/ \\\n +/g, " "), `curl -X POST -N '${server.origin}/v1/chat/completions' -H "X-API-Key: $API_KEY" -H 'Content-Type: application/json' -d '{"model":"it'\\''s"}'`);
});

test("key_Typed_StaysInItsTab", async () => {
  await open();

  assert.equal(await page.evaluate(() => sessionStorage.getItem("key")), server.apiKey);
  assert.deepEqual(await page.evaluate(() => [localStorage.length, document.cookie]), [0, ""]);
});

test("samples_OfEveryBody_FitTheirSchemas", async () => {
  const ajv = new Ajv2020({ strict: false, validateSchema: false });
  addFormats(ajv);
  ajv.addSchema(document, "openapi");
  await open();
  for (const { operationId, path, verb } of operations().filter(({ requestBody }) => requestBody?.content["application/json"])) {
    await page.goto(`${server.origin}/docs#${operationId}`);
    await page.locator("h2", { hasText: document.paths[path][verb].summary }).first().waitFor();
    const sample = JSON.parse(await page.locator(".try textarea").inputValue());

    const place = `openapi#/paths/${encodeURIComponent(path.replaceAll("/", "~1"))}/${verb}/requestBody/content/application~1json/schema`;
    const validate = ajv.compile({ $ref: place });
    assert.ok(validate(sample), `${operationId}: ${JSON.stringify(sample)} ${JSON.stringify(validate.errors)}`);
    assert.notDeepEqual(sample, {}, `${operationId} has an empty sample`);
  }
});
