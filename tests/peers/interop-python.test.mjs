// gRPC's standard interoperability cases, driven by Debian's grpcio on stubs that its own compiler plugin writes now.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { InteropServer } from "./interop.mjs";
import { runUnittest } from "./python.mjs";
import { root } from "./server.mjs";

const protos = ["testing/empty", "testing/messages", "testing/test", "health/v1/health"].map((name) => `grpc/${name}.proto`);

test("grpcio_interop", async (t) => {
  const stubs = mkdtempSync(join(tmpdir(), "fastchat-interop-"));
  t.after(() => rmSync(stubs, { recursive: true, force: true }));
  execFileSync("protoc", [`--python_out=${stubs}`, `--grpc_out=${stubs}`, "--plugin=protoc-gen-grpc=/usr/bin/grpc_python_plugin", ...protos], {
    cwd: join(root, "protos/third_party"),
  });
  const server = await InteropServer.start();
  t.after(() => server.stop());

  await runUnittest(t, "test_interop", { INTEROP_TARGET: server.target, INTEROP_STUBS: stubs });
});
