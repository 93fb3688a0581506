import { useQuery } from "@tanstack/react-query";
import type { Answer } from "../../contract/kit/operation.ts";
import { getPromoCode } from "../../contract/operations/promo-codes.ts";
import { useCall } from "../api/calls.ts";
import { useSignedIn } from "../api/session.ts";
import { DataTable, type Column } from "../table/data-table.tsx";
import { t } from "../text/en.ts";
import { MoneyCell } from "./money-cell.tsx";
import { localText } from "./money.ts";
import { QueryView } from "./query-view.tsx";

type Use = Answer<typeof getPromoCode>["uses"][number];

/** Who used a code, and what it gave. */
export function PromoUses({ promoId }: { promoId: number }) {
  const call = useCall();
  const { cafe } = useSignedIn();
  const p = t.promo;
  const uses = useQuery({
    queryKey: ["promo-codes", "uses", promoId],
    queryFn: ({ signal }) => call(getPromoCode, { promoId }, { signal }),
  });
  const columns: Column<Use & { index: number }>[] = [
    { key: "member", header: p.member, cell: (row) => row.member_account },
    { key: "at", header: p.usedAt, cell: (row) => localText(row.used_at_local) },
    {
      key: "bonus",
      header: p.bonus,
      numeric: true,
      cell: (row) => <MoneyCell amount={row.bonus} currency={cafe.currency} />,
    },
    { key: "coins", header: p.coins, numeric: true, cell: (row) => row.coins.toLocaleString() },
  ];
  return (
    <QueryView query={uses}>
      {(data) => (
        <DataTable
          label={p.uses}
          columns={columns}
          rows={data.uses.map((use, index) => ({ ...use, index }))}
          rowKey={({ index }) => index}
          empty={p.usesNone}
          minWidth={420}
        />
      )}
    </QueryView>
  );
}
