import { setTimeout } from "node:timers/promises";
import { createClient, type Client, type Transport } from "@connectrpc/connect";
import { callOptions, type CallOptions } from "./call.js";
import { createError, errorFromCall, IngestionError } from "./errors.js";
import { CollectionService } from "./gen/fastchat/retrieval/v1/collection_service_pb.js";
import { DocumentStatus, type Collection, type Document } from "./gen/fastchat/retrieval/v1/collection_pb.js";
import { Pages, type PageOptions } from "./pages.js";

/** How to create a collection. */
export interface CreateCollectionOptions extends CallOptions {
  /** Your own notes: at most 16 pairs. */
  readonly metadata?: Record<string, string> | undefined;
}

/** How to add a document. */
export interface AddDocumentOptions extends CallOptions {
  /** Your own attributes, returned with search results: at most 16 pairs. */
  readonly attributes?: Record<string, string> | undefined;
  /** How to cut the text; by default the server's way. */
  readonly chunking?: { readonly maxChunkTokens: number; readonly overlapTokens: number } | undefined;
}

/** How to add a document and wait. */
export interface AddAndWaitOptions extends AddDocumentOptions {
  /** How long to wait between two looks, in milliseconds; by default 250. */
  readonly pollIntervalMs?: number | undefined;
}

/** Which page of a listing. */
export interface ListOptions extends PageOptions, CallOptions {}

/** Collections and their documents: client.collections. */
export class CollectionsClient {
  /** The generated client. */
  readonly raw: Client<typeof CollectionService>;

  constructor(transport: Transport) {
    this.raw = createClient(CollectionService, transport);
  }

  /** Makes an empty collection. */
  async create(name: string, { metadata = {}, ...call }: CreateCollectionOptions = {}): Promise<Collection> {
    return (await this.raw.createCollection({ name, metadata }, call)).collection!;
  }

  /** Reads one collection. */
  async get(collectionId: string, options: CallOptions = {}): Promise<Collection> {
    return (await this.raw.getCollection({ collectionId }, callOptions(options))).collection!;
  }

  /** Lists collections, newest first. */
  list({ pageSize, pageToken, ...call }: ListOptions = {}): Pages<Collection> {
    return new Pages(async (token) => {
      const page = await this.raw.listCollections({ pageSize, pageToken: token }, call);
      return { items: page.collections, nextPageToken: page.nextPageToken };
    }, pageToken);
  }

  /** Deletes a collection and its passages; the files stay. */
  async delete(collectionId: string, options: CallOptions = {}): Promise<void> {
    await this.raw.deleteCollection({ collectionId }, callOptions(options));
  }

  /** Attaches a file; it is made searchable in the background. */
  async addDocument(collectionId: string, fileId: string, options: AddDocumentOptions = {}): Promise<Document> {
    const { attributes = {}, chunking } = options;
    return (await this.raw.addDocument({ collectionId, fileId, attributes, chunking }, callOptions(options))).document!;
  }

  /** Attaches a file and waits until it can be searched. Throws an IngestionError when it cannot be made searchable. */
  async addAndWait(collectionId: string, fileId: string, options: AddAndWaitOptions = {}): Promise<Document> {
    const { pollIntervalMs = 250, timeoutMs } = options;
    const limit = timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs);
    const signal = options.signal && limit ? AbortSignal.any([options.signal, limit]) : (options.signal ?? limit);
    let document: Document;
    try {
      document = await this.addDocument(collectionId, fileId, { ...options, signal, timeoutMs: undefined });
      while (document.status === DocumentStatus.IN_PROGRESS) {
        await setTimeout(pollIntervalMs, undefined, { signal });
        document = await this.getDocument(collectionId, fileId, { signal });
      }
    } catch (error) {
      if (limit?.aborted) {
        const message = `${fileId} was not searchable after ${timeoutMs} ms.`;
        throw createError(message, { code: "DEADLINE_EXCEEDED", retryable: true, cause: error });
      }
      throw signal?.aborted ? createError("The wait was cancelled.", { code: "CANCELLED", cause: error }) : errorFromCall(error);
    }
    if (document.status !== DocumentStatus.COMPLETED) {
      throw new IngestionError(document);
    }
    return document;
  }

  /** Reads how far a document is. */
  async getDocument(collectionId: string, fileId: string, options: CallOptions = {}): Promise<Document> {
    return (await this.raw.getDocument({ collectionId, fileId }, callOptions(options))).document!;
  }

  /** Lists a collection's documents, newest first. */
  listDocuments(collectionId: string, { pageSize, pageToken, ...call }: ListOptions = {}): Pages<Document> {
    return new Pages(async (token) => {
      const page = await this.raw.listDocuments({ collectionId, pageSize, pageToken: token }, call);
      return { items: page.documents, nextPageToken: page.nextPageToken };
    }, pageToken);
  }

  /** Takes a document out of a collection; the file stays. */
  async removeDocument(collectionId: string, fileId: string, options: CallOptions = {}): Promise<void> {
    await this.raw.removeDocument({ collectionId, fileId }, callOptions(options));
  }
}
