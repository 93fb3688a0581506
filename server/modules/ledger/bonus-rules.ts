/**
 * The bonus a top-up brings (billing.md 4). Pure and exact: integers throughout, rounded once, at the end.
 *
 * The setting `price_bonus` holds rows of a limit and a value. Written by us: `[{"limit": 50, "value": 5}]`. Read too:
 * `money` or `topup` for limit, `bonus` for value, pairs `[[50, 5]]`, numbers as text, the whole as JSON text.
 */

export interface BonusRow {
  /** Money from which the row counts, in millionths of a whole unit. */
  limit: bigint;
  /** Money (currency mode) or percent (percent mode), in millionths. */
  value: bigint;
}

export interface BonusTerms {
  /** By rising limit. */
  rows: readonly BonusRow[];
  unit: "currency" | "percent";
  paidIn: "bonus" | "coin";
  /** Millionths of a percent by weekday, Monday first. */
  weekdayPercents: readonly bigint[];
}

export interface Bonus {
  bonusMinor: number;
  coinsHundredths: number;
}

const millionth = 1_000_000n;
const hundredPercent = 100n * millionth;

/** Millionths of a number or decimal text; null when it is neither. Finer places are cut. */
function millionthsOf(value: unknown): bigint | null {
  const match = /^\s*(\d{1,15})(?:\.(\d+))?\s*$/.exec(
    typeof value === "number" ? String(value) : typeof value === "string" ? value : "",
  );
  if (!match) return null;
  return BigInt(`${match[1] ?? ""}${(match[2] ?? "").slice(0, 6).padEnd(6, "0")}`);
}

const listOf = (setting: unknown): unknown[] => {
  if (Array.isArray(setting)) return setting;
  if (typeof setting !== "string" || !setting.trim().startsWith("[")) return [];
  try {
    const parsed: unknown = JSON.parse(setting);
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
};

function rowOf(entry: unknown): BonusRow | null {
  if (typeof entry !== "object" || entry === null) return null;
  const named = entry as Record<string, unknown>;
  const [limit, value] = Array.isArray(entry)
    ? [millionthsOf(entry[0]), millionthsOf(entry[1])]
    : [
        millionthsOf(named["limit"] ?? named["money"] ?? named["topup"]),
        millionthsOf(named["value"] ?? named["bonus"]),
      ];
  return limit === null || value === null ? null : { limit, value };
}

/** The terms a café's settings hold. A row that cannot be read brings nothing; a weekday that is missing counts 100. */
export function readBonusTerms(settings: {
  priceBonus: unknown;
  unit: string;
  fieldType: string;
  rewardPercents: unknown;
}): BonusTerms {
  const rows = listOf(settings.priceBonus)
    .map(rowOf)
    .filter((row) => row !== null)
    .sort((a, b) => (a.limit < b.limit ? -1 : a.limit > b.limit ? 1 : 0));
  const percents = listOf(settings.rewardPercents);
  return {
    rows,
    unit: settings.unit === "percent" ? "percent" : "currency",
    paidIn: settings.fieldType === "coin" ? "coin" : "bonus",
    weekdayPercents: Array.from({ length: 7 }, (_, day) => millionthsOf(percents[day]) ?? hundredPercent),
  };
}

const roundHalfUp = (numerator: bigint, denominator: bigint): number =>
  Number((2n * numerator + denominator) / (2n * denominator));

/**
 * The bonus for a top-up of so many minor units on a café-local weekday (0 = Monday). Currency rows add up, of percent
 * rows the highest reached counts; then the weekday's percent; rounded half up to the minor unit, as coins to whole ones.
 */
export function topUpBonus(terms: BonusTerms, valueMinor: number, exponent: number, weekday: number): Bonus {
  if (valueMinor <= 0) return { bonusMinor: 0, coinsHundredths: 0 };
  const minorUnit = 10n ** BigInt(exponent);
  const money = BigInt(valueMinor) * millionth; // millionths of a minor unit
  const reached = terms.rows.filter((row) => row.limit * minorUnit <= money);
  const exact =
    terms.unit === "currency"
      ? reached.reduce((sum, row) => sum + row.value, 0n) * minorUnit * hundredPercent
      : money * (reached.at(-1)?.value ?? 0n);
  const numerator = exact * (terms.weekdayPercents[weekday] ?? hundredPercent);
  const denominator = millionth * hundredPercent * hundredPercent; // down to minor units
  if (terms.paidIn === "bonus")
    return { bonusMinor: roundHalfUp(numerator, denominator), coinsHundredths: 0 };
  return { bonusMinor: 0, coinsHundredths: roundHalfUp(numerator, denominator * minorUnit) * 100 };
}
