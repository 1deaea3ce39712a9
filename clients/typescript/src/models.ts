import { createClient, type Client, type Transport } from "@connectrpc/connect";
import type { CallOptions } from "./call.js";
import { ModelService, type Model } from "./gen/fastchat/chat/v1/model_service_pb.js";
import { Pages, type PageOptions } from "./pages.js";

/** Which page of models. */
export interface ListModelsOptions extends PageOptions, CallOptions {}

/** Models: client.models. */
export class ModelsClient {
  /** The generated client. */
  readonly raw: Client<typeof ModelService>;

  constructor(transport: Transport) {
    this.raw = createClient(ModelService, transport);
  }

  /** Lists the models on offer, by name. */
  list({ pageSize, pageToken, ...call }: ListModelsOptions = {}): Pages<Model> {
    return new Pages(async (token) => {
      const page = await this.raw.listModels({ pageSize, pageToken: token }, call);
      return { items: page.models, nextPageToken: page.nextPageToken };
    }, pageToken);
  }
}
