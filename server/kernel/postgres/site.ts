import type { Account } from "./account.ts";
import type { Binaries } from "./binaries.ts";

/** Where the launcher tells what happened; one sentence each. */
export interface StartLog {
  info(msg: string): void;
  warn(msg: string): void;
  error(msg: string): void;
}

/** What is known of one PostgreSQL of ours before its cluster is there. */
export interface Place {
  readonly dataDir: string;
  readonly cluster: string;
  readonly logFile: string;
  readonly binaries: Binaries;
  readonly account: Account | undefined;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly port: number;
  readonly log: StartLog;
}

/** Where and how one PostgreSQL of ours runs; fixed from its first start to its stop, across restarts. */
export interface Site extends Place {
  /** The folder of the socket as clients name it. */
  readonly socketFolder: string;
  readonly settings: Readonly<Record<string, string>>;
}
