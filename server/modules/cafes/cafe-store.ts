import type { Queries, Tx } from "../../kernel/db/database.ts";

export interface CafeRow {
  cafe_id: number;
  license_name: string;
  server_code: string;
  group_code: string;
  base_url: string;
  name: string;
  currency_code: string;
  country_code: string;
  info: Record<string, string>;
  created_at: Date;
}

const columns =
  "c.cafe_id, c.license_name, c.server_code, s.group_code, s.base_url, c.name, c.currency_code, c.country_code, c.info, c.created_at";

export const findCafe = (db: Queries, cafeId: number) =>
  db.row<CafeRow>(`select ${columns} from cafes c join servers s using (server_code) where c.cafe_id = $1`, [
    cafeId,
  ]);

export const findCafeByLicense = (db: Queries, licenseName: string) =>
  db.row<CafeRow>(
    `select ${columns} from cafes c join servers s using (server_code) where c.license_name = $1`,
    [licenseName],
  );

/** The first café: what a fresh installation is about. */
export const findFirstCafe = (db: Queries) =>
  db.row<CafeRow>(
    `select ${columns} from cafes c join servers s using (server_code) order by c.cafe_id limit 1`,
  );

export async function countCafes(db: Queries): Promise<number> {
  return (await db.row<{ cafes: number }>("select count(*)::integer as cafes from cafes"))?.cafes ?? 0;
}

export async function insertCafe(
  tx: Tx,
  cafe: {
    licenseName: string;
    serverCode: string;
    name: string;
    currencyCode: string;
    countryCode: string;
    now: Date;
  },
): Promise<number> {
  const row = await tx.row<{ cafe_id: number }>(
    `insert into cafes (cafe_id, license_name, server_code, name, currency_code, country_code, created_at)
     values (nextval('cafe_ids'), $1, $2, $3, $4, $5, $6) returning cafe_id`,
    [cafe.licenseName, cafe.serverCode, cafe.name, cafe.currencyCode, cafe.countryCode, cafe.now],
  );
  return row?.cafe_id ?? 0;
}

export const updateInfo = (
  tx: Tx,
  cafeId: number,
  name: string | undefined,
  countryCode: string | undefined,
  info: Record<string, string>,
) =>
  tx.run(
    `update cafes set name = coalesce($2, name), country_code = coalesce($3, country_code), info = info || $4::jsonb where cafe_id = $1`,
    [cafeId, name ?? null, countryCode ?? null, JSON.stringify(info)],
  );

/** Whoever changes the café itself waits for who does already; rows that only point at it are not held up. */
export const lockCafe = (tx: Tx, cafeId: number) =>
  tx.row<{ cafe_id: number }>("select cafe_id from cafes where cafe_id = $1 for no key update", [cafeId]);

/** Writes down where this process can be reached, so that programs can be told (auth/serverCode). */
export async function registerServer(
  tx: Tx,
  serverCode: string,
  groupCode: string,
  baseUrl: string,
  now: Date,
): Promise<void> {
  await tx.run("insert into server_groups values ($1, $2) on conflict do nothing", [groupCode, now]);
  await tx.run(
    `insert into servers values ($1, $2, $3, $4)
     on conflict (server_code) do update set base_url = excluded.base_url`,
    [serverCode, groupCode, baseUrl, now],
  );
}

export const listSettings = (db: Queries, cafeId: number) =>
  db.rows<{ key: string; value: unknown }>("select key, value from settings where cafe_id = $1", [cafeId]);

export const setSetting = (tx: Tx, cafeId: number, key: string, value: unknown, now: Date) =>
  tx.run(
    `insert into settings (cafe_id, key, value, updated_at) values ($1, $2, $3::jsonb, $4)
     on conflict (cafe_id, key) do update set value = excluded.value, updated_at = excluded.updated_at`,
    [cafeId, key, JSON.stringify(value), now],
  );
