import type { Tx } from "../server/kernel/db/database.ts";
import { instantOfLocal } from "../server/kernel/local-time.ts";
import { decimalFromHundredths, decimalFromMinor, exponentOf } from "../server/kernel/money.ts";
import { StartRefusal } from "../server/kernel/start-refusal.ts";
import { listSettings, Settings } from "../server/modules/cafes/index.ts";
import { statementOf, type Holdings, type Statement } from "../server/modules/ledger/index.ts";
import { headLines, holdingsLine, movementLines, type StatementForm } from "./statement-lines.ts";

export interface StatementAsked {
  memberId: number;
  /** Null = the only café that has the member. */
  cafeId: number | null;
  /** First and last day of the period, YYYY-MM-DD in café time; null = from the beginning, up to now. */
  fromDay: string | null;
  toDay: string | null;
}

const heldNames = {
  balanceMinor: "balance",
  bonusMinor: "bonus",
  loanMinor: "loan",
  coinsHundredths: "coins",
  pointsHundredths: "points",
} as const;
const names = Object.keys(heldNames) as (keyof Holdings)[];
const nothing: Holdings = {
  balanceMinor: 0,
  bonusMinor: 0,
  loanMinor: 0,
  coinsHundredths: 0,
  pointsHundredths: 0,
};

async function chosen(tx: Tx, { memberId, cafeId }: StatementAsked): Promise<Statement> {
  const found = await statementOf(tx, memberId, cafeId);
  const [one] = found;
  if (one === undefined)
    throw new StartRefusal(`There is no member ${memberId}${cafeId === null ? "" : ` in café ${cafeId}`}.`);
  if (found.length === 1) return one;
  const list = found.map((each) => each.cafeId).join(", ");
  throw new StartRefusal(`The cafés ${list} each have a member ${memberId}: name one with --cafe.`);
}

/** The beginning of a café-local day, or of the day after it. Refuses what is no date. */
function instantOf(option: string, day: string, zone: string, dayAfter: boolean): Date {
  const start = /^\d{4}-\d\d-\d\d$/.test(day) ? instantOfLocal(`${day} 00:00`, zone) : null;
  if (start === null) throw new StartRefusal(`${option} must be a date like 2026-03-31, not "${day}".`);
  if (!dayAfter) return start;
  const next = new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
  return instantOfLocal(`${next} 00:00`, zone) ?? start;
}

/** Which columns the member needs, looked up before the first line is printed. */
async function formOf(tx: Tx, { cafeId, memberId, currencyCode }: Statement): Promise<StatementForm> {
  const zone = new Settings(await listSettings(tx, cafeId)).text("timezone");
  const used = await tx.rows<{ account: string }>(
    "select distinct account from entries where cafe_id = $1 and member_id = $2",
    [cafeId, memberId],
  );
  const has = (account: string) => used.some((row) => row.account === account);
  return { zone, exponent: exponentOf(currencyCode), hasBonus: has("bonus"), hasLoan: has("loan") };
}

function titleLines(statement: Statement, form: StatementForm, asked: StatementAsked): string[] {
  const { cafeName, cafeId, account, personName, memberId, currencyCode } = statement;
  const person = personName === "" ? account : `${personName} (${account})`;
  return [
    `Statement of account · ${cafeName} (café ${cafeId})`,
    `Member: ${person}, no. ${memberId}`,
    `Period: ${asked.fromDay ?? "from the beginning"} to ${asked.toDay ?? "now"}. Amounts in ${currencyCode}, times in ${form.zone}.`,
    "",
    ...headLines(form),
  ];
}

/**
 * Prints the movements of a period in the order they were booked, between an opening and a closing line, each with what
 * was held after it; 0 when all movements together come to what is kept on the member's row, else 1. A period ends at its
 * first movement of a later day, so periods that touch share none and leave none out. Refuses a member that is not there,
 * or is in several cafés, and days that are none (billing.md 2).
 */
export async function printStatement(
  tx: Tx,
  asked: StatementAsked,
  print: (line: string) => void,
): Promise<number> {
  const statement = await chosen(tx, asked);
  const form = await formOf(tx, statement);
  const from = asked.fromDay === null ? null : instantOf("--from", asked.fromDay, form.zone, false);
  const to = asked.toDay === null ? null : instantOf("--to", asked.toDay, form.zone, true);
  if (from !== null && to !== null && from >= to) throw new StartRefusal("--to must not be before --from.");
  for (const line of titleLines(statement, form, asked)) print(line);
  let last: Holdings = nothing;
  let movements = 0;
  let [isOpen, isClosed] = [false, false];
  const open = () => {
    print(holdingsLine(form, "Opening balance", last));
    isOpen = true;
  };
  const close = () => {
    print(holdingsLine(form, "Closing balance", last));
    isClosed = true;
  };
  for await (const line of statement.lines()) {
    if (!isOpen && (from === null || line.at >= from)) open();
    if (isOpen && !isClosed && to !== null && line.at >= to) close();
    if (isOpen && !isClosed) {
      for (const text of movementLines(form, line)) print(text);
      movements += 1;
    }
    last = line;
  }
  if (!isOpen) open();
  if (!isClosed) close();
  print("");
  print(movements === 1 ? "1 movement in this period." : `${movements} movements in this period.`);
  return compareWithKept(statement, form, last, print);
}

function compareWithKept(
  { kept }: Statement,
  { exponent }: StatementForm,
  last: Holdings,
  print: (line: string) => void,
): number {
  const text = (name: keyof Holdings, amount: number) =>
    name.endsWith("Minor") ? decimalFromMinor(amount, exponent) : decimalFromHundredths(amount);
  const held = names.map((name) => `${heldNames[name]} ${text(name, kept[name])}`).join(", ");
  print(`The account holds now: ${held}.`);
  const differing = names.filter((name) => kept[name] !== last[name]);
  for (const name of differing)
    print(
      `BROKEN: all movements come to ${heldNames[name]} ${text(name, last[name])}, the account holds ${text(name, kept[name])}.`,
    );
  if (differing.length === 0) print("All movements since the account was opened come to just that.");
  return differing.length === 0 ? 0 : 1;
}
