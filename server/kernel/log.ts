import { pino, type Logger } from "pino";

/** Structured log, one JSON line each, on standard error: standard output is kept for what programs read. */
export type Log = Pick<Logger, "info" | "warn" | "error" | "debug"> & { child(bindings: object): Log };

export function openLog(level: string): Log {
  // Tokens travel in headers only; these paths can never reach a log line even if an object is logged whole.
  const redact = ["*.password", "*.token", "*.key", "*.secret", "headers.authorization", "headers.cookie"];
  return pino({ level, redact, base: null }, pino.destination({ dest: 2, sync: true }));
}

export const silentLog: Log = pino({ level: "silent" });
