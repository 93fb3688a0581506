/** Currency people most likely use, by country; for the others it is chosen by hand. */
const currencyOf: Record<string, string> = {
  AE: "AED",
  AL: "ALL",
  AM: "AMD",
  AR: "ARS",
  AU: "AUD",
  AZ: "AZN",
  BA: "BAM",
  BD: "BDT",
  BG: "EUR",
  BH: "BHD",
  BO: "BOB",
  BR: "BRL",
  BY: "BYN",
  CA: "CAD",
  CH: "CHF",
  CL: "CLP",
  CN: "CNY",
  CO: "COP",
  CR: "CRC",
  CZ: "CZK",
  DK: "DKK",
  DO: "DOP",
  DZ: "DZD",
  EC: "USD",
  EG: "EGP",
  GB: "GBP",
  GE: "GEL",
  GH: "GHS",
  GT: "GTQ",
  HK: "HKD",
  HN: "HNL",
  HU: "HUF",
  ID: "IDR",
  IL: "ILS",
  IN: "INR",
  IQ: "IQD",
  IS: "ISK",
  JO: "JOD",
  JP: "JPY",
  KE: "KES",
  KG: "KGS",
  KH: "KHR",
  KR: "KRW",
  KW: "KWD",
  KZ: "KZT",
  LB: "LBP",
  LK: "LKR",
  MA: "MAD",
  MD: "MDL",
  MK: "MKD",
  MM: "MMK",
  MN: "MNT",
  MX: "MXN",
  MY: "MYR",
  NG: "NGN",
  NO: "NOK",
  NP: "NPR",
  NZ: "NZD",
  OM: "OMR",
  PE: "PEN",
  PH: "PHP",
  PK: "PKR",
  PL: "PLN",
  PY: "PYG",
  QA: "QAR",
  RO: "RON",
  RS: "RSD",
  RU: "RUB",
  SA: "SAR",
  SE: "SEK",
  SG: "SGD",
  TH: "THB",
  TJ: "TJS",
  TN: "TND",
  TR: "TRY",
  TW: "TWD",
  TZ: "TZS",
  UA: "UAH",
  UG: "UGX",
  US: "USD",
  UY: "UYU",
  UZ: "UZS",
  VE: "VES",
  VN: "VND",
  ZA: "ZAR",
  ZM: "ZMW",
};

const euro = "AD AT BE CY DE EE ES FI FR GR HR IE IT LT LU LV MC ME MT NL PT SI SK SM VA XK".split(" ");

/** ISO codes that name a country, with the country's name in the reader's language. */
export function countryChoices(): { value: string; label: string }[] {
  const names = new Intl.DisplayNames(undefined, { type: "region", fallback: "none" });
  const letters = Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZ");
  // Codes kept for the euro zone, the EU, the UN, pseudo-locales and former states are no countries.
  const none = new Set(
    "EU EZ UN QO XA XB ZZ AC CP DG EA IC TA AN BU CS DD FX NT SU TP YD YU ZR CQ NH HV DY RH VD".split(" "),
  );
  return letters
    .flatMap((first) => letters.map((second) => first + second))
    .flatMap((value) => {
      const label = none.has(value) ? undefined : names.of(value);
      return label === undefined || label === value ? [] : [{ value, label }];
    })
    .sort((a, b) => a.label.localeCompare(b.label));
}

export function proposedCurrency(country: string): string | undefined {
  return currencyOf[country] ?? (euro.includes(country) ? "EUR" : undefined);
}

export function currencyChoices(): { value: string; label: string }[] {
  const names = new Intl.DisplayNames(undefined, { type: "currency" });
  return Intl.supportedValuesOf("currency").map((value) => ({
    value,
    label: `${value} – ${names.of(value)}`,
  }));
}

export const zoneChoices = (): string[] => [
  ...new Set(["UTC", browserZone(), ...Intl.supportedValuesOf("timeZone")]),
];

export const browserZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The country of the browser's language, when it names one. */
export function browserCountry(): string {
  return new Intl.Locale(navigator.language).region ?? "";
}
