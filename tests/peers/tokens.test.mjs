// Tokens as the server counts them beside OpenAI's own tokenizer, on a megabyte of mixed text.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { LLMock } from "@copilotkit/aimock";
import { getEncoding } from "js-tiktoken";
import { Server, root } from "./server.mjs";

const pieceLength = 60_000;

// What frames one message: three tokens, one for its role, three to begin the answer.
const frame = 7;

let aimock;
let server;

before(async () => {
  aimock = await LLMock.create({ port: 0 });
  aimock.on({ model: "gpt-4", userMessage: /.*/s }, { content: "Counted." });
  server = await Server.start({ env: { FASTCHAT_UPSTREAM_URL: aimock.url, FASTCHAT_UPSTREAM_MODELS: "gpt-4" } });
});
after(async () => {
  await server?.stop();
  await aimock?.stop();
});

// Six languages, science, code, markup, tables, and strings that break things.
const sources = [
  ["ir/xquad-ar/corpus.jsonl", 120_000],
  ["ir/xquad-de/corpus.jsonl", 120_000],
  ["ir/xquad-en/corpus.jsonl", 120_000],
  ["ir/xquad-ru/corpus.jsonl", 120_000],
  ["ir/xquad-th/corpus.jsonl", 60_000],
  ["ir/xquad-zh/corpus.jsonl", 60_000],
  ["ir/scifact-train/corpus.jsonl", 200_000],
  ["strings/blns__blns.txt", 40_000],
];

function corpora() {
  if (process.env["FASTCHAT_CORPORA"]) return process.env["FASTCHAT_CORPORA"];
  for (let folder = root; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, "shared/corpora"))) return join(folder, "shared/corpora");
  }
  return undefined;
}

// No character is cut in two, and none is there that XML or a script of the model's would mind.
function pieces() {
  const text = sources.map(([file, length]) => readFileSync(join(corpora(), file), "utf8").slice(0, length)).join("\n");
  const result = [];
  for (let at = 0; at < text.length; ) {
    let end = Math.min(at + pieceLength, text.length);
    if (/[\ud800-\udbff]/.test(text[end - 1])) end--;
    result.push(text.slice(at, end));
    at = end;
  }
  return result;
}

async function counted(model) {
  const answer = await fetch(`${server.origin}/v1/admin/usage?group_by=model`, { headers: server.headers });
  const usage = (await answer.json()).usage.find((row) => row.model === model);
  return usage === undefined ? { prompt: 0, completion: 0 } : { prompt: Number(usage.counted_prompt_tokens), completion: Number(usage.counted_completion_tokens) };
}

async function ask(model, content, more) {
  const answer = await fetch(`${server.origin}/v1/chat/completions`, {
    method: "POST",
    headers: { ...server.headers, "content-type": "application/json" },
    body: JSON.stringify({ model, messages: [{ role: "user", content }], ...more }),
  });
  const body = await answer.text();
  assert.equal(answer.status, 200, body);
  return body;
}

for (const [model, name] of [
  ["scripted", "o200k_base"],
  ["gpt-4", "cl100k_base"],
]) {
  test(`count_OfAMegabyte_${name}_IsOpenAIs`, { skip: corpora() === undefined ? "The test corpora are absent." : false }, async () => {
    const encoding = getEncoding(name);
    for (const piece of pieces()) {
      const before = await counted(model);
      await ask(model, piece.trimStart().startsWith("{") ? `:${piece}` : piece, { max_tokens: 1 });
      const expected = encoding.encode(piece.trimStart().startsWith("{") ? `:${piece}` : piece, [], []).length;
      assert.equal((await counted(model)).prompt - before.prompt - frame, expected, piece.slice(0, 80));
    }
  });
}

test("count_OfAStreamedAnswer_IsThatOfTheWholeText", { skip: corpora() === undefined ? "The test corpora are absent." : false }, async () => {
  const encoding = getEncoding("o200k_base");
  for (const piece of pieces().slice(0, 12)) {
    const words = `Say: ${piece}`;
    const before = await counted("scripted");
    await ask("scripted", words, { stream: true });
    assert.equal((await counted("scripted")).completion - before.completion, encoding.encode(words, [], []).length, piece.slice(0, 80));
  }
});
