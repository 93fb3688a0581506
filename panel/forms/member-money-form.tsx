import { Stack, Text, TextInput } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { addLoan, addPoints, deductBalance } from "../../contract/operations/members-more.ts";
import type { CallOptions } from "../../contract/client.ts";
import { fieldProblems, useCall, type Call } from "../api/calls.ts";
import { useSignedIn } from "../api/session.ts";
import { useBooking } from "../api/use-booking.ts";
import { t } from "../text/en.ts";
import type { Member } from "../ui/member-status.tsx";
import { moneyText } from "../ui/money.ts";
import { BookingEnd } from "./booking-end.tsx";
import { readMoney } from "./money-input.ts";

const a = t.memberActions;

interface Wanted {
  amount: string;
  comment: string;
}

interface Kind {
  help: string;
  /** Name of the amount on the wire, under which the server says what is wrong with it. */
  field: string;
  label: string;
  isMoney: boolean;
  needsComment: boolean;
  confirm: (amount: string) => string;
  book: (call: Call, memberId: number, wanted: Wanted, options: CallOptions) => Promise<unknown>;
}

/** What staff may do to a member's balance, loan and points beside topping up. */
export const moneyKinds = {
  loan: {
    help: a.loanHelp,
    field: "amount",
    label: t.topUp.amount,
    isMoney: true,
    needsComment: false,
    confirm: a.loanConfirm,
    book: (call, memberId, { amount, comment }, options) =>
      call(addLoan, { member_id: memberId, amount, comment }, options),
  },
  points: {
    help: a.pointsHelp,
    field: "points",
    label: a.pointsLabel,
    isMoney: false,
    needsComment: true,
    confirm: a.pointsConfirm,
    book: (call, memberId, { amount, comment }, options) =>
      call(addPoints, { member_id: memberId, points: amount, comment }, options),
  },
  deduct: {
    help: a.deductHelp,
    field: "deduct_value",
    label: t.topUp.amount,
    isMoney: true,
    needsComment: true,
    confirm: a.deductConfirm,
    book: (call, memberId, { amount, comment }, options) =>
      call(deductBalance, { member_id: [memberId], deduct_value: amount, comment }, options),
  },
} satisfies Record<string, Kind>;

export type MoneyKind = keyof typeof moneyKinds;

/** Lends, deducts, or gives points; the key of the dialog keeps a second press from doing it twice. */
export function MemberMoneyForm({ member, kind }: { member: Member; kind: MoneyKind }) {
  const call = useCall();
  const client = useQueryClient();
  const { cafe } = useSignedIn();
  const [typed, setTyped] = useState("");
  const [comment, setComment] = useState("");
  const [touched, setTouched] = useState(false);
  const { help, field, label, isMoney, needsComment, confirm, book }: Kind = moneyKinds[kind];
  const read = readMoney(typed);
  const number = "amount" in read ? Number(read.amount) : 0;
  const amount = "amount" in read && (isMoney ? number > 0 : number !== 0) ? read.amount : null;
  const booking = useBooking({
    name: `${kind}:${member.member_id}`,
    send: (wanted: Wanted, options) => book(call, member.member_id, wanted, options),
    onDone: () => {
      modals.closeAll();
      notifications.show({ message: a.done(member.member_account), color: "teal" });
      void client.invalidateQueries({ queryKey: ["members"] });
    },
  });
  const { unanswered } = booking;
  const commentMissing = needsComment && comment.trim() === "";
  const amountWrong = isMoney ? t.topUp.wrong["wrong" in read ? read.wrong : "zero"] : a.pointsWrong;
  const sent = unanswered?.amount ?? amount;
  const shown = sent === null ? "" : isMoney ? moneyText(sent, cafe.currency) : Number(sent).toLocaleString();
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTouched(true);
        if (unanswered !== null) booking.book(unanswered);
        else if (amount !== null && !commentMissing) booking.book({ amount, comment: comment.trim() });
      }}
    >
      <Stack>
        <Text size="sm" c="dimmed">
          {help}
        </Text>
        <Text size="sm">
          {t.members.balance}: <b>{moneyText(member.member_balance, cafe.currency)}</b> · {t.members.loan}:{" "}
          <b>{moneyText(member.member_loan, cafe.currency)}</b> · {t.members.points}:{" "}
          <b>{Number(member.member_points).toLocaleString()}</b>
        </Text>
        <TextInput
          label={label}
          inputMode={isMoney ? "decimal" : undefined}
          size="lg"
          data-autofocus
          data-testid="member-amount"
          disabled={unanswered !== null || booking.isPending}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          error={
            fieldProblems(booking.error)[field]?.[0] ?? (touched && amount === null ? amountWrong : null)
          }
        />
        <TextInput
          label={a.comment}
          required={needsComment}
          maxLength={500}
          disabled={unanswered !== null || booking.isPending}
          value={comment}
          onChange={(event) => setComment(event.currentTarget.value)}
          error={touched && commentMissing ? a.commentNeeded : null}
        />
        <BookingEnd booking={booking} label={confirm(shown)} testId="member-amount-confirm" />
      </Stack>
    </form>
  );
}
