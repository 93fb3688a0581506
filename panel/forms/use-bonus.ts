import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import type { Answer } from "../../contract/kit/operation.ts";
import { fetchBonus } from "../../contract/operations/members.ts";
import { useCall } from "../api/calls.ts";
import { t } from "../text/en.ts";
import { moneyText } from "../ui/money.ts";

interface Asked {
  /** null = any member. */
  memberId: number | null;
  /** Decimal text above 0; null = nothing to ask. */
  amount: string | null;
  promo: string;
}

export interface Bonus {
  data: Answer<typeof fetchBonus> | undefined;
  /** The figures on the screen do not belong to the amount typed yet: confirming must wait. */
  waiting: boolean;
  given: boolean;
  error: unknown;
  text: (currency: string) => string;
}

/** The bonus a top-up would bring, asked a moment after the last key was pressed. */
export function useBonus({ memberId, amount, promo }: Asked): Bonus {
  const call = useCall();
  const question = `${amount ?? ""}|${promo.trim()}`;
  const [settled] = useDebouncedValue(question, 300);
  const answer = useQuery({
    queryKey: ["bonus", memberId, settled],
    queryFn: ({ signal }) => {
      const [value = "", code = ""] = settled.split("|");
      const promoCode = code === "" ? {} : { promo_code: code };
      const whose = memberId === null ? {} : { member_id: [memberId] };
      return call(fetchBonus, { ...whose, topup_value: value, ...promoCode }, { signal });
    },
    enabled: amount !== null && settled === question,
    staleTime: 10_000,
    gcTime: 30_000,
  });
  const asked = amount !== null;
  const waiting = asked && (settled !== question || answer.isFetching);
  const data = asked && !waiting ? answer.data : undefined;
  const given = data !== undefined && (Number(data.bonus) > 0 || data.add_coin > 0);
  return {
    data,
    waiting,
    given,
    error: asked && !waiting ? answer.error : null,
    text: (currency) => {
      if (waiting) return t.topUp.bonusAsking;
      if (data === undefined) return "";
      if (!given) return t.topUp.bonusNone;
      const coins = data.add_coin > 0 ? ` ${t.topUp.coins(data.add_coin)}` : "";
      return `${t.topUp.bonus}: +${moneyText(data.bonus, currency)}${coins}`;
    },
  };
}
