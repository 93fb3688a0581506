import type { CacheBus } from "../../kernel/cache-bus.ts";
import { CachedByCafe } from "../../kernel/cached.ts";
import type { Db } from "../../kernel/db/database.ts";
import { exponentOf } from "../../kernel/money.ts";
import { notFound } from "../../kernel/refusal.ts";
import { findCafe, findCafeByLicense, listSettings, type CafeRow } from "./cafe-store.ts";
import { Settings } from "./settings-rules.ts";

/** What every call needs to know of its café: money, time zone, settings. Kept in memory, dropped by notice. */
export interface CafeScope {
  cafeId: number;
  row: CafeRow;
  /** Decimal places of the café's minor unit. */
  exponent: number;
  /** IANA name or fixed offset. */
  zone: string;
  settings: Settings;
}

export interface Cafes {
  /** Refuses `cafe.not_found`. */
  scope(cafeId: number): Promise<CafeScope>;
  /** Refuses `license.not_found`. */
  scopeOfLicense(licenseName: string): Promise<CafeScope>;
}

export function openCafes(db: Db, bus: CacheBus): Cafes {
  const scopes = new CachedByCafe<CafeScope | null>(bus, "cafe", async (cafeId) => {
    const [row, stored] = await Promise.all([findCafe(db, cafeId), listSettings(db, cafeId)]);
    if (row === undefined) return null;
    const settings = new Settings(stored);
    return {
      cafeId,
      row,
      exponent: exponentOf(row.currency_code),
      zone: settings.text("timezone"),
      settings,
    };
  });
  const scope = async (cafeId: number): Promise<CafeScope> => {
    const found = await scopes.get(cafeId);
    if (found === null) throw notFound("cafe.not_found", "Cafe");
    return found;
  };
  return {
    scope,
    async scopeOfLicense(licenseName) {
      const row = await findCafeByLicense(db, licenseName);
      if (row === undefined) throw notFound("license.not_found", "License");
      return scope(row.cafe_id);
    },
  };
}
