import type { Answer } from "../../contract/kit/operation.ts";
import type { memberStatement } from "../../contract/operations/member-books.ts";
import type { Column } from "../table/data-table.tsx";
import { t } from "../text/en.ts";
import { sumOf } from "./decimal.ts";
import { eventName } from "./event-name.ts";
import { MoneyCell, Nothing } from "./money-cell.tsx";
import { localText, moneyText } from "./money.ts";

export type StatementLine = Answer<typeof memberStatement>["items"][number];

const s = t.statement;

/** Money paid in by any way; negative = paid back. */
export const paidOf = (line: StatementLine) => sumOf(line.log_money, line.log_card, line.log_qr);

/** A change and what it led to: the second stands where nothing changed, too, so that every line can be read alone. */
function accountColumns(
  key: "balance" | "bonus" | "loan",
  [changed, after]: readonly [string, string],
  currency: string,
): Column<StatementLine>[] {
  return [
    {
      key: `${key}-change`,
      header: changed,
      numeric: true,
      cell: (line) => <MoneyCell signed amount={line[`${key}_change`]} currency={currency} />,
    },
    { key, header: after, numeric: true, cell: (line) => <b>{moneyText(line[key], currency)}</b> },
  ];
}

/** Columns of a statement; loan and coins stand there only for who has any among these lines. */
export function statementColumns(lines: readonly StatementLine[], currency: string): Column<StatementLine>[] {
  const hasAny = (...names: (keyof StatementLine)[]) =>
    lines.some((line) => names.some((name) => Number(line[name]) !== 0));
  return [
    { key: "date", header: s.date, oneLine: true, cell: (line) => localText(line.log_date_local) },
    { key: "event", header: s.event, oneLine: true, cell: eventName },
    {
      key: "paid",
      header: s.money,
      numeric: true,
      cell: (line) => <MoneyCell amount={paidOf(line)} currency={currency} />,
    },
    ...accountColumns("balance", [s.effect, s.after], currency),
    ...accountColumns("bonus", [s.bonus, s.bonusAfter], currency),
    ...(hasAny("loan", "loan_change") ? accountColumns("loan", [s.loan, s.loanAfter], currency) : []),
    ...(hasAny("coins_change")
      ? [
          {
            key: "coins",
            header: s.coins,
            numeric: true,
            cell: ({ coins_change: change, coins }: StatementLine) =>
              `${Number(change) > 0 ? "+" : ""}${Number(change)} → ${Number(coins)}`,
          },
        ]
      : []),
    { key: "details", header: s.details, cell: (line) => detailsOf(line) || <Nothing /> },
    { key: "staff", header: s.staff, cell: (line) => line.log_staff_name || <Nothing /> },
    { key: "order", header: s.order, numeric: true, cell: (line) => line.transfer_id },
  ];
}

const detailsOf = ({ log_details: details, log_pc_name: pc }: StatementLine) =>
  [pc, details].filter((part) => part !== "").join(" · ");

export const statementCsv: readonly { header: string; value: (line: StatementLine) => string }[] = [
  { header: s.order, value: (line) => String(line.transfer_id) },
  { header: s.date, value: (line) => line.log_date_local },
  { header: s.event, value: (line) => line.log_event },
  { header: t.pay.cash, value: (line) => line.log_money },
  { header: t.pay.card, value: (line) => line.log_card },
  { header: t.pay.qr, value: (line) => line.log_qr },
  { header: s.effect, value: (line) => line.balance_change },
  { header: s.after, value: (line) => line.balance },
  { header: s.bonus, value: (line) => line.bonus_change },
  { header: s.bonusAfter, value: (line) => line.bonus },
  { header: s.loan, value: (line) => line.loan_change },
  { header: s.loanAfter, value: (line) => line.loan },
  { header: s.coins, value: (line) => line.coins_change },
  { header: s.coinsAfter, value: (line) => line.coins },
  { header: s.points, value: (line) => line.points_change },
  { header: s.pointsAfter, value: (line) => line.points },
  { header: s.pc, value: (line) => line.log_pc_name },
  { header: s.details, value: (line) => line.log_details },
  { header: s.staff, value: (line) => line.log_staff_name },
];
