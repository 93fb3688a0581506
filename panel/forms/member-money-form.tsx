import { Alert, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { addLoan, addPoints, deductBalance } from "../../contract/operations/members-more.ts";
import { fieldProblems, useCall, type Call } from "../api/calls.ts";
import { newIdempotencyKey } from "../api/new-key.ts";
import { useSignedIn } from "../api/session.ts";
import { t } from "../text/en.ts";
import type { Member } from "../ui/member-status.tsx";
import { moneyText } from "../ui/money.ts";
import { RefusalAlert } from "../ui/refusal-alert.tsx";
import { readMoney } from "./money-input.ts";
import { surelyNotBooked } from "./use-top-up.ts";

const a = t.memberActions;

interface Asked {
  member: Member;
  amount: string;
  comment: string;
  idempotencyKey: string;
}

interface Kind {
  help: string;
  /** Name of the amount on the wire, under which the server says what is wrong with it. */
  field: string;
  label: string;
  isMoney: boolean;
  needsComment: boolean;
  confirm: (amount: string) => string;
  book: (call: Call, asked: Asked) => Promise<unknown>;
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
    book: (call, { member, amount, comment, idempotencyKey }) =>
      call(addLoan, { member_id: member.member_id, amount, comment }, { idempotencyKey }),
  },
  points: {
    help: a.pointsHelp,
    field: "points",
    label: a.pointsLabel,
    isMoney: false,
    needsComment: true,
    confirm: a.pointsConfirm,
    book: (call, { member, amount, comment, idempotencyKey }) =>
      call(addPoints, { member_id: member.member_id, points: amount, comment }, { idempotencyKey }),
  },
  deduct: {
    help: a.deductHelp,
    field: "deduct_value",
    label: t.topUp.amount,
    isMoney: true,
    needsComment: true,
    confirm: a.deductConfirm,
    book: (call, { member, amount, comment, idempotencyKey }) =>
      call(
        deductBalance,
        { member_id: [member.member_id], deduct_value: amount, comment },
        { idempotencyKey },
      ),
  },
} satisfies Record<string, Kind>;

export type MoneyKind = keyof typeof moneyKinds;

/** Lends, deducts, or gives points; the key of the dialog keeps a second press from doing it twice. */
export function MemberMoneyForm({ member, kind }: { member: Member; kind: MoneyKind }) {
  const call = useCall();
  const client = useQueryClient();
  const { cafe } = useSignedIn();
  const [key, setKey] = useState(newIdempotencyKey);
  const [typed, setTyped] = useState("");
  const [comment, setComment] = useState("");
  const [touched, setTouched] = useState(false);
  const { help, field, label, isMoney, needsComment, confirm, book }: Kind = moneyKinds[kind];
  const read = readMoney(typed);
  const number = "amount" in read ? Number(read.amount) : 0;
  const amount = "amount" in read && (isMoney ? number > 0 : number !== 0) ? read.amount : null;
  const saving = useMutation({
    mutationFn: (asked: Pick<Asked, "amount" | "comment">) =>
      book(call, { member, ...asked, idempotencyKey: key }),
    retry: false,
    onSuccess: () => {
      modals.closeAll();
      notifications.show({ message: a.done(member.member_account), color: "teal" });
      void client.invalidateQueries({ queryKey: ["members"] });
    },
    onError: (error) => {
      if (surelyNotBooked(error)) setKey(newIdempotencyKey());
    },
  });
  const uncertain = saving.isError && !surelyNotBooked(saving.error);
  const commentMissing = needsComment && comment.trim() === "";
  const amountWrong = isMoney ? t.topUp.wrong["wrong" in read ? read.wrong : "zero"] : a.pointsWrong;
  const shown =
    amount === null ? "" : isMoney ? moneyText(amount, cafe.currency) : Number(amount).toLocaleString();
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTouched(true);
        if (amount === null || commentMissing || saving.isPending) return;
        saving.mutate(uncertain ? saving.variables : { amount, comment: comment.trim() });
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
          disabled={uncertain}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          error={fieldProblems(saving.error)[field]?.[0] ?? (touched && amount === null ? amountWrong : null)}
        />
        <TextInput
          label={a.comment}
          required={needsComment}
          maxLength={500}
          disabled={uncertain}
          value={comment}
          onChange={(event) => setComment(event.currentTarget.value)}
          error={touched && commentMissing ? a.commentNeeded : null}
        />
        <RefusalAlert error={saving.error} />
        {uncertain && <Alert color="orange">{t.topUp.uncertain}</Alert>}
        <Group justify="flex-end">
          <Button variant="default" onClick={() => modals.closeAll()}>
            {t.common.cancel}
          </Button>
          <Button type="submit" loading={saving.isPending} data-testid="member-amount-confirm">
            {confirm(shown)}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
