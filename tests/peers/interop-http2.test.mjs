// What a connection does beneath the calls, seen by Node's http2: pings, resets, and the end of a server.
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import { InteropServer, call, frame, http2, split } from "./interop.mjs";

const duplex = "/grpc.testing.TestService/FullDuplexCall";

// StreamingOutputCallRequest { response_parameters { size: 1 } } and, for its answer, { payload { body: 0 } }.
const ping = frame(Buffer.from([0x12, 0x02, 0x08, 0x01]));
const pong = Buffer.from([0x0a, 0x03, 0x12, 0x01, 0x00]);

let server;
before(async () => (server = await InteropServer.start()));
after(() => server.stop());

/** Sends a ping and waits for its pong. */
async function playOnce(stream) {
  stream.write(ping);
  const [chunk] = await once(stream, "data");
  assert.deepEqual(split(chunk)[0].message, pong);
}

test("ping_ofTheClient_isAnswered", async () => {
  const session = await http2(server);
  const payload = Buffer.from("8 bytes!");

  const echoed = await new Promise((resolve, reject) => session.ping(payload, (error, _, answer) => (error ? reject(error) : resolve(answer))));

  assert.deepEqual(echoed, payload);
  session.close();
});

for (const type of ["text/plain", "application/grpcx", "application/grpc+thrift"]) {
  test(`contentType_${type}_is415`, async () => {
    const session = await http2(server);
    const { stream, ended } = call(session, "/grpc.testing.TestService/UnaryCall", { "content-type": type });
    stream.end(frame(Buffer.alloc(0)));

    const { headers } = await ended;
    assert.deepEqual([headers[":status"], headers["grpc-status"]], [415, undefined]);
    session.close();
  });
}

test("method_GET_is405", async () => {
  const session = await http2(server);
  const { stream, ended } = call(session, duplex, { ":method": "GET" });
  stream.end();

  assert.equal((await ended).headers[":status"], 405);
  session.close();
});

test("serverEndsFirst_clientStillSends_streamIsResetWithoutError", async () => {
  const session = await http2(server);
  const { stream, ended } = call(session, duplex);
  // StreamingOutputCallRequest { response_status { code: 2 } }; the stream is left open.
  stream.write(frame(Buffer.from([0x3a, 0x02, 0x08, 0x02])));

  const { status, rstCode, error } = await ended;

  assert.deepEqual([status, rstCode, error], ["2", 0, null]);
  await playOnce(call(session, duplex).stream);
  session.destroy();
});

test("shutdown_callsUnderWay_mayEnd", async () => {
  const stopping = await InteropServer.start();
  const session = await http2(stopping);
  const { stream, ended } = call(session, duplex);
  await playOnce(stream);

  const goaway = once(session, "goaway");
  stopping.terminate();
  const [code] = await goaway;

  assert.equal(code, 0);
  const refused = connect(stopping.port, "127.0.0.1");
  assert.equal((await once(refused, "error"))[0].code, "ECONNREFUSED");
  await playOnce(stream);
  stream.end();
  assert.equal((await ended).status, "0");
  assert.equal(await stopping.exited, 0);
});

test("shutdown_callsThatDoNotEnd_areCut", async () => {
  const stopping = await InteropServer.start({ shutdownSeconds: 1 });
  const session = await http2(stopping);
  const { stream, ended } = call(session, duplex);
  await playOnce(stream);

  stopping.terminate();
  const { status, rstCode, error } = await ended;

  assert.deepEqual([status, rstCode, error], ["14", 0, null]);
  assert.equal(await stopping.exited, 0);
});
