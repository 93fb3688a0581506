import { parseArgs } from "node:util";
import { resolve } from "node:path";
import { parseAddressList, type AddressRange } from "./http/address.ts";
import { StartRefusal } from "./start-refusal.ts";

/** The only file that reads the environment. Options win over variables, variables over defaults. */

export interface Config {
  dataDir: string;
  host: string;
  httpsPort: number;
  httpPort: number;
  /** A PostgreSQL of one's own; absent: the embedded one. */
  databaseUrl: string | undefined;
  demo: boolean;
  /** One line of JSON on standard output when ready, nothing else there. */
  json: boolean;
  /** Proxies whose X-Forwarded-For is believed. */
  proxies: AddressRange[];
  /** Further host names and addresses for the server's certificate; the first is the public one. */
  hostNames: string[];
  smtpUrl: string | undefined;
  mailFrom: string;
  logLevel: string;
  serverCode: string;
  groupCode: string;
  /** What the call limits of known callers are multiplied by (api-v2.md 1.8). */
  rateFactor: number;
}

export const serveHelp = `netcafe serve [options]     start the server

  --data DIR          data folder (NETCAFE_DATA; default .netcafe)
  --port N            HTTPS port, 0 = any free (NETCAFE_PORT; default 8443)
  --http-port N       plain HTTP port: sends pages on to HTTPS, refuses calls; 0 = any free (NETCAFE_HTTP_PORT; default 8080)
  --host ADDRESS      address to listen on (NETCAFE_HOST; default ::, all)
  --name NAMES        comma list of host names this server is reached by (NETCAFE_NAME; default localhost)
  --trust-proxy LIST  comma list of proxies whose X-Forwarded-For counts (NETCAFE_TRUST_PROXY; default none)
  --demo              fill an empty database with a sample café and let simulated PCs connect
  --json              exactly one line of JSON on standard output when ready
  --rate-factor N     times the calls a minute that keys, staff, members and PCs have, 1 to 10000; for an installation
                      that serves heavy programs of its own (NETCAFE_RATE_FACTOR; default 1)
  --log-level LEVEL   debug, info, warn, error (NETCAFE_LOG_LEVEL; default info, with --json warn)

  DATABASE_URL        a PostgreSQL (15 or newer) of one's own instead of the embedded one
  NETCAFE_SMTP_URL    mail server, e.g. smtps://name:password@mail.example
  NETCAFE_MAIL_FROM   sender of mails (default netcafe@localhost)
  NETCAFE_SERVER, NETCAFE_GROUP   short names of this server and its group (default main, main)`;

function portOf(name: string, text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535 && text.trim() !== "") return port;
  throw new StartRefusal(`${name} must be a port number from 0 to 65535, not "${text}".`);
}

function factorOf(text: string): number {
  const factor = Number(text);
  if (/^\d{1,5}$/.test(text) && factor >= 1 && factor <= 10_000) return factor;
  throw new StartRefusal(`--rate-factor must be a whole number from 1 to 10000, not "${text}".`);
}

/** The text itself is not repeated: it holds a password. */
function databaseUrlOf(text: string | undefined): string | undefined {
  if (text === undefined || text === "") return undefined;
  if (/^postgres(ql)?:\/\//.test(text)) return text;
  throw new StartRefusal("DATABASE_URL must be like postgres://name:password@host:5432/database.");
}

const logLevels = ["debug", "info", "warn", "error"];

function logLevelOf(text: string): string {
  if (logLevels.includes(text)) return text;
  throw new StartRefusal(`--log-level must be one of ${logLevels.join(", ")}, not "${text}".`);
}

function codeOf(name: string, text: string): string {
  if (/^[A-Za-z0-9-]{1,20}$/.test(text)) return text;
  throw new StartRefusal(`${name} must be 1 to 20 letters, digits or hyphens, not "${text}".`);
}

const serveOptions = {
  data: { type: "string" },
  port: { type: "string" },
  "http-port": { type: "string" },
  host: { type: "string" },
  name: { type: "string" },
  "trust-proxy": { type: "string" },
  "log-level": { type: "string" },
  "rate-factor": { type: "string" },
  demo: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
} as const;

function parseServeArgs(args: string[]) {
  try {
    return parseArgs({ args, options: serveOptions, allowPositionals: false }).values;
  } catch (error) {
    const words = (error instanceof Error ? error.message : String(error)).replace(/\.$/, "");
    throw new StartRefusal(`${words}. "netcafe serve --help" says what there is.`);
  }
}

/** Reads options and environment. Throws a StartRefusal that names what is wrong. */
export function readConfig(args: string[], environment: NodeJS.ProcessEnv = process.env): Config {
  const options = parseServeArgs(args);
  const proxies = parseAddressList(options["trust-proxy"] ?? environment["NETCAFE_TRUST_PROXY"] ?? "");
  if (proxies.bad.length > 0)
    throw new StartRefusal(`--trust-proxy: "${proxies.bad[0]}" is no address and no CIDR range.`);
  const names = (options.name ?? environment["NETCAFE_NAME"] ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);
  return {
    dataDir: resolve(options.data ?? environment["NETCAFE_DATA"] ?? ".netcafe"),
    host: options.host ?? environment["NETCAFE_HOST"] ?? "::",
    httpsPort: portOf("--port", options.port ?? environment["NETCAFE_PORT"] ?? "8443"),
    httpPort: portOf("--http-port", options["http-port"] ?? environment["NETCAFE_HTTP_PORT"] ?? "8080"),
    databaseUrl: databaseUrlOf(environment["DATABASE_URL"]),
    demo: options.demo,
    json: options.json,
    proxies: proxies.ranges,
    hostNames: names,
    smtpUrl: environment["NETCAFE_SMTP_URL"] || undefined,
    mailFrom: environment["NETCAFE_MAIL_FROM"] || "netcafe@localhost",
    logLevel: logLevelOf(
      options["log-level"] ?? environment["NETCAFE_LOG_LEVEL"] ?? (options.json ? "warn" : "info"),
    ),
    serverCode: codeOf("NETCAFE_SERVER", environment["NETCAFE_SERVER"] || "main"),
    groupCode: codeOf("NETCAFE_GROUP", environment["NETCAFE_GROUP"] || "main"),
    rateFactor: factorOf(options["rate-factor"] ?? environment["NETCAFE_RATE_FACTOR"] ?? "1"),
  };
}
