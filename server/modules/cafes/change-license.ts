import type { CacheBus } from "../../kernel/cache-bus.ts";
import { notFound, Refusal } from "../../kernel/refusal.ts";
import { logConfigUpdate, type Act } from "./cafe-log.ts";
import { findCafe, lockCafe, updateInfo, type CafeRow } from "./cafe-store.ts";
import { infoFields, licenseFieldRefusal, type LicenseField } from "./license-rules.ts";

export type LicenseAsked = Partial<Record<LicenseField, string | undefined>>;

function refuseWrong(asked: LicenseAsked): void {
  const refused: Record<string, string[]> = {};
  for (const [field, text] of Object.entries(asked) as [LicenseField, string | undefined][]) {
    const sentence = text === undefined ? null : licenseFieldRefusal(field, text);
    if (sentence !== null) refused[field] = [sentence];
  }
  const first = Object.values(refused)[0]?.[0];
  if (first !== undefined) throw new Refusal("request.validation", first, { data: { fields: refused } });
}

const present = (cafe: CafeRow, field: LicenseField): string => {
  if (field === "license_icafename") return cafe.name;
  if (field === "license_country") return cafe.country_code;
  return cafe.info[field] ?? "";
};

/**
 * Changes name and address of the café; fields that are not given stay. Refuses `request.validation` naming each field
 * that is not right, and then changes none (api-v2.md 2.3).
 */
export async function changeLicense(bus: CacheBus, act: Act, given: LicenseAsked): Promise<void> {
  const { cafeId } = act;
  const country = given.license_country?.toUpperCase();
  const asked: LicenseAsked = { ...given, license_country: country };
  refuseWrong(asked);
  const isChanged = await act.transact(async (tx) => {
    await lockCafe(tx, cafeId);
    const cafe = await findCafe(tx, cafeId);
    if (cafe === undefined) throw notFound("cafe.not_found", "Cafe");
    const changes = (["license_icafename", "license_country", ...infoFields] as const).flatMap((field) => {
      const [before, after] = [present(cafe, field), asked[field]];
      return after === undefined || after === before ? [] : [{ field, before, after }];
    });
    if (changes.length === 0) return false;
    const info = Object.fromEntries(
      infoFields.flatMap((field) => (asked[field] === undefined ? [] : [[field, asked[field]]])),
    );
    await updateInfo(tx, cafeId, asked.license_icafename, asked.license_country, info);
    const details = changes.map(
      ({ field, before, after }) => `${field}: ${JSON.stringify(before)} → ${JSON.stringify(after)}`,
    );
    await logConfigUpdate(tx, cafeId, act, `license: ${details.join("; ")}`);
    await tx.announce(cafeId, "settings.changed", { keys: changes.map(({ field }) => field) });
    await bus.drop(tx, "cafe", cafeId);
    return true;
  });
  if (isChanged) bus.dropHere("cafe", cafeId);
}
