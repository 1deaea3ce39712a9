import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { FastchatError } from "./errors.js";
import type { File } from "./gen/fastchat/files/v1/file_pb.js";
import type { DownloadFileResponse } from "./gen/fastchat/files/v1/file_service_pb.js";

/** A file on its way: its description, and its bytes as they come. Leaving the loop early cancels the download. */
export class Download implements AsyncIterable<Uint8Array> {
  /** The file's description. */
  readonly file: File;
  readonly #data: AsyncGenerator<Uint8Array>;

  constructor(file: File, data: AsyncGenerator<Uint8Array>) {
    this.file = file;
    this.#data = data;
  }

  /** Iterates over the bytes. */
  [Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    return this.#data;
  }

  /** Reads all bytes. */
  async bytes(): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    for await (const piece of this.#data) {
      pieces.push(piece);
    }
    return Buffer.concat(pieces);
  }

  /** Writes the bytes to a file. */
  async save(path: string): Promise<void> {
    await pipeline(this.#data, createWriteStream(path));
  }
}

/** Begins a download and reads its first frame, so that a missing file is known at once. */
export async function openDownload(open: (signal: AbortSignal) => AsyncIterable<DownloadFileResponse>): Promise<Download> {
  const abort = new AbortController();
  const frames = open(abort.signal)[Symbol.asyncIterator]();
  const first = await frames.next();
  if (first.done || first.value.frame.case !== "file") {
    abort.abort();
    throw new FastchatError("The download did not begin with the file's description.", { code: "INTERNAL" });
  }
  return new Download(first.value.frame.value, readData(frames, abort));
}

async function* readData(frames: AsyncIterator<DownloadFileResponse>, abort: AbortController): AsyncGenerator<Uint8Array> {
  try {
    for (let next = await frames.next(); !next.done; next = await frames.next()) {
      if (next.value.frame.case === "data") {
        yield next.value.frame.value;
      }
    }
  } finally {
    // Connect leaves a call running when its reader stops reading.
    abort.abort();
  }
}
