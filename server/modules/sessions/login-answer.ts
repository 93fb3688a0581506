import type { Static } from "typebox";
import type { loginAnswer as shape } from "../../../contract/objects/session.ts";
import { flagOf } from "../../kernel/http/wire.ts";
import { decimalFromMinor } from "../../kernel/money.ts";
import type { CafeScope } from "../cafes/index.ts";
import type { PcRow } from "../pcs/index.ts";
import { choosePrice, type NamedPrice } from "../pricing/index.ts";
import type { CustomerRow } from "./session-store.ts";

/** The answer of every log-in (api-v2.md 3.17). */

export type LoginCustomer = Pick<
  CustomerRow,
  "member_id" | "account" | "photo" | "member_group_id" | "discount_rate" | "discount_offer"
>;

export interface LoggedIn {
  scope: CafeScope;
  prices: readonly NamedPrice[];
  token: string;
  customer: LoginCustomer;
  /** Where it was; undefined = the portal. */
  pc: Pick<PcRow, "pc_group_id"> | undefined;
  /** Whether the page starts a session by itself. */
  startsSession: boolean;
}

export function loginAnswer({
  scope,
  prices,
  token,
  customer,
  pc,
  startsSession,
}: LoggedIn): Static<typeof shape> {
  const price = pc === undefined ? null : choosePrice(prices, pc.pc_group_id, customer.member_group_id);
  const money = (minor: number) => decimalFromMinor(minor, scope.exponent);
  return {
    token,
    member: {
      member_account: customer.account,
      member_photo: customer.photo,
      member_group_discount_offer: customer.discount_offer,
      member_id: customer.member_id,
      member_group_id: customer.member_group_id,
      member_group_discount_rate: customer.discount_rate,
    },
    client: {
      start_session: startsSession,
      pc_time_info: {
        price_dynamic_enable: flagOf(price?.type === "dynamic"),
        fixed_price: money(price?.type === "fixed" ? (price.ratesPerHourMinor[0] ?? 0) : 0),
        dynamic: (price?.type === "dynamic" ? price.dynamicRows : []).map(({ minutes, amountMinor }) => ({
          time: minutes,
          amount: money(amountMinor),
          price: money(amountMinor),
        })),
      },
    },
  };
}
