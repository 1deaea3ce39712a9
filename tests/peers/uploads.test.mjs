// Uploads in parts, by OpenAI's own library for JavaScript.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import OpenAI, { toFile } from "openai";
import { checkedFetch } from "./checked-fetch.mjs";
import { Server } from "./server.mjs";

const largestFile = 512 * 1024 * 1024;
const largestPart = 64 * 1024 * 1024;

let server;
let client;

before(async () => {
  server = await Server.start();
  client = new OpenAI({ baseURL: `${server.origin}/v1`, apiKey: server.apiKey, maxRetries: 0, timeout: 60_000, fetch: checkedFetch });
});
after(() => server.stop());

const begin = (bytes, more) => client.uploads.create({ filename: "big.bin", purpose: "user_data", bytes, mime_type: "application/octet-stream", ...more });

const add = async (upload, bytes) => client.uploads.parts.create(upload.id, { data: await toFile(bytes, "part") });

const content = async (fileId) => Buffer.from(await (await client.files.content(fileId)).arrayBuffer());

const files = async () => (await client.files.list()).data.length;

const rejects = (call, type, expected) =>
  assert.rejects(call, (error) => {
    assert.ok(error instanceof type, `${error.constructor.name}: ${error.message}`);
    assert.deepEqual({ status: error.status, code: error.code, param: error.param ?? null }, expected);
    return true;
  });

test("uploads_Create_IsPendingForAnHour", async () => {
  const upload = await begin(10, { filename: "folder/räksmörgås 1.bin" });

  assert.match(upload.id, /^upload_/);
  assert.deepEqual(
    { ...upload, id: null, created_at: null, expires_at: upload.expires_at - upload.created_at },
    { id: null, object: "upload", bytes: 10, created_at: null, expires_at: 3600, filename: "räksmörgås 1.bin", purpose: "user_data", status: "pending" },
  );
});

test("uploads_PartsSentAtOnceInAnyOrder_AreOneFileByteForByteInTheOrderOfTheirIds", async () => {
  const pieces = [3_000_017, 1, 70_000, 2_500_000].map((size) => randomBytes(size));
  const whole = Buffer.concat(pieces);
  const upload = await begin(whole.length, { expires_after: { anchor: "created_at", seconds: 7200 } });
  const parts = await Promise.all([3, 1, 0, 2].map(async (i) => [i, await add(upload, pieces[i])]));
  for (const [, part] of parts) assert.deepEqual({ object: part.object, upload: part.upload_id }, { object: "upload.part", upload: upload.id });
  const ids = parts.sort(([a], [b]) => a - b).map(([, part]) => part.id);

  const done = await client.uploads.complete(upload.id, { part_ids: ids, md5: createHash("md5").update(whole).digest("hex") });

  assert.deepEqual({ ...done, file: null }, { ...upload, status: "completed", file: null });
  assert.deepEqual(await client.files.retrieve(done.file.id), done.file);
  assert.deepEqual([done.file.bytes, done.file.filename, done.file.purpose, done.file.expires_at - done.file.created_at], [whole.length, "big.bin", "user_data", 7200]);
  assert.ok((await content(done.file.id)).equals(whole));
});

test("uploads_CompleteInAnotherOrder_PutsTheBytesInThatOrder", async () => {
  const upload = await begin(6);
  const [first, second] = [await add(upload, Buffer.from("abc")), await add(upload, Buffer.from("def"))];

  const done = await client.uploads.complete(upload.id, { part_ids: [second.id, first.id] });

  assert.equal((await content(done.file.id)).toString(), "defabc");
});

test("uploads_PartSentAgain_IsLeftOutWhenItIsNotNamed", async () => {
  const upload = await begin(3);
  const [lost, again] = [await add(upload, Buffer.from("abc")), await add(upload, Buffer.from("abc"))];
  assert.notEqual(lost.id, again.id);

  const done = await client.uploads.complete(upload.id, { part_ids: [again.id] });

  assert.equal((await content(done.file.id)).toString(), "abc");
});

test("uploads_LargestPart_IsTakenAndOneByteMoreIsNot", async () => {
  const part = Buffer.alloc(largestPart, "0123456789");
  const upload = await begin(part.length);
  await rejects(add(upload, Buffer.alloc(largestPart + 1)), OpenAI.APIError, { status: 413, code: "file_too_large", param: "data" });

  const done = await client.uploads.complete(upload.id, { part_ids: [(await add(upload, part)).id] });

  assert.ok((await content(done.file.id)).equals(part));
});

test("uploads_CompleteThatIsRefused_NamesTheFieldAndLeavesTheUploadPending", async () => {
  const before = await files();
  const upload = await begin(6);
  const other = await begin(6);
  const [first, second] = [await add(upload, Buffer.from("abc")), await add(upload, Buffer.from("defg"))];
  const foreign = await add(other, Buffer.from("def"));
  const complete = (part_ids, md5) => client.uploads.complete(upload.id, { part_ids, md5 });
  const invalid = (param) => [OpenAI.BadRequestError, { status: 400, code: "invalid_value", param }];

  await rejects(complete([]), OpenAI.BadRequestError, { status: 400, code: "missing_field", param: "part_ids" });
  await rejects(complete([first.id]), ...invalid("part_ids"));
  await rejects(complete([first.id, second.id]), ...invalid("part_ids"));
  await rejects(complete([first.id, first.id]), ...invalid("part_ids[1]"));
  await rejects(complete([first.id, foreign.id]), OpenAI.NotFoundError, { status: 404, code: "upload_not_found", param: "part_ids[1]" });
  await rejects(complete([first.id, "part_of_nothing"]), OpenAI.NotFoundError, { status: 404, code: "upload_not_found", param: "part_ids[1]" });
  const last = await add(upload, Buffer.from("def"));
  await rejects(complete([first.id, last.id], "no digest"), ...invalid("md5"));
  await rejects(complete([first.id, last.id], createHash("md5").update("defabc").digest("hex")), ...invalid("md5"));
  assert.equal(await files(), before);

  const done = await complete([first.id, last.id], createHash("md5").update("abcdef").digest("hex").toUpperCase());
  assert.equal((await content(done.file.id)).toString(), "abcdef");
});

test("uploads_CompletedTwiceAtOnce_MakesOneFile", async () => {
  const before = await files();
  const upload = await begin(1_000_000);
  const part = await add(upload, randomBytes(1_000_000));

  const calls = await Promise.allSettled(Array.from({ length: 6 }, () => client.uploads.complete(upload.id, { part_ids: [part.id] })));

  const done = calls.filter((call) => call.status === "fulfilled").map((call) => call.value);
  assert.equal(done.length, 1);
  for (const { reason } of calls.filter((call) => call.status === "rejected")) {
    assert.deepEqual({ status: reason.status, code: reason.code, param: reason.param }, { status: 400, code: "upload_not_pending", param: "upload_id" });
    assert.match(reason.message, new RegExp(done[0].file.id));
  }

  assert.equal(await files(), before + 1);
  assert.equal((await content(done[0].file.id)).length, 1_000_000);
});

test("uploads_CompletedAndCancelledAtOnce_EndOneWay", async () => {
  for (let round = 0; round < 5; round++) {
    const before = await files();
    const upload = await begin(3);
    const part = await add(upload, Buffer.from("abc"));

    const calls = await Promise.allSettled([client.uploads.complete(upload.id, { part_ids: [part.id] }), client.uploads.cancel(upload.id)]);

    const [won, lost] = [calls.filter((call) => call.status === "fulfilled"), calls.filter((call) => call.status === "rejected")];
    assert.deepEqual([won.length, lost.length], [1, 1]);
    assert.equal(lost[0].reason.code, "upload_not_pending");
    assert.equal(await files(), before + (won[0].value.status === "completed" ? 1 : 0));
  }
});

test("uploads_Cancelled_TakesNothingMore", async () => {
  const upload = await begin(3);
  const part = await add(upload, Buffer.from("abc"));
  const ended = [OpenAI.BadRequestError, { status: 400, code: "upload_not_pending", param: "upload_id" }];

  assert.deepEqual(await client.uploads.cancel(upload.id), { ...upload, status: "cancelled" });

  await rejects(add(upload, Buffer.from("abc")), ...ended);
  await rejects(client.uploads.complete(upload.id, { part_ids: [part.id] }), ...ended);
  await rejects(client.uploads.cancel(upload.id), ...ended);
});

test("uploads_ThatAreNotThere_AreNotFound", async () => {
  const missing = [OpenAI.NotFoundError, { status: 404, code: "upload_not_found", param: "upload_id" }];
  for (const id of ["upload_0", "file-0", "x"]) {
    await rejects(add({ id }, Buffer.from("abc")), ...missing);
    await rejects(client.uploads.complete(id, { part_ids: ["part_0"] }), ...missing);
    await rejects(client.uploads.cancel(id), ...missing);
  }
});

test("uploads_CreateThatCannotBeServed_IsRefusedByName", async () => {
  const refused = (code, param, status = 400) => [OpenAI.APIError, { status, code, param }];

  await rejects(begin(largestFile + 1), ...refused("file_too_large", "bytes", 413));
  await rejects(begin(0), ...refused("invalid_value", "bytes"));
  await rejects(begin(-1), ...refused("invalid_value", "bytes"));
  await rejects(begin("many"), ...refused("invalid_value", "bytes"));
  await rejects(begin(3, { filename: "" }), ...refused("missing_field", "filename"));
  await rejects(begin(3, { filename: ".." }), ...refused("invalid_value", "filename"));
  await rejects(begin(3, { purpose: undefined }), ...refused("missing_field", "purpose"));
  await rejects(begin(3, { purpose: "fun" }), ...refused("invalid_value", "purpose"));
  await rejects(begin(3, { expires_after: { anchor: "created_at", seconds: 60 } }), ...refused("invalid_value", "expires_after.seconds"));
  assert.equal((await begin(largestFile)).status, "pending");
});

test("uploads_PartWithoutBytesOrWithTooMany_IsRefusedByName", async () => {
  const upload = await begin(3);

  await rejects(add(upload, Buffer.alloc(0)), OpenAI.BadRequestError, { status: 400, code: "file_empty", param: "data" });
  await rejects(add(upload, Buffer.alloc(7)), OpenAI.APIError, { status: 413, code: "file_too_large", param: "data" });
});
