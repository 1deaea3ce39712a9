// gRPC's bidirectional interoperability cases over WebSockets: by npm's `ws`, and by a page in Chromium.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { create, fromBinary, toBinary, toJsonString } from "@bufbuild/protobuf";
import WebSocket from "ws";
import { launch } from "./chromium.mjs";
import { InteropServer } from "./interop.mjs";
import { rounds, schema, zeros } from "./interop-schema.mjs";

const Request = schema.getMessage("grpc.testing.StreamingOutputCallRequest");
const Response = schema.getMessage("grpc.testing.StreamingOutputCallResponse");
const halfClose = "";

// REST's JSON has the proto's own names.
const forms = {
  json: {
    protocol: "rpc.json.v1",
    encode: (request) => toJsonString(Request, create(Request, request), { useProtoFieldName: true }),
    size: (data) => Buffer.from(JSON.parse(data).payload.body, "base64").length,
  },
  binary: {
    protocol: "rpc.binary.v1",
    encode: (request) => toBinary(Request, create(Request, request)),
    size: (data) => fromBinary(Response, data).payload.body.length,
  },
};

let server;
let site;
let browser;
let page;

before(async () => {
  [server, browser] = await Promise.all([InteropServer.start(), launch()]);
  // A page of its own port is of another origin.
  site = createServer((_, response) => response.setHeader("Content-Type", "text/html").end("<!doctype html><title>peer</title>"));
  await new Promise((done) => site.listen(0, "127.0.0.1", done));
  page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${site.address().port}/`);
});
after(async () => {
  await browser?.close();
  site?.close();
  assert.equal(await server?.stop(), 0);
});

const url = (method = "FullDuplexCall", query = "", { target } = server) => `ws://${target}/grpc.testing.TestService/${method}${query}`;
const wants = (...sizes) => ({ responseParameters: sizes.map((size) => ({ size })) });
const slowly = (intervalUs) => ({ responseParameters: [{ size: 1, intervalUs }] });

/** One call with `ws`: each of what is sent waits for one message; what came, and how it ended. */
function call(protocols, sends, { to = url(), headers, atOnce = false } = {}) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(to, protocols, { headers });
    const messages = [];
    const left = [...sends];
    const next = () => left.length > 0 && socket.send(left.shift());
    socket.on("open", () => (atOnce ? left.splice(0).forEach((data) => socket.send(data)) : next()));
    socket.on("message", (data, isBinary) => {
      messages.push(isBinary ? data : data.toString());
      next();
    });
    socket.on("unexpected-response", async (_, response) => {
      let body = "";
      for await (const piece of response) body += piece;
      socket.terminate();
      resolve({ status: response.statusCode, headers: response.headers, body: JSON.parse(body) });
    });
    socket.on("close", (code, reason) => resolve({ messages, code, reason: reason.toString() }));
    socket.on("error", (error) => (socket.readyState === WebSocket.CONNECTING ? undefined : reject(error)));
  });
}

/** The same in a page: what the arguments say, and nothing else. */
function callInPage({ to, protocols, sends, atOnce }) {
  return new Promise((resolve) => {
    const socket = new WebSocket(to, protocols);
    socket.binaryType = "arraybuffer";
    const messages = [];
    const next = () => {
      const data = sends.shift();
      if (data !== undefined) socket.send(typeof data === "string" ? data : new Uint8Array(data));
    };
    socket.onopen = () => {
      for (let i = atOnce ? sends.length : 1; i > 0; i--) next();
    };
    socket.onmessage = ({ data }) => {
      messages.push(typeof data === "string" ? data : [...new Uint8Array(data)]);
      next();
    };
    socket.onclose = ({ code, reason }) => resolve({ messages, code, reason });
  });
}

async function inPage(protocols, sends, { to = url(), atOnce = false } = {}) {
  const args = { to, protocols, atOnce, sends: sends.map((data) => (typeof data === "string" ? data : [...data])) };
  const { messages, ...end } = await page.evaluate(`(${callInPage})(${JSON.stringify(args)})`);
  return { messages: messages.map((data) => (typeof data === "string" ? data : Uint8Array.from(data))), ...end };
}

/** The last message, which tells an error or metadata. */
function told(messages) {
  const last = messages.at(-1);
  assert.equal(last[0], "\n");
  return JSON.parse(last);
}

for (const [peer, speak] of Object.entries({ ws: call, page: inPage })) {
  for (const [form, { protocol, encode, size }] of Object.entries(forms)) {
    const name = `${peer}_${form}`;

    test(`${name}_ping_pong`, async () => {
      const sends = rounds.map(([wanted, sent]) => encode({ ...wants(wanted), payload: zeros(sent) }));

      const { messages, ...end } = await speak([protocol], [...sends, halfClose]);

      assert.deepEqual(messages.map(size), rounds.map(([wanted]) => wanted));
      assert.deepEqual(end, { code: 1000, reason: "" });
    });

    test(`${name}_empty_stream`, async () => assert.deepEqual(await speak([protocol], [halfClose]), { messages: [], code: 1000, reason: "" }));

    test(`${name}_echo_status`, async () => {
      const message = "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n";
      const { messages, ...end } = await speak([protocol], [encode(wants(9)), encode({ responseStatus: { code: 2, message } })]);

      assert.equal(size(messages[0]), 9);
      assert.equal(told(messages).error.message, message);
      assert.deepEqual(end, { code: 4002, reason: message });
    });

    test(`${name}_otherKind_isClosedWith1003`, async () => {
      const other = form === "json" ? forms.binary : forms.json;
      const { messages, code } = await speak([protocol], [encode(wants(9)), other.encode(wants(9))]);

      assert.equal(told(messages).error.code, "wrong_message_kind");
      assert.equal(code, 1003);
    });

    test(`${name}_tooLarge_isClosedWith1009`, async () => {
      const { messages, code } = await speak([protocol], [encode(wants(9)), encode({ payload: zeros(4 * 1024 * 1024) })]);

      assert.equal(told(messages).error.code, "message_too_large");
      assert.equal(code, 1009);
    });

    test(`${name}_deadline_isKeptByTheServer`, async () => {
      const { messages, code } = await speak([protocol], [encode(slowly(2 ** 31 - 1))], { to: url("FullDuplexCall", "?rpc-timeout-ms=50") });

      assert.equal(told(messages).error.code, "deadline_exceeded");
      assert.equal(code, 4004);
    });

    test(`${name}_half_duplex_answersAfterTheLastRequest`, async () => {
      const sends = [...rounds.map(([wanted]) => encode(wants(wanted))), halfClose];
      const { messages, code } = await speak([protocol], sends, { to: url("HalfDuplexCall"), atOnce: true });

      assert.deepEqual(messages.map(size), rounds.map(([wanted]) => wanted));
      assert.equal(code, 1000);
    });

    test(`${name}_client_streaming`, async () => {
      const Input = schema.getMessage("grpc.testing.StreamingInputCallRequest");
      const request = create(Input, { payload: zeros(5) });
      const data = form === "json" ? toJsonString(Input, request) : toBinary(Input, request);
      const { messages, code } = await speak([protocol], [data, data, halfClose], { to: url("StreamingInputCall"), atOnce: true });

      const sum = form === "json" ? JSON.parse(messages[0]).aggregated_payload_size : fromBinary(schema.getMessage("grpc.testing.StreamingInputCallResponse"), messages[0]).aggregatedPayloadSize;
      assert.deepEqual([messages.length, sum, code], [1, 10, 1000]);
    });
  }
}

for (const [form, { protocol, encode, size }] of Object.entries(forms)) {
  test(`ws_${form}_statusCodes_areEachACloseCode`, async () => {
    const ends = await Promise.all(Array.from({ length: 16 }, (_, i) => call([protocol], [encode({ responseStatus: { code: i + 1, message: `it is ${i + 1}` } })])));

    assert.deepEqual(ends.map(({ code, reason }) => [code, reason]), Array.from({ length: 16 }, (_, i) => [4001 + i, `it is ${i + 1}`]));
  });

  test(`ws_${form}_custom_metadata_comesWithTheLastMessage`, async () => {
    const headers = { "x-grpc-test-echo-initial": "test_initial_metadata_value", "x-grpc-test-echo-trailing-bin": "q6ur" };

    for (const to of [url(), url("StreamingOutputCall")]) {
      const { messages, code } = await call([protocol], [encode(wants(9)), halfClose], { to, headers });
      assert.equal(size(messages[0]), 9);
      assert.equal(code, 1000);
      // A service that writes its headers before it reads has them in the handshake's answer.
      const { metadata } = told(messages);
      assert.deepEqual(metadata["x-grpc-test-echo-trailing-bin"], ["q6ur"]);
      if (to !== url()) assert.deepEqual(metadata["x-grpc-test-echo-initial"], ["test_initial_metadata_value"]);
    }
  });
}

test("ws_initialMetadata_isInTheHandshakesAnswer", async () => {
  const socket = new WebSocket(url(), ["rpc.json.v1"], { headers: { "x-grpc-test-echo-initial": "early" } });
  const [response] = await new Promise((done) => socket.on("upgrade", (...args) => done(args)));

  assert.equal(response.headers["x-grpc-test-echo-initial"], "early");
  socket.terminate();
});

test("ws_refusedByAnInterceptor_isPlainHttp", async () => {
  const { status, headers, body } = await call(["rpc.json.v1"], [], { headers: { "x-interop-fault": "slow down" } });

  assert.deepEqual([status, headers["retry-after"], body.error.code, body.error.message], [429, "2", "too_often", "slow down"]);
});

test("ws_unaryMethod_isRefused", async () => {
  const { status, body } = await call(["rpc.json.v1"], [], { to: url("UnaryCall") });

  assert.deepEqual([status, body.error.code], [501, "method_is_unary"]);
});

test("ws_requestAfterHalfClose_isInvalid", async () => {
  const { messages, code } = await call(["rpc.binary.v1"], [forms.binary.encode(slowly(60_000_000)), halfClose, forms.binary.encode({})], { atOnce: true });

  assert.equal(told(messages).error.code, "too_many_requests");
  assert.equal(code, 4003);
});

test("ws_noJson_isClosedWith4003", async () => {
  const { messages, code, reason } = await call(["rpc.json.v1"], ["{"]);

  assert.equal(told(messages).error.code, "invalid_json");
  assert.deepEqual([code, reason], [4003, told(messages).error.message]);
});

for (const [what, code, frame] of [
  ["unknownOpcode", 1002, [0x83, 0x80, 0, 0, 0, 0]],
  ["unmaskedFrame", 1002, [0x81, 0x02, 0x7b, 0x7d]],
  ["textThatIsNotUtf8", 1007, [0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28]],
]) {
  test(`ws_${what}_isClosedWith${code}`, async () => {
    const socket = new WebSocket(url(), ["rpc.json.v1"]);
    const closed = new Promise((done) => socket.on("close", done));
    // What `ws` would never send.
    socket.on("open", () => socket._socket.write(Buffer.from(frame)));

    assert.equal(await closed, code);
  });
}

test("ws_clientCloses_isAnsweredWithItsOwnCode", async () => {
  const socket = new WebSocket(url(), ["rpc.json.v1"]);
  const closed = new Promise((done) => socket.on("close", done));
  socket.on("open", () => socket.close(4999, "bye"));

  assert.equal(await closed, 4999);
});

const mebi = 1024 * 1024;

/** Waits until a number has not changed for a second: what it has come to. */
async function settled(read) {
  for (let last = read(); ; ) {
    await delay(1_000);
    const now = read();
    if (now === last) return now;
    last = now;
  }
}

test("ws_readerThatTakesNothing_stopsTheServiceAndTheOwnRequests", async () => {
  const socket = new WebSocket(url(), ["rpc.binary.v1"]);
  let responses = 0;
  socket.on("message", () => responses++);
  const closed = new Promise((done) => socket.on("close", done));
  await new Promise((done) => socket.on("open", done));

  // The service writes until nobody takes it, and so reads no more: what is sent stays here.
  socket.pause();
  const big = forms.binary.encode({ ...wants(mebi), payload: zeros(mebi) });
  for (let i = 0; i < 64; i++) socket.send(big);
  const waiting = await settled(() => socket.bufferedAmount);
  assert.ok(waiting > 32 * mebi, `${waiting} bytes wait.`);
  assert.equal(responses, 0);

  socket.resume();
  socket.send(halfClose);
  assert.equal(await closed, 1000);
  assert.deepEqual([responses, socket.bufferedAmount], [64, 0]);
});

test("page_serviceThatIsBusy_leavesRequestsInThePage", async () => {
  function flood({ to, protocol, slow, big }) {
    return new Promise((resolve) => {
      const socket = new WebSocket(to, [protocol]);
      const waiting = [];
      socket.onopen = () => {
        socket.send(new Uint8Array(slow));
        const bytes = new Uint8Array(big.size);
        bytes.set(big.head);
        for (let i = 0; i < 32; i++) socket.send(bytes);
        socket.send("");
      };
      socket.onmessage = () => waiting.push(socket.bufferedAmount);
      socket.onclose = ({ code }) => resolve({ code, waiting });
    });
  }
  // A mebibyte in the request's payload, and one byte wanted: the payload's zeros need not be carried here.
  const big = forms.binary.encode({ ...wants(1), payload: zeros(mebi) });
  const args = { to: url(), protocol: "rpc.binary.v1", slow: [...forms.binary.encode(slowly(2_000_000))], big: { size: big.length, head: [...big.subarray(0, 64)] } };

  const { code, waiting } = await page.evaluate(`(${flood})(${JSON.stringify(args)})`);

  assert.ok(waiting[0] > 8 * mebi, `${waiting[0]} bytes wait when the service has its first response.`);
  assert.deepEqual([code, waiting.length, waiting.at(-1)], [1000, 33, 0]);
});

test("server_Stops_EndsOpenCallsWith1001AndThenItself", async () => {
  const stopping = await InteropServer.start({ shutdownSeconds: 2 });
  const socket = new WebSocket(url("FullDuplexCall", "", stopping), ["rpc.json.v1"]);
  const messages = [];
  const closed = new Promise((done) => socket.on("close", (code, reason) => done({ code, reason: reason.toString() })));
  socket.on("message", (data) => messages.push(data.toString()));
  socket.on("open", () => socket.send(forms.json.encode(wants(1))));
  await new Promise((done) => socket.once("message", done));
  const begun = performance.now();

  assert.equal(await stopping.stop(), 0);

  assert.deepEqual(await closed, { code: 1001, reason: "The server is shutting down." });
  assert.equal(told(messages).error.code, "shutting_down");
  assert.ok(performance.now() - begun > 1_000, "Calls under way may take four fifths of the time.");
});
