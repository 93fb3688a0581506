import pg from "pg";
import type { Log } from "../log.ts";
import { asRefused, isRepeatable } from "./database-errors.ts";
import { listen, type Hearer } from "./listen.ts";

/** Reads. Texts are prepared once per connection; the values never become part of the text. */
export interface Queries {
  rows<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** The first row, or undefined. */
  row<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row | undefined>;
}

declare const insideTransaction: unique symbol;

/** A transaction; writes demand one, so a write outside does not compile (style.md 2). */
export interface Tx extends Queries {
  readonly [insideTransaction]: true;
  /** Runs a write; the number of rows it touched. */
  run(text: string, values?: readonly unknown[]): Promise<number>;
  /** Several statements without values: migrations. */
  script(text: string): Promise<void>;
  /** Tells sockets and other processes, after commit (design.md 2, rule 4). */
  announce(cafeId: number, topic: string, payload: unknown): Promise<void>;
  /** Undoes what `work` did when it throws, and nothing before it. */
  savepoint<T>(work: () => Promise<T>): Promise<T>;
}

export interface Db extends Queries {
  transact<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** One command that is a whole transaction in itself: an SQL function that moves money. On the disk when it is answered. */
  command<Row extends object>(text: string, values: readonly unknown[]): Promise<Row>;
  /** Called after each commit of this process: whoever delivers announcements looks then. */
  onCommit(committed: () => void): void;
  /** Hears NOTIFY on a channel over a connection of its own, made anew when it breaks. */
  listen(channel: string, hearer: Hearer): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/** What pg needs to know of a server: a URL, or parts (a socket folder as host). */
export type ConnectionTarget =
  string | { host: string; port: number; user: string; password: string; database: string };

/** The driver's own parsers; its types know only some of the numbers. */
const driverTypes = pg.types as unknown as {
  getTypeParser(oid: number, format?: string): (value: string) => unknown;
};

const types = {
  getTypeParser(oid: number, format?: "text" | "binary"): (value: string) => unknown {
    // int8: ids and minor units stay below 2^53 (api-v2.md 1.11). int8[] likewise. date stays text.
    if (oid === 20) return Number;
    if (oid === 1016) return (value) => value.slice(1, -1).split(",").filter(Boolean).map(Number);
    if (oid === 1082) return (value) => value;
    return driverTypes.getTypeParser(oid, format);
  },
};

/** What pg is told to connect; `role` is the database role that all work is done as. */
export function clientConfig(target: ConnectionTarget, role?: string): pg.ClientConfig {
  const place = typeof target === "string" ? { connectionString: target } : target;
  const options = role === undefined ? {} : { options: `-c role=${role}` };
  return {
    ...place,
    ...options,
    types,
    application_name: "netcafe",
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  };
}

// Static texts get a name so that PostgreSQL plans them once. The cap keeps built texts from growing without end.
const statementNames = new Map<string, string>();
function statement(text: string, values: readonly unknown[]): pg.QueryConfig {
  let name = statementNames.get(text);
  if (name === undefined && statementNames.size < 2_000) {
    name = `s${statementNames.size}`;
    statementNames.set(text, name);
  }
  return name === undefined ? { text, values: [...values] } : { name, text, values: values as unknown[] };
}

function queriesOf(client: pg.Pool | pg.PoolClient): Queries {
  const rows = async <Row extends object>(text: string, values: readonly unknown[] = []) => {
    try {
      return (await client.query<Row & pg.QueryResultRow>(statement(text, values))).rows as Row[];
    } catch (error) {
      throw asRefused(error);
    }
  };
  return {
    rows,
    row: async <Row extends object>(text: string, values?: readonly unknown[]) =>
      (await rows<Row>(text, values))[0],
  };
}

function txOf(client: pg.PoolClient): Tx {
  let savepoints = 0;
  const queries = queriesOf(client);
  return {
    ...queries,
    async run(text, values = []) {
      try {
        return (await client.query(statement(text, values))).rowCount ?? 0;
      } catch (error) {
        throw asRefused(error);
      }
    },
    async script(text) {
      await client.query(text);
    },
    async announce(cafeId, topic, payload) {
      await client.query(statement("select announce($1, $2, $3)", [cafeId, topic, JSON.stringify(payload)]));
    },
    async savepoint(work) {
      const name = `inner_${++savepoints}`;
      await client.query(`savepoint ${name}`);
      try {
        const result = await work();
        await client.query(`release savepoint ${name}`);
        return result;
      } catch (error) {
        await client.query(`rollback to savepoint ${name}`);
        throw error;
      }
    },
  } as Tx;
}

async function once<T>(pool: pg.Pool, work: (tx: Tx) => Promise<T>): Promise<T> {
  const client = await pool.connect().catch((error: unknown) => {
    throw asRefused(error);
  });
  let broken: Error | undefined;
  try {
    await client.query("begin");
    const result = await work(txOf(client));
    await client.query("commit");
    return result;
  } catch (error) {
    await client.query("rollback").catch((failure: unknown) => {
      broken = failure instanceof Error ? failure : new Error(String(failure));
    });
    throw asRefused(error);
  } finally {
    client.release(broken);
  }
}

/** Opens the pool. Connections are made when first needed and replaced when they break. */
export function openDatabase(target: ConnectionTarget, log: Log, poolSize = 32, role?: string): Db {
  const config = clientConfig(target, role);
  const pool = new pg.Pool({ ...config, max: poolSize });
  let closing = false;
  // The pool hears idle connections only. One that breaks between two statements of a transaction tells nobody else, and an
  // error that nobody hears would end the process; the next statement over it fails and says why.
  pool.on("connect", (client) => client.on("error", () => undefined));
  pool.on("error", (error) => {
    if (!closing) log.warn(`a database connection was lost: ${error.message}`);
  });
  const queries = queriesOf(pool);
  let committed: () => void = () => undefined;
  return {
    ...queries,
    onCommit(listener) {
      committed = listener;
    },
    async command<Row extends object>(text: string, values: readonly unknown[]) {
      const row = await queries.row<Row>(text, values);
      if (row === undefined) throw new Error("a command answered no row");
      committed();
      return row;
    },
    async transact(work) {
      for (let attempt = 1; ; attempt++) {
        try {
          const result = await once(pool, work);
          committed();
          return result;
        } catch (error) {
          if (attempt >= 5 || !isRepeatable(error)) throw error;
        }
      }
    },
    listen: (channel, hearer) => listen(config, log, channel, hearer),
    close() {
      closing = true;
      return pool.end();
    },
  };
}
