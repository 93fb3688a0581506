import type { Tx } from "../server/kernel/db/database.ts";
import { localText } from "../server/kernel/local-time.ts";
import { decimalFromHundredths, decimalFromMinor, exponentOf } from "../server/kernel/money.ts";
import { StartRefusal } from "../server/kernel/start-refusal.ts";
import { listSettings, Settings } from "../server/modules/cafes/index.ts";
import { statementOf, type Statement, type StatementLine } from "../server/modules/ledger/index.ts";

/** What a customer calls each kind of transfer; another kind is shown by its own name. */
const words: Record<string, string> = {
  top_up: "Top-up",
  refund: "Refund",
  session_charge: "PC time",
  bonus_expiry: "Bonus expired",
  write_off: "Account removed",
};

const columns = [
  "Date",
  "Paid in",
  "Balance +/-",
  "Bonus +/-",
  "Loan +/-",
  "Balance",
  "Bonus",
  "Loan",
] as const;
const widths = [19, 12, 12, 12, 12, 12, 12, 12] as const;

/** Amounts stand on the right, so that their points are one below the other. */
function tableLine(cells: readonly string[], what: string): string {
  const placed = cells.map((cell, place) =>
    place === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[place] ?? 12),
  );
  return `${placed.join(" ")}  ${what}`.trimEnd();
}

function signed(amount: number, text: (amount: number) => string): string {
  if (amount === 0) return "";
  return amount > 0 ? `+${text(amount)}` : text(amount);
}

function whatOf(line: StatementLine): string {
  const parts = [
    words[line.kind] ?? line.kind.replaceAll("_", " "),
    line.pcName,
    line.comment.replace(/\s+/g, " ").trim(),
  ];
  if (line.coinsChange !== 0) parts.push(`coins ${signed(line.coinsChange, decimalFromHundredths)}`);
  if (line.pointsChange !== 0) parts.push(`points ${signed(line.pointsChange, decimalFromHundredths)}`);
  return parts.filter(Boolean).join(", ");
}

async function chosen(tx: Tx, memberId: number, cafeId: number | null): Promise<Statement> {
  const found = await statementOf(tx, memberId, cafeId);
  const [one] = found;
  if (one === undefined)
    throw new StartRefusal(`There is no member ${memberId}${cafeId === null ? "" : ` in café ${cafeId}`}.`);
  if (found.length === 1) return one;
  const list = found.map((each) => each.cafeId).join(", ");
  throw new StartRefusal(`The cafés ${list} each have a member ${memberId}: name one with --cafe.`);
}

const heldNames = {
  balanceMinor: "balance",
  bonusMinor: "bonus",
  loanMinor: "loan",
  coinsHundredths: "coins",
  pointsHundredths: "points",
} as const;

/**
 * Prints every transfer of a member in the order it was booked, with what was held after it; 0 when the last line is
 * what is kept on the member's row, else 1. Refuses a member that is not there, or is in several cafés (billing.md 2).
 */
export async function printStatement(
  tx: Tx,
  memberId: number,
  cafeId: number | null,
  print: (line: string) => void,
): Promise<number> {
  const statement = await chosen(tx, memberId, cafeId);
  const zone = new Settings(await listSettings(tx, statement.cafeId)).text("timezone");
  const exponent = exponentOf(statement.currencyCode);
  const money = (minor: number) => decimalFromMinor(minor, exponent);
  print(
    `Statement of member ${memberId} (${statement.account}), café ${statement.cafeId}, in ${statement.currencyCode}, times in ${zone}`,
  );
  print("");
  print(tableLine(columns, "What"));
  let last: Pick<StatementLine, keyof typeof heldNames> = {
    ...{ balanceMinor: 0, bonusMinor: 0, loanMinor: 0, coinsHundredths: 0, pointsHundredths: 0 },
  };
  for await (const line of statement.lines()) {
    const changes = [line.paidMinor, line.balanceChangeMinor, line.bonusChangeMinor, line.loanChangeMinor];
    const held = [line.balanceMinor, line.bonusMinor, line.loanMinor];
    const cells = [
      localText(line.at, zone),
      ...changes.map((amount) => signed(amount, money)),
      ...held.map(money),
    ];
    print(tableLine(cells, `${whatOf(line)} (${line.transferId})`));
    last = line;
  }
  print("");
  const { kept } = statement;
  const inCoins = (amount: number) => decimalFromHundredths(amount);
  print(
    `Kept: balance ${money(kept.balanceMinor)}, bonus ${money(kept.bonusMinor)}, loan ${money(kept.loanMinor)}, coins ${inCoins(kept.coinsHundredths)}, points ${inCoins(kept.pointsHundredths)}`,
  );
  const differing = (Object.keys(heldNames) as (keyof typeof heldNames)[]).filter(
    (name) => kept[name] !== last[name],
  );
  if (differing.length === 0) print("The statement ends at what is kept.");
  for (const name of differing) {
    const text = name.endsWith("Minor") ? money : inCoins;
    print(
      `The statement does not end at what is kept: ${heldNames[name]} ${text(last[name])} by its lines, ${text(kept[name])} kept.`,
    );
  }
  return differing.length === 0 ? 0 : 1;
}
