import { Button, Collapse, Fieldset, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { topUp } from "../../contract/operations/members.ts";
import { fieldProblems, useCall } from "../api/calls.ts";
import { useSignedIn } from "../api/session.ts";
import { useBooking } from "../api/use-booking.ts";
import { t } from "../text/en.ts";
import type { Member } from "../ui/member-status.tsx";
import { moneyText } from "../ui/money.ts";
import { RefusalAlert } from "../ui/refusal-alert.tsx";
import { BookingEnd } from "./booking-end.tsx";
import { amountOf, amountProblem } from "./money-input.ts";
import { AmountButtons, AmountField, TenderChoice } from "./desk-parts.tsx";
import { useDeskSettings } from "./desk-settings.ts";
import { TopUpReceipt } from "./top-up-receipt.tsx";
import { freshTopUp, readTopUp, type TopUpTyped, type WantedTopUp } from "./top-up-values.ts";
import { useBonus } from "./use-bonus.ts";

const w = t.topUp;

/** Books a top-up of one member; see useBooking for what becomes of a lost answer. */
function useTopUp(memberId: number) {
  const call = useCall();
  const client = useQueryClient();
  return useBooking({
    name: `topup:${memberId}`,
    send: ({ amount, tender, bonus, coins, comment, promo }: WantedTopUp, options) =>
      call(
        topUp,
        {
          topup_ids: [memberId],
          topup_value: amount,
          payment_method: tender,
          ...(bonus !== undefined && { topup_balance_bonus: bonus }),
          ...(coins !== undefined && { add_coin: coins }),
          ...(comment !== "" && { comment }),
          ...(promo !== "" && { promo_code: promo }),
        },
        options,
      ),
    onDone: () => void client.invalidateQueries({ queryKey: ["members"] }),
  });
}

/** Tops a member up as at a till: the bonus is shown before, the change while the cash is counted, the receipt after. */
export function TopUpForm({ member }: { member: Member }) {
  const { cafe } = useSignedIn();
  const settings = useDeskSettings();
  const booking = useTopUp(member.member_id);
  const [typed, setTyped] = useState<TopUpTyped>(freshTopUp);
  const [touched, setTouched] = useState(false);
  const set = (change: Partial<TopUpTyped>) => setTyped((before) => ({ ...before, ...change }));
  const money = (amount: string) => moneyText(amount, cafe.currency);

  const amount = amountOf(typed.amount);
  const bonus = useBonus({ memberId: member.member_id, amount, promo: typed.promo });
  const taken = settings.data?.taken ?? ["0"];
  const tender = taken.includes(typed.tender) ? typed.tender : (taken[0] ?? "0");
  const { wanted, change, problems } = readTopUp({ ...typed, tender }, bonus.data, money);
  if (booking.done && booking.booked) {
    return (
      <TopUpReceipt member={member} booked={booking.booked} answer={booking.done} settings={settings.data} />
    );
  }
  const { unanswered } = booking;
  const sent = unanswered ?? wanted;
  const wrongs = fieldProblems(booking.error);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTouched(true);
        if (sent !== null) booking.book(sent);
      }}
    >
      <Stack>
        <Holdings member={member} />
        {unanswered === null && (
          <Fieldset variant="unstyled" disabled={booking.isPending}>
            <Stack>
              <AmountButtons
                buttons={settings.data?.buttons ?? []}
                currency={cafe.currency}
                chosen={amount}
                onChoose={(next) => set({ amount: next })}
              />
              <AmountField
                currency={cafe.currency}
                typed={typed.amount}
                onChange={(next) => set({ amount: next })}
                onBlur={() => typed.amount !== "" && setTouched(true)}
                error={
                  wrongs["topup_value"]?.[0] ??
                  (wanted === null ? amountProblem(typed.amount, touched) : null)
                }
              />
              <TenderChoice
                label={w.tender}
                value={tender}
                onChange={(next) => set({ tender: next })}
                taken={taken}
              />
              {tender === "0" && (
                <CashFields
                  typed={typed.received}
                  set={set}
                  error={problems.received}
                  change={change}
                  money={money}
                />
              )}
              <TextInput
                label={w.promo}
                autoComplete="off"
                value={typed.promo}
                onChange={(event) => set({ promo: event.currentTarget.value })}
                error={wrongs["promo_code"]?.[0]}
                data-testid="topup-promo"
              />
              <BonusLine member={member} amount={amount} bonus={bonus} />
              <OwnFields typed={typed} set={set} problems={touched ? problems : {}} />
              <TextInput
                label={w.comment}
                maxLength={500}
                required={typed.ownBonus !== "" || typed.ownCoins !== ""}
                value={typed.comment}
                onChange={(event) => set({ comment: event.currentTarget.value })}
                error={wrongs["comment"]?.[0] ?? (touched ? problems.comment : null)}
                data-testid="topup-comment"
              />
            </Stack>
          </Fieldset>
        )}
        <BookingEnd
          booking={booking}
          label={labelOf(sent, amount, money)}
          disabled={(amount !== null || typed.amount === "") && bonus.waiting}
          testId="topup-confirm"
        />
      </Stack>
    </form>
  );
}

/** What the button books; before that is known, the amount as far as it is typed. */
function labelOf(sent: WantedTopUp | null, amount: string | null, money: (amount: string) => string): string {
  if (sent === null) return w.confirm(amount === null ? "" : money(amount));
  return Number(sent.amount) === 0 ? w.giveOnly : w.confirm(money(sent.amount));
}

function Holdings({ member }: { member: Member }) {
  const { cafe } = useSignedIn();
  const parts: [string, string][] = [
    [t.members.balance, moneyText(member.member_balance, cafe.currency)],
    [t.members.bonus, moneyText(member.member_balance_bonus, cafe.currency)],
  ];
  if (Number(member.member_coin_balance) > 0)
    parts.push([t.members.coins, Number(member.member_coin_balance).toLocaleString()]);
  if (Number(member.member_loan) > 0)
    parts.push([t.members.loan, moneyText(member.member_loan, cafe.currency)]);
  return (
    <Text size="sm">
      {parts.map(([label, value], index) => (
        <span key={label}>
          {index > 0 && " · "}
          {label}: <b>{value}</b>
        </span>
      ))}
    </Text>
  );
}

interface CashProps {
  typed: string;
  set: (change: Partial<TopUpTyped>) => void;
  error: string | undefined;
  change: string | null;
  money: (amount: string) => string;
}

function CashFields({ typed, set, error, change, money }: CashProps) {
  return (
    <SimpleGrid cols={2} style={{ alignItems: "end" }}>
      <TextInput
        label={w.received}
        placeholder={w.receivedHelp}
        inputMode="decimal"
        autoComplete="off"
        value={typed}
        onChange={(event) => set({ received: event.currentTarget.value })}
        error={error}
        data-testid="topup-received"
      />
      <Text fw={700} role="status" className="pc-time" pb={4} data-testid="topup-change">
        {change === null ? "" : w.change(money(change))}
      </Text>
    </SimpleGrid>
  );
}

interface BonusProps {
  member: Member;
  amount: string | null;
  bonus: ReturnType<typeof useBonus>;
}

function BonusLine({ member, amount, bonus }: BonusProps) {
  const { cafe } = useSignedIn();
  const loan = Number(member.member_loan);
  const repaid = Math.min(loan, Number(amount ?? 0) + Number(member.member_balance));
  return (
    <Stack gap={4}>
      <Text role="status" data-testid="topup-bonus" size="sm" fw={600} c={bonus.given ? "teal" : "dimmed"}>
        {bonus.text(cafe.currency)}
      </Text>
      {amount !== null && loan > 0 && <Text size="sm">{w.paysLoan(moneyText(repaid, cafe.currency))}</Text>}
      <RefusalAlert error={bonus.error} />
    </Stack>
  );
}

interface OwnProps {
  typed: TopUpTyped;
  set: (change: Partial<TopUpTyped>) => void;
  problems: Partial<Record<keyof TopUpTyped, string>>;
}

/** A bonus of one's own and coins: folded away, because most top-ups need neither; each says which right it takes. */
function OwnFields({ typed, set, problems }: OwnProps) {
  const { may } = useSignedIn();
  const [isOpen, setOpen] = useState(false);
  const field = (
    name: "ownBonus" | "ownCoins",
    label: string,
    help: string,
    right: "bonus_manual" | "coin_topup",
  ) => (
    <TextInput
      label={label}
      description={may(right) ? help : t.common.noRight(right)}
      disabled={!may(right)}
      inputMode={name === "ownBonus" ? "decimal" : undefined}
      autoComplete="off"
      value={typed[name]}
      onChange={(event) => set({ [name]: event.currentTarget.value })}
      error={problems[name]}
      data-testid={`topup-${name}`}
    />
  );
  return (
    <div>
      <Button
        variant="subtle"
        size="compact-sm"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        data-testid="topup-more"
      >
        {w.more}
      </Button>
      <Collapse expanded={isOpen}>
        <SimpleGrid cols={{ base: 1, xs: 2 }} mt="xs">
          {field("ownBonus", w.ownBonus, w.ownBonusHelp, "bonus_manual")}
          {field("ownCoins", w.ownCoins, w.ownCoinsHelp, "coin_topup")}
        </SimpleGrid>
      </Collapse>
    </div>
  );
}
