import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { createFileRegistry, fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { root } from "./server.mjs";

const buf = join(root, "clients/typescript/node_modules/.bin/buf");
const image = execFileSync(buf, ["build", "protos/third_party", "--path", "protos/third_party/grpc/testing", "-o", "-"], { cwd: root });

/** What the server of gRPC's interoperability tests speaks, from the proto files themselves. */
export const schema = createFileRegistry(fromBinary(FileDescriptorSetSchema, image));

/** The requests and response sizes of the case ping_pong: what to ask for, and how much to send with it. */
export const rounds = [
  [31415, 27182],
  [9, 8],
  [2653, 1828],
  [58979, 45904],
];

/** A payload of so many zeros. */
export const zeros = (size) => ({ body: new Uint8Array(size) });
