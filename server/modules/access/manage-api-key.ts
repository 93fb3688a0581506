import type { CacheBus } from "../../kernel/cache-bus.ts";
import type { Clock } from "../../kernel/clock.ts";
import type { Db } from "../../kernel/db/database.ts";
import type { IdSource } from "../../kernel/ids.ts";
import { placeOf } from "../../kernel/http/address.ts";
import { Refusal } from "../../kernel/refusal.ts";
import * as store from "./access-store.ts";
import { checkedAddressList } from "./address-list.ts";
import { writeStaffLog } from "./staff-log.ts";
import { lockCafe } from "./staff-store.ts";
import { newToken } from "./tokens.ts";
import type { UsageCounters } from "./usage-counters.ts";

/** The API page: addresses, the one key, what was refused (api-v2.md 1.2, 2.3). Only the Admin gets here. */

const docsKeyMs = 15 * 60_000;
const soonMs = 30 * 24 * 3600_000;

export interface KeyParts {
  db: Db;
  bus: CacheBus;
  clock: Clock;
  ids: IdSource;
  usage: UsageCounters;
}

export interface ApiSettings {
  addressList: string;
  key: store.KeyRow | undefined;
  expiresSoon: boolean;
  callerPlace: ReturnType<typeof placeOf>;
  refusals: number;
  lastRefusals: store.RefusalRow[];
}

export async function readApiSettings(
  { db, clock, usage }: KeyParts,
  cafeId: number,
  callerAddress: string,
): Promise<ApiSettings> {
  await usage.flush();
  const [addressList, keys, refusals, lastRefusals] = await Promise.all([
    store.findAddressList(db, cafeId),
    store.listLivingKeys(db, cafeId),
    store.countRefusals(db, cafeId),
    store.listRefusals(db, cafeId),
  ]);
  const now = clock.now().getTime();
  const key = keys.find((candidate) => candidate.kind === "key");
  const expiresSoon = key !== undefined && key.expires_at.getTime() - now < soonMs;
  return { addressList, key, expiresSoon, callerPlace: placeOf(callerAddress), refusals, lastRefusals };
}

/** Sets "API Access IP" in canonical form. Refuses with every bad entry named; an empty list closes the API. */
export async function setApiAddresses(
  { db, bus, clock }: KeyParts,
  cafeId: number,
  staffName: string,
  list: string,
): Promise<string> {
  const addresses = checkedAddressList("api_access_ip", list);
  await db.transact(async (tx) => {
    const before = await store.findAddressList(tx, cafeId);
    await store.setAddressList(tx, cafeId, addresses, clock.now());
    await writeStaffLog(
      tx,
      cafeId,
      clock.now(),
      "CONFIG_UPDATE",
      staffName,
      `api_access_ip: "${before}" → "${addresses}"`,
    );
    await bus.drop(tx, "access", cafeId);
  });
  bus.dropHere("access", cafeId);
  return addresses;
}

/** A year later at the same moment; of 29 February, on 1 March. */
function oneYearAfter(instant: Date): Date {
  const later = new Date(instant);
  later.setUTCFullYear(later.getUTCFullYear() + 1);
  return later;
}

/** Makes the café's key; the one before dies in the same transaction. Refuses `apikey.no_address` while no address is listed. */
export async function createApiKey(
  { db, bus, clock, ids }: KeyParts,
  cafeId: number,
  staffName: string,
): Promise<{ key: string; expiresAt: Date }> {
  const now = clock.now();
  const { token, hash } = newToken(ids, "key");
  const expiresAt = oneYearAfter(now);
  await db.transact(async (tx) => {
    await lockCafe(tx, cafeId);
    if ((await store.findAddressList(tx, cafeId)) === "") {
      throw new Refusal(
        "apikey.no_address",
        "Set API Access IP first: the key works only from the addresses listed there.",
        {
          data: {
            fields: { api_access_ip: ["The api_access_ip field is required before a key can be made."] },
          },
        },
      );
    }
    await store.revokeKeys(tx, cafeId, ["key"], now);
    await store.insertKey(tx, {
      cafeId,
      kind: "key",
      tokenHash: hash,
      boundAddress: null,
      createdBy: staffName,
      now,
      expiresAt,
    });
    const details = `good until ${expiresAt.toISOString().slice(0, 10)}; the key before it is cancelled`;
    await writeStaffLog(tx, cafeId, now, "APIKEY_CREATE", staffName, details);
    await bus.drop(tx, "access", cafeId);
  });
  bus.dropHere("access", cafeId);
  return { key: token, expiresAt };
}

export async function revokeApiKey(
  { db, bus, clock }: KeyParts,
  cafeId: number,
  staffName: string,
): Promise<void> {
  const now = clock.now();
  await db.transact(async (tx) => {
    await lockCafe(tx, cafeId);
    const revoked = await store.revokeKeys(tx, cafeId, ["key", "docs"], now);
    if (revoked > 0) await writeStaffLog(tx, cafeId, now, "APIKEY_REVOKE", staffName, "");
    await bus.drop(tx, "access", cafeId);
  });
  bus.dropHere("access", cafeId);
}

/** A key for trying the documentation: fifteen minutes, from the Admin's present address only, one at a time. */
export async function createDocsKey(
  { db, bus, clock, ids }: KeyParts,
  cafeId: number,
  staffName: string,
  address: string,
): Promise<{ key: string; expiresAt: Date }> {
  const now = clock.now();
  const { token, hash } = newToken(ids, "docs");
  const expiresAt = new Date(now.getTime() + docsKeyMs);
  await db.transact(async (tx) => {
    await lockCafe(tx, cafeId);
    await store.revokeKeys(tx, cafeId, ["docs"], now);
    await store.insertKey(tx, {
      cafeId,
      kind: "docs",
      tokenHash: hash,
      boundAddress: address,
      createdBy: staffName,
      now,
      expiresAt,
    });
    await writeStaffLog(
      tx,
      cafeId,
      now,
      "APIKEY_CREATE",
      staffName,
      `documentation, 15 minutes, from ${address}`,
    );
    await bus.drop(tx, "access", cafeId);
  });
  bus.dropHere("access", cafeId);
  return { key: token, expiresAt };
}
