import type { Interceptor, Transport } from "@connectrpc/connect";
import { createGrpcTransport, Http2SessionManager } from "@connectrpc/connect-node";
import { errorFromCall } from "./errors.js";

/** A transport that speaks gRPC with a key and throws nothing but FastchatError. */
export function createTransport(baseUrl: string, apiKey: string | undefined, sessionManager: Http2SessionManager): Transport {
  const interceptors: Interceptor[] = apiKey ? [authorize(apiKey)] : [];
  const grpc = createGrpcTransport({ baseUrl, interceptors, sessionManager });
  // Errors are typed here and not in an interceptor: what an interceptor throws is made a ConnectError again.
  return {
    async unary(...call) {
      try {
        return await grpc.unary(...call);
      } catch (error) {
        throw errorFromCall(error);
      }
    },
    async stream(...call) {
      try {
        const response = await grpc.stream(...call);
        return { ...response, message: typed(response.message) };
      } catch (error) {
        throw errorFromCall(error);
      }
    },
  };
}

function authorize(apiKey: string): Interceptor {
  return (next) => (request) => {
    request.header.set("authorization", `Bearer ${apiKey}`);
    return next(request);
  };
}

async function* typed<T>(messages: AsyncIterable<T>): AsyncIterable<T> {
  try {
    yield* messages;
  } catch (error) {
    throw errorFromCall(error);
  }
}
