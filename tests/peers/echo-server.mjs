// A gRPC server of grpc-js for the C# channel's tests: prints its port, serves until its input ends.
import grpc from "@grpc/grpc-js";
import protobuf from "protobufjs";

const StringValue = protobuf.parse('syntax = "proto3"; message StringValue { string value = 1; }').root.lookupType("StringValue");
const text = (value) => StringValue.create({ value });
const algorithms = { gzip: grpc.compressionAlgorithms.gzip, deflate: grpc.compressionAlgorithms.deflate };

const method = (name, requestStream, responseStream) => ({
  path: `/test.Text/${name}`,
  requestStream,
  responseStream,
  requestSerialize: (message) => Buffer.from(StringValue.encode(message).finish()),
  requestDeserialize: (bytes) => StringValue.decode(bytes),
  responseSerialize: (message) => Buffer.from(StringValue.encode(message).finish()),
  responseDeserialize: (bytes) => StringValue.decode(bytes),
});

let noteCancelled;
const cancelled = new Promise((resolve) => (noteCancelled = resolve));

const service = {
  async unary(call, reply) {
    const value = call.request.value;
    const first = (key) => call.metadata.get(key)[0];
    const trailers = new grpc.Metadata();
    if (value === "metadata") {
      const head = new grpc.Metadata();
      head.set("x-head", first("x-own"));
      call.sendMetadata(head);
      trailers.set("x-end", "e");
      trailers.set("x-end-bin", first("x-own-bin"));
    }
    if (value === "fail") return reply({ code: grpc.status.NOT_FOUND, details: "grüße" });
    if (value === "hang") return;
    if (value === "timeout") return reply(null, text(String((call.getDeadline() - Date.now()) / 1000)));
    if (value === "unavailable once" && first("grpc-previous-rpc-attempts") === undefined) return reply({ code: grpc.status.UNAVAILABLE, details: "not yet" });
    if (value === "was cancelled") return cancelled.then(() => reply(null, text("True")));
    reply(null, text(value), trailers);
  },
  serverStream(call) {
    if (call.request.value === "for ever") {
      const timer = setInterval(() => call.write(text("x")), 10);
      call.on("cancelled", () => {
        clearInterval(timer);
        noteCancelled();
      });
      return;
    }
    for (let i = 0; i < Number(call.request.value); i++) call.write(text(String(i)));
    call.end();
  },
  clientStream(call, reply) {
    const seen = [];
    call.on("data", (request) => seen.push(request.value));
    call.on("end", () => reply(null, text(seen.join(","))));
  },
  duplex(call) {
    call.on("data", (request) => call.write(text(`${request.value}!`)));
    call.on("end", () => call.end());
  },
};

const server = new grpc.Server({ "grpc.default_compression_algorithm": algorithms[process.argv[2]] ?? grpc.compressionAlgorithms.identity });
server.addService(
  {
    unary: method("Unary", false, false),
    serverStream: method("ServerStream", false, true),
    clientStream: method("ClientStream", true, false),
    duplex: method("Duplex", true, true),
  },
  service,
);
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  console.log(port);
});
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
