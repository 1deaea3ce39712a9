// What a web application would import: bundled for Node and for a page.
export { Code, ConnectError, createClient } from "@connectrpc/connect";
export { createConnectTransport, createGrpcWebTransport } from "@connectrpc/connect-web";
export { create, fromBinary, toBinary } from "@bufbuild/protobuf";
export { GrpcWebClientBase, MethodDescriptor, MethodType } from "grpc-web";
export { HealthService, HealthStatus } from "../../clients/typescript/src/gen/fastchat/admin/v1/health_service_pb.ts";
export * from "../../clients/typescript/src/gen/fastchat/chat/v1/chat_service_pb.ts";
export { Role } from "../../clients/typescript/src/gen/fastchat/chat/v1/message_pb.ts";
export * from "../../clients/typescript/src/gen/fastchat/chat/v1/model_service_pb.ts";
export { RunService, RunStatus } from "../../clients/typescript/src/gen/fastchat/chat/v1/run_service_pb.ts";
export { ErrorInfoSchema } from "../../clients/typescript/src/gen/google/rpc/error_details_pb.ts";
