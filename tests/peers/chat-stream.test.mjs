// Native chat by fetch, and by an EventSource, which has nothing but an address: threads, sessions and the streams between.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { request, createServer } from "node:http";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { checkedFetch } from "./checked-fetch.mjs";
import { Server } from "./server.mjs";

let server;
let page;

// What a page's own server does: an EventSource cannot send a key.
before(async () => {
  server = await Server.start();
  page = createServer((incoming, outgoing) => {
    const breaks = incoming.url.startsWith("/breaks/") && !incoming.headers["last-event-id"];
    const call = request(`${server.origin}${incoming.url.replace("/breaks/", "/")}`, { method: incoming.method, headers: { ...incoming.headers, ...server.headers } }, (answer) => {
      outgoing.writeHead(answer.statusCode, answer.headers);
      let events = 0;
      answer.on("data", (piece) => {
        outgoing.write(piece);
        // A connection that ends once, in the middle.
        events += piece.toString().match(/^id: /gm)?.length ?? 0;
        if (!breaks || events <= 4) return;
        answer.destroy();
        outgoing.end();
      });
      answer.on("end", () => outgoing.end());
      answer.on("error", () => outgoing.end());
    });
    outgoing.on("close", () => call.destroy());
    call.on("error", () => outgoing.destroy());
    incoming.pipe(call);
  }).listen(0, "127.0.0.1");
  await new Promise((done) => page.once("listening", done));
});
after(async () => {
  page.close();
  await server.stop();
});

const post = async (path, body) => {
  const response = await checkedFetch(`${server.origin}${path}`, { method: "POST", headers: { ...server.headers, "Content-Type": "application/json" }, body: JSON.stringify(body) });
  return { status: response.status, body: await response.json() };
};

const messages = async (thread) => {
  const response = await checkedFetch(`${server.origin}/v1/threads/${thread}/messages?order=asc`, { headers: server.headers });
  return (await response.json()).data.map((m) => `${m.role}: ${m.content[0].text.value}`);
};

// All events that an EventSource hears until the terminal one.
async function listen(query, { breaks = false } = {}) {
  const address = `http://127.0.0.1:${page.address().port}${breaks ? "/breaks" : ""}/v1/chat/stream?${new URLSearchParams(query)}`;
  const script = `
    const source = new EventSource(${JSON.stringify(address)});
    const events = [];
    // Between two connections nothing else keeps the process.
    const alive = setInterval(() => {}, 1000);
    const end = () => { source.close(); clearInterval(alive); console.log(JSON.stringify(events)); };
    for (const name of ["token", "status", "usage", "complete"]) {
      source.addEventListener(name, (e) => {
        events.push({ name, id: e.lastEventId, data: JSON.parse(e.data) });
        if (name === "complete") end();
      });
    }
    source.onerror = () => { if (source.readyState === EventSource.CLOSED) { events.push({ name: "closed" }); end(); } };
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ["--no-warnings", "--experimental-eventsource", "--input-type=module", "-e", script], { timeout: 30_000 });
  return JSON.parse(stdout);
}

test("chatStream_EventSource_HearsNamedEventsWithIdsToTheEnd", async () => {
  const events = await listen({ model: "scripted", message: "One two three.", new_thread: "true" });

  assert.deepEqual(events.map((e) => e.id), events.map((_, i) => `${i + 1}`));
  assert.equal(events.filter((e) => e.name === "token").map((e) => e.data.payload.text).join(""), "One two three.");
  const complete = events.at(-1);
  assert.equal(complete.data.payload.text, "One two three.");
  assert.deepEqual(await messages(complete.data.thread_id), ["user: One two three.", "assistant: One two three."]);

  await listen({ model: "scripted", message: "Four.", thread_id: complete.data.thread_id });
  assert.deepEqual((await messages(complete.data.thread_id)).slice(2), ["user: Four.", "assistant: Four."]);
});

test("chatStream_EventSourceThatIsCut_GoesOnByItselfWithoutGapOrRepeat", async () => {
  const events = await listen({ model: "scripted", message: '{"tokens": 40, "delay_ms": 20}', request_id: "breaks-once" }, { breaks: true });

  assert.deepEqual(events.map((e) => e.id), events.map((_, i) => `${i + 1}`));
  assert.equal(events.at(-1).name, "complete");
});

test("chatStream_EventSourceThatIsCutAndHasNoName_IsClosedAndAsksNothingTwice", async () => {
  const events = await listen({ model: "scripted", message: '{"tokens": 40, "delay_ms": 20}' }, { breaks: true });

  assert.equal(events.at(-1).name, "closed");
});

test("chat_ThreadByFetch_IsBusyForOthersWhileARunHoldsIt", async () => {
  const response = await checkedFetch(`${server.origin}/v1/chat`, {
    method: "POST",
    headers: { ...server.headers, "Content-Type": "application/json" },
    body: JSON.stringify({ model: "scripted", new_thread: true, messages: [{ role: "user", text: '{"tokens": 100000, "delay_ms": 20}' }] }),
  });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const thread = /"thread_id":\s*"(thread_[0-9a-z]+)"/.exec((await reader.read()).value)[1];

  const refused = await post("/v1/chat", { model: "scripted", thread_id: thread, on_busy: "reject", messages: [{ role: "user", text: "hello" }] });
  await reader.cancel();

  assert.equal(refused.status, 409);
  assert.equal(refused.body.error.code, "thread_busy");
});

test("tenantChat_Message_HasExactlyTheFourMembers", async () => {
  const first = await post("/api/v1/chat", { message: "What is there?" });
  assert.equal(first.status, 200);
  assert.deepEqual(Object.keys(first.body).sort(), ["answer", "client_id", "session_id", "sources"]);
  assert.ok(Array.isArray(first.body.sources));

  const second = await post("/api/v1/chat", { message: "And now?", session_id: first.body.session_id });
  assert.equal(second.body.session_id, first.body.session_id);
});
