import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Answer } from "../../contract/kit/operation.ts";
import { listBonusLots } from "../../contract/operations/member-books.ts";
import { useCall } from "../api/calls.ts";
import { useSignedIn } from "../api/session.ts";
import { DataTable, type Column } from "../table/data-table.tsx";
import { t } from "../text/en.ts";
import type { Member } from "./member-status.tsx";
import { localText, moneyText } from "./money.ts";
import { QueryView } from "./query-view.tsx";

const l = t.lots;
type Lot = Answer<typeof listBonusLots>[number];

const columnsFor = (currency: string): Column<Lot>[] => [
  { key: "left", header: l.left, numeric: true, cell: (lot) => <b>{moneyText(lot.left, currency)}</b> },
  { key: "given", header: l.granted, numeric: true, cell: (lot) => moneyText(lot.granted, currency) },
  { key: "at", header: l.at, oneLine: true, cell: (lot) => localText(lot.granted_local) },
  {
    key: "expires",
    header: l.expires,
    oneLine: true,
    cell: (lot) => (lot.expires_local === null ? t.common.never : lot.expires_local),
  },
  { key: "order", header: t.statement.order, numeric: true, cell: (lot) => lot.transfer_id },
];

/** A member's bonus by grant: what is left of each and the second it expires, in the order it is spent. */
export function MemberLots({ member }: { member: Member }) {
  const call = useCall();
  const { cafe } = useSignedIn();
  const lots = useQuery({
    queryKey: ["members", "lots", member.member_id, member.member_balance_bonus],
    queryFn: ({ signal }) => call(listBonusLots, { memberId: member.member_id }, { signal }),
  });
  return (
    <QueryView query={lots}>
      {(rows) => (
        <>
          {rows.length > 0 && (
            <Text size="sm" c="dimmed" mb="xs">
              {l.help}
            </Text>
          )}
          <DataTable
            label={l.title}
            columns={columnsFor(cafe.currency)}
            rows={rows}
            rowKey={(lot) => lot.bonus_lot_id}
            empty={l.none}
            minWidth={560}
            asCards
          />
        </>
      )}
    </QueryView>
  );
}
