import { CacheBus } from "../../kernel/cache-bus.ts";
import type { Db } from "../../kernel/db/database.ts";
import { secureIds } from "../../kernel/ids.ts";
import type { Act } from "./cafe-log.ts";
import { openCafes, type Cafes } from "./cafe-scope.ts";
import { registerServer } from "./cafe-store.ts";
import { setUpCafe } from "./set-up-cafe.ts";

/** Cafés for the tests of this module. */
export const sampleNow = new Date("2025-06-15T12:00:00Z");

export const sampleActOf = (db: Db, cafeId: number): Act => ({
  cafeId,
  actorName: "Admin",
  now: sampleNow,
  transact: (work) => db.transact(work),
});

export function addSampleCafe(
  db: Db,
  name: string,
  currencyCode = "EUR",
): Promise<{ cafeId: number; licenseName: string }> {
  return db.transact(async (tx) => {
    await registerServer(tx, "main", "main", "https://cloud.example", sampleNow);
    const cafe = {
      name,
      countryCode: "ES",
      currencyCode,
      zone: "Europe/Madrid",
      serverCode: "main",
      now: sampleNow,
    };
    return setUpCafe(tx, secureIds, cafe);
  });
}

/** One process's view of the cafés of a database. */
export async function openProcess(db: Db): Promise<{ bus: CacheBus; cafes: Cafes }> {
  const bus = await CacheBus.open(db);
  return { bus, cafes: openCafes(db, bus) };
}

export const listConfigLogs = async (db: Db, cafeId: number): Promise<string[]> =>
  (
    await db.rows<{ details: string }>(
      "select details from billing_logs where cafe_id = $1 and event = 'CONFIG_UPDATE' order by billing_log_id",
      [cafeId],
    )
  ).map(({ details }) => details);

export const listAnnounced = async (db: Db, cafeId: number): Promise<unknown[]> =>
  (
    await db.rows<{ payload: unknown }>(
      "select payload from outbox where cafe_id = $1 and topic = 'settings.changed' order by outbox_id",
      [cafeId],
    )
  ).map(({ payload }) => payload);
