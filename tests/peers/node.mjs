// What a program on Node would import, bundled by the tests.
export { Code, ConnectError, createClient } from "@connectrpc/connect";
export { compressionGzip, createConnectTransport, createGrpcTransport, createGrpcWebTransport, Http2SessionManager } from "@connectrpc/connect-node";
export { HealthService } from "../../clients/typescript/src/gen/fastchat/admin/v1/health_service_pb.ts";
export { ChatService } from "../../clients/typescript/src/gen/fastchat/chat/v1/chat_service_pb.ts";
export { Role } from "../../clients/typescript/src/gen/fastchat/chat/v1/message_pb.ts";
export { ModelService } from "../../clients/typescript/src/gen/fastchat/chat/v1/model_service_pb.ts";
export { RunService, RunStatus } from "../../clients/typescript/src/gen/fastchat/chat/v1/run_service_pb.ts";
export { FileService } from "../../clients/typescript/src/gen/fastchat/files/v1/file_service_pb.ts";
export { BadRequestSchema, ErrorInfoSchema } from "../../clients/typescript/src/gen/google/rpc/error_details_pb.ts";
