// A fetch that holds every REST exchange against the OpenAPI document; what breaks it fails the test that made it.
import assert from "node:assert/strict";
import { after, afterEach } from "node:test";
import { Contract } from "./contract.mjs";

let contract;
let problems = [];

/** How many exchanges were held against the document so far. */
export let checked = 0;

const judge = () => {
  const found = problems;
  problems = [];
  assert.deepEqual(found, [], "replies that break /openapi.json");
};
afterEach(judge);
after(judge);

/** Fetches, and checks what comes back as it is read. The reader's pace and its leaving reach the server unchanged. */
export async function checkedFetch(url, init) {
  const { protocol, origin, pathname, search } = new URL(url);
  // OpenAI's library tries out what its fetch can do with a "data:" URL.
  if (protocol === "data:") return fetch(url, init);
  contract ??= new Contract(await (await fetch(`${origin}/openapi.json`)).json());
  const response = await fetch(url, init);
  const chunks = [];
  const check = (whole) => {
    const exchange = {
      method: init?.method?.toUpperCase() ?? "GET",
      path: pathname + search,
      status: response.status,
      contentType: response.headers.get("content-type"),
      requestId: response.headers.get("x-request-id"),
      body: Buffer.concat(chunks).toString(),
      whole,
    };
    const found = contract.check(exchange);
    if (found) checked++;
    problems.push(...(found ?? []).map((problem) => `${exchange.method} ${exchange.path} ${exchange.status}: ${problem}`));
  };
  if (!response.body) {
    check(true);
    return response;
  }
  const seen = new Response(observe(response.body, chunks, check), { status: response.status, statusText: response.statusText, headers: response.headers });
  return Object.defineProperty(seen, "url", { value: response.url });
}

function observe(body, chunks, ended) {
  const reader = body.getReader();
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (done) {
            ended(true);
            controller.close();
          } else {
            chunks.push(value);
            controller.enqueue(value);
          }
        } catch (error) {
          ended(false);
          throw error;
        }
      },
      cancel(reason) {
        ended(false);
        return reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}
