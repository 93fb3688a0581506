import { once } from "node:events";
import type { Duplex } from "node:stream";
import type pg from "pg";

/** COPY to and from a connection, one frame in memory at a time; the driver itself knows only rows. */

/** So many bytes of rows make a frame. */
const frameBytes = 256 * 1024;

/** What of the driver's connection COPY needs; its published types leave these out. */
interface CopyConnection {
  readonly stream: Duplex;
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  sendCopyFail(reason: string): void;
}

const asCopy = (connection: unknown) => connection as CopyConnection;

/** Rows that a command touched, of its tag "COPY 12". */
const rowsOf = (tag: { text: string }) => Number(/\d+$/.exec(tag.text)?.[0] ?? 0);

/**
 * Runs `copy … to stdout` and hands over its bytes frame by frame; PostgreSQL waits while one is being taken. Answers
 * the number of rows. After a failure the connection is of no more use.
 */
export function copyOut(
  client: pg.Client,
  text: string,
  take: (frame: Buffer) => Promise<void>,
): Promise<number> {
  return new Promise((resolve, reject) => {
    let parts: Buffer[] = [];
    let size = 0;
    let rows = 0;
    let taking = Promise.resolve();
    const flush = (stream: Duplex) => {
      const frame = Buffer.concat(parts);
      [parts, size] = [[], 0];
      stream.pause();
      taking = taking.then(() => take(frame)).then(() => void stream.resume());
      taking.catch(reject);
    };
    client.query({
      submit: (connection: unknown) => asCopy(connection).query(text),
      handleCopyData({ chunk }: { chunk: Buffer }, connection: unknown) {
        // Copied, because the driver reads the next bytes into the same memory.
        parts.push(Buffer.from(chunk));
        size += chunk.length;
        if (size >= frameBytes) flush(asCopy(connection).stream);
      },
      handleCommandComplete: (tag: { text: string }) => void (rows = rowsOf(tag)),
      handleReadyForQuery(connection: unknown) {
        if (size > 0) flush(asCopy(connection).stream);
        void taking.then(() => resolve(rows), reject);
      },
      handleError: (error: Error) => reject(error),
    } as pg.Submittable);
  });
}

/** Runs `copy … from stdin` with these bytes and answers the number of rows; waits while PostgreSQL is behind. */
export function copyIn(client: pg.Client, text: string, frames: AsyncIterable<Buffer>): Promise<number> {
  return new Promise((resolve, reject) => {
    let rows = 0;
    let refused = false;
    const send = async (connection: CopyConnection) => {
      for await (const frame of frames) {
        if (refused) return;
        connection.sendCopyFromChunk(frame);
        if (connection.stream.writableNeedDrain) await once(connection.stream, "drain");
      }
      connection.endCopyFrom();
    };
    client.query({
      submit: (connection: unknown) => asCopy(connection).query(text),
      handleCopyInResponse(connection: unknown) {
        send(asCopy(connection)).catch((error: unknown) => {
          reject(error instanceof Error ? error : new Error(String(error)));
          refused = true;
          asCopy(connection).sendCopyFail("the rows could not be read");
        });
      },
      handleCommandComplete: (tag: { text: string }) => void (rows = rowsOf(tag)),
      handleReadyForQuery: () => resolve(rows),
      handleError(error: Error) {
        refused = true;
        reject(error);
      },
    } as pg.Submittable);
  });
}
