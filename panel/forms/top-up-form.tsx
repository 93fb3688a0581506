import { Alert, Button, Fieldset, Group, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { modals } from "@mantine/modals";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { CallRefused } from "../../contract/client.ts";
import type { Answer } from "../../contract/kit/operation.ts";
import { topUp } from "../../contract/operations/members.ts";
import { fieldProblems, useCall } from "../api/calls.ts";
import { newIdempotencyKey } from "../api/new-key.ts";
import { useSignedIn } from "../api/session.ts";
import { t } from "../text/en.ts";
import type { Member } from "../ui/member-status.tsx";
import { moneyText } from "../ui/money.ts";
import { RefusalAlert } from "../ui/refusal-alert.tsx";
import { readMoney } from "./money-input.ts";
import { useBonus } from "./use-bonus.ts";

const amounts = [5, 10, 20, 50, 100];
/** Numbers of api-v2.md 4.1. */
const tenders = [
  { value: "0", label: t.pay.cash },
  { value: "2", label: t.pay.card },
  { value: "4", label: t.pay.qr },
];

/** Whether the server surely did not book: only then may the next try count as a new one. */
const surelyNot = (error: unknown) =>
  error instanceof CallRefused && error.code < 500 && !error.error.startsWith("idempotency.");

/** Top-up and refund as at a till: the bonus is shown before, the new balance after. */
export function TopUpForm({ member }: { member: Member }) {
  const call = useCall();
  const client = useQueryClient();
  const { cafe, may } = useSignedIn();
  const [key, setKey] = useState(newIdempotencyKey);
  const [refund, setRefund] = useState(!may("topup"));
  const [typed, setTyped] = useState("");
  const [tender, setTender] = useState("0");
  const [promo, setPromo] = useState("");
  const [comment, setComment] = useState("");
  const [touched, setTouched] = useState(false);

  const money = readMoney(typed);
  const amount = "amount" in money && Number(money.amount) > 0 ? money.amount : null;
  const bonus = useBonus({ memberId: member.member_id, amount: refund ? null : amount, promo });
  const paying = useMutation({
    mutationFn: () =>
      call(
        topUp,
        {
          topup_ids: [member.member_id],
          topup_value: refund ? `-${amount}` : (amount ?? "0"),
          payment_method: Number(tender),
          ...(!refund &&
            Number(bonus.data?.topup_balance_bonus) > 0 && {
              topup_balance_bonus: bonus.data?.topup_balance_bonus,
            }),
          ...(!refund &&
            bonus.data &&
            bonus.data.add_coin > 0 &&
            may("coin_topup") && { add_coin: bonus.data.add_coin }),
          ...(comment.trim() !== "" && { comment: comment.trim() }),
          ...(promo.trim() !== "" && !refund && { promo_code: promo.trim() }),
        },
        { idempotencyKey: key },
      ),
    retry: false,
    onSuccess: () => void client.invalidateQueries({ queryKey: ["members"] }),
    onError: (error) => {
      if (surelyNot(error)) setKey(newIdempotencyKey());
    },
  });
  if (paying.data) return <Receipt answer={paying.data} currency={cafe.currency} />;

  const uncertain = paying.isError && !surelyNot(paying.error);
  const commentMissing = refund && comment.trim() === "";
  const ready = amount !== null && !commentMissing && !bonus.waiting && (refund || !bonus.error);
  const wrongs = fieldProblems(paying.error);
  const text = t.topUp;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        setTouched(true);
        if (ready && !paying.isPending) paying.mutate();
      }}
      noValidate
    >
      <Stack>
        <Text size="sm">
          {text.now}: <b>{moneyText(member.member_balance, cafe.currency)}</b> · {t.members.bonus}:{" "}
          <b>{moneyText(member.member_balance_bonus, cafe.currency)}</b>
        </Text>
        <Fieldset variant="unstyled" disabled={uncertain || paying.isPending}>
          <Stack>
            <SegmentedControl
              fullWidth
              aria-label={text.mode}
              value={refund ? "refund" : "pay"}
              onChange={(value) => setRefund(value === "refund")}
              data={[
                { value: "pay", label: text.pay, disabled: !may("topup") },
                { value: "refund", label: text.refund, disabled: !may("topup_refund") },
              ]}
            />
            {!may("topup_refund") && <Note right="topup_refund" />}
            {!may("topup") && <Note right="topup" />}
            <AmountButtons onChoose={setTyped} />
            <TextInput
              label={text.amount}
              inputMode="decimal"
              size="lg"
              data-autofocus
              data-testid="topup-amount"
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              onBlur={() => setTouched(true)}
              error={wrongs["topup_value"]?.[0] ?? amountProblem(typed, touched)}
            />
            <div>
              <Text size="sm" fw={500} mb={4} id="topup-tender">
                {refund ? text.tenderBack : text.tender}
              </Text>
              <SegmentedControl
                fullWidth
                aria-labelledby="topup-tender"
                data={tenders}
                value={tender}
                onChange={setTender}
              />
            </div>
            {!refund && (
              <>
                <TextInput
                  label={text.promo}
                  value={promo}
                  onChange={(event) => setPromo(event.currentTarget.value)}
                />
                <Text
                  role="status"
                  data-testid="topup-bonus"
                  size="sm"
                  fw={600}
                  c={bonus.given ? "teal" : "dimmed"}
                >
                  {bonus.text(cafe.currency)}
                </Text>
                <RefusalAlert error={bonus.error} />
              </>
            )}
            <TextInput
              label={text.comment}
              required={refund}
              maxLength={500}
              value={comment}
              onChange={(event) => setComment(event.currentTarget.value)}
              error={touched && commentMissing ? text.commentNeeded : null}
            />
          </Stack>
        </Fieldset>
        <RefusalAlert error={paying.error} />
        {uncertain && <Alert color="orange">{text.uncertain}</Alert>}
        <Button
          type="submit"
          size="md"
          color={refund ? "red" : undefined}
          loading={paying.isPending}
          disabled={!ready}
          data-testid="topup-confirm"
        >
          {(refund ? text.confirmRefund : text.confirm)(
            amount === null ? "" : moneyText(amount, cafe.currency),
          )}
        </Button>
      </Stack>
    </form>
  );
}

function AmountButtons({ onChoose }: { onChoose: (amount: string) => void }) {
  return (
    <Group gap="xs" role="group" aria-label={t.topUp.amounts}>
      {amounts.map((each) => (
        <Button key={each} variant="light" size="sm" px="sm" flex={1} onClick={() => onChoose(String(each))}>
          {each}
        </Button>
      ))}
    </Group>
  );
}

function Note({ right }: { right: string }) {
  return (
    <Text size="xs" c="dimmed">
      {t.common.noRight(right)}
    </Text>
  );
}

function amountProblem(typed: string, touched: boolean): string | null {
  const money = readMoney(typed);
  if ("wrong" in money) return typed === "" && !touched ? null : touched ? t.topUp.wrong[money.wrong] : null;
  if (money.amount.startsWith("-")) return t.topUp.wrong.sign;
  return Number(money.amount) === 0 ? t.topUp.wrong.zero : null;
}

function Receipt({ answer, currency }: { answer: Answer<typeof topUp>; currency: string }) {
  const [holdings] = answer.members;
  return (
    <Stack align="center" role="status" data-testid="topup-done">
      <Text>{t.topUp.newBalance}</Text>
      <Text size="xl" fw={700} data-testid="topup-new-balance">
        {moneyText(holdings?.member_balance ?? null, currency)}
      </Text>
      <Text c="dimmed">
        {t.topUp.newBonus}: {moneyText(holdings?.member_balance_bonus ?? null, currency)}
      </Text>
      <Text size="sm" c="dimmed">
        {answer.order_ids.map((order) => t.topUp.order(order)).join(", ")}
      </Text>
      <Button fullWidth onClick={() => modals.closeAll()} data-autofocus>
        {t.topUp.done}
      </Button>
    </Stack>
  );
}
