import WebSocket from "ws";

/** A WebSocket of JSON texts, read one by one. */
export class JsonSocket {
  #waiting = [];
  #unread = [];

  /** Connects; rejects with the HTTP status when the server refuses. */
  static async open(url, options) {
    const socket = new JsonSocket();
    socket.ws = new WebSocket(url, options);
    socket.closed = new Promise((done) => socket.ws.on("close", (code, reason) => done({ code, reason: reason.toString() })));
    socket.ws.on("message", (data) => socket.#take(JSON.parse(data.toString())));
    await new Promise((done, fail) => {
      socket.ws.once("open", done);
      socket.ws.once("unexpected-response", (_, response) => fail(Object.assign(new Error(`HTTP ${response.statusCode}`), { status: response.statusCode })));
      socket.ws.once("error", fail);
    });
    return socket;
  }

  /** Sends an object, or a text as it is; the empty text says that nothing more comes. */
  send(event) {
    this.ws.send(typeof event === "string" ? event : JSON.stringify(event));
  }

  /** The next event. */
  read() {
    if (this.#unread.length > 0) return Promise.resolve(this.#unread.shift());
    return Promise.race([
      new Promise((done) => this.#waiting.push(done)),
      this.closed.then(({ code, reason }) => Promise.reject(new Error(`closed: ${code} ${reason}`))),
    ]);
  }

  /** Reads up to an event. */
  async readUntil(isLast) {
    const events = [];
    do events.push(await this.read());
    while (!isLast(events.at(-1)));
    return events;
  }

  /** Breaks the connection, as a network does. */
  cut() {
    this.ws.terminate();
  }

  #take(event) {
    if (this.#waiting.length > 0) this.#waiting.shift()(event);
    else this.#unread.push(event);
  }
}
