import { Stack, TextInput } from "@mantine/core";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Answer } from "../../contract/kit/operation.ts";
import { paymentInfo } from "../../contract/operations/desk-sessions.ts";
import { checkout } from "../../contract/operations/pc-sessions.ts";
import { useCall } from "../api/calls.ts";
import { useSignedIn } from "../api/session.ts";
import { useBooking } from "../api/use-booking.ts";
import { t } from "../text/en.ts";
import { moneyText } from "../ui/money.ts";
import { QueryView } from "../ui/query-view.tsx";
import { BookingEnd } from "./booking-end.tsx";
import { CheckoutAway } from "./checkout-away.tsx";
import { CheckoutReceipt } from "./checkout-receipt.tsx";
import { CheckoutSums } from "./checkout-sums.tsx";
import { freshCheckout, readCheckout, settlingOf, type WantedCheckout } from "./checkout-values.ts";
import { CheckoutWays } from "./checkout-ways.tsx";
import { useDeskSettings } from "./desk-settings.ts";

const h = t.hall;

/** Ends sessions and settles them: what is due or paid back is shown before, and what was taken or given after. */
export function CheckoutForm({
  pcNames,
  away = [],
}: {
  pcNames: readonly string[];
  away?: readonly string[];
}) {
  const call = useCall();
  const client = useQueryClient();
  const names = [...pcNames];
  const booking = useBooking({
    name: `checkout:${names.join(",")}`,
    send: (wanted: WantedCheckout, options) => {
      const { comment, ...ways } = wanted;
      return call(checkout, { pc_names: names, ...ways, ...(comment !== "" && { comment }) }, options);
    },
    onDone: () => {
      void client.invalidateQueries({ queryKey: ["pcs"] });
      void client.invalidateQueries({ queryKey: ["members"] });
    },
  });
  const [atLeave, setAtLeave] = useState(false);
  // What is due grows while the customer looks for the purse.
  const info = useQuery({
    queryKey: ["payment-info", names, atLeave],
    queryFn: () => call(paymentInfo, { pc_names: names, ...(atLeave && { at_leave: true }) }),
    placeholderData: keepPreviousData,
    refetchInterval: 10_000,
    gcTime: 0,
    enabled: booking.done === undefined && !booking.isPending,
  });
  if (booking.done) return <CheckoutReceipt answer={booking.done} booked={booking.booked} />;
  if (booking.unanswered !== null) return <SendAgain booking={booking} />;
  return (
    <QueryView query={info}>
      {(data) => (
        <Settle {...{ info: data, booking, away, atLeave, setAtLeave }} isFresh={!info.isPlaceholderData} />
      )}
    </QueryView>
  );
}

type Booking = ReturnType<typeof useBooking<WantedCheckout, Answer<typeof checkout>>>;

/** The last try has no answer yet: only the very same one goes out again. */
function SendAgain({ booking }: { booking: Booking }) {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (booking.unanswered !== null) booking.book(booking.unanswered);
      }}
    >
      <BookingEnd booking={booking} label={h.endEven} color="red" testId="end-confirm" />
    </form>
  );
}

interface SettleProps {
  info: Answer<typeof paymentInfo>;
  booking: Booking;
  away: readonly string[];
  atLeave: boolean;
  setAtLeave: (atLeave: boolean) => void;
  /** The sums are those of what is chosen now. */
  isFresh: boolean;
}

function Settle({ info, booking, away, atLeave, setAtLeave, isFresh }: SettleProps) {
  const { cafe } = useSignedIn();
  const settings = useDeskSettings();
  const [typed, setTyped] = useState(freshCheckout);
  const money = (amount: string) => moneyText(amount, cafe.currency);
  const parts = info.items.length > 0 ? info.items : [info];
  const settling = settlingOf(parts.map(({ amount }) => amount));
  const taken = settings.data?.taken ?? ["0"];
  const first = taken.includes(typed.first) ? typed.first : (taken[0] ?? "0");
  const second =
    taken.includes(typed.second) && typed.second !== first
      ? typed.second
      : (taken.find((each) => each !== first) ?? first);
  const ways = { ...typed, first, second };
  const read = readCheckout(ways, settling);
  const isDue = Number(settling.due) > 0;
  const isBack = Number(settling.back) > 0;
  const label =
    isDue && isBack
      ? h.endBoth(money(settling.due), money(settling.back))
      : isDue
        ? h.endTake(money(settling.due))
        : isBack
          ? h.endBack(money(settling.back))
          : h.endEven;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (read.wanted !== null && isFresh)
          booking.book({ ...read.wanted, ...(atLeave && { at_leave: true }) });
      }}
    >
      <Stack>
        <CheckoutAway {...{ info, away, atLeave, setAtLeave }} />
        <CheckoutSums info={info} settling={settling} />
        <CheckoutWays
          typed={ways}
          set={(change) => setTyped((before) => ({ ...before, ...change }))}
          settling={settling}
          read={read}
          taken={taken}
          isOne={parts.length === 1}
        />
        <TextInput
          label={h.note}
          maxLength={500}
          value={typed.comment}
          onChange={({ currentTarget: { value } }) => setTyped((before) => ({ ...before, comment: value }))}
          data-testid="end-comment"
        />
        <BookingEnd
          booking={booking}
          label={label}
          color={isDue ? undefined : "red"}
          disabled={read.wanted === null || !isFresh}
          testId="end-confirm"
        />
      </Stack>
    </form>
  );
}
