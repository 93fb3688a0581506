import { Stack, Table, Text } from "@mantine/core";
import { Fragment } from "react";
import type { Answer } from "../../contract/kit/operation.ts";
import type { paymentInfo } from "../../contract/operations/desk-sessions.ts";
import { useSignedIn } from "../api/session.ts";
import type { SessionKind } from "../live/session-kind.ts";
import { t } from "../text/en.ts";
import { sizeOf } from "../ui/decimal.ts";
import { moneyText } from "../ui/money.ts";
import type { Settling } from "./checkout-values.ts";

const h = t.hall;

type Info = Answer<typeof paymentInfo>;

const kindText = (kind: string) => (kind in h.kinds ? h.kinds[kind as SessionKind] : kind);

/** What a checkout would settle now, in the server's figures. */
export function CheckoutSums({ info, settling }: { info: Info; settling: Settling }) {
  const { cafe } = useSignedIn();
  const money = (amount: string) => moneyText(amount, cafe.currency);
  const rows: [string, string][] = [[h.cost, money(info.session_cost)]];
  if (Number(info.session_tax) !== 0) rows.push([h.tax, money(info.session_tax)]);
  if (Number(info.orders_amount) !== 0) rows.push([h.orders, money(info.orders_amount)]);
  if (Number(info.prepaid) !== 0) rows.push([h.prepaid, money(info.prepaid)]);
  if (info.items.length === 0 && info.session_kind === "member")
    rows.push([h.balance, money(info.member_balance)]);
  return (
    <Stack gap="xs" data-testid="end-sums">
      {info.items.length === 0 ? (
        <Text size="sm" c="dimmed">
          {kindText(info.session_kind)} · {info.member_account}
        </Text>
      ) : (
        <Items items={info.items} />
      )}
      <dl className="receipt-rows">
        {rows.map(([label, value]) => (
          <Fragment key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
      </dl>
      <Total label={h.due} amount={settling.due} />
      <Total label={h.back} amount={settling.back} />
      {Number(settling.due) === 0 && Number(settling.back) === 0 && (
        <Text fw={600}>{info.session_kind === "member" ? h.evenMember : h.even}</Text>
      )}
    </Stack>
  );
}

function Total({ label, amount }: { label: string; amount: string }) {
  const { cafe } = useSignedIn();
  if (Number(amount) === 0) return null;
  return (
    <Text size="lg" fw={700} className="end-total">
      <span>{label}</span> <span className="pc-time">{moneyText(amount, cafe.currency)}</span>
    </Text>
  );
}

function Items({ items }: { items: Info["items"] }) {
  const { cafe } = useSignedIn();
  return (
    <div className="table-scroll end-items">
      <Table aria-label={h.rowsOf}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{h.pc}</Table.Th>
            <Table.Th className="num">{h.cost}</Table.Th>
            <Table.Th className="num">{h.due}</Table.Th>
            <Table.Th className="num">{h.back}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {items.map((item) => (
            <Table.Tr key={item.pc_name}>
              <Table.Td>
                {item.pc_name}
                <Text size="xs" c="dimmed">
                  {kindText(item.session_kind)}
                </Text>
              </Table.Td>
              <Table.Td className="num">{moneyText(item.session_cost, cafe.currency)}</Table.Td>
              <Table.Td className="num">
                {Number(item.amount) > 0 ? moneyText(item.amount, cafe.currency) : "–"}
              </Table.Td>
              <Table.Td className="num">
                {Number(item.amount) < 0 ? moneyText(sizeOf(item.amount), cafe.currency) : "–"}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
