import pg from "pg";
import type { Log } from "../log.ts";

/** Who hears notices. While the connection is down nothing is heard: what was kept in memory must not be trusted. */
export interface Hearer {
  heard(payload: string): void;
  lost(): void;
  /** The connection is back; catch up with what was missed. */
  back(): void;
}

const longestPauseMs = 2_000;

/** LISTEN over a connection of its own, with retries until it is stopped. */
export async function listen(
  config: pg.ClientConfig,
  log: Log,
  channel: string,
  hearer: Hearer,
): Promise<() => Promise<void>> {
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let pauseMs = 50;

  const connect = async (): Promise<void> => {
    const next = new pg.Client(config);
    next.on("error", (error) => log.warn(`the notice connection ${channel} was lost: ${error.message}`));
    next.on("notification", (notice) => hearer.heard(notice.payload ?? ""));
    await next.connect();
    next.on("end", lose);
    await next.query(`listen ${channel}`);
    client = next;
    pauseMs = 50;
  };
  const lose = (): void => {
    if (stopped) return;
    if (client) hearer.lost();
    client = undefined;
    timer = setTimeout(() => void connect().then(() => hearer.back(), lose), pauseMs);
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
  };

  await connect();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await client?.end();
  };
}
