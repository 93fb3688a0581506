import type { Answer } from "../../contract/kit/operation.ts";
import type { topUp } from "../../contract/operations/members.ts";
import { useSignedIn } from "../api/session.ts";
import { t } from "../text/en.ts";
import type { Member } from "../ui/member-status.tsx";
import { moneyText } from "../ui/money.ts";
import { tenderName } from "./tenders.ts";
import { MoneyReceipt, type ReceiptRow } from "./money-receipt.tsx";
import type { DeskSettings } from "./desk-settings.ts";

/** A refund as it is sent, and what the receipt tells of it beside. Amounts are decimal text without a sign. */
export interface WantedRefund {
  amount: string;
  /** Number of api-v2.md 4.1. */
  tender: number;
  comment: string;
  /** Order of the top-up it refunds; null = none. */
  of: number | null;
  bonusTaken: string;
}

interface Props {
  member: Member;
  booked: WantedRefund;
  answer: Answer<typeof topUp>;
  settings: DeskSettings | undefined;
}

const r = t.receipt;

export function RefundReceipt({ member, booked, answer, settings }: Props) {
  const { cafe } = useSignedIn();
  const money = (amount: string | null | undefined) => moneyText(amount ?? null, cafe.currency);
  const [now] = answer.members;
  const rows: ReceiptRow[] = [
    [r.order, answer.order_ids.join(", ")],
    ...(booked.of === null ? [] : [[r.refundOf, String(booked.of)] as const]),
    [r.member, member.member_account],
    [r.paidBack, `${money(booked.amount)} · ${tenderName(booked.tender)}`],
    ...(Number(booked.bonusTaken) > 0 ? [[r.bonusTaken, money(booked.bonusTaken)] as const] : []),
    [r.comment, booked.comment],
    [r.bonusBalance, money(now?.member_balance_bonus)],
  ];
  return (
    <MoneyReceipt title={r.refund} rows={rows} newBalance={money(now?.member_balance)} settings={settings} />
  );
}
