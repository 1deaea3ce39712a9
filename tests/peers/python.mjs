import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { root } from "./server.mjs";

/** Runs a module of Python tests on Debian's grpcio, each as a test of its own. */
export async function runUnittest(t, module, env, path = []) {
  const pythonPath = [join(root, "clients/python/src"), ...path].join(":");

  // Debian's own interpreter: another one would not see Debian's grpcio.
  const output = await new Promise((resolve) =>
    execFile(
      "/usr/bin/python3",
      ["-m", "unittest", "-v", module],
      { cwd: join(import.meta.dirname, "python"), env: { ...process.env, ...env, PYTHONDONTWRITEBYTECODE: "1", PYTHONPATH: pythonPath } },
      (_, stdout, stderr) => resolve(stdout + stderr),
    ),
  );

  const results = [...output.matchAll(/^test_(\w+) \(.*?\)(?:\n.*?)? \.\.\. (\w+)/gm)];
  assert.ok(results.length > 0, output);
  for (const [, name, result] of results) await t.test(name, () => assert.equal(result, "ok", output));
  assert.match(output, new RegExp(`^Ran ${results.length} tests`, "m"));
}
