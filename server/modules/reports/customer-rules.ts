import { decimalFromMinor } from "../../kernel/money.ts";

/** What customers spent, how long they played, and which tax was in it (api-v2.md 2.14). Pure. */

export interface SubjectSum {
  line: string;
  subject: string;
  amountMinor: number;
  taxMinor: number;
  bonusMinor: number;
}

export interface UseCell {
  /** 1 = Monday. */
  weekday: number;
  hour: number;
  seconds: number;
}

export interface SessionCount {
  sessions: number;
  seconds: number;
  guests: number;
}

const soldAs = [
  ["PC time", "sold.time"],
  ["Bookings", "sold.bookings"],
  ["Products", "sold.products"],
  ["Offers", "sold.offers"],
  ["Other", "sold.other"],
] as const;

export const soldLines: readonly string[] = soldAs.map(([, line]) => line);

/** What was sold for money, tax in it; kinds that sold nothing are left out. */
export function incomeChart(sums: readonly SubjectSum[], exponent: number) {
  return soldAs.flatMap(([name, line]) => {
    const own = sums.filter((sum) => sum.line === line);
    const minor = own.reduce((sum, { amountMinor, bonusMinor }) => sum + amountMinor - bonusMinor, 0);
    return minor === 0 ? [] : [{ value: Number(decimalFromMinor(minor, exponent)), name }];
  });
}

const rounded = (value: number) => Math.round(value * 100) / 100;

export const averageMinutes = ({ sessions, seconds }: SessionCount): number =>
  sessions === 0 ? 0 : rounded(seconds / sessions / 60);

const weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const hours = Array.from({ length: 24 }, (_, hour) => hour);

/** Hours of use by weekday and hour of the day. */
export function useOfWeek(cells: readonly UseCell[]) {
  const series = weekdays.map((name, index) => ({
    name,
    data: hours.map((hour) => {
      const cell = cells.find((one) => one.weekday === index + 1 && one.hour === hour);
      return rounded((cell?.seconds ?? 0) / 3_600);
    }),
  }));
  return {
    series,
    categories: hours.map((hour) => String(hour).padStart(2, "0")),
    total_hours: rounded(cells.reduce((sum, { seconds }) => sum + seconds, 0) / 3_600),
  };
}

export interface NamedTax {
  id: number;
  name: string;
  percent: string;
}

/** Taxes in their order; 0 is what was sold without tax. */
export function taxesOf(sums: readonly SubjectSum[], taxes: readonly NamedTax[], exponent: number) {
  const money = (minor: number) => Number(decimalFromMinor(minor, exponent));
  const told = (own: readonly SubjectSum[]) => {
    const gross = own.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
    const tax = own.reduce((sum, { taxMinor }) => sum + taxMinor, 0);
    return { net: money(gross - tax), tax: money(tax), gross: money(gross) };
  };
  const byId = Map.groupBy(sums, ({ subject }) => Number(subject));
  const items = [...byId]
    .sort(([a], [b]) => a - b)
    .map(([id, own]) => {
      const known = taxes.find((tax) => tax.id === id);
      return {
        ...{ tax_id: id, tax_name: known?.name ?? "", tax_percentage: known?.percent ?? "0" },
        ...told(own),
      };
    });
  return { items, total: told(sums) };
}
