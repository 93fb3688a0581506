import { Checkbox, Stack } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { startPrepaid } from "../../contract/operations/desk-sessions.ts";
import { fieldProblems, useCall } from "../api/calls.ts";
import { useSignedIn } from "../api/session.ts";
import { useBooking } from "../api/use-booking.ts";
import type { LivePc } from "../live/live-store.ts";
import { t } from "../text/en.ts";
import { moneyText } from "../ui/money.ts";
import { BookingEnd } from "./booking-end.tsx";
import { useDeskSettings } from "./desk-settings.ts";
import { GuestReceipt } from "./guest-receipt.tsx";
import { TimeSaleFields } from "./time-sale-fields.tsx";
import { askedTime, byGroup, freshTimeSale, type AskedTime } from "./time-sale.ts";
import { useSoldTime } from "./use-sold-time.ts";

/** Sells guests time at one PC or several, each the same. */
export function StartPrepaidForm({ pcs }: { pcs: readonly LivePc[] }) {
  const call = useCall();
  const client = useQueryClient();
  const { cafe } = useSignedIn();
  const settings = useDeskSettings();
  const [typed, setTyped] = useState(freshTimeSale);
  const [touched, setTouched] = useState(false);
  const [givesCode, setGivesCode] = useState(false);
  const names = pcs.map((pc) => pc.pc_name);
  const asked = askedTime(typed);
  const sold = useSoldTime(byGroup(pcs), asked);
  const booking = useBooking({
    name: `startPrepaid:${names.join(",")}`,
    send: ({ time, tender, code }: { time: AskedTime; tender: number; code?: boolean }, options) =>
      call(
        startPrepaid,
        { pc_names: names, ...time, payment_method: tender, ...(code === true && { access_code: true }) },
        options,
      ),
    onDone: () => {
      void client.invalidateQueries({ queryKey: ["pcs"] });
      void client.invalidateQueries({ queryKey: ["access-codes"] });
    },
  });
  if (booking.done) return <GuestReceipt started={booking.done.results} />;
  const taken = settings.data?.taken ?? ["0"];
  const tender = taken.includes(typed.tender) ? typed.tender : (taken[0] ?? "0");
  const wanted =
    booking.unanswered ?? (asked === null ? null : { time: asked, tender: Number(tender), code: givesCode });
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
            count={pcs.length}
            touched={touched}
            wrong={wrongs["amount"]?.[0] ?? wrongs["mins"]?.[0]}
          />
        )}
        {settings.data?.givesCodes === true && booking.unanswered === null && (
          <Checkbox
            label={t.hall.giveCode}
            description={t.hall.giveCodeHelp}
            checked={givesCode}
            onChange={(event) => setGivesCode(event.currentTarget.checked)}
            data-testid="give-code"
          />
        )}
        <BookingEnd
          booking={booking}
          label={
            sold.total === null
              ? t.hall.start(pcs.length)
              : (givesCode ? t.hall.sellFor : t.hall.startFor)(moneyText(sold.total, cafe.currency))
          }
          disabled={asked !== null && sold.total === null}
          testId="start-confirm"
        />
      </Stack>
    </form>
  );
}
