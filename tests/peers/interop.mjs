import { spawn } from "node:child_process";
import { connect } from "node:http2";
import { join } from "node:path";
import { freePort, root } from "./server.mjs";

const binary = process.env["FASTCHAT_INTEROP_BIN"] ?? join(root, "artifacts/bin/Fastchat.Rpc.Interop/release/Fastchat.Rpc.Interop");
const running = new Set();

process.on("exit", () => running.forEach((child) => child.kill("SIGKILL")));

/** The server of gRPC's interoperability tests. */
export class InteropServer {
  output = "";
  #child;

  /** Starts a server; calls may take so many seconds to end when it stops. */
  static async start({ shutdownSeconds = 30 } = {}) {
    const server = new InteropServer();
    server.port = await freePort();
    const child = (server.#child = spawn(binary, [], { env: { ...process.env, PORT: `${server.port}`, SHUTDOWN_SECONDS: `${shutdownSeconds}` } }));
    running.add(child);
    server.exited = new Promise((done) => child.once("exit", (code) => (running.delete(child), done(code))));
    const ready = new Promise((done) => child.stdout.on("data", (text) => (server.output += text).includes("listens on") && done()));
    child.stderr.on("data", (text) => (server.output += text));
    await Promise.race([ready, server.exited.then(() => Promise.reject(new Error(`The interop server ended.\n${server.output}`)))]);
    return server;
  }

  get target() {
    return `127.0.0.1:${this.port}`;
  }

  /** Tells the server to stop, as an operator would. */
  terminate() {
    this.#child.kill("SIGTERM");
  }

  /** Stops the server; its exit code. */
  stop() {
    this.terminate();
    return this.exited;
  }
}

/** A message in its frame: flags, length, bytes. */
export function frame(message, flags = 0) {
  const head = Buffer.alloc(5);
  head[0] = flags;
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

/** The frames of a body. */
export function split(body) {
  const frames = [];
  for (let at = 0; at < body.length; ) {
    const end = at + 5 + body.readUInt32BE(at + 1);
    frames.push({ flags: body[at], message: body.subarray(at + 5, end) });
    at = end;
  }
  return frames;
}

/** A call in bare HTTP/2: for what gRPC's libraries hide, the flags of single messages above all. */
export function call(session, path, headers = {}) {
  const stream = session.request({ ":method": "POST", ":path": path, "content-type": "application/grpc", te: "trailers", ...headers });
  const chunks = [];
  stream.on("data", (chunk) => chunks.push(chunk));
  const head = new Promise((done) => stream.once("response", done));
  const ended = new Promise((done) => {
    let trailers = null;
    let error = null;
    stream.on("trailers", (t) => (trailers = t));
    stream.on("error", (e) => (error = e));
    stream.on("close", async () => {
      const body = Buffer.concat(chunks);
      const headers = trailers === null && error !== null ? null : await head;
      done({ headers, body, trailers, error, rstCode: stream.rstCode, status: (trailers ?? headers)?.["grpc-status"] });
    });
  });
  return { stream, head, ended };
}

/** A bare HTTP/2 connection. */
export async function http2(server) {
  const session = connect(`http://${server.target}`);
  session.on("error", () => {});
  await new Promise((done) => session.once("connect", done));
  return session;
}
