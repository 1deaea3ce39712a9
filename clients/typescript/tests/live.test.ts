import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { FastchatClient, NotFoundError } from "@fastchat/client";

const run = promisify(execFile);
const live = {
  skip: process.env["FASTCHAT_URL"] ? false : "FASTCHAT_URL is not set: the samples run only against a live server",
  timeout: 120_000,
};

test("sample_HelloStream_PrintsAnAnswer", live, async () => {
  const { stdout } = await run(process.execPath, ["dist/test/samples/hello-stream.js", "Say hello."]);

  assert.notEqual(stdout.trim(), "");
});

test("sample_RagWithCitations_CitesTheDocument", live, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "fastchat-"));
  t.after(() => rm(folder, { recursive: true }));
  const path = join(folder, "lighthouse.txt");
  await writeFile(path, "The lighthouse of Varberg was built in 1881. Its lamp is lit with rapeseed oil every evening.\n");

  const { stdout } = await run(process.execPath, ["dist/test/samples/rag-with-citations.js", path, "When was the lighthouse of Varberg built?"]);

  assert.match(stdout, /\[1\]/);
  assert.match(stdout, /^\[1\] lighthouse\.txt(, page \d+)?: ".*1881.*"$/m);
});

test("errors_LiveServer_AreTyped", live, async (t) => {
  const client = new FastchatClient();
  t.after(() => client.close());

  await assert.rejects(client.files.get("file-that-is-not-there"), (error) =>
    error instanceof NotFoundError && error.reason === "FILE_NOT_FOUND");
});
