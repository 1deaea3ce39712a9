// Responses in the background whose server goes away: by a power cut, and by being told to stop.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Server } from "./server.mjs";

const count = process.env["FASTCHAT_EXPERIMENTS"] === "1" ? 200 : 40;
const scripts = mkdtempSync(join(tmpdir(), "fastchat-scripts-"));
const words = Array.from({ length: 100 }, (_, i) => `w${i}`).join(" ");
writeFileSync(
  join(scripts, "bot.yaml"),
  `
model: bot
rules:
- when: {user: briefly}
  steps:
  - {say: "${words}", delay: 10ms}
- say: "${words}"
  delay: 100ms
`,
);
after(() => rmSync(scripts, { recursive: true, force: true }));

const start = (options) => Server.start({ env: { FASTCHAT_SCRIPTS: scripts }, ...options });

const begin = async (server, input, more) => (await server.json("/v1/responses", { body: { model: "bot", input, background: true, ...more } })).body;

/** The events of a response behind a number, to its end. */
async function eventsOf(server, id, after) {
  const reply = await server.fetch(`/v1/responses/${id}?stream=true${after === undefined ? "" : `&starting_after=${after}`}`);
  return (await reply.text()).split("\n").filter((l) => l.startsWith("data: {")).map((l) => JSON.parse(l.slice(6)));
}

test("kill9_UnderResponsesInTheBackground_LosesNoneAndLeavesNoneInProgress", async () => {
  const server = await start();
  const made = await Promise.all(Array.from({ length: count }, (_, i) => begin(server, i % 4 === 0 ? "briefly" : "at length")));
  await new Promise((done) => setTimeout(done, 1500));
  await server.kill();

  const again = await start({ dataDir: server.dataDir });
  again.ownsData = true;
  const ends = await Promise.all(made.map(async ({ id }) => (await again.json(`/v1/responses/${id}`)).body));

  for (const response of ends) {
    assert.ok(["completed", "failed"].includes(response.status), `${response.id} is ${response.status}`);
    if (response.status === "failed") assert.equal(response.error.code, "interrupted");
    else assert.equal(response.output[0].content[0].text, words);
  }

  assert.ok(ends.some((r) => r.status === "completed"), "none had ended before the cut");
  assert.ok(ends.some((r) => r.status === "failed"), "none was under way at the cut");
  const cut = ends.find((r) => r.status === "failed" && r.output.length > 0);
  const events = await eventsOf(again, cut.id);
  assert.deepEqual(events.map((e) => e.sequence_number), events.map((_, i) => i));
  assert.equal(events.at(-1).type, "response.failed");
  assert.ok(words.startsWith(events.filter((e) => e.type === "response.output_text.delta").map((e) => e.delta).join("")));
  await again.stop();
});

test("stop_UnderResponsesInTheBackground_LetsThemEnd", async () => {
  const server = await start();
  const made = await Promise.all(Array.from({ length: count }, () => begin(server, "briefly")));
  server.ownsData = false;
  const { code } = await server.stop();

  const again = await start({ dataDir: server.dataDir });
  again.ownsData = true;
  const ends = await Promise.all(made.map(async ({ id }) => (await again.json(`/v1/responses/${id}`)).body.status));

  assert.equal(code, 0);
  assert.deepEqual(new Set(ends), new Set(["completed"]));
  await again.stop();
});
