import type { FastifyInstance } from "fastify";
import { Api } from "./kernel/http/api.ts";
import { createHttpsServer } from "./kernel/http/http-server.ts";
import { RateLimiter } from "./kernel/http/rate-limit.ts";
import type { AddressRange } from "./kernel/http/address.ts";
import { CacheBus } from "./kernel/cache-bus.ts";
import type { Clock } from "./kernel/clock.ts";
import type { Db } from "./kernel/db/database.ts";
import type { IdSource } from "./kernel/ids.ts";
import type { Log } from "./kernel/log.ts";
import type { Mailer } from "./kernel/mailer.ts";
import { bindAccessRoutes, createGate, UsageCounters, panelSessionRoutes } from "./modules/access/index.ts";
import { bindCafeRoutes, countCafes, findFirstCafe, openCafes } from "./modules/cafes/index.ts";
import { describeStaffSession, setUp } from "./set-up.ts";
import { serveDocs } from "./web/docs-routes.ts";
import { serveHealth } from "./web/health-routes.ts";
import { servePages } from "./web/page-routes.ts";

export interface AppParts {
  db: Db;
  clock: Clock;
  ids: IdSource;
  log: Log;
  mailer: Mailer;
  proxies: readonly AddressRange[];
  identity: { keyPem: string; certPem: string; spkiPin: string };
  serverCode: string;
  groupCode: string;
  /** Where programs and browsers reach this server, known once it listens. */
  baseUrl(): string;
  /** What the first person must show to set up an empty installation. */
  setUpCode: string;
}

export interface App {
  http: FastifyInstance;
  api: Api;
  renew(identity: { keyPem: string; certPem: string }): void;
  close(): Promise<void>;
}

/** The one place where the parts are put together. */
export async function buildApp(parts: AppParts): Promise<App> {
  const { db, clock, ids, log } = parts;
  const bus = await CacheBus.open(db);
  const usage = new UsageCounters(db, log);
  const cafes = openCafes(db, bus);
  const gate = createGate({ db, bus, clock, usage });
  const api = new Api({ db, clock, gate });
  const { app: http, renew } = createHttpsServer({ api, log, clock, ids, proxies: parts.proxies, identity: parts.identity });

  bindAccessRoutes(api, { db, bus, clock, ids, usage, cafes, mailer: parts.mailer, panelUrl: parts.baseUrl });
  bindCafeRoutes(api, { db, bus, clock, cafes });

  panelSessionRoutes(http, {
    db,
    clock,
    ids,
    log,
    proxies: parts.proxies,
    limiter: new RateLimiter(clock),
    describe: (staff) => describeStaffSession(cafes, staff),
    setUp: (request) => setUp(parts, request),
    isEmpty: async () => (await countCafes(db)) === 0,
    licenseHint: async () => ((await countCafes(db)) === 1 ? ((await findFirstCafe(db))?.license_name ?? null) : null),
  });
  serveDocs(http, parts.baseUrl);
  serveHealth(http, db);
  await servePages(http);

  return {
    http,
    api,
    renew,
    async close() {
      await http.close();
      await usage.close();
      await bus.close();
    },
  };
}
