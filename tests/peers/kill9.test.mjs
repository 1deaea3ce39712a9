// kill -9 while a large document is being read: afterwards it can be searched as a whole, or says why not and can be retried.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { lighthouse } from "./documents.mjs";
import { Server } from "./server.mjs";

const megabytes = 12;
const needles = 5;

/** Paragraphs without end, and at even distances one that is like no other. */
function largeText() {
  const words = "harbour lantern river marble copper valley winter garden bridge engine silver meadow anchor timber velvet canyon".split(" ");
  const paragraphs = Math.floor((megabytes * 1_000_000) / 330);
  let seed = 1;
  const word = () => words[(seed = (seed * 48_271) % 2_147_483_647) % words.length];
  return Array.from({ length: paragraphs }, (_, i) => {
    const marked = (i + 1) % Math.floor(paragraphs / needles) === 0 ? `${needle(Math.ceil(((i + 1) / paragraphs) * needles))} ` : "";
    return `${marked}Paragraph ${i}: ${Array.from({ length: 45 }, word).join(" ")}.`;
  }).join("\n\n");
}
const needle = (number) => `The zookeeper of enclosure ${number} feeds flamingo Xylophon${number}.`;
const text = largeText();

/** What the server tells of a document while it reads it. */
async function document(server, storeId, fileId) {
  const call = { body: { collection_id: storeId, file_id: fileId } };
  return (await server.json("/fastchat.retrieval.v1.CollectionService/GetDocument", call)).body.document;
}

/** Waits until something holds, and gives it back. */
async function until(condition) {
  const end = Date.now() + 30_000;
  for (;;) {
    const held = await condition();
    if (held) return held;
    assert.ok(Date.now() < end, `nothing came of ${condition}`);
    await delay(5);
  }
}

/** Waits until a document has come so far, or has ended; the document. */
const reaches = (server, storeId, fileId, stage, progress) =>
  until(async () => {
    const seen = await document(server, storeId, fileId);
    return (seen.status !== "DOCUMENT_STATUS_IN_PROGRESS" || (seen.stage === stage && (seen.progress ?? 0) >= progress)) && seen;
  });

/** Begins an upload that never ends; resolves once the server has its first half. */
async function halfUpload(server) {
  const head = '--b\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nassistants\r\n--b\r\nContent-Disposition: form-data; name="file"; filename="half.txt"\r\n\r\n';
  const call = request(`${server.origin}/v1/files`, { method: "POST", headers: { ...server.headers, "Content-Type": "multipart/form-data; boundary=b" } });
  call.on("error", () => {});
  call.write(head + "x".repeat(1_000_000));
  await until(() => blobs(server).some((name) => name.endsWith(".part")));
}

const blobs = (server) =>
  readdirSync(join(server.dataDir, "blobs"), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => entry.name);

async function assertSearchable(server, storeId, fileId) {
  for (let number = 1; number <= needles; number++) {
    const { body } = await server.json(`/v1/vector_stores/${storeId}/search`, { body: { query: needle(number), max_num_results: 5 } });
    const texts = body.data.map((result) => result.content[0].text);
    assert.ok(texts[0]?.includes(needle(number)), `needle ${number} is not found first`);
    assert.equal(new Set(body.data.map((result) => result.start)).size, body.data.length, "a passage is there twice");
  }

  const passages = [];
  for (let page = ""; ; ) {
    const { body } = await server.json(`/v1/vector_stores/${storeId}/files/${fileId}/content?page=${page}`);
    passages.push(...body.data.map((part) => part.text));
    if (!body.has_more) break;
    page = body.next_page;
  }
  assert.equal(passages.length, (await document(server, storeId, fileId)).chunkCount);
  assert.ok(text.startsWith(passages[0]) && text.endsWith(passages.at(-1)), "the text is not whole");
}

/** After a kill the document ends; a failed one says why, and is whole once it is attached again. */
async function assertRecovers(server, storeId, fileId) {
  let file = await server.ingested(storeId, fileId, 120);
  if (file.status === "failed") {
    assert.notEqual(file.last_error.message, "");
    assert.notEqual(file.last_error.reason, "");
    await server.json(`/v1/vector_stores/${storeId}/files`, { body: { file_id: fileId } });
    file = await server.ingested(storeId, fileId, 120);
  }
  assert.equal(file.status, "completed", JSON.stringify(file.last_error));
  await assertSearchable(server, storeId, fileId);
}

async function withServer(t) {
  const server = await Server.start();
  t.after(() => server.stop());
  const small = await server.index(lighthouse.text, lighthouse.filename);
  const { body: file } = await server.upload(text, "large.txt");
  const { body: store } = await server.json("/v1/vector_stores", { body: { name: "large" } });
  const attach = () => server.json(`/v1/vector_stores/${store.id}/files`, { body: { file_id: file.id } });
  return { server, small, storeId: store.id, fileId: file.id, attach };
}

const moments = [
  ["Extract", ({ server, storeId, fileId }) => reaches(server, storeId, fileId, "extract", 0)],
  ["Embed", ({ server, storeId, fileId }) => reaches(server, storeId, fileId, "embed", 0.6)],
  ["Index", ({ server, storeId, fileId }) => reaches(server, storeId, fileId, "index", 0)],
];
if (process.env["FASTCHAT_EXPERIMENTS"] === "1")
  for (let i = moments.length; i < 20; i++) moments.push([`After${i * 200}Ms`, () => delay(i * 200)]);

for (const [name, moment] of moments) {
  test(`kill9_${name}_LeavesAWholeDocumentOrAReason`, async (t) => {
    const { server, small, storeId, fileId, attach } = await withServer(t);
    await halfUpload(server);
    await attach();
    const seen = await moment({ server, storeId, fileId });
    if (seen) assert.equal(seen.status, "DOCUMENT_STATUS_IN_PROGRESS", "the document was done before the kill");

    await server.kill();
    await server.start();

    await assertRecovers(server, storeId, fileId);
    const { body: found } = await server.json(`/v1/vector_stores/${small.storeId}/search`, { body: { query: lighthouse.question } });
    assert.equal(found.data[0]?.file_id, small.fileId);
    const { body: files } = await server.json("/v1/files");
    assert.ok(!files.data.some((file) => file.filename === "half.txt"));
    const owners = blobs(server).map((name) => name.replace(/-sealed$/, ""));
    assert.deepEqual(owners.sort(), files.data.map((file) => file.id).sort(), "bytes were left that belong to no file");
  });
}

test("kill9_EachTimeItIsTried_GivesUpWithAReasonAndCanBeRetried", async (t) => {
  const { server, storeId, fileId, attach } = await withServer(t);
  await attach();
  let kills = 0;
  while ((await reaches(server, storeId, fileId, "embed", 0)).status === "DOCUMENT_STATUS_IN_PROGRESS" && kills < 10) {
    await server.kill();
    await server.start();
    kills++;
  }

  const { status, last_error } = await server.ingested(storeId, fileId, 0);

  assert.equal(status, "failed");
  assert.equal(last_error.reason, "interrupted");
  assert.match(last_error.message, /Attach it again/);
  await assertRecovers(server, storeId, fileId);
});
