import { Button, Group, Stack, Switch, Text, TextInput } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Answer } from "../../contract/kit/operation.ts";
import { memberOffersForDesk, refundMemberOffer } from "../../contract/operations/member-offers.ts";
import { useCall } from "../api/calls.ts";
import { useSignedIn } from "../api/session.ts";
import { useBooking } from "../api/use-booking.ts";
import { DataTable, type Column } from "../table/data-table.tsx";
import { t } from "../text/en.ts";
import { durationText } from "../ui/duration.ts";
import { GuardedButton } from "../ui/guarded-button.tsx";
import { localTimestamp } from "../ui/local-day.ts";
import type { Member } from "../ui/member-status.tsx";
import { localText, moneyText } from "../ui/money.ts";
import { QueryView } from "../ui/query-view.tsx";
import { BookingEnd } from "./booking-end.tsx";

const o = t.memberOffers;
type Owned = Answer<typeof memberOffersForDesk>[number];

/** Offers a member owns: what is left of each, until when, and paying one back. */
export function MemberOffers({ member }: { member: Member }) {
  const call = useCall();
  const { cafe, may } = useSignedIn();
  const [all, setAll] = useState(false);
  const offers = useQuery({
    queryKey: ["members", "offers", member.member_id, all],
    queryFn: ({ signal }) => call(memberOffersForDesk, { memberId: member.member_id, all }, { signal }),
  });
  const refund = (offer: Owned) =>
    modals.open({
      title: o.refundTitle(offer.product_name),
      closeOnClickOutside: false,
      children: <RefundOfferForm offer={offer} />,
    });
  const whyNot = (offer: Owned) => {
    if (!may("offer_refund")) return t.common.noRight("offer_refund");
    return offer.member_offer_state === "refunded" ? o.refunded : null;
  };
  const columns: Column<Owned>[] = [
    { key: "name", header: o.name, cell: (row) => <b>{row.product_name}</b> },
    {
      key: "left",
      header: o.left,
      numeric: true,
      cell: (row) => `${durationText(row.member_offer_left_seconds)} / ${durationText(row.product_seconds)}`,
    },
    {
      key: "state",
      header: o.state,
      cell: (row) => o.states[row.member_offer_state] ?? row.member_offer_state,
    },
    {
      key: "expires",
      header: o.expires,
      oneLine: true,
      cell: ({ member_offer_expire_at: at }) =>
        at === 0 ? t.common.never : localTimestamp(new Date(at * 1_000), cafe.timezone),
    },
    {
      key: "cost",
      header: o.cost,
      numeric: true,
      cell: (row) => moneyText(row.member_offer_cost, cafe.currency),
    },
    {
      key: "bought",
      header: o.bought,
      oneLine: true,
      cell: (row) => localText(row.member_offer_bought_local),
    },
    { key: "order", header: t.statement.order, numeric: true, cell: (row) => row.order_no },
    {
      key: "actions",
      header: t.common.actions,
      cell: (row) => (
        <GuardedButton
          size="compact-sm"
          variant="light"
          color="red"
          why={whyNot(row)}
          onClick={() => refund(row)}
          data-testid="offer-refund"
        >
          {t.members.refund}
        </GuardedButton>
      ),
    },
  ];
  return (
    <Stack gap="sm">
      <Switch label={o.all} checked={all} onChange={(event) => setAll(event.currentTarget.checked)} />
      <QueryView query={offers}>
        {(rows) => (
          <DataTable
            label={o.title}
            columns={columns}
            rows={rows}
            rowKey={(row) => row.member_offer_id}
            empty={all ? o.noneEver : o.none}
            minWidth={860}
            asCards
          />
        )}
      </QueryView>
    </Stack>
  );
}

function RefundOfferForm({ offer }: { offer: Owned }) {
  const call = useCall();
  const client = useQueryClient();
  const { cafe } = useSignedIn();
  const [comment, setComment] = useState("");
  const booking = useBooking({
    name: `offer-refund:${offer.member_offer_id}`,
    send: (wanted: { comment: string }, options) =>
      call(refundMemberOffer, { member_offer_id: offer.member_offer_id, ...wanted }, options),
    onDone: ({ refund }) => {
      modals.closeAll();
      notifications.show({ message: o.refundDone(moneyText(refund, cafe.currency)), color: "teal" });
      void client.invalidateQueries({ queryKey: ["members"] });
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        booking.book(booking.unanswered ?? { comment: comment.trim() });
      }}
    >
      <Stack>
        <Text size="sm">{o.refundBody}</Text>
        <TextInput
          label={t.topUp.comment}
          maxLength={500}
          data-autofocus
          disabled={booking.unanswered !== null}
          value={comment}
          onChange={(event) => setComment(event.currentTarget.value)}
        />
        <BookingEnd booking={booking} label={t.members.refund} color="red" testId="offer-refund-confirm" />
        <Group justify="flex-end">
          <Button variant="default" onClick={() => modals.closeAll()}>
            {t.common.cancel}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
