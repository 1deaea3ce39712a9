import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { FastchatClient } from "@fastchat/client";

test("readme_CodeBlocks_AreTheSamples", async () => {
  const readme = await readFile("README.md", "utf8");
  const blocks = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code);

  const samples = ["hello-stream", "rag-with-citations"].map((name) => readFile(`samples/${name}.ts`, "utf8"));
  assert.deepEqual(blocks, await Promise.all(samples));
});

test("clientsReadme_Table_NamesMethodsThatExist", async (t) => {
  const client = new FastchatClient();
  t.after(() => client.close());
  const table = await readFile("../README.md", "utf8");
  // The second column, for example: client.files.upload(path)
  const calls = [...table.matchAll(/^\| [^|]+ \| `client\.([\w.]+)\(/gm)].map(([, path]) => path!);

  assert.ok(calls.length > 10);
  for (const path of calls) {
    const found = path.split(".").reduce<unknown>((at, name) => (at as Record<string, unknown>)?.[name], client);
    assert.equal(typeof found, "function", path);
  }
});
