import { createClient, type Client, type Transport } from "@connectrpc/connect";
import { callOptions, type CallOptions } from "./call.js";
import { RetrievalService, type SearchResponse } from "./gen/fastchat/retrieval/v1/retrieval_service_pb.js";

/** What to look for, and where. */
export interface SearchRequest {
  /** The question. */
  readonly query: string;
  /** The collections, 1 to 16. */
  readonly collectionIds: readonly string[];
  /** How many passages at most, 1 to 50; by default the tenant's setting. */
  readonly topK?: number | undefined;
  /** Passages that score lower are left out, 0 to 1; by default the tenant's setting. */
  readonly scoreThreshold?: number | undefined;
}

/** Search: client.search(). */
export class SearchClient {
  /** The generated client. */
  readonly raw: Client<typeof RetrievalService>;

  constructor(transport: Transport) {
    this.raw = createClient(RetrievalService, transport);
  }

  /** Finds the passages that match a question best, best first. */
  search(request: SearchRequest, options: CallOptions = {}): Promise<SearchResponse> {
    return this.raw.search({ ...request, collectionIds: [...request.collectionIds] }, callOptions(options));
  }
}
