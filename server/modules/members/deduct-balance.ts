import type { deductBalance as operation } from "../../../contract/operations/members-more.ts";
import type { Db } from "../../kernel/db/database.ts";
import type { Call, InputOf } from "../../kernel/http/api.ts";
import { invalidField, notFound } from "../../kernel/refusal.ts";
import type { CafeScope } from "../cafes/index.ts";
import { minorOf } from "./fetch-bonus.ts";
import type { LiveFacts } from "./live-facts.ts";
import { findMemberByAccount } from "./member-store.ts";
import { moveMoney, type MovedMember } from "./move-money.ts";

type Asked = InputOf<typeof operation>;

async function membersAsked(db: Db, cafeId: number, input: Asked): Promise<number[]> {
  if (input.member_id !== undefined) return input.member_id;
  const account = input.member_account;
  if (account === undefined) throw invalidField("member_id", "The member_id field is required.");
  const member = await findMemberByAccount(db, cafeId, account);
  if (member === undefined) throw notFound("member.not_found", "Member");
  return [member.member_id];
}

/**
 * Takes money from members' balances for other sales, with a row BALANCE_DEDUCT each; no tender moves and no loan arises
 * (billing.md 3.9, api-v2.md 2.7 deductBalance). All or none. Refuses `member.not_found`, `ledger.insufficient_balance`
 * when what a running session left of a balance is short, an amount of 0 or finer than the smallest unit.
 */
export function deductBalance(
  db: Db,
  live: LiveFacts,
  scope: CafeScope,
  call: Call<Asked>,
): Promise<MovedMember[]> {
  return moveMoney(db, "deduct_balance", call, async () => {
    const { input, cafeId } = call;
    const amountMinor = Math.abs(minorOf(scope, "deduct_value", input.deduct_value));
    if (amountMinor === 0) throw invalidField("deduct_value", "The deduct_value must not be 0.");
    const memberIds = await membersAsked(db, cafeId, input);
    const runningCosts = await live.beforeMoney(cafeId, memberIds, call.now);
    return {
      member_ids: memberIds,
      amount: amountMinor,
      comment: input.comment ?? "",
      bonus_first: scope.settings.flag("use_bonus_first"),
      running_costs: Object.fromEntries(runningCosts),
    };
  });
}
