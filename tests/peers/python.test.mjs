// Runs the tests of Debian's grpcio, each as a test of its own here.
import { test } from "node:test";
import { runUnittest } from "./python.mjs";
import { Server } from "./server.mjs";

test("grpcio", async (t) => {
  const server = await Server.start();
  t.after(() => server.stop());

  await runUnittest(t, "test_grpcio", { FASTCHAT_TARGET: `127.0.0.1:${server.port}`, FASTCHAT_API_KEY: server.apiKey });
});
