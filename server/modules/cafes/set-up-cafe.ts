import { randomText, type IdSource } from "../../kernel/ids.ts";
import type { Tx } from "../../kernel/db/database.ts";
import { invalidField } from "../../kernel/refusal.ts";
import { isZone } from "../../kernel/local-time.ts";
import { isCountry } from "./country-rules.ts";
import { findCafeByLicense, insertCafe, setSetting } from "./cafe-store.ts";

export interface NewCafe {
  name: string;
  countryCode: string;
  currencyCode: string;
  zone: string;
}

const currencies = new Set(Intl.supportedValuesOf("currency"));

/** Refuses what no café can be made of, with the field and what would be right. */
export function checkNewCafe(cafe: NewCafe): void {
  if (cafe.name.trim() === "") throw invalidField("cafe_name", "The cafe_name field is required.");
  if (!isCountry(cafe.countryCode))
    throw invalidField("country", "The country must be two capital letters (ISO 3166), such as ES.");
  if (!currencies.has(cafe.currencyCode))
    throw invalidField("currency", "The currency must be three capital letters (ISO 4217), such as EUR.");
  if (!isZone(cafe.zone))
    throw invalidField(
      "timezone",
      "The timezone must be a name such as Europe/Madrid or an offset such as +01:00.",
    );
}

/** The sign people write for the currency; the code where there is none. */
function signOf(currencyCode: string): string {
  const parts = new Intl.NumberFormat("en", {
    style: "currency",
    currency: currencyCode,
    currencyDisplay: "narrowSymbol",
  }).formatToParts(1);
  return parts.find((part) => part.type === "currency")?.value ?? currencyCode;
}

async function freeLicenseName(tx: Tx, ids: IdSource): Promise<string> {
  for (;;) {
    const name = randomText(ids, "123456789", 1) + randomText(ids, "0123456789", 11);
    if ((await findCafeByLicense(tx, name)) === undefined) return name;
  }
}

/** Makes the café with its licence and first settings. Staff, groups and prices are added by their own modules. */
export async function setUpCafe(
  tx: Tx,
  ids: IdSource,
  cafe: NewCafe & { serverCode: string; now: Date },
): Promise<{ cafeId: number; licenseName: string }> {
  checkNewCafe(cafe);
  const licenseName = await freeLicenseName(tx, ids);
  const cafeId = await insertCafe(tx, { ...cafe, licenseName });
  await setSetting(tx, cafeId, "timezone", cafe.zone, cafe.now);
  await setSetting(tx, cafeId, "currency", signOf(cafe.currencyCode), cafe.now);
  return { cafeId, licenseName };
}
