import { Stack } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { addTime } from "../../contract/operations/desk-sessions.ts";
import { fieldProblems, useCall } from "../api/calls.ts";
import { useSignedIn } from "../api/session.ts";
import { useBooking } from "../api/use-booking.ts";
import type { LivePc } from "../live/live-store.ts";
import { t } from "../text/en.ts";
import { moneyText } from "../ui/money.ts";
import { BookingEnd } from "./booking-end.tsx";
import { useDeskSettings } from "./desk-settings.ts";
import { TimeSaleFields } from "./time-sale-fields.tsx";
import { askedTime, byGroup, freshTimeSale, type AskedTime } from "./time-sale.ts";
import { useSoldTime } from "./use-sold-time.ts";

/** Sells more time to the guest who plays at a PC. */
export function AddTimeForm({ pc }: { pc: LivePc }) {
  const call = useCall();
  const client = useQueryClient();
  const { cafe } = useSignedIn();
  const settings = useDeskSettings();
  const [typed, setTyped] = useState(freshTimeSale);
  const [touched, setTouched] = useState(false);
  const asked = askedTime(typed);
  const sold = useSoldTime(byGroup([pc]), asked);
  const { pc_name: name } = pc;
  const money = (amount: string) => moneyText(amount, cafe.currency);
  const booking = useBooking({
    name: `addTime:${name}`,
    send: ({ time, tender }: { time: AskedTime; tender: number }, options) =>
      call(addTime, { pc_name: name, ...time, payment_method: tender }, options),
    onDone: ({ amount }) => {
      modals.closeAll();
      notifications.show({ message: t.hall.timeAdded(name, money(amount)), color: "teal" });
      void client.invalidateQueries({ queryKey: ["pcs"] });
    },
  });
  const taken = settings.data?.taken ?? ["0"];
  const tender = taken.includes(typed.tender) ? typed.tender : (taken[0] ?? "0");
  const wanted = booking.unanswered ?? (asked === null ? null : { time: asked, tender: Number(tender) });
  const wrongs = fieldProblems(booking.error);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTouched(true);
        if (wanted !== null) booking.book(wanted);
      }}
    >
      <Stack>
        {booking.unanswered === null && (
          <TimeSaleFields
            typed={{ ...typed, tender }}
            set={(change) => setTyped((before) => ({ ...before, ...change }))}
            settings={settings.data}
            asked={asked}
            sold={sold}
            count={1}
            touched={touched}
            wrong={wrongs["amount"]?.[0] ?? wrongs["mins"]?.[0]}
          />
        )}
        <BookingEnd
          booking={booking}
          label={sold.total === null ? t.hall.addTime : t.hall.addTimeFor(money(sold.total))}
          disabled={asked !== null && sold.total === null}
          testId="addtime-confirm"
        />
      </Stack>
    </form>
  );
}
