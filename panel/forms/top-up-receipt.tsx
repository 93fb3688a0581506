import { Button, Group, Stack, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { IconPrinter } from "@tabler/icons-react";
import { Fragment, useState } from "react";
import { createPortal } from "react-dom";
import type { Answer } from "../../contract/kit/operation.ts";
import type { topUp } from "../../contract/operations/members.ts";
import { useSignedIn } from "../api/session.ts";
import { t } from "../text/en.ts";
import { localTimestamp } from "../ui/local-day.ts";
import { localText, moneyText } from "../ui/money.ts";
import { tenderName } from "./tenders.ts";
import type { Booked } from "./use-top-up.ts";

interface Props {
  account: string;
  booked: Booked;
  answer: Answer<typeof topUp>;
}

type Row = readonly [label: string, value: string];

/** What was booked, to be read and printed: the same rows on the screen and on paper. */
export function TopUpReceipt({ account, booked, answer }: Props) {
  const { cafe, staff } = useSignedIn();
  const [at] = useState(() => localTimestamp(new Date(), cafe.timezone));
  const [holdings] = answer.members;
  const money = (amount: string | null | undefined) => moneyText(amount ?? null, cafe.currency);
  const r = t.receipt;
  const rows: Row[] = [
    [r.time, localText(at)],
    [r.order, answer.order_ids.join(", ")],
    [r.member, account],
    [booked.refund ? r.paidBack : r.paid, `${money(booked.amount)} · ${tenderName(booked.tender)}`],
    ...(Number(booked.bonus ?? 0) > 0 ? [[r.bonus, `+${money(booked.bonus)}`] as const] : []),
    ...((booked.coins ?? 0) > 0 ? [[r.coins, `+${String(booked.coins)}`] as const] : []),
    ...(booked.comment === "" ? [] : [[r.comment, booked.comment] as const]),
    [r.bonusBalance, money(holdings?.member_balance_bonus)],
    ...(Number(holdings?.member_loan ?? 0) > 0 ? [[r.loan, money(holdings?.member_loan)] as const] : []),
    [r.staff, staff.staff_name],
  ];
  const title = booked.refund ? r.refund : r.topUp;
  const newBalance = money(holdings?.member_balance);
  return (
    <Stack role="status" data-testid="topup-done">
      <Stack align="center" gap={0}>
        <Text>{t.topUp.newBalance}</Text>
        <Text size="xl" fw={700} data-testid="topup-new-balance">
          {newBalance}
        </Text>
      </Stack>
      <Rows rows={rows} />
      <Group grow>
        <Button
          variant="default"
          leftSection={<IconPrinter size={16} aria-hidden />}
          onClick={() => window.print()}
          data-testid="receipt-print"
        >
          {r.print}
        </Button>
        <Button onClick={() => modals.closeAll()} data-autofocus data-testid="receipt-close">
          {t.topUp.done}
        </Button>
      </Group>
      {createPortal(
        <div className="print-sheet" aria-hidden="true" data-testid="print-sheet">
          <h1>{cafe.name}</h1>
          <h2>{title}</h2>
          <Rows rows={[...rows, [r.balance, newBalance]]} />
        </div>,
        document.body,
      )}
    </Stack>
  );
}

function Rows({ rows }: { rows: readonly Row[] }) {
  return (
    <dl className="receipt-rows">
      {rows.map(([label, value]) => (
        <Fragment key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}
