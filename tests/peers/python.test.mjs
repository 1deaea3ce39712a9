// Runs the tests of Debian's grpcio, each as a test of its own here.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { Server, root } from "./server.mjs";

test("grpcio", async (t) => {
  const server = await Server.start();
  t.after(() => server.stop());
  const env = {
    ...process.env,
    FASTCHAT_TARGET: `127.0.0.1:${server.port}`,
    FASTCHAT_API_KEY: server.apiKey,
    PYTHONDONTWRITEBYTECODE: "1",
    PYTHONPATH: join(root, "clients/python/src"),
  };

  // Debian's own interpreter: another one would not see Debian's grpcio.
  const output = await new Promise((resolve) =>
    execFile("/usr/bin/python3", ["-m", "unittest", "-v", "test_grpcio"], { cwd: join(import.meta.dirname, "python"), env }, (_, stdout, stderr) =>
      resolve(stdout + stderr),
    ),
  );

  const results = [...output.matchAll(/^test_(\w+) \(.*?\)(?:\n.*?)? \.\.\. (\w+)/gm)];
  assert.ok(results.length > 0, output);
  for (const [, name, result] of results) await t.test(name, () => assert.equal(result, "ok", output));
  assert.match(output, new RegExp(`^Ran ${results.length} tests`, "m"));
});
