import { decimalFromMinor } from "../../kernel/money.ts";
import { bordersOf, dayOf, hoursOf, type Range } from "./span-rules.ts";

/** Reports as series over days, or over the hours of one day (api-v2.md 2.14, 6 #8). Pure. */

export type ChartType = "income" | "topup" | "sale" | "product";

/** Name of each series and the line it is of, both sides together; `Total` is what the others overlap in. */
const seriesOf: Record<ChartType, readonly (readonly [name: string, lines: readonly string[]])[]> = {
  income: [
    ["Cash", ["ledger.cash"]],
    ["Credit card", ["ledger.card"]],
    ["QR", ["ledger.qr"]],
    ["Total", ["ledger.cash", "ledger.card", "ledger.qr"]],
  ],
  topup: [
    ["Cash", ["topup.cash"]],
    ["Credit card", ["topup.card"]],
    ["QR", ["topup.qr"]],
    ["Total", ["topup.total"]],
  ],
  sale: [
    ["Cash", ["sale.cash"]],
    ["Credit card", ["sale.card"]],
    ["Balance", ["sale.balance"]],
    ["Total", ["sale.total"]],
  ],
  product: [
    ["Products", ["sold.products"]],
    ["Offers", ["sold.offers"]],
  ],
};

/** Programs that name no type know these two. */
const unasked = seriesOf.income.slice(0, 2);

const seriesFor = (type: ChartType | undefined) => (type === undefined ? unasked : seriesOf[type]);

export const linesOfChart = (type: ChartType | undefined): string[] => [
  ...new Set(seriesFor(type).flatMap(([, lines]) => lines)),
];

/** Where each place of the chart begins, and what stands under it. */
export interface ChartPlaces {
  startsAt: Date[];
  /** Which category each place adds to. */
  categoryOf: number[];
  categories: string[];
}

/** Days, or the hours of one day up to the one that runs now. An hour that comes twice is one category. */
export function placesOf(range: Range, isOneDay: boolean, zone: string, now: Date): ChartPlaces {
  if (!isOneDay) {
    const startsAt = bordersOf("day", range.startsAt, new Date(range.endsAt.getTime() - 1), zone);
    const categories = startsAt.map((day) => dayOf(day, zone));
    return { startsAt, categories, categoryOf: categories.map((_, index) => index) };
  }
  const begun = hoursOf(range, zone).filter(({ startsAt }, index) => index === 0 || startsAt <= now);
  const hours = begun.map(({ hour }) => String(hour).padStart(2, "0"));
  const categories = [...new Set(hours)];
  return {
    startsAt: begun.map(({ startsAt }) => startsAt),
    categories,
    categoryOf: hours.map((hour) => categories.indexOf(hour)),
  };
}

/** What a line moved in one place, counted from 1. */
export interface PlacedLine {
  line: string;
  place: number;
  amountMinor: number;
}

export function chartOf(
  type: ChartType | undefined,
  { categories, categoryOf }: ChartPlaces,
  placed: readonly PlacedLine[],
  exponent: number,
) {
  const dataOf = (lines: readonly string[]) => {
    const sums = categories.map(() => 0);
    for (const { line, place, amountMinor } of placed) {
      const category = categoryOf[place - 1];
      if (category !== undefined && lines.includes(line))
        sums[category] = (sums[category] ?? 0) + amountMinor;
    }
    return sums.map((minor) => Number(decimalFromMinor(minor, exponent)));
  };
  return {
    series: seriesFor(type).map(([name, lines]) => ({ name, data: dataOf(lines) })),
    categories,
  };
}
