import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { checkedFetch } from "./checked-fetch.mjs";

/** The root of the repository. */
export const root = resolve(import.meta.dirname, "../..");

/** The server as a program. */
export const binary = process.env["FASTCHAT_SERVER_BIN"] ?? join(root, "artifacts/bin/Fastchat.Server/release/Fastchat.Server");
const running = new Set();

// A test run that dies must not leave servers behind.
process.on("exit", () => running.forEach((child) => child.kill("SIGKILL")));

/** A port that is free at this moment. */
export async function freePort() {
  const listener = createServer().listen(0, "127.0.0.1");
  await new Promise((done) => listener.once("listening", done));
  const { port } = listener.address();
  await new Promise((done) => listener.close(done));
  return port;
}

/** A live server: where it is, its keys, and how to end it. */
export class Server {
  apiKey = "fc_peers_tenant_key_0001";
  adminKey = "fc_peers_admin_key_0001";
  output = "";
  #child;
  #env;

  constructor({ dataDir, env = {} } = {}) {
    this.ownsData = dataDir === undefined;
    this.dataDir = dataDir ?? mkdtempSync(join(tmpdir(), "fastchat-peers-"));
    this.#env = env;
  }

  /** Starts a server that is ready when this resolves. */
  static async start(options) {
    const server = new Server(options);
    await server.start();
    return server;
  }

  get origin() {
    return `http://127.0.0.1:${this.port}`;
  }

  get headers() {
    return { Authorization: `Bearer ${this.apiKey}` };
  }

  async start() {
    this.port = await freePort();
    // Settings of whoever runs the tests must not reach the server under test.
    const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("FASTCHAT_")));
    this.#child = spawn(binary, [], {
      cwd: this.dataDir,
      env: {
        ...inherited,
        PORT: `${this.port}`,
        DATA_DIR: this.dataDir,
        FASTCHAT_API_KEY: this.apiKey,
        FASTCHAT_ADMIN_KEY: this.adminKey,
        ...this.#env,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    running.add(this.#child);
    for (const stream of [this.#child.stdout, this.#child.stderr]) stream.on("data", (text) => (this.output += text));
    this.exited = new Promise((done) => this.#child.once("exit", (code, signal) => done({ code, signal })));
    await this.#ready();
  }

  /** Ends the server as an operator would, and its data with it when it was made here. */
  async stop() {
    const patience = setTimeout(() => this.#child.kill("SIGKILL"), 15_000);
    this.#child.kill("SIGTERM");
    const end = await this.exited;
    clearTimeout(patience);
    running.delete(this.#child);
    if (this.ownsData) rmSync(this.dataDir, { recursive: true, force: true });
    return end;
  }

  /** Ends the server as a power cut would; the data stays. */
  async kill() {
    this.#child.kill("SIGKILL");
    await this.exited;
    running.delete(this.#child);
  }

  /** A REST call, held against the OpenAPI document; the body is given as JSON unless it is a form or raw bytes. */
  async fetch(path, { method, body, headers, key = this.apiKey, signal } = {}) {
    const raw = body === undefined || body instanceof FormData || body instanceof Uint8Array || typeof body === "string";
    return checkedFetch(this.origin + path, {
      method: method ?? (body === undefined ? "GET" : "POST"),
      headers: {
        ...(key === null ? {} : { Authorization: `Bearer ${key}` }),
        ...(raw ? {} : { "Content-Type": "application/json" }),
        ...headers,
      },
      body: raw ? body : JSON.stringify(body),
      signal,
    });
  }

  /** A REST call and its answer: the status and the JSON. */
  async json(path, options) {
    const response = await this.fetch(path, options);
    const text = await response.text();
    try {
      return { status: response.status, headers: response.headers, body: JSON.parse(text) };
    } catch {
      throw new Error(`${path} answered ${response.status} with no JSON: ${text.slice(0, 500)}`);
    }
  }

  /** Uploads a file; the answer of the server. */
  upload(content, filename, options) {
    const form = new FormData();
    form.set("purpose", "assistants");
    form.set("file", new Blob([content]), filename);
    return this.json("/v1/files", { ...options, body: form });
  }

  /** Uploads a file, attaches it to a new vector store and waits until it is read; the ids. */
  async index(content, filename) {
    const { body: file } = await this.upload(content, filename);
    const { body: store } = await this.json("/v1/vector_stores", { body: { name: filename } });
    await this.json(`/v1/vector_stores/${store.id}/files`, { body: { file_id: file.id } });
    const document = await this.ingested(store.id, file.id);
    return { fileId: file.id, storeId: store.id, document };
  }

  /** Waits until a file in a vector store is completed or failed; the file. */
  async ingested(storeId, fileId, seconds = 60) {
    const end = Date.now() + seconds * 1000;
    for (;;) {
      const { body } = await this.json(`/v1/vector_stores/${storeId}/files/${fileId}`);
      if (body.status !== "in_progress" || Date.now() > end) return body;
      await delay(20);
    }
  }

  async #ready() {
    const end = Date.now() + 30_000;
    let ended;
    void this.exited.then((end) => (ended = end));
    while (Date.now() < end && ended === undefined) {
      try {
        if ((await fetch(`${this.origin}/v1/health`)).status === 200) return;
      } catch {
        // Not listening yet.
      }
      await delay(25);
    }
    await this.kill();
    throw new Error(`The server did not become ready.\n${this.output}`);
  }
}
