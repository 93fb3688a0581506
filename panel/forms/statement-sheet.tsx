import { useEffect } from "react";
import { useSignedIn } from "../api/session.ts";
import { t } from "../text/en.ts";
import { localDay, localTimestamp } from "../ui/local-day.ts";
import { nameOf, type Member } from "../ui/member-status.tsx";
import { localText, moneyText } from "../ui/money.ts";
import { PrintSheet } from "../ui/print-sheet.tsx";
import { statementColumns, type StatementLine } from "../ui/statement-table.tsx";

/** Which lines: days of the café (empty = without an end) and one event or all. */
export interface StatementFilter {
  first: string;
  last: string;
  event: string;
}

interface Props {
  member: Member;
  filter: StatementFilter;
  /** Newest first, as they were read; on paper the oldest stands first, so that each line follows from the one above. */
  lines: readonly StatementLine[];
  onPrinted: () => void;
}

const s = t.statement;

export function StatementSheet({ member, filter, lines, onPrinted }: Props) {
  const { cafe } = useSignedIn();
  const now = localTimestamp(new Date(), cafe.timezone);
  useEffect(() => {
    window.addEventListener("afterprint", onPrinted);
    window.print();
    return () => window.removeEventListener("afterprint", onPrinted);
    // Printed once, when it is there.
  }, []);
  const columns = statementColumns(lines, cafe.currency);
  const [newest] = lines;
  return (
    <PrintSheet isWide>
      <h1>{cafe.name}</h1>
      <h2>
        {s.title}: {member.member_account} {nameOf(member)}
      </h2>
      <p>
        {filter.first || "…"} – {filter.last || localDay(new Date(), cafe.timezone)} ·{" "}
        {s.printed(localText(now))}
      </p>
      <table>
        <thead>
          <tr>
            {columns.map(({ key, header, numeric }) => (
              <th key={key} className={numeric ? "num" : undefined}>
                {header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...lines].reverse().map((line) => (
            <tr key={line.transfer_id}>
              {columns.map(({ key, cell, numeric }) => (
                <td key={key} className={numeric ? "num" : undefined}>
                  {cell(line)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {newest !== undefined && (
        <p>
          {s.after}: {moneyText(newest.balance, cafe.currency)} · {s.bonusAfter}:{" "}
          {moneyText(newest.bonus, cafe.currency)}
        </p>
      )}
    </PrintSheet>
  );
}
