// gRPC's standard interoperability cases, driven by grpc-js. What it hides (which single messages are compressed) is looked
// at in the frames themselves, by Node's http2.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gunzipSync, gzipSync, deflateSync, inflateSync } from "node:zlib";
import grpc from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { InteropServer, call, frame, http2, split } from "./interop.mjs";
import { root } from "./server.mjs";

const definition = loadSync(["grpc/testing/test.proto", "grpc/health/v1/health.proto"], {
  includeDirs: [join(root, "protos/third_party")],
  keepCase: true,
  enums: String,
  defaults: true,
});
const { testing, health } = grpc.loadPackageDefinition(definition).grpc;
const methods = definition["grpc.testing.TestService"];
const path = (method) => `/grpc.testing.TestService/${method}`;
const zeros = (size) => ({ body: Buffer.alloc(size) });
const gzip = { "grpc.default_compression_algorithm": grpc.compressionAlgorithms.gzip };

let server;
let session;
const clients = [];

before(async () => {
  server = await InteropServer.start();
  session = await http2(server);
});
after(async () => {
  clients.forEach((client) => client.close());
  session.close();
  assert.equal(await server.stop(), 0);
});

function client(options = {}, Service = testing.TestService, target = server.target) {
  const made = new Service(target, grpc.credentials.createInsecure(), options);
  clients.push(made);
  return made;
}

/** A unary call: the response, or the error thrown. */
const unary = (service, method, request, metadata = new grpc.Metadata(), options = {}) =>
  new Promise((resolve, reject) => service[method](request, metadata, options, (error, response) => (error ? reject(error) : resolve(response))));

/** What a stream gave until it ended. */
function drain(stream, onMessage = () => {}) {
  const messages = [];
  return new Promise((resolve) => {
    let initial;
    stream.on("metadata", (metadata) => (initial = metadata));
    stream.on("data", (message) => (messages.push(message), onMessage(messages.length)));
    stream.on("error", () => {});
    stream.on("status", (status) => resolve({ messages, status, initial }));
  });
}

const fails = (promise, code, details) =>
  assert.rejects(promise, (error) => {
    assert.equal(grpc.status[error.code], code);
    if (details !== undefined) assert.equal(error.details, details);
    return true;
  });

const sizes = (messages) => messages.map(({ payload }) => payload.body.length);

test("empty_unary", async () => assert.deepEqual(await unary(client(), "EmptyCall", {}), {}));

test("large_unary", async () => {
  const { payload } = await unary(client(), "UnaryCall", { response_size: 314159, payload: zeros(271828) });

  assert.ok(payload.body.equals(Buffer.alloc(314159)));
});

test("client_compressed_unary", async () => {
  const probe = { expect_compressed: { value: true }, response_size: 314159, payload: zeros(271828) };

  // grpc-js compresses all messages of a channel or none.
  await fails(unary(client(), "UnaryCall", probe), "INVALID_ARGUMENT");
  assert.equal((await unary(client(gzip), "UnaryCall", probe)).payload.body.length, 314159);
  const plain = await unary(client(), "UnaryCall", { ...probe, expect_compressed: { value: false } });
  assert.equal(plain.payload.body.length, 314159);
});

test("client_compressed_streaming", async () => {
  const send = (first, flags, ...more) =>
    new Promise((resolve, reject) => {
      const stream = client(gzip).StreamingInputCall((error, response) => (error ? reject(error) : resolve(response)));
      stream.write({ expect_compressed: { value: first }, payload: zeros(27182) }, flags);
      for (const message of more) stream.write(message, grpc.writeFlags?.NoCompress ?? 2);
      stream.end();
    });

  await fails(send(true, 2), "INVALID_ARGUMENT");
  const { aggregated_payload_size } = await send(true, 0, { expect_compressed: { value: false }, payload: zeros(45904) });
  assert.equal(aggregated_payload_size, 73086);
});

test("server_compressed_unary_isReadable", async () => {
  for (const value of [true, false]) {
    const { payload } = await unary(client(), "UnaryCall", { response_compressed: { value }, response_size: 314159, payload: zeros(271828) });
    assert.equal(payload.body.length, 314159);
  }
});

for (const [name, compress, expand] of [
  ["gzip", gzipSync, gunzipSync],
  ["deflate", deflateSync, inflateSync],
]) {
  test(`server_compressed_unary_${name}_flagSaysWhichIs`, async () => {
    for (const value of [true, false]) {
      const request = methods.UnaryCall.requestSerialize({ response_compressed: { value }, response_size: 314159 });
      const { stream, ended } = call(session, path("UnaryCall"), { "grpc-accept-encoding": `identity,${name}` });
      stream.end(frame(request));
      const { body, headers, status } = await ended;

      const [{ flags, message }] = split(body);
      assert.deepEqual([status, headers["grpc-encoding"], flags], ["0", name, value ? 1 : 0]);
      assert.equal(methods.UnaryCall.responseDeserialize(value ? expand(message) : message).payload.body.length, 314159);
    }
  });

  test(`server_compressed_streaming_${name}_flagIsOfEachMessage`, async () => {
    const request = methods.StreamingOutputCall.requestSerialize({
      response_parameters: [
        { compressed: { value: true }, size: 31415 },
        { compressed: { value: false }, size: 92653 },
      ],
    });
    const { stream, ended } = call(session, path("StreamingOutputCall"), { "grpc-accept-encoding": name });
    stream.end(frame(request));
    const { body, status } = await ended;

    const frames = split(body);
    assert.deepEqual([status, frames.map(({ flags }) => flags)], ["0", [1, 0]]);
    const messages = [expand(frames[0].message), frames[1].message].map(methods.StreamingOutputCall.responseDeserialize);
    assert.deepEqual(sizes(messages), [31415, 92653]);
  });

  test(`client_compressed_streaming_${name}_flagIsOfEachMessage`, async () => {
    const { stream, ended } = call(session, path("StreamingInputCall"), { "grpc-encoding": name });
    const serialize = methods.StreamingInputCall.requestSerialize;
    stream.write(frame(compress(serialize({ expect_compressed: { value: true }, payload: zeros(27182) })), 1));
    stream.end(frame(serialize({ expect_compressed: { value: false }, payload: zeros(45904) })));
    const { body, status } = await ended;

    assert.equal(status, "0");
    assert.equal(methods.StreamingInputCall.responseDeserialize(split(body)[0].message).aggregated_payload_size, 73086);
  });
}

test("compressedFlag_withoutAnEncoding_isInternal", async () => {
  const { stream, ended } = call(session, path("UnaryCall"));
  stream.end(frame(gzipSync(Buffer.alloc(0)), 1));

  assert.equal((await ended).status, "13");
});

test("client_streaming", async () => {
  const response = new Promise((resolve, reject) => {
    const stream = client().StreamingInputCall((error, value) => (error ? reject(error) : resolve(value)));
    for (const size of [27182, 8, 1828, 45904]) stream.write({ payload: zeros(size) });
    stream.end();
  });

  assert.equal((await response).aggregated_payload_size, 74922);
});

test("server_streaming", async () => {
  const wanted = [31415, 9, 2653, 58979];
  const { messages, status } = await drain(client().StreamingOutputCall({ response_parameters: wanted.map((size) => ({ size })) }));

  assert.equal(status.code, grpc.status.OK);
  assert.deepEqual(sizes(messages), wanted);
});

test("server_compressed_streaming_isReadable", async () => {
  const response_parameters = [{ compressed: { value: true }, size: 31415 }, { compressed: { value: false }, size: 92653 }];
  const { messages } = await drain(client().StreamingOutputCall({ response_parameters }));

  assert.deepEqual(sizes(messages), [31415, 92653]);
});

test("ping_pong", async () => {
  const pings = [[27182, 31415], [8, 9], [1828, 2653], [45904, 58979]];
  const stream = client().FullDuplexCall();
  const send = (at) => {
    if (at === pings.length) stream.end();
    else stream.write({ payload: zeros(pings[at][0]), response_parameters: [{ size: pings[at][1] }] });
  };
  send(0);

  // Each ping is sent when the pong before it has come.
  const { messages, status } = await drain(stream, send);

  assert.equal(status.code, grpc.status.OK);
  assert.deepEqual(sizes(messages), pings.map(([, size]) => size));
});

test("empty_stream", async () => {
  const stream = client().FullDuplexCall();
  stream.end();

  const { messages, status } = await drain(stream);

  assert.deepEqual([messages, status.code], [[], grpc.status.OK]);
});

test("half_duplex", async () => {
  const stream = client().HalfDuplexCall();
  for (const size of [9, 2653]) stream.write({ response_parameters: [{ size }] });
  stream.end();

  assert.deepEqual(sizes((await drain(stream)).messages), [9, 2653]);
});

test("cancel_after_begin", async () => {
  const cut = new Promise((resolve) => client().StreamingInputCall(resolve).cancel());

  assert.equal(grpc.status[(await cut).code], "CANCELLED");
});

test("cancel_after_first_response", async () => {
  const stream = client().FullDuplexCall();
  stream.write({ payload: zeros(27182), response_parameters: [{ size: 31415 }] });

  const { messages, status } = await drain(stream, () => stream.cancel());

  assert.deepEqual(sizes(messages), [31415]);
  assert.equal(grpc.status[status.code], "CANCELLED");
});

test("timeout_on_sleeping_server", async () => {
  const stream = client().FullDuplexCall({ deadline: Date.now() + 1 });
  stream.write({ payload: zeros(27182), response_parameters: [{ size: 1, interval_us: 20_000_000 }] });

  assert.equal(grpc.status[(await drain(stream)).status.code], "DEADLINE_EXCEEDED");
});

test("timeout_on_sleeping_server_isKeptByTheServerItself", async () => {
  const { stream, ended } = call(session, path("StreamingOutputCall"), { "grpc-timeout": "50m" });
  stream.end(frame(methods.StreamingOutputCall.requestSerialize({ response_parameters: [{ size: 1, interval_us: 20_000_000 }] })));

  assert.equal((await ended).status, "4");
});

test("custom_metadata", async () => {
  const metadata = new grpc.Metadata();
  metadata.set("x-grpc-test-echo-initial", "test_initial_metadata_value");
  metadata.set("x-grpc-test-echo-trailing-bin", Buffer.from("ababab", "hex"));
  const check = (initial, trailing) => {
    assert.deepEqual(initial.get("x-grpc-test-echo-initial"), ["test_initial_metadata_value"]);
    assert.deepEqual(trailing.get("x-grpc-test-echo-trailing-bin"), [Buffer.from("ababab", "hex")]);
  };

  const single = client().UnaryCall({ response_size: 314159, payload: zeros(271828) }, metadata, () => {});
  const [initial, status] = await Promise.all([new Promise((done) => single.on("metadata", done)), new Promise((done) => single.on("status", done))]);
  check(initial, status.metadata);

  const stream = client().FullDuplexCall(metadata);
  stream.write({ response_parameters: [{ size: 314159 }], payload: zeros(271828) });
  stream.end();
  const both = await drain(stream);
  check(both.initial, both.status.metadata);
});

test("custom_metadata_sentTwice_comesBackTwice", async () => {
  const metadata = new grpc.Metadata();
  for (const value of ["one", "two"]) {
    metadata.add("x-grpc-test-echo-initial", value);
    metadata.add("x-grpc-test-echo-trailing-bin", Buffer.from([value.length, 0, 255]));
  }
  const stream = client().FullDuplexCall(metadata);
  stream.end();

  const { initial, status } = await drain(stream);

  // HTTP allows to join values of one name by commas, and grpc-js leaves the joined text as it is.
  assert.equal(initial.get("x-grpc-test-echo-initial").join(", "), "one, two");
  assert.deepEqual(status.metadata.get("x-grpc-test-echo-trailing-bin"), [Buffer.from([3, 0, 255]), Buffer.from([3, 0, 255])]);
});

test("status_code_and_message", async () => {
  const response_status = { code: 2, message: "test status message" };

  await fails(unary(client(), "UnaryCall", { response_status }), "UNKNOWN", "test status message");
  const stream = client().FullDuplexCall();
  stream.write({ response_status });
  stream.end();
  const { status } = await drain(stream);
  assert.deepEqual([status.code, status.details], [grpc.status.UNKNOWN, "test status message"]);
});

test("special_status_message", async () => {
  const message = "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n";

  await fails(unary(client(), "UnaryCall", { response_status: { code: 2, message } }), "UNKNOWN", message);
});

test("unimplemented_method", () => fails(unary(client(), "UnimplementedCall", {}), "UNIMPLEMENTED"));

test("unimplemented_service", () => fails(unary(client({}, testing.UnimplementedService), "UnimplementedCall", {}), "UNIMPLEMENTED"));

test("health_Check_IsServing", async () => {
  const checks = client({}, health.v1.Health);

  assert.deepEqual(await unary(checks, "Check", { service: "" }), { status: "SERVING" });
  assert.deepEqual(await unary(checks, "Check", { service: "grpc.testing.TestService" }), { status: "SERVING" });
  await fails(unary(checks, "Check", { service: "grpc.testing.UnimplementedService" }), "NOT_FOUND");
});

test("health_Watch_TellsTheEndOfTheServer", async () => {
  const other = await InteropServer.start();
  const stream = client({}, health.v1.Health, other.target).Watch({ service: "grpc.testing.TestService" });

  const { messages, status } = await drain(stream, (count) => count === 1 && other.terminate());

  assert.deepEqual(messages.map((message) => message.status), ["SERVING", "NOT_SERVING"]);
  assert.equal(grpc.status[status.code], "UNAVAILABLE");
  assert.equal(await other.exited, 0);
});

test("shutdown_callThatDoesNotEnd_isUnavailable", async () => {
  const other = await InteropServer.start({ shutdownSeconds: 1 });
  const stream = client({}, testing.TestService, other.target).FullDuplexCall();
  stream.write({ response_parameters: [{ size: 1 }] });

  const { messages, status } = await drain(stream, () => other.terminate());

  assert.deepEqual(sizes(messages), [1]);
  assert.equal(grpc.status[status.code], "UNAVAILABLE");
  assert.equal(await other.exited, 0);
});
