import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import type { CallOptions } from "../../contract/client.ts";
import { settles, surelyNotBooked } from "./booking-outcome.ts";
import { newIdempotencyKey } from "./new-key.ts";
import { dropOpenCall, findOpenCall, keepOpenCall, type OpenCall } from "./open-calls.ts";
import { useSignedIn } from "./session.ts";

const tries = 3;
const answerWithinMs = 15_000;
const waitMs = (count: number) => 1_000 * 2 ** count;

interface Booking<Wanted, Done> {
  /** What is booked and for whom, such as `topup:100000000123`: one call of a name is open at a time. */
  name: string;
  send: (wanted: Wanted, options: CallOptions) => Promise<Done>;
  onDone: (done: Done, wanted: Wanted) => void;
}

/**
 * Sends a call that moves money. A lost answer is asked for again by itself, under the same key; when it stays away the
 * call is kept, also beyond the dialog, and until it is answered or dropped only the very same call goes out again.
 */
export function useBooking<Wanted, Done>({ name, send, onDone }: Booking<Wanted, Done>) {
  const { staff } = useSignedIn();
  // Keys are the caller's own (api-v2.md 1.7): another person at this till must not send it again.
  const place = `${staff.staff_id}:${name}`;
  const [open, setOpen] = useState<OpenCall | null>(() => findOpenCall(place));
  // Whether an earlier answer to this very call was lost.
  const lost = useRef(false);
  const close = () => {
    dropOpenCall(place);
    setOpen(null);
  };
  const sending = useMutation({
    mutationFn: ({ key, wanted }: { key: string; wanted: Wanted }) =>
      send(wanted, { idempotencyKey: key, signal: AbortSignal.timeout(answerWithinMs) }),
    // Without a network the call must fail and say so, not wait in silence for one.
    networkMode: "always",
    retry: (count, error) => {
      if (surelyNotBooked(error)) return false;
      lost.current = true;
      return count < tries;
    },
    retryDelay: waitMs,
    onSuccess: (done, { wanted }) => {
      close();
      onDone(done, wanted);
    },
    onError: (error) => {
      if (settles(error, lost.current)) close();
    },
  });
  return {
    error: sending.error,
    isPending: sending.isPending,
    /** Tries without an answer so far, while it is asked again. */
    failures: sending.isPending ? sending.failureCount : 0,
    /** What was sent and not answered; null when the next call is a new one. */
    unanswered: open === null || sending.isPending ? null : (open.wanted as Wanted),
    done: sending.data,
    booked: sending.variables?.wanted,
    book: (wanted: Wanted) => {
      if (sending.isPending) return;
      lost.current = open !== null;
      const next = open ?? { key: newIdempotencyKey(), wanted };
      keepOpenCall(place, next);
      setOpen(next);
      sending.mutate({ key: next.key, wanted: next.wanted as Wanted });
    },
    drop: () => {
      close();
      sending.reset();
    },
  };
}
