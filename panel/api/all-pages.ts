import { CallRefused } from "../../contract/client.ts";

export interface Page<Row> {
  rows: readonly Row[];
  /** Number of the next page; 0 when there is none. */
  next: number;
  total: number;
}

export interface PageReader<Row> {
  read: (page: number) => Promise<Page<Row>>;
  keyOf: (row: Row) => number;
  wait: (seconds: number) => Promise<void>;
}

/** Waits out the limit of calls a minute, as the server says how long. */
async function readInTime<Row>({ read, wait }: PageReader<Row>, page: number): Promise<Page<Row>> {
  for (;;) {
    try {
      return await read(page);
    } catch (error) {
      if (!(error instanceof CallRefused) || error.error !== "rate.limited") throw error;
      await wait(Math.max(1, error.retryAfterSeconds));
    }
  }
}

/**
 * All rows of a list whose newest stand first, page after page, so that none but a page is in memory. Rows that come while
 * it is read push others to the next page: by its key each is told once.
 */
export async function* allPages<Row>(reader: PageReader<Row>): AsyncGenerator<Page<Row>> {
  let before = new Set<number>();
  for (let page = 1; page > 0;) {
    const read = await readInTime(reader, page);
    const fresh = read.rows.filter((row) => !before.has(reader.keyOf(row)));
    yield { ...read, rows: fresh };
    // What was pushed down stood at the end of the page before, or of one of the few before it.
    before = new Set([...[...before].slice(-2_000), ...read.rows.map(reader.keyOf)]);
    page = read.rows.length === 0 ? 0 : read.next;
  }
}

/** Seconds as time passes on this device. */
export const waitSeconds = (seconds: number) =>
  new Promise<void>((done) => setTimeout(done, seconds * 1_000));
