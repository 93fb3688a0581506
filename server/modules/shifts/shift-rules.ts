import { decimalFromMinor } from "../../kernel/money.ts";

/** What a drawer should hold, and how a shift ends (billing.md 12). Pure; whole minor units. */

/** What a shift moved, from the ledger. What is in the drawer is positive. */
export interface DrawerSums {
  floatMinor: number;
  /** The café's own cash that was put in later, less what was taken out. */
  movedMinor: number;
  /** By each tender: sales and top-ups, less refunds and expenses. */
  cashMinor: number;
  cardMinor: number;
  qrMinor: number;
}

/** The cash that should be in the drawer. */
export const expectedCash = ({ floatMinor, movedMinor, cashMinor }: DrawerSums): number =>
  floatMinor + movedMinor + cashMinor;

/** What was counted, less what should have been there: below 0 is too little. */
export const differenceOf = (countedMinor: number, expectedMinor: number): number =>
  countedMinor - expectedMinor;

/** An open shift is known by the negative of its number; either is understood (api-v2.md 3.13). */
export const idOnWire = (shiftId: number, endedAt: Date | null): number =>
  endedAt === null ? -shiftId : shiftId;
export const idFromWire = (wireId: number): number => Math.abs(wireId);

/** The entries that hand the counted cash over and leave the drawer with nothing; what is wrong stands on its own account. */
export function closingEntries(countedMinor: number, expectedMinor: number) {
  return [
    { account: "cash" as const, amount: expectedMinor },
    { account: "opening_float" as const, amount: 0 - countedMinor },
    { account: "drawer_difference" as const, amount: differenceOf(countedMinor, expectedMinor) },
  ];
}

/** Cash that goes from the safe into the drawer; below 0 out of it. */
export const drawerEntries = (amountMinor: number) => [
  { account: "cash" as const, amount: 0 - amountMinor },
  { account: "opening_float" as const, amount: amountMinor },
];

/** The row SHIFT_END in words. */
export function closingWords(
  counted: { countedMinor: number; expectedMinor: number; reason: string },
  exponent: number,
): string {
  const { countedMinor, expectedMinor, reason } = counted;
  const money = (minor: number) => decimalFromMinor(minor, exponent);
  const difference = differenceOf(countedMinor, expectedMinor);
  const start = `Counted ${money(countedMinor)}, expected ${money(expectedMinor)}`;
  if (difference === 0) return start;
  const wrong = `${money(Math.abs(difference))} ${difference < 0 ? "too little" : "too much"}`;
  return `${start}: ${wrong} (${reason})`;
}
