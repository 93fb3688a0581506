import { Table } from "@mantine/core";
import type { Answer } from "../../contract/kit/operation.ts";
import type { listBillingLogs } from "../../contract/operations/billing-logs.ts";
import { t } from "../text/en.ts";
import { eventName } from "./event-name.ts";
import { moneyText } from "./money.ts";

const l = t.logs;
type LogRow = Answer<typeof listBillingLogs>["log_list"][number];

/** All that a row of the log says, with its second and its numbers; what moved nothing is left out. */
export function LogDetails({ row, currency }: { row: LogRow; currency: string }) {
  const moved = (label: string, amount: string): [string, string][] =>
    Number(amount) === 0 ? [] : [[label, moneyText(amount, currency)]];
  const told = (label: string, text: string | number | null): [string, string][] =>
    text === null || text === "" ? [] : [[label, String(text)]];
  const rows: [string, string][] = [
    [l.time, row.log_date_local],
    [l.event, `${eventName(row)} (${row.log_event})`],
    ...told(l.member, row.log_member_account),
    ...told(l.pc, row.log_pc_name),
    ...moved(l.money, row.log_money),
    ...moved(l.card, row.log_card),
    ...moved(l.qr, row.log_qr),
    ...moved(l.bonus, row.log_bonus),
    ...(Number(row.log_coin) === 0 ? [] : told(l.coins, Number(row.log_coin))),
    ...moved(l.spend, row.log_spend),
    ...(row.log_used_secs === "00:00:00" ? [] : told(l.used, row.log_used_secs)),
    ...told(l.staff, row.log_staff_name),
    ...told(l.details, row.log_details),
    ...told(l.order, row.order_id),
    ...told(l.session, row.session_id),
    ...told(l.shift, row.shift_id),
    [l.row, String(row.log_id)],
  ];
  return (
    <Table variant="vertical" data-testid="log-details">
      <Table.Tbody>
        {rows.map(([label, value]) => (
          <Table.Tr key={label}>
            <Table.Th w={140}>{label}</Table.Th>
            <Table.Td style={{ overflowWrap: "anywhere", whiteSpace: "pre-wrap" }}>{value}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
