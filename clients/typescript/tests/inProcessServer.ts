import { createServer } from "node:http2";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import { Code, ConnectError, type ConnectRouter } from "@connectrpc/connect";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import { FastchatClient } from "@fastchat/client";
import { ErrorInfoSchema } from "@fastchat/client/gen/google/rpc/error_details_pb";

/** Starts a server of Connect's own stack in this process, for the length of a test, and a client that calls it. */
export async function startServer(test: TestContext, routes: (router: ConnectRouter) => void): Promise<FastchatClient> {
  const server = createServer(connectNodeAdapter({ routes, connect: false, grpcWeb: false }));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  const client = new FastchatClient({ baseUrl: `http://127.0.0.1:${port}`, apiKey: "fc_test" });
  test.after(() => {
    client.close();
    server.close();
  });
  return client;
}

/** An error as Fastchat's server states it: with its reason in the details. */
export function serverError(code: Code, message: string, reason: string, param?: string): ConnectError {
  const metadata: Record<string, string> = param ? { param } : {};
  return new ConnectError(message, code, undefined, [
    // Another service's detail before ours must not be taken for it.
    { desc: ErrorInfoSchema, value: { domain: "elsewhere.example", reason: "OTHER" } },
    { desc: ErrorInfoSchema, value: { domain: "fastchat.dev", reason, metadata } },
  ]);
}
