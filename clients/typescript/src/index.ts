export type { CallOptions } from "./call.js";
export { ChatClient, type ChatMessage, type ChatRequest } from "./chat.js";
export { FastchatClient, type FastchatClientOptions } from "./client.js";
export type { CodeName } from "./codes.js";
export {
  CollectionsClient,
  type AddAndWaitOptions,
  type AddDocumentOptions,
  type CreateCollectionOptions,
  type ListOptions,
} from "./collections.js";
export { Download } from "./downloads.js";
export {
  AuthenticationError,
  FastchatError,
  IngestionError,
  InvalidArgumentError,
  NotFoundError,
  RateLimitError,
  UnavailableError,
} from "./errors.js";
export { FilesClient, type ListFilesOptions, type UploadData, type UploadOptions } from "./files.js";
export { ModelsClient, type ListModelsOptions } from "./models.js";
export { Pages, type Page, type PageOptions } from "./pages.js";
export type { RawClients } from "./raw.js";
export type { SearchRequest } from "./search.js";
export {
  ChatStream,
  type Answer,
  type ChatEvent,
  type CitationEvent,
  type CompleteEvent,
  type EventEnvelope,
  type StatusEvent,
  type TokenEvent,
  type Usage,
  type UsageEvent,
} from "./streams.js";
export type { Model } from "./gen/fastchat/chat/v1/model_service_pb.js";
export type { File } from "./gen/fastchat/files/v1/file_pb.js";
export { DocumentStatus, type Collection, type Document, type Passage } from "./gen/fastchat/retrieval/v1/collection_pb.js";
export type { SearchResponse } from "./gen/fastchat/retrieval/v1/retrieval_service_pb.js";
export type { Citation } from "./gen/fastchat/type/v1/citation_pb.js";
