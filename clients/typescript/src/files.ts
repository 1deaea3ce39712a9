import { open } from "node:fs/promises";
import { basename } from "node:path";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { createClient, type Client, type Transport } from "@connectrpc/connect";
import { callOptions, type CallOptions } from "./call.js";
import { openDownload, type Download } from "./downloads.js";
import { FileService, type UploadFileRequestSchema } from "./gen/fastchat/files/v1/file_service_pb.js";
import type { File } from "./gen/fastchat/files/v1/file_pb.js";
import { Pages, type PageOptions } from "./pages.js";

const frameBytes = 1024 * 1024;

/** A file that is not on disk. */
export interface UploadData {
  /** The file's name. */
  readonly filename: string;
  /** Its bytes, at once or as they come. */
  readonly data: Uint8Array | AsyncIterable<Uint8Array>;
}

/** How to upload. */
export interface UploadOptions extends CallOptions {
  /** The media type you believe it to be; the content decides. */
  readonly contentType?: string | undefined;
  /** What the file is for; by default "user_data". */
  readonly purpose?: string | undefined;
}

/** Which files to list. */
export interface ListFilesOptions extends PageOptions, CallOptions {
  /** Only files of this purpose. */
  readonly purpose?: string | undefined;
}

type UploadFrame = MessageInitShape<typeof UploadFileRequestSchema>;

/** Files: client.files. */
export class FilesClient {
  /** The generated client. */
  readonly raw: Client<typeof FileService>;

  constructor(transport: Transport) {
    this.raw = createClient(FileService, transport);
  }

  /** Uploads a file, given by its path or its bytes, in frames of 1 MiB. */
  async upload(source: string | UploadData, options: UploadOptions = {}): Promise<File> {
    if (typeof source !== "string") {
      return this.#send(source, options);
    }
    // Opened before the call begins, so that a missing file is the file system's error and not a failed call.
    const data = (await open(source)).createReadStream({ highWaterMark: frameBytes });
    try {
      return await this.#send({ filename: basename(source), data }, options);
    } finally {
      // A refused upload leaves the file half read; this closes it.
      data.destroy();
    }
  }

  /** Reads one file's description. */
  async get(fileId: string, options: CallOptions = {}): Promise<File> {
    return (await this.raw.getFile({ fileId }, callOptions(options))).file!;
  }

  /** Lists files, newest first. */
  list({ pageSize, pageToken, purpose, ...call }: ListFilesOptions = {}): Pages<File> {
    return new Pages(async (token) => {
      const page = await this.raw.listFiles({ pageSize, pageToken: token, purpose }, call);
      return { items: page.files, nextPageToken: page.nextPageToken };
    }, pageToken);
  }

  /** Reads a file's bytes as they come. */
  download(fileId: string, options: CallOptions = {}): Promise<Download> {
    return openDownload((cancelled) => {
      const signal = options.signal ? AbortSignal.any([options.signal, cancelled]) : cancelled;
      return this.raw.downloadFile({ fileId }, { ...callOptions(options), signal });
    });
  }

  /** Deletes a file, its bytes and its passages in every collection. */
  async delete(fileId: string, options: CallOptions = {}): Promise<void> {
    await this.raw.deleteFile({ fileId }, callOptions(options));
  }

  async #send({ filename, data }: UploadData, options: UploadOptions): Promise<File> {
    const header = { filename, contentType: options.contentType, purpose: options.purpose };
    return (await this.raw.uploadFile(frames(header, data), callOptions(options))).file!;
  }
}

async function* frames(
  header: { filename: string; contentType?: string | undefined; purpose?: string | undefined },
  data: UploadData["data"],
): AsyncIterable<UploadFrame> {
  yield { frame: { case: "header", value: header } };
  for await (const piece of data instanceof Uint8Array ? [data] : data) {
    for (let at = 0; at < piece.length; at += frameBytes) {
      yield { frame: { case: "data", value: piece.subarray(at, at + frameBytes) } };
    }
  }
}
