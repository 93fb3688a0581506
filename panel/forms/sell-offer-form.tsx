import { Stack, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { CallOptions } from "../../contract/client.ts";
import { addOffer, startOffer } from "../../contract/operations/desk-sessions.ts";
import { useCall } from "../api/calls.ts";
import { useSignedIn } from "../api/session.ts";
import { useBooking } from "../api/use-booking.ts";
import { t } from "../text/en.ts";
import { moneyText } from "../ui/money.ts";
import { BookingEnd } from "./booking-end.tsx";
import { useDeskSettings } from "./desk-settings.ts";
import { GuestReceipt, type StartedGuest } from "./guest-receipt.tsx";
import { OfferFields } from "./offer-fields.tsx";
import { totalOf } from "./time-sale.ts";
import { useOffersOnSale } from "./use-offers-on-sale.ts";

const h = t.hall;

interface Wanted {
  productId: string;
  tender: number;
}

interface FormProps<Done> {
  name: string;
  pcCount: number;
  send: (wanted: Wanted, options: CallOptions) => Promise<Done>;
  onDone: (done: Done) => void;
  /** What the button says when so much is taken in all. */
  labelFor: (amount: string) => string;
}

/** Sells an offer to each of some PCs; what is taken in all stands on the button. */
function SellOffer<Done>({ name, pcCount, send, onDone, labelFor }: FormProps<Done>) {
  const { cafe } = useSignedIn();
  const offers = useOffersOnSale();
  const settings = useDeskSettings();
  const [chosen, setChosen] = useState("");
  const [typed, setTender] = useState("0");
  const booking = useBooking({ name, send, onDone });
  const taken = settings.data?.taken ?? ["0"];
  const tender = taken.includes(typed) ? typed : (taken[0] ?? "0");
  const wanted = booking.unanswered ?? (chosen === "" ? null : { productId: chosen, tender: Number(tender) });
  const price = offers.data?.find((offer) => String(offer.product_id) === wanted?.productId)?.product_price;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (wanted !== null) booking.book(wanted);
      }}
    >
      <Stack>
        {booking.unanswered === null && (
          <OfferFields {...{ offers, chosen, tender, taken }} onChoose={setChosen} onTender={setTender} />
        )}
        {price !== undefined && pcCount > 1 && (
          <Text size="sm">{h.eachOf(moneyText(price, cafe.currency), pcCount)}</Text>
        )}
        <BookingEnd
          booking={booking}
          label={
            price === undefined
              ? h.chooseOffer
              : labelFor(moneyText(totalOf([{ cost: price, count: pcCount }]), cafe.currency))
          }
          disabled={wanted === null}
          testId="offer-confirm"
        />
      </Stack>
    </form>
  );
}

/** Starts guests on an offer they buy now. */
export function StartOfferForm({ pcNames }: { pcNames: readonly string[] }) {
  const call = useCall();
  const client = useQueryClient();
  const [started, setStarted] = useState<readonly StartedGuest[] | null>(null);
  if (started !== null) return <GuestReceipt started={started} />;
  const names = [...pcNames];
  return (
    <Stack>
      <Text size="sm">{h.kindHelp.offer}</Text>
      <SellOffer
        name={`startOffer:${names.join(",")}`}
        pcCount={names.length}
        send={({ productId, tender }, options) =>
          call(startOffer, { pc_names: names, product_id: productId, payment_method: tender }, options)
        }
        onDone={({ results }) => {
          setStarted(results);
          void client.invalidateQueries({ queryKey: ["pcs"] });
        }}
        labelFor={h.startFor}
      />
    </Stack>
  );
}

/** Sells an offer to whoever plays at a PC. */
export function AddOfferForm({ pcName }: { pcName: string }) {
  const call = useCall();
  const client = useQueryClient();
  return (
    <SellOffer
      name={`addOffer:${pcName}`}
      pcCount={1}
      send={({ productId, tender }, options) =>
        call(addOffer, { pc_name: pcName, product_id: productId, payment_method: tender }, options)
      }
      onDone={() => {
        modals.closeAll();
        notifications.show({ message: h.offerAdded(pcName), color: "teal" });
        void client.invalidateQueries({ queryKey: ["pcs"] });
      }}
      labelFor={h.addTimeFor}
    />
  );
}
