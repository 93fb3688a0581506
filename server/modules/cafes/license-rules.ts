import { isCountry } from "./country-rules.ts";

/** What the licence's texts may hold (api-v2.md 2.3, 3.14). Pure. */

/** Texts kept in `cafes.info` under their wire names. */
export const infoFields = [
  "license_email",
  "license_contact",
  "license_phone",
  "license_address",
  "license_website",
  "license_latlng",
  "license_comment",
] as const;

export type InfoField = (typeof infoFields)[number];
export type LicenseField = InfoField | "license_icafename" | "license_country";

const placePattern = /^(-?\d{1,3}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)$/;

/** Degrees of a "latitude,longitude"; zeros for an empty text or one that is no place on Earth. */
export function placeOf(latlng: string): { lat: number; lng: number } {
  const match = placePattern.exec(latlng);
  const [lat, lng] = [Number(match?.[1] ?? 0), Number(match?.[2] ?? 0)];
  return Math.abs(lat) <= 90 && Math.abs(lng) <= 180 ? { lat, lng } : { lat: 0, lng: 0 };
}

function isPlace(text: string): boolean {
  const match = placePattern.exec(text);
  return match !== null && Math.abs(Number(match[1])) <= 90 && Math.abs(Number(match[2])) <= 180;
}

function isWebPage(text: string): boolean {
  const address = URL.canParse(text) ? new URL(text) : null;
  return address !== null && (address.protocol === "https:" || address.protocol === "http:");
}

const checks: Partial<
  Record<LicenseField, { holds(text: string): boolean; mayBeEmpty: boolean; wanted: string }>
> = {
  license_icafename: { holds: (text) => text !== "", mayBeEmpty: false, wanted: "the name of the café" },
  license_country: { holds: isCountry, mayBeEmpty: false, wanted: "two letters of ISO 3166, such as ES" },
  license_email: {
    holds: (text) => /^[^\s@,;<>"]+@[^\s@,;<>"]+$/.test(text),
    mayBeEmpty: true,
    wanted: "an e-mail address such as owner@cafe.example",
  },
  license_website: {
    holds: isWebPage,
    mayBeEmpty: true,
    wanted: "a web address such as https://cafe.example",
  },
  license_latlng: {
    holds: isPlace,
    mayBeEmpty: true,
    wanted: "latitude and longitude such as 40.4168,-3.7038",
  },
};

/** The sentence that says what would be right, or null. */
export function licenseFieldRefusal(field: LicenseField, text: string): string | null {
  const check = checks[field];
  if (check === undefined || check.holds(text) || (check.mayBeEmpty && text === "")) return null;
  return `The ${field} must be ${check.wanted}.`;
}
