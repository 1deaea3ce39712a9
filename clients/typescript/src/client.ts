import { createClient, type Transport } from "@connectrpc/connect";
import { Http2SessionManager } from "@connectrpc/connect-node";
import type { CallOptions } from "./call.js";
import { ChatClient } from "./chat.js";
import { CollectionsClient } from "./collections.js";
import { FilesClient } from "./files.js";
import { HealthService } from "./gen/fastchat/admin/v1/health_service_pb.js";
import { TenantService } from "./gen/fastchat/admin/v1/tenant_service_pb.js";
import { RunService } from "./gen/fastchat/chat/v1/run_service_pb.js";
import type { SearchResponse } from "./gen/fastchat/retrieval/v1/retrieval_service_pb.js";
import { ModelsClient } from "./models.js";
import type { RawClients } from "./raw.js";
import { SearchClient, type SearchRequest } from "./search.js";
import { createTransport } from "./transport.js";

/** Where the server is, and who calls. */
export interface FastchatClientOptions {
  /** The server's address; by default FASTCHAT_URL, else "http://127.0.0.1:8080". */
  readonly baseUrl?: string | undefined;
  /** The key, "fc_…"; by default FASTCHAT_API_KEY. */
  readonly apiKey?: string | undefined;
}

/** A connection to Fastchat, over gRPC. One client serves any number of calls at once. */
export class FastchatClient {
  /** Answers. */
  readonly chat: ChatClient;
  /** Files. */
  readonly files: FilesClient;
  /** Collections and their documents. */
  readonly collections: CollectionsClient;
  /** Models. */
  readonly models: ModelsClient;
  /** The generated clients, for what the friendly ones do not offer. They throw the same errors. */
  readonly raw: RawClients;
  /** What calls travel by, for generated clients that raw does not list. */
  readonly transport: Transport;

  readonly #search: SearchClient;
  readonly #sessions: Http2SessionManager;

  constructor(options: FastchatClientOptions = {}) {
    const baseUrl = options.baseUrl ?? (process.env["FASTCHAT_URL"] || "http://127.0.0.1:8080");
    const apiKey = options.apiKey ?? process.env["FASTCHAT_API_KEY"];
    this.#sessions = new Http2SessionManager(baseUrl);
    this.transport = createTransport(baseUrl, apiKey, this.#sessions);
    this.chat = new ChatClient(this.transport);
    this.files = new FilesClient(this.transport);
    this.collections = new CollectionsClient(this.transport);
    this.models = new ModelsClient(this.transport);
    this.#search = new SearchClient(this.transport);
    this.raw = {
      chat: this.chat.raw,
      runs: createClient(RunService, this.transport),
      models: this.models.raw,
      files: this.files.raw,
      collections: this.collections.raw,
      retrieval: this.#search.raw,
      health: createClient(HealthService, this.transport),
      tenants: createClient(TenantService, this.transport),
    };
  }

  /** Finds the passages of collections that match a question best, best first. */
  search(request: SearchRequest, options: CallOptions = {}): Promise<SearchResponse> {
    return this.#search.search(request, options);
  }

  /** Closes the connection; calls under way fail. */
  close(): void {
    this.#sessions.abort();
  }
}
