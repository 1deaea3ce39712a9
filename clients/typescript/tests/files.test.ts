import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { Code } from "@connectrpc/connect";
import { FileService, type UploadFileRequest } from "@fastchat/client/gen/fastchat/files/v1/file_service_pb";
import { serverError, startServer } from "./inProcessServer.js";

const mebibyte = 1024 * 1024;
const content = Uint8Array.from({ length: 2 * mebibyte + 5 }, (_, at) => at % 251);

async function startFileServer(t: TestContext) {
  const frames: UploadFileRequest["frame"][] = [];
  const client = await startServer(t, (router) => router.service(FileService, {
    uploadFile: async (requests) => {
      for await (const { frame } of requests) {
        frames.push(frame);
      }
      return { file: { fileId: "file-1", filename: "stored" } };
    },
  }));
  const sent = () => Buffer.concat(frames.map((frame) => (frame.case === "data" ? frame.value : new Uint8Array())));
  return { client, frames, sent };
}

async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "fastchat-"));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}

test("upload_Path_SendsHeaderThenFramesOfOneMebibyte", async (t) => {
  const { client, frames, sent } = await startFileServer(t);
  const path = join(await temporaryFolder(t), "report.pdf");
  await writeFile(path, content);

  const file = await client.files.upload(path, { purpose: "assistants" });

  assert.equal(file.fileId, "file-1");
  const [header, ...data] = frames;
  assert.ok(header?.case === "header");
  assert.equal(header.value.filename, "report.pdf");
  assert.equal(header.value.purpose, "assistants");
  assert.deepEqual(data.map((frame) => frame.case === "data" && frame.value.length), [mebibyte, mebibyte, 5]);
  assert.ok(sent().equals(content));
});

test("upload_Bytes_AreCutIntoFrames", async (t) => {
  const { client, frames, sent } = await startFileServer(t);

  await client.files.upload({ filename: "a.bin", data: content });

  assert.equal(frames.length, 4);
  assert.ok(sent().equals(content));
});

test("upload_PiecesAsTheyCome_ArriveInOrder", async (t) => {
  const { client, sent } = await startFileServer(t);
  async function* pieces() {
    yield content.subarray(0, 10);
    yield content.subarray(10);
  }

  await client.files.upload({ filename: "a.bin", data: pieces() });

  assert.ok(sent().equals(content));
});

test("upload_MissingFile_IsTheFileSystemsError", async (t) => {
  const { client, frames } = await startFileServer(t);

  await assert.rejects(client.files.upload("/no/such/file"), { code: "ENOENT" });
  assert.equal(frames.length, 0);
});

test("upload_RefusedEarly_ThrowsTheReason", { timeout: 10_000 }, async (t) => {
  const client = await startServer(t, (router) => router.service(FileService, {
    uploadFile: async () => { throw serverError(Code.OutOfRange, "At most 1 MiB.", "FILE_TOO_LARGE"); },
  }));
  const path = join(await temporaryFolder(t), "report.pdf");
  await writeFile(path, content);

  await assert.rejects(client.files.upload(path), { code: "OUT_OF_RANGE", reason: "FILE_TOO_LARGE" });
});

test("list_ManyPages_IteratesOverAllItemsLazily", async (t) => {
  const tokens: string[] = [];
  const client = await startServer(t, (router) => router.service(FileService, {
    listFiles: ({ pageToken, pageSize, purpose }) => {
      tokens.push(pageToken);
      assert.equal(pageSize, 2);
      assert.equal(purpose, "assistants");
      return pageToken === ""
        ? { files: [{ fileId: "file-1" }, { fileId: "file-2" }], nextPageToken: "p2" }
        : { files: [{ fileId: "file-3" }] };
    },
  }));
  const listing = client.files.list({ pageSize: 2, purpose: "assistants" });

  const first = await listing[Symbol.asyncIterator]().next();
  assert.equal(first.value?.fileId, "file-1");
  assert.deepEqual(tokens, [""]);

  const all: string[] = [];
  for await (const file of listing) {
    all.push(file.fileId);
  }
  assert.deepEqual(all, ["file-1", "file-2", "file-3"]);
  assert.deepEqual(tokens, ["", "", "p2"]);

  const sizes: number[] = [];
  for await (const page of client.files.list({ pageSize: 2, pageToken: "p2", purpose: "assistants" }).pages()) {
    sizes.push(page.items.length);
  }
  assert.deepEqual(sizes, [1]);
});

test("download_Frames_GiveDescriptionAndBytes", async (t) => {
  const client = await startServer(t, (router) => router.service(FileService, {
    downloadFile: async function* ({ fileId }) {
      yield { frame: { case: "file", value: { fileId, filename: "a.bin" } } };
      yield { frame: { case: "data", value: content.subarray(0, mebibyte) } };
      yield { frame: { case: "data", value: content.subarray(mebibyte) } };
    },
  }));

  const download = await client.files.download("file-1");
  assert.equal(download.file.filename, "a.bin");
  assert.ok(Buffer.from(await download.bytes()).equals(content));

  const path = join(await temporaryFolder(t), "copy");
  await (await client.files.download("file-1")).save(path);
  assert.ok((await readFile(path)).equals(content));
});

test("download_MissingFile_ThrowsBeforeAnyByte", async (t) => {
  const client = await startServer(t, (router) => router.service(FileService, {
    downloadFile: async function* () {
      throw serverError(Code.NotFound, "There is no file 'x'.", "FILE_NOT_FOUND");
    },
  }));

  await assert.rejects(client.files.download("x"), { name: "NotFoundError", reason: "FILE_NOT_FOUND" });
});

test("download_LeftEarly_CancelsTheCallAtTheServer", { timeout: 10_000 }, async (t) => {
  let cancelled: () => void;
  const atServer = new Promise<void>((resolve) => { cancelled = resolve; });
  const client = await startServer(t, (router) => router.service(FileService, {
    downloadFile: async function* (_, { signal }) {
      yield { frame: { case: "file", value: {} } };
      yield { frame: { case: "data", value: content.subarray(0, 10) } };
      await new Promise((aborted) => signal.addEventListener("abort", aborted));
      cancelled();
    },
  }));

  for await (const piece of await client.files.download("file-1")) {
    assert.equal(piece.length, 10);
    break;
  }

  await atServer;
});
