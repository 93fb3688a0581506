import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { CallRefused } from "../../contract/client.ts";
import { topUp } from "../../contract/operations/members.ts";
import { useCall } from "../api/calls.ts";
import { newIdempotencyKey } from "../api/new-key.ts";

/** What is booked, as it was sent; amounts are decimal text without a sign. */
export interface Booked {
  refund: boolean;
  amount: string;
  /** Number of api-v2.md 4.1. */
  tender: number;
  bonus: string | undefined;
  coins: number | undefined;
  comment: string;
  promo: string;
}

/** Whether the server surely did not book: only then may the next try count as a new one. */
export const surelyNotBooked = (error: unknown) =>
  error instanceof CallRefused && error.code < 500 && !error.error.startsWith("idempotency.");

/** Books top-ups and refunds of one dialog; while the outcome is not known only the very same call goes out again. */
export function useTopUp(memberId: number) {
  const call = useCall();
  const client = useQueryClient();
  const [key, setKey] = useState(newIdempotencyKey);
  const paying = useMutation({
    mutationFn: (sent: Booked) =>
      call(
        topUp,
        {
          topup_ids: [memberId],
          topup_value: sent.refund ? `-${sent.amount}` : sent.amount,
          payment_method: sent.tender,
          ...(sent.bonus !== undefined && { topup_balance_bonus: sent.bonus }),
          ...(sent.coins !== undefined && { add_coin: sent.coins }),
          ...(sent.comment !== "" && { comment: sent.comment }),
          ...(sent.promo !== "" && !sent.refund && { promo_code: sent.promo }),
        },
        { idempotencyKey: key },
      ),
    retry: false,
    onSuccess: () => void client.invalidateQueries({ queryKey: ["members"] }),
    onError: (error) => {
      if (surelyNotBooked(error)) setKey(newIdempotencyKey());
    },
  });
  const uncertain = paying.isError && !surelyNotBooked(paying.error);
  return {
    paying,
    uncertain,
    book: (wanted: Booked) => paying.mutate(paying.isError && uncertain ? paying.variables : wanted),
  };
}
