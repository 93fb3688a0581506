import { durationText, localText } from "../server/kernel/local-time.ts";
import { decimalFromHundredths, decimalFromMinor } from "../server/kernel/money.ts";
import type { Holdings, StatementLine } from "../server/modules/ledger/index.ts";

/** A statement as text: what a customer reads, line by line, with what there was after each. */

/** What a customer calls each kind of transfer; another kind is shown by its own name. */
const words: Record<string, string> = {
  top_up: "Top-up",
  refund: "Refund",
  session_charge: "PC time",
  bonus_expiry: "Bonus expired",
  deduction: "Deduction",
  loan: "Loan given",
  points: "Points",
  coins: "Coins",
  cashback: "Cashback",
  kept_change: "Change kept",
  offer_sale: "Offer bought",
  offer_refund: "Offer paid back",
  order: "Order",
  order_refund: "Order paid back",
  order_cancel: "Order cancelled",
  offer_use: "Time of an offer",
  offer_expiry: "Time of an offer expired",
  write_off: "Account removed",
};

export interface StatementForm {
  zone: string;
  /** Places of the currency. */
  exponent: number;
  /** Accounts this member ever used; columns of the others would hold nothing but zeros. */
  hasBonus: boolean;
  hasLoan: boolean;
}

const dateWidth = 19;
const whatWidth = 26;
const amountWidth = 13;

function laidOut(date: string, what: string, amounts: readonly string[]): string {
  const placed = amounts.map((text) => text.padStart(amountWidth)).join("");
  return `${date.padEnd(dateWidth)}  ${what.padEnd(whatWidth)}${placed}`.trimEnd();
}

function signed(amount: number, text: (amount: number) => string): string {
  if (amount === 0) return "";
  return amount > 0 ? `+${text(amount)}` : text(amount);
}

/** The heads of the columns, and a line under them. */
export function headLines({ hasBonus, hasLoan }: StatementForm): string[] {
  const names = ["Paid in", "Balance +/-", "Balance"];
  if (hasBonus) names.push("Bonus +/-", "Bonus");
  if (hasLoan) names.push("Loan +/-", "Loan");
  const head = laidOut("Date", "What", names);
  return [head, "-".repeat(head.length)];
}

/** The line that opens or closes a statement. */
export function holdingsLine(form: StatementForm, what: string, held: Holdings): string {
  const money = (minor: number) => decimalFromMinor(minor, form.exponent);
  const amounts = ["", "", money(held.balanceMinor)];
  if (form.hasBonus) amounts.push("", money(held.bonusMinor));
  if (form.hasLoan) amounts.push("", money(held.loanMinor));
  return laidOut("", what, amounts);
}

function whatOf(line: StatementLine): string {
  const name =
    words[line.kind] ?? line.kind.replaceAll("_", " ").replace(/^./, (first) => first.toUpperCase());
  const ways = [
    ["cash", line.cashMinor],
    ["card", line.cardMinor],
    ["QR", line.qrMinor],
  ] as const;
  const paid = ways.filter(([, amount]) => amount !== 0).map(([way]) => way);
  const place = line.pcName === "" ? "" : `, ${line.pcName}`;
  return `${name}${place}${paid.length === 0 ? "" : ` (${paid.join(" and ")})`}`;
}

/** What stands below a movement: its number, what else changed by it, and the comment it was made with. */
function notesOf(line: StatementLine): string {
  const notes = [`No. ${line.transferId}`];
  if (line.offerSecondsChange !== 0)
    notes.push(`offer time ${signed(line.offerSecondsChange, durationText)}`);
  if (line.coinsChange !== 0) notes.push(`coins ${signed(line.coinsChange, decimalFromHundredths)}`);
  if (line.pointsChange !== 0) notes.push(`points ${signed(line.pointsChange, decimalFromHundredths)}`);
  const comment = line.comment.replace(/\s+/g, " ").trim();
  if (comment !== "") notes.push(comment);
  return notes.join(" · ");
}

/** One movement: the amounts, and below them what it was for. */
export function movementLines(form: StatementForm, line: StatementLine): string[] {
  const money = (minor: number) => decimalFromMinor(minor, form.exponent);
  const paidMinor = line.cashMinor + line.cardMinor + line.qrMinor;
  const amounts = [
    signed(paidMinor, money),
    signed(line.balanceChangeMinor, money),
    money(line.balanceMinor),
  ];
  if (form.hasBonus) amounts.push(signed(line.bonusChangeMinor, money), money(line.bonusMinor));
  if (form.hasLoan) amounts.push(signed(line.loanChangeMinor, money), money(line.loanMinor));
  const what = whatOf(line);
  const date = localText(line.at, form.zone);
  const note = `${" ".repeat(dateWidth + 4)}${notesOf(line)}`;
  if (what.length < whatWidth) return [laidOut(date, what, amounts), note];
  // Too long for its column: the amounts stay where the others are.
  return [`${date.padEnd(dateWidth)}  ${what}`, laidOut("", "", amounts), note];
}
