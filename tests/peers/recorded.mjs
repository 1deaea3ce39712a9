// Holds the REST exchanges that the C# suites recorded against the OpenAPI document; eng/test runs it behind them.
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Contract } from "./contract.mjs";
import { Server } from "./server.mjs";

const folder = process.env["FASTCHAT_REST_RECORDINGS"];

test("recorded_EveryRestReplyOfTheCSharpSuites_KeepsToTheDocument", async () => {
  assert.ok(folder && existsSync(folder), "FASTCHAT_REST_RECORDINGS names no folder: run the C# suites with it first");
  const server = await Server.start();
  const contract = new Contract(await (await fetch(`${server.origin}/openapi.json`)).json());
  await server.stop();

  const lines = readdirSync(folder).filter((name) => name.endsWith(".jsonl")).flatMap((name) => readFileSync(join(folder, name), "utf8").split("\n").filter(Boolean));
  const problems = [];
  const operations = new Set();
  let checked = 0;
  for (const line of lines) {
    const exchange = JSON.parse(line);
    exchange.body = Buffer.from(exchange.body, "base64").toString();
    const found = contract.check(exchange);
    if (!found) continue;
    checked++;
    operations.add(contract.operation(exchange.method, exchange.path.split("?")[0])?.operationId);
    problems.push(...found.map((problem) => `${exchange.test}: ${exchange.method} ${exchange.path} ${exchange.status}: ${problem}`));
  }

  console.log(`${checked} recorded REST replies of ${operations.size} operations`);
  assert.ok(checked > 100, `only ${checked} replies were recorded`);
  assert.deepEqual(problems, []);
});
