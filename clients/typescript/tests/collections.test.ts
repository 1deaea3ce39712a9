import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { DocumentStatus, FastchatError, IngestionError, type Document } from "@fastchat/client";
import type { DocumentSchema } from "@fastchat/client/gen/fastchat/retrieval/v1/collection_pb";
import { CollectionService, type AddDocumentRequest } from "@fastchat/client/gen/fastchat/retrieval/v1/collection_service_pb";
import { RetrievalService } from "@fastchat/client/gen/fastchat/retrieval/v1/retrieval_service_pb";
import { startServer } from "./inProcessServer.js";

/** A server whose document takes the states given, one per look; the last one stays. */
async function startIngestion(t: TestContext, ...states: MessageInitShape<typeof DocumentSchema>[]) {
  const added: AddDocumentRequest[] = [];
  let looks = 0;
  const look = () => ({ document: { fileId: "file-1", filename: "moon.pdf", ...states[Math.min(looks++, states.length - 1)]! } });
  const client = await startServer(t, (router) => router.service(CollectionService, {
    addDocument: (request) => {
      added.push(request);
      return look();
    },
    getDocument: look,
  }));
  return { client, added, looks: () => looks };
}

test("addAndWait_Completes_ReturnsTheDocument", async (t) => {
  const { client, added, looks } = await startIngestion(
    t,
    { status: DocumentStatus.IN_PROGRESS },
    { status: DocumentStatus.IN_PROGRESS, stage: "embed" },
    { status: DocumentStatus.COMPLETED, chunkCount: 4 },
  );

  const document = await client.collections.addAndWait("vs_1", "file-1", { attributes: { a: "b" }, pollIntervalMs: 1 });

  assert.equal(document.chunkCount, 4);
  assert.equal(looks(), 3);
  assert.deepEqual(added.map(({ collectionId, fileId, attributes }) => [collectionId, fileId, attributes]), [
    ["vs_1", "file-1", { a: "b" }],
  ]);
});

test("addAndWait_Fails_ThrowsTheReason", async (t) => {
  const { client } = await startIngestion(
    t,
    { status: DocumentStatus.IN_PROGRESS },
    { status: DocumentStatus.FAILED, error: { code: "file_has_no_text", message: "There is no text in it." } },
  );

  await assert.rejects(client.collections.addAndWait("vs_1", "file-1", { pollIntervalMs: 1 }), (error) => {
    assert.ok(error instanceof IngestionError && error instanceof FastchatError);
    assert.equal(error.reason, "FILE_HAS_NO_TEXT");
    assert.equal(error.code, "INVALID_ARGUMENT");
    assert.equal(error.retryable, false);
    assert.equal(error.message, "moon.pdf was not made searchable: There is no text in it.");
    assert.equal(error.document.status, DocumentStatus.FAILED);
    return true;
  });
});

test("addAndWait_NeverDone_NamesTheOption", { timeout: 10_000 }, async (t) => {
  const { client } = await startIngestion(t, { status: DocumentStatus.IN_PROGRESS });

  await assert.rejects(client.collections.addAndWait("vs_1", "file-1", { pollIntervalMs: 1, timeoutMs: 50 }), {
    code: "DEADLINE_EXCEEDED",
    message: /timeoutMs/,
  });
});

test("addAndWait_Aborted_ThrowsCancelled", { timeout: 10_000 }, async (t) => {
  const { client } = await startIngestion(t, { status: DocumentStatus.IN_PROGRESS });

  const signal = AbortSignal.timeout(50);
  await assert.rejects(client.collections.addAndWait("vs_1", "file-1", { signal, pollIntervalMs: 60_000 }), { code: "CANCELLED" });
});

test("collections_CreateGetListDelete_CallTheService", async (t) => {
  const deleted: string[] = [];
  const client = await startServer(t, (router) => router.service(CollectionService, {
    createCollection: ({ name, metadata }) => ({ collection: { collectionId: "vs_1", name, metadata } }),
    getCollection: ({ collectionId }) => ({ collection: { collectionId, name: "moons" } }),
    listCollections: ({ pageToken }) => ({ collections: [{ collectionId: `vs_${pageToken}` }], nextPageToken: pageToken ? "" : "2" }),
    deleteCollection: ({ collectionId }) => {
      deleted.push(collectionId);
      return {};
    },
    listDocuments: ({ collectionId }) => ({ documents: [{ collectionId, fileId: "file-1" }] }),
    removeDocument: ({ collectionId, fileId }) => {
      deleted.push(`${collectionId}/${fileId}`);
      return {};
    },
  }));

  const collection = await client.collections.create("moons", { metadata: { a: "b" } });
  assert.deepEqual([collection.name, collection.metadata], ["moons", { a: "b" }]);
  assert.equal((await client.collections.get("vs_1")).name, "moons");
  const ids: string[] = [];
  for await (const { collectionId } of client.collections.list()) {
    ids.push(collectionId);
  }
  assert.deepEqual(ids, ["vs_", "vs_2"]);
  const documents: Document[] = [];
  for await (const document of client.collections.listDocuments("vs_1")) {
    documents.push(document);
  }
  assert.equal(documents[0]?.fileId, "file-1");
  await client.collections.removeDocument("vs_1", "file-1");
  await client.collections.delete("vs_1");
  assert.deepEqual(deleted, ["vs_1/file-1", "vs_1"]);
});

test("search_Passages_BestFirst", async (t) => {
  const client = await startServer(t, (router) => router.service(RetrievalService, {
    search: ({ query, collectionIds, topK, scoreThreshold }) => {
      assert.deepEqual([query, collectionIds, topK, scoreThreshold], ["far?", ["vs_1"], 2, 0]);
      return { passages: [{ text: "It is far.", score: 0.9 }, { text: "It is round.", score: 0.2 }], candidates: 7 };
    },
  }));

  const { passages, candidates } = await client.search({ query: "far?", collectionIds: ["vs_1"], topK: 2, scoreThreshold: 0 });

  assert.deepEqual(passages.map(({ text }) => text), ["It is far.", "It is round."]);
  assert.equal(candidates, 7);
});
