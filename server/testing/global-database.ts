import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { openDatabase } from "../kernel/db/database.ts";
import { migrate } from "../kernel/db/migrate.ts";
import { silentLog } from "../kernel/log.ts";
import { startPostgres } from "../kernel/postgres/index.ts";
import { openAuthority } from "../kernel/tls/index.ts";

declare module "vitest" {
  interface ProvidedContext {
    databaseUrl: string;
    /** A certificate of the run's own authority for localhost. */
    tls: { keyPem: string; certPem: string; caPem: string; spkiPin: string };
  }
}

/** One real PostgreSQL for a run, with a migrated template that each test file clones. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), "netcafe-test-"));
  const log = { info: () => undefined, warn: console.warn, error: console.error };
  const postgres = await startPostgres({ dataDir, log, settings: { fsync: "off", max_connections: "200" } });
  const admin = new pg.Client({ connectionString: postgres.url });
  await admin.connect();
  await admin.query("create database netcafe_template");
  await admin.end();
  const template = openDatabase(urlOf(postgres.url, "netcafe_template"), silentLog, 1);
  await migrate(template, new Date());
  await template.close();
  project.provide("databaseUrl", postgres.url);
  const { keyPem, certPem, caPem, spkiPin } = await openAuthority({
    dir: join(dataDir, "tls"),
    hostNames: [],
    now: new Date(),
  });
  project.provide("tls", { keyPem, certPem, caPem, spkiPin });
  return async () => {
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}

export function urlOf(url: string, database: string): string {
  return url.replace(/\/[^/]*$/, `/${database}`);
}
