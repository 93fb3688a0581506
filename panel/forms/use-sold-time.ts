import { useDebouncedValue } from "@mantine/hooks";
import { useQueries } from "@tanstack/react-query";
import { calculateAmount, calculateTime } from "../../contract/operations/calculate.ts";
import { useCall } from "../api/calls.ts";
import { totalOf, type AskedTime, type SameGroup } from "./time-sale.ts";

export interface SoldTime extends SameGroup {
  /** Decimal text, for each PC. */
  cost: string;
  minutes: number;
}

/** What the server says that time is worth for a guest, by price group; asked anew each minute, since prices change by the hour. */
export function useSoldTime(groups: readonly SameGroup[], asked: AskedTime | null) {
  const call = useCall();
  // As text: an object would be another one at each drawing, and never settle.
  const question = JSON.stringify(asked);
  const [settledText] = useDebouncedValue(question, 200);
  const settled = JSON.parse(settledText) as AskedTime | null;
  const isSettled = settledText === question;
  const answers = useQueries({
    queries: groups.map((group) => ({
      queryKey: ["sold-time", group.pcName, settledText],
      queryFn: async (): Promise<SoldTime> => {
        const who = { pc_name: group.pcName, member_account: "Guest" };
        if (settled === null) throw new Error("nothing is asked for");
        if ("mins" in settled) {
          const { cost } = await call(calculateAmount, { ...who, mins: settled.mins });
          return { ...group, cost, minutes: settled.mins };
        }
        const { minutes } = await call(calculateTime, { ...who, topup_amount: settled.amount });
        return { ...group, cost: settled.amount, minutes };
      },
      enabled: settled !== null,
      refetchInterval: 60_000,
    })),
  });
  const parts = answers.flatMap(({ data }) => (data === undefined ? [] : [data]));
  const isKnown = isSettled && asked !== null && parts.length === groups.length;
  return {
    parts: isKnown ? parts : [],
    /** What is taken in all; null until it is known. */
    total: isKnown ? totalOf(parts) : null,
    error: asked === null ? null : (answers.find(({ error }) => error !== null)?.error ?? null),
  };
}
