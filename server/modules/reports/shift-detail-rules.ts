import { durationText, localText } from "../../kernel/local-time.ts";
import { decimalFromMinor } from "../../kernel/money.ts";

/** From the sums of a shift to its detail (api-v2.md 3.13, billing.md 12). Pure; minor units, money that went back is negative. */

/** Where money was moved: at a PC, at a console, or neither. */
export type Place = "pc" | "console" | "shop";

/** What was moved at one place, expenses left out. */
export interface PlaceSums {
  place: Place;
  cash_in: number;
  cash_back: number;
  card: number;
  qr: number;
}

export interface ShiftSums {
  places: PlaceSums[];
  /** Paid for the house by each tender; negative. */
  expenses: { cash: number; card: number; qr: number };
  /** Of the drawer alone. */
  expenseItems: { amountMinor: number; details: string }[];
  bonusMinor: number;
  products: { name: string; sold: number; cashMinor: number; stock: number }[];
}

export interface ShiftFacts {
  shiftId: number;
  staffName: string;
  startedAt: Date;
  /** Null while it is open. */
  endedAt: Date | null;
  floatMinor: number;
  movedMinor: number;
  countedMinor: number | null;
  expectedMinor: number;
  reason: string;
}

const nothing = { cash_in: 0, cash_back: 0, card: 0, qr: 0 };

/** The detail as it goes over the wire; an open shift is shown as of `now`. */
export function shiftDetail(
  words: { cafeName: string; exponent: number; zone: string; now: Date },
  facts: ShiftFacts,
  sums: ShiftSums,
) {
  const { exponent, zone } = words;
  const money = (minor: number) => Number(decimalFromMinor(minor, exponent));
  const at = (place: Place) => sums.places.find((one) => one.place === place) ?? nothing;
  const all = (part: keyof typeof nothing) => sums.places.reduce((sum, place) => sum + place[part], 0);
  const cashAt = (place: Place) => money(at(place).cash_in + at(place).cash_back);
  const cash = all("cash_in") + all("cash_back") + sums.expenses.cash;
  const card = all("card") + sums.expenses.card;
  const qr = all("qr") + sums.expenses.qr;
  const end = facts.endedAt ?? words.now;
  return {
    cafe_name: words.cafeName,
    staff_name: facts.staffName,
    start_time: localText(facts.startedAt, zone),
    end_time: localText(end, zone),
    working_hours: durationText(Math.floor((end.getTime() - facts.startedAt.getTime()) / 1000)),
    cash: money(cash),
    cash_sales: money(all("cash_in")),
    cash_refund: money(all("cash_back")),
    center_expenses: money(sums.expenses.cash),
    center_expenses_items: sums.expenseItems.map(({ amountMinor, details }) => ({
      log_money: decimalFromMinor(amountMinor, exponent),
      log_details: details,
    })),
    pc_cash_amount: cashAt("pc"),
    console_cash_amount: cashAt("console"),
    shop_cash_amount: cashAt("shop"),
    pc_card_amount: money(at("pc").card),
    console_card_amount: money(at("console").card),
    shop_card_amount: money(at("shop").card),
    pc_qr_amount: money(at("pc").qr),
    console_qr_amount: money(at("console").qr),
    shop_qr_amount: money(at("shop").qr),
    shift_cash_start: money(facts.floatMinor),
    shift_cash_end: facts.countedMinor === null ? ("-" as const) : money(facts.countedMinor),
    credit_card: money(card),
    qr_topup: money(qr),
    total_amount: money(cash + card + qr),
    total_bonus: money(sums.bonusMinor),
    shop_sales: sums.products.map(({ name, sold, cashMinor, stock }) => ({
      product_name: name,
      sold: String(sold),
      cash: decimalFromMinor(cashMinor, exponent),
      stock,
    })),
    reason: facts.reason,
    shift_id: facts.endedAt === null ? -facts.shiftId : facts.shiftId,
    shift_cash_expected: money(facts.expectedMinor),
    shift_cash_moved: money(facts.movedMinor),
    shift_cash_difference:
      facts.countedMinor === null ? null : money(facts.countedMinor - facts.expectedMinor),
  };
}
