import * as operations from "../../../contract/operations/calculate.ts";
import type { Db } from "../../kernel/db/database.ts";
import type { Api, Call } from "../../kernel/http/api.ts";
import { decimalFromMinor, minorFromDecimal } from "../../kernel/money.ts";
import { assert } from "../../kernel/assert.ts";
import { invalidField, notFound, Refusal } from "../../kernel/refusal.ts";
import type { Cafes } from "../cafes/index.ts";
import { longestWalkSeconds } from "./fixed-price-rules.ts";
import type { PriceFacts } from "./price-facts.ts";
import { choosePrice, guestGroupIds } from "./price-rules.ts";
import type { NamedPrice } from "./price-store.ts";
import { chargeTermsFor } from "./price-terms.ts";
import { moneyForTime, timeForMoney } from "./time-left-rules.ts";

export interface CalculateParts {
  db: Db;
  cafes: Cafes;
  facts: PriceFacts;
  pricesOf: (cafeId: number) => Promise<NamedPrice[]>;
}

/** Time without an end, in the whole minutes the wire wants: as far as any time left is followed. */
const minutesWithoutEnd = Math.floor(longestWalkSeconds / 60);

/** Binds calculate/amount and calculate/time (api-v2.md 2.9; billing.md 6.5): from now on, without free minutes. */
export function bindCalculateRoutes(api: Api, parts: CalculateParts): void {
  api.bind(operations.calculateAmount, async (call) => {
    const { terms, scope, startsAt } = await termsOfCall(parts, call);
    const minor = moneyForTime({ terms, startsAt, minutes: call.input.mins });
    return { cost: decimalFromMinor(minor, scope.exponent) };
  });
  api.bind(operations.calculateTime, async (call) => {
    const { terms, scope, startsAt } = await termsOfCall(parts, call);
    const amountMinor = minorFromDecimal(call.input.topup_amount, scope.exponent);
    if (amountMinor === null)
      throw invalidField(
        "topup_amount",
        `The topup_amount may have at most ${scope.exponent} decimal places.`,
      );
    return { minutes: timeForMoney({ terms, startsAt, amountMinor }) ?? minutesWithoutEnd };
  });
}

/** Refuses `permission.other_member`, `pc.not_found`, `member.not_found`, `pricing.no_price`. */
async function termsOfCall(
  { db, cafes, facts, pricesOf }: CalculateParts,
  { cafeId, caller, input, now }: Call<{ pc_name: string; member_account: string }>,
) {
  const account = input.member_account.toLowerCase();
  const isGuest = account === "guest";
  const isOwn =
    caller.kind !== "guest" && (caller.kind !== "member" || account === caller.account.toLowerCase());
  if (!isGuest && !isOwn)
    throw new Refusal("permission.other_member", "A member's token opens only the member's own account.");
  const pcGroupId = await facts.findPcGroupOfPc(cafeId, input.pc_name);
  if (pcGroupId === null) throw notFound("pc.not_found", "PC");
  const memberGroupId = isGuest
    ? guestGroupIds.prepaid
    : await facts.findMemberGroupOfAccount(cafeId, input.member_account);
  if (memberGroupId === null) throw notFound("member.not_found", "Member");
  const price = choosePrice(await pricesOf(cafeId), pcGroupId, memberGroupId);
  if (price === null) throw new Refusal("pricing.no_price", "No price fits this PC and this member group.");
  const groups = await facts.listMemberGroups(db, cafeId);
  const memberGroup = groups.find(({ id }) => id === memberGroupId);
  assert(memberGroup !== undefined, "every account is in a member group");
  const scope = await cafes.scope(cafeId);
  return {
    scope,
    terms: chargeTermsFor(scope, price, memberGroup),
    startsAt: Math.floor(now.getTime() / 1000),
  };
}
