import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { test } from "node:test";
import { Code, ConnectError } from "@connectrpc/connect";
import { FastchatClient, FastchatError, InvalidArgumentError, RateLimitError, UnavailableError } from "@fastchat/client";
import { FileService } from "@fastchat/client/gen/fastchat/files/v1/file_service_pb";
import { reasons } from "../src/reasons.js";
import { serverError, startServer } from "./inProcessServer.js";

test("reasons_Contract_SaysTheSame", async () => {
  const proto = await readFile("../../protos/fastchat/errors/v1/error_reason.proto", "utf8");
  const stated = [...proto.matchAll(/([A-Z_]+), \d{3}, (do not repeat|repeat[^.]*)\.\n(?:\s*\/\/.*\n)*\s*ERROR_REASON_(\w+) = /g)];
  assert.equal(stated.length, proto.match(/ERROR_REASON_\w+ = [1-9]/g)?.length);

  // What is to be repeated only after somebody acted is not retryable by a program.
  const expected = stated.map(([, code, repeat, name]) => [name, { code, retryable: /^repeat( with backoff)?$/.test(repeat!) }]);
  assert.deepEqual(reasons, Object.fromEntries(expected));
});

test("unary_StatusDetails_BecomeATypedError", async (t) => {
  const client = await startServer(t, (router) => router.service(FileService, {
    getFile: () => { throw serverError(Code.InvalidArgument, "file_id is missing.", "MISSING_FIELD", "file_id"); },
  }));

  await assert.rejects(client.files.get(""), (error) => {
    assert.ok(error instanceof InvalidArgumentError && error instanceof FastchatError);
    assert.equal(error.name, "InvalidArgumentError");
    assert.equal(error.code, "INVALID_ARGUMENT");
    assert.equal(error.reason, "MISSING_FIELD");
    assert.equal(error.param, "file_id");
    assert.equal(error.retryable, false);
    assert.equal(error.message, "file_id is missing.");
    return true;
  });
});

test("unary_NoDetails_IsTypedByItsCode", async (t) => {
  const client = await startServer(t, (router) => router.service(FileService, {
    getFile: () => { throw new ConnectError("Slow down.", Code.ResourceExhausted); },
  }));

  await assert.rejects(client.files.get("file-1"), (error) =>
    error instanceof RateLimitError && error.reason === undefined && error.retryable);
});

test("unary_RawClient_ThrowsTheSameError", async (t) => {
  const client = await startServer(t, (router) => router.service(FileService, {
    getFile: () => { throw serverError(Code.NotFound, "There is no file 'x'.", "FILE_NOT_FOUND"); },
  }));

  await assert.rejects(client.raw.files.getFile({ fileId: "x" }), { name: "NotFoundError", reason: "FILE_NOT_FOUND" });
});

test("unary_KeyRefused_NamesTheOption", async (t) => {
  const client = await startServer(t, (router) => router.service(FileService, {
    getFile: () => { throw serverError(Code.Unauthenticated, "The key is not known.", "INVALID_API_KEY"); },
  }));

  await assert.rejects(client.files.get("file-1"), { name: "AuthenticationError", message: /apiKey.*FASTCHAT_API_KEY/ });
});

test("unary_NobodyListens_NamesTheOption", async () => {
  // A port that was free a moment ago.
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));

  const client = new FastchatClient({ baseUrl: `http://127.0.0.1:${port}` });
  await assert.rejects(client.files.get("file-1"), (error) =>
    error instanceof UnavailableError && error.retryable && /baseUrl.*FASTCHAT_URL/.test(error.message));
});
