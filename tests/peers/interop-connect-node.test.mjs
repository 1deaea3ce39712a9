// gRPC's interoperability cases, driven by Connect's client for Node in all its protocols, codecs and versions of HTTP.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import * as node from "@connectrpc/connect-node";
import { InteropServer } from "./interop.mjs";
import { rounds, schema, zeros } from "./interop-schema.mjs";

const transports = {
  connect: node.createConnectTransport,
  grpc: node.createGrpcTransport,
  grpcWeb: node.createGrpcWebTransport,
};
const codings = [undefined, node.compressionGzip];
const special = "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n";

let server;
const sessions = [];
before(async () => (server = await InteropServer.start()));
after(async () => {
  sessions.forEach((session) => session.abort());
  assert.equal(await server.stop(), 0);
});

async function drain(responses, onMessage = () => {}) {
  const sizes = [];
  for await (const { payload } of responses) {
    sizes.push(payload.body.length);
    onMessage(sizes.length);
  }
  return sizes;
}

async function* each(requests) {
  yield* requests;
}

async function fails(call, code, message) {
  const error = await call.then(() => assert.fail("The call did not fail."), ConnectError.from);
  assert.equal(Code[error.code], code);
  if (message !== undefined) assert.equal(error.rawMessage, message);
  return error;
}

const wants = (...sizes) => ({ responseParameters: sizes.map((size) => ({ size })) });

for (const { kind, httpVersion, useBinaryFormat } of [
  { kind: "connect", httpVersion: "1.1", useBinaryFormat: true },
  { kind: "connect", httpVersion: "1.1", useBinaryFormat: false },
  { kind: "connect", httpVersion: "2", useBinaryFormat: true },
  { kind: "connect", httpVersion: "2", useBinaryFormat: false },
  { kind: "grpcWeb", httpVersion: "1.1", useBinaryFormat: true },
  { kind: "grpcWeb", httpVersion: "2", useBinaryFormat: true },
  { kind: "grpcWeb", httpVersion: "2", useBinaryFormat: false },
  { kind: "grpc", httpVersion: "2", useBinaryFormat: true },
  { kind: "grpc", httpVersion: "2", useBinaryFormat: false },
]) {
  for (const sendCompression of codings) {
    const name = `${kind}${useBinaryFormat ? "" : "Json"}OverHttp${httpVersion[0]}${sendCompression ? "ByGzip" : ""}`;
    const client = (Service = "grpc.testing.TestService") => {
      const baseUrl = `http://${server.target}`;
      const sessionManager = httpVersion === "2" ? new node.Http2SessionManager(baseUrl) : undefined;
      if (sessionManager) sessions.push(sessionManager);
      return createClient(schema.getService(Service), transports[kind]({ baseUrl, httpVersion, useBinaryFormat, sendCompression, sessionManager, compressMinBytes: 0 }));
    };

    test(`${name}_empty_unary`, async () => assert.equal((await client().emptyCall({})).$typeName, "grpc.testing.Empty"));

    test(`${name}_large_unary`, async () => {
      const { payload } = await client().unaryCall({ responseSize: 314159, payload: zeros(271828) });

      assert.ok(Buffer.from(payload.body).equals(Buffer.alloc(314159)));
    });

    test(`${name}_client_streaming`, async () => {
      const { aggregatedPayloadSize } = await client().streamingInputCall(each([27182, 8, 1828, 45904].map((size) => ({ payload: zeros(size) }))));

      assert.equal(aggregatedPayloadSize, 74922);
    });

    test(`${name}_server_streaming`, async () => assert.deepEqual(await drain(client().streamingOutputCall(wants(31415, 9, 2653, 58979))), [31415, 9, 2653, 58979]));

    test(`${name}_half_duplex`, async () => {
      const requests = rounds.map(([size, sent]) => ({ ...wants(size), payload: zeros(sent) }));

      assert.deepEqual(await drain(client().halfDuplexCall(each(requests))), rounds.map(([size]) => size));
    });

    test(`${name}_empty_stream`, async () => assert.deepEqual(await drain(client().fullDuplexCall(each([]))), []));

    test(`${name}_custom_metadata`, async () => {
      const headers = { "x-grpc-test-echo-initial": "test_initial_metadata_value", "x-grpc-test-echo-trailing-bin": "q6ur" };
      const seen = [];
      const options = { headers, onHeader: (h) => seen.push(h.get("x-grpc-test-echo-initial")), onTrailer: (t) => seen.push(t.get("x-grpc-test-echo-trailing-bin")?.replace(/=*$/, "")) };

      await client().unaryCall({ responseSize: 1 }, options);
      await drain(client().fullDuplexCall(each([wants(1)]), options));

      assert.deepEqual(seen, ["test_initial_metadata_value", "q6ur", "test_initial_metadata_value", "q6ur"]);
    });

    test(`${name}_status_code_and_message`, async () => {
      for (const message of ["test status message", special]) {
        const responseStatus = { code: 2, message };
        await fails(client().unaryCall({ responseStatus }), "Unknown", message);
        await fails(drain(client().fullDuplexCall(each([{ responseStatus }]))), "Unknown", message);
      }
    });

    test(`${name}_status_afterResponses`, async () => {
      const got = [];
      const requests = [wants(9, 8), { responseStatus: { code: 9, message: "not now" } }, wants(1)];
      const call = async () => {
        for await (const { payload } of client().fullDuplexCall(each(requests))) got.push(payload.body.length);
      };

      await fails(call(), "FailedPrecondition", "not now");
      assert.deepEqual(got, [9, 8]);
    });

    test(`${name}_details`, async () => {
      const error = await fails(client().emptyCall({}, { headers: { "x-interop-fault": "slow down" } }), "ResourceExhausted", "slow down");

      assert.deepEqual(error.details.map(({ type }) => type).sort(), ["google.rpc.BadRequest", "google.rpc.ErrorInfo", "google.rpc.RetryInfo"]);
    });

    test(`${name}_unimplemented`, async () => {
      await fails(client().unimplementedCall({}), "Unimplemented");
      await fails(client("grpc.testing.UnimplementedService").unimplementedCall({}), "Unimplemented");
    });

    test(`${name}_cancel_after_begin`, async () => {
      const abort = new AbortController();
      async function* never() {
        yield { payload: zeros(1) };
        abort.abort();
        await new Promise(() => {});
      }

      await fails(client().streamingInputCall(never(), { signal: abort.signal }), "Canceled");
    });

    test(`${name}_cancel_after_first_response`, async () => {
      const abort = new AbortController();
      const request = { responseParameters: [{ size: 31415 }, { size: 1, intervalUs: 2 ** 31 - 1 }] };
      const sizes = [];

      await fails(drain(client().streamingOutputCall(request, { signal: abort.signal }), (count) => (sizes.push(count), abort.abort())), "Canceled");
      assert.deepEqual(sizes, [1]);
    });

    test(`${name}_timeout_on_sleeping_server`, async () => {
      const request = { responseParameters: [{ size: 1, intervalUs: 2 ** 31 - 1 }] };
      // As a header, so that the client itself keeps no time.
      const headers = kind === "connect" ? { "connect-timeout-ms": "50" } : { "grpc-timeout": "50m" };

      await fails(drain(client().streamingOutputCall(request, { headers })), "DeadlineExceeded");
    });

    if (httpVersion === "1.1") continue;

    test(`${name}_ping_pong`, async () => {
      let answered;
      async function* requests() {
        for (const [size, sent] of rounds) {
          const answer = new Promise((resolve) => (answered = resolve));
          yield { ...wants(size), payload: zeros(sent) };
          await answer;
        }
      }

      assert.deepEqual(await drain(client().fullDuplexCall(requests()), () => answered()), rounds.map(([size]) => size));
    });

    if (kind === "connect") continue;

    test(`${name}_client_compressed`, async () => {
      const compressed = (value) => client().unaryCall({ expectCompressed: { value }, payload: zeros(27182) });

      await compressed(sendCompression !== undefined);
      await fails(compressed(sendCompression === undefined), "InvalidArgument");
      const streamed = await client().streamingInputCall(each([1, 2].map((size) => ({ expectCompressed: { value: sendCompression !== undefined }, payload: zeros(size) }))));
      assert.equal(streamed.aggregatedPayloadSize, 3);
    });
  }
}
