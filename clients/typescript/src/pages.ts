/** One page of a listing. */
export interface Page<T> {
  /** What is on the page. */
  readonly items: readonly T[];
  /** The token of the next page; empty at the end. */
  readonly nextPageToken: string;
}

/** What every listing takes. */
export interface PageOptions {
  /** Items per page; by default, and at most, what the server's contract says. */
  readonly pageSize?: number | undefined;
  /** Where to begin: nextPageToken of an earlier page. */
  readonly pageToken?: string | undefined;
}

/** A listing: iterates over the items of all pages, fetching each page when it is reached. */
export class Pages<T> implements AsyncIterable<T> {
  readonly #fetch: (pageToken: string) => Promise<Page<T>>;
  readonly #first: string;

  constructor(fetch: (pageToken: string) => Promise<Page<T>>, first = "") {
    this.#fetch = fetch;
    this.#first = first;
  }

  /** Iterates over the items. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for await (const page of this.pages()) {
      yield* page.items;
    }
  }

  /** Iterates over the pages. */
  async *pages(): AsyncGenerator<Page<T>> {
    let token = this.#first;
    do {
      const page = await this.#fetch(token);
      yield page;
      token = page.nextPageToken;
    } while (token);
  }
}
