import type { Client } from "@connectrpc/connect";
import type { HealthService } from "./gen/fastchat/admin/v1/health_service_pb.js";
import type { TenantService } from "./gen/fastchat/admin/v1/tenant_service_pb.js";
import type { ChatService } from "./gen/fastchat/chat/v1/chat_service_pb.js";
import type { ModelService } from "./gen/fastchat/chat/v1/model_service_pb.js";
import type { RunService } from "./gen/fastchat/chat/v1/run_service_pb.js";
import type { FileService } from "./gen/fastchat/files/v1/file_service_pb.js";
import type { CollectionService } from "./gen/fastchat/retrieval/v1/collection_service_pb.js";
import type { RetrievalService } from "./gen/fastchat/retrieval/v1/retrieval_service_pb.js";

/** The generated clients by service. */
export interface RawClients {
  readonly chat: Client<typeof ChatService>;
  readonly runs: Client<typeof RunService>;
  readonly models: Client<typeof ModelService>;
  readonly files: Client<typeof FileService>;
  readonly collections: Client<typeof CollectionService>;
  readonly retrieval: Client<typeof RetrievalService>;
  readonly health: Client<typeof HealthService>;
  readonly tenants: Client<typeof TenantService>;
}
