import type { Answer } from "../../contract/kit/operation.ts";
import type { topUp } from "../../contract/operations/members.ts";
import { useSignedIn } from "../api/session.ts";
import { t } from "../text/en.ts";
import { differenceOf } from "../ui/decimal.ts";
import type { Member } from "../ui/member-status.tsx";
import { moneyText } from "../ui/money.ts";
import { tenderName } from "./tenders.ts";
import { MoneyReceipt, type ReceiptRow } from "./money-receipt.tsx";
import type { DeskSettings } from "./desk-settings.ts";
import type { WantedTopUp } from "./top-up-values.ts";

interface Props {
  member: Member;
  booked: WantedTopUp;
  answer: Answer<typeof topUp>;
  settings: DeskSettings | undefined;
}

const r = t.receipt;

export function TopUpReceipt({ member, booked, answer, settings }: Props) {
  const { cafe } = useSignedIn();
  const money = (amount: string | null | undefined) => moneyText(amount ?? null, cafe.currency);
  const [now] = answer.members;
  const { amount, received, tender } = booked;
  const rows: ReceiptRow[] = [
    [r.order, answer.order_ids.join(", ")],
    [r.member, member.member_account],
    ...(Number(amount) > 0 ? [[r.paid, `${money(amount)} · ${tenderName(tender)}`] as const] : []),
    ...(received === null
      ? []
      : [[r.received, money(received)] as const, [r.change, money(differenceOf(received, amount))] as const]),
    ...(booked.bonus === undefined ? [] : [[r.bonus, `+${money(booked.bonus)}`] as const]),
    ...(Number(booked.coins ?? 0) !== 0 ? [[r.coins, signed(booked.coins ?? "0")] as const] : []),
    ...(booked.comment === "" ? [] : [[r.comment, booked.comment] as const]),
    [r.bonusBalance, money(now?.member_balance_bonus)],
    ...(Number(now?.member_coin_balance ?? 0) > 0
      ? [[r.coinBalance, Number(now?.member_coin_balance).toLocaleString()] as const]
      : []),
    ...(Number(now?.member_loan ?? 0) > 0 ? [[r.loan, money(now?.member_loan)] as const] : []),
  ];
  return (
    <MoneyReceipt title={r.topUp} rows={rows} newBalance={money(now?.member_balance)} settings={settings} />
  );
}

const signed = (number: string) => (Number(number) > 0 ? `+${number}` : number.replace("-", "−"));
