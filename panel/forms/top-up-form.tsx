import { Alert, Button, Fieldset, Group, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { fieldProblems } from "../api/calls.ts";
import { useSignedIn } from "../api/session.ts";
import { t } from "../text/en.ts";
import type { Member } from "../ui/member-status.tsx";
import { moneyText } from "../ui/money.ts";
import { RefusalAlert } from "../ui/refusal-alert.tsx";
import { ownMoney } from "../ui/statement-lines.ts";
import { readMoney } from "./money-input.ts";
import { tenders } from "./tenders.ts";
import { TopUpReceipt } from "./top-up-receipt.tsx";
import { useBonus } from "./use-bonus.ts";
import { useTopUp } from "./use-top-up.ts";

const amounts = [5, 10, 20, 50, 100];
/** Top-up and refund as at a till: the bonus is shown before, the new balance after. */
export function TopUpForm({ member }: { member: Member }) {
  const { cafe, may } = useSignedIn();
  const [refund, setRefund] = useState(!may("topup"));
  const [typed, setTyped] = useState("");
  const [tender, setTender] = useState("0");
  const [promo, setPromo] = useState("");
  const [comment, setComment] = useState("");
  const [touched, setTouched] = useState(false);

  const money = readMoney(typed);
  const amount = "amount" in money && Number(money.amount) > 0 ? money.amount : null;
  const bonus = useBonus({ memberId: member.member_id, amount: refund ? null : amount, promo });
  const { paying, uncertain, book } = useTopUp(member.member_id);
  if (paying.data) {
    return <TopUpReceipt answer={paying.data} booked={paying.variables} account={member.member_account} />;
  }

  const commentMissing = refund && comment.trim() === "";
  const ready = amount !== null && !commentMissing && !bonus.waiting && (refund || !bonus.error);
  const wrongs = fieldProblems(paying.error);
  const text = t.topUp;
  const refundable = Number(ownMoney(member)) > 0 ? ownMoney(member) : "0.00";
  const given = refund ? undefined : bonus.data;
  const wanted = {
    refund,
    tender: Number(tender),
    bonus: Number(given?.topup_balance_bonus) > 0 ? given?.topup_balance_bonus : undefined,
    coins: given && given.add_coin > 0 && may("coin_topup") ? given.add_coin : undefined,
    comment: comment.trim(),
    promo: promo.trim(),
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        setTouched(true);
        if (ready && !paying.isPending) book({ ...wanted, amount });
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
            {refund ? (
              <Refundable amount={amount} most={refundable} currency={cafe.currency} />
            ) : (
              <AmountButtons onChoose={setTyped} />
            )}
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

/** What a refund can pay back; the server has the last word, as a running session may use some of it up. */
function Refundable({ amount, most, currency }: { amount: string | null; most: string; currency: string }) {
  const over = amount !== null && Number(amount) > Number(most);
  const r = t.receipt;
  const text =
    Number(most) === 0 ? r.refundableNone : (over ? r.tooMuch : r.refundable)(moneyText(most, currency));
  return (
    <Text size="sm" c={over ? "orange" : undefined} role="status" data-testid="refundable">
      {text}
    </Text>
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
