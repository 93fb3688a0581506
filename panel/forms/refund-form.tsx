import { Fieldset, Select, Stack, Table, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Answer } from "../../contract/kit/operation.ts";
import { listTopUps, previewRefund } from "../../contract/operations/member-books.ts";
import { topUp } from "../../contract/operations/members.ts";
import { fieldProblems, useCall } from "../api/calls.ts";
import { useSignedIn } from "../api/session.ts";
import { useBooking } from "../api/use-booking.ts";
import { t } from "../text/en.ts";
import { differenceOf, isBelow } from "../ui/decimal.ts";
import type { Member } from "../ui/member-status.tsx";
import { localText, moneyText } from "../ui/money.ts";
import { RefusalAlert } from "../ui/refusal-alert.tsx";
import { BookingEnd } from "./booking-end.tsx";
import { amountOf, amountProblem } from "./money-input.ts";
import { RefundReceipt, type WantedRefund } from "./refund-receipt.tsx";
import { tenders } from "./tenders.ts";
import { AmountField, TenderChoice } from "./desk-parts.tsx";
import { useDeskSettings } from "./desk-settings.ts";

const r = t.refund;
type TopUp = Answer<typeof listTopUps>[number];
type Previewed = Answer<typeof previewRefund>;

/** Every way: what came by a tender goes back by it, also when the café takes it no more. */
const everyTender = tenders.map(({ value }) => value);
const free = "free";
const perPage = 20;

function useRefund(memberId: number) {
  const call = useCall();
  const client = useQueryClient();
  return useBooking({
    name: `refund:${memberId}`,
    send: ({ amount, tender, comment, of }: WantedRefund, options) =>
      call(
        topUp,
        {
          topup_ids: [memberId],
          topup_value: `-${amount}`,
          payment_method: tender,
          comment,
          ...(of !== null && { refund_of: of }),
        },
        options,
      ),
    onDone: () => void client.invalidateQueries({ queryKey: ["members"] }),
  });
}

/** Asked a moment after the last key was pressed; the server books it, reads what it did, and undoes it. */
function usePreview(memberId: number, amount: string | null, of: string, tender: string) {
  const call = useCall();
  const question = `${amount ?? ""}|${of}|${tender}`;
  const [settled] = useDebouncedValue(question, 300);
  const answer = useQuery({
    queryKey: ["members", "refund-preview", memberId, settled],
    queryFn: ({ signal }) => {
      const [value = "", order = free, paidBy = "0"] = settled.split("|");
      const input = { member_id: memberId, topup_value: value, payment_method: Number(paidBy) };
      return call(
        previewRefund,
        { ...input, ...(order !== free && { refund_of: Number(order) }) },
        { signal },
      );
    },
    enabled: amount !== null && settled === question,
    staleTime: 0,
    gcTime: 0,
  });
  const isWaiting = amount !== null && (settled !== question || answer.isFetching);
  const isOfNow = amount !== null && !isWaiting;
  return { isWaiting, data: isOfNow ? answer.data : undefined, error: isOfNow ? answer.error : null };
}

/** Refunds a given top-up, or an amount without one; what it takes, and from where, is shown before. */
export function RefundForm({ member }: { member: Member }) {
  const call = useCall();
  const { cafe } = useSignedIn();
  const settings = useDeskSettings();
  const booking = useRefund(member.member_id);
  const [of, setOf] = useState<string | null>(null);
  const [typed, setTyped] = useState<string | null>(null);
  const [chosenTender, setTender] = useState<string | null>(null);
  const [comment, setComment] = useState("");
  const [touched, setTouched] = useState(false);
  const topUps = useQuery({
    queryKey: ["members", "refundable", member.member_id],
    queryFn: ({ signal }) => call(listTopUps, { memberId: member.member_id, limit: perPage }, { signal }),
    staleTime: 0,
  });
  // The newest top-up stands there first; until something is typed all of it is refunded.
  const chosen = of ?? (topUps.data === undefined ? null : String(topUps.data[0]?.order_id ?? free));
  const topped = topUps.data?.find(({ order_id: id }) => String(id) === chosen);
  const shownAmount = typed ?? topped?.refundable ?? "";
  const amount = amountOf(shownAmount);
  const tender = chosenTender ?? String(topped?.payment_method ?? 0);
  const preview = usePreview(member.member_id, amount, chosen ?? free, tender);
  if (booking.done && booking.booked)
    return (
      <RefundReceipt member={member} booked={booking.booked} answer={booking.done} settings={settings.data} />
    );

  const { unanswered } = booking;
  const commentMissing = comment.trim() === "";
  const wanted: WantedRefund | null =
    amount === null || chosen === null || commentMissing || preview.data === undefined
      ? null
      : {
          ...{ amount, tender: Number(tender), comment: comment.trim() },
          of: chosen === free ? null : Number(chosen),
          bonusTaken: preview.data.bonus_taken,
        };
  const sent = unanswered ?? wanted;
  const shown = sent?.amount ?? amount;
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
        {unanswered === null && (
          <Fieldset variant="unstyled" disabled={booking.isPending}>
            <Stack>
              <RefusalAlert error={topUps.error} />
              <TopUpSelect
                topUps={topUps.data ?? []}
                value={chosen}
                onChange={(next) => {
                  setOf(next);
                  setTyped(null);
                  setTender(null);
                }}
              />
              <AmountField
                currency={cafe.currency}
                typed={shownAmount}
                onChange={setTyped}
                onBlur={() => setTouched(true)}
                error={
                  fieldProblems(preview.error)["topup_value"]?.[0] ?? amountProblem(shownAmount, touched)
                }
              />
              <TenderChoice label={r.tender} value={tender} onChange={setTender} taken={everyTender} />
              <TextInput
                label={r.comment}
                required
                maxLength={500}
                value={comment}
                onChange={(event) => setComment(event.currentTarget.value)}
                error={touched && commentMissing ? r.commentNeeded : null}
                data-testid="refund-comment"
              />
              <RefusalAlert error={preview.error} />
              <PreviewTable preview={preview.data} topped={topped} amount={amount} />
            </Stack>
          </Fieldset>
        )}
        <BookingEnd
          booking={booking}
          label={r.confirm(shown === null ? "" : moneyText(shown, cafe.currency))}
          disabled={amount !== null && preview.data === undefined}
          color="red"
          testId="refund-confirm"
        />
      </Stack>
    </form>
  );
}

interface SelectProps {
  topUps: readonly TopUp[];
  value: string | null;
  onChange: (order: string) => void;
}

function TopUpSelect({ topUps, value, onChange }: SelectProps) {
  const { cafe } = useSignedIn();
  const money = (amount: string) => moneyText(amount, cafe.currency);
  const labelOf = (row: TopUp) => {
    const bonus = Number(row.bonus) > 0 ? r.withBonus(money(row.bonus)) : "";
    const partly = isBelow("0", row.refunded) ? r.partly(money(row.refundable)) : "";
    return `${r.topUp(localText(row.log_date_local), money(row.topup_value))}${bonus}${partly}`;
  };
  return (
    <Select
      label={r.of}
      description={value === free ? (topUps.length === 0 ? r.none : r.freeHelp) : undefined}
      data={[
        ...topUps.map((row) => ({ value: String(row.order_id), label: labelOf(row) })),
        { value: free, label: r.free },
      ]}
      allowDeselect={false}
      value={value}
      onChange={(next) => next !== null && onChange(next)}
      data-testid="refund-of"
    />
  );
}

interface PreviewProps {
  preview: Previewed | undefined;
  topped: TopUp | undefined;
  amount: string | null;
}

function PreviewTable({ preview, topped, amount }: PreviewProps) {
  const { cafe } = useSignedIn();
  if (preview === undefined || amount === null) return null;
  const money = (value: string) => moneyText(value, cafe.currency);
  const rows: [string, string][] = [
    [r.paidOut, money(preview.paid_out)],
    [r.fromBalance, money(preview.balance_taken)],
    [r.fromBonus, money(preview.bonus_taken)],
    ...(Number(preview.coins_taken) > 0
      ? [[r.coins, Number(preview.coins_taken).toLocaleString()] as [string, string]]
      : []),
    ...(Number(preview.points_taken) > 0
      ? [[r.points, Number(preview.points_taken).toLocaleString()] as [string, string]]
      : []),
    [r.after, money(preview.member_balance)],
    [r.bonusAfter, money(preview.member_balance_bonus)],
  ];
  const lacks = differenceOf(preview.balance_taken, preview.paid_out);
  return (
    <div data-testid="refund-preview" role="status">
      <Text size="sm" fw={500}>
        {r.preview}
      </Text>
      <Table variant="vertical" verticalSpacing={4}>
        <Table.Tbody>
          {rows.map(([label, value]) => (
            <Table.Tr key={label}>
              <Table.Th w="60%">{label}</Table.Th>
              <Table.Td className="num">{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {topped !== undefined && Number(lacks) > 0 && (
        <Text size="sm" c="orange" mt={4}>
          {r.lacks(money(lacks))}
        </Text>
      )}
    </div>
  );
}
