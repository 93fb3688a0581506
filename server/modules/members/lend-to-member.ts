import type { addLoan as operation } from "../../../contract/operations/members-more.ts";
import type { Db } from "../../kernel/db/database.ts";
import type { Call, InputOf } from "../../kernel/http/api.ts";
import { decimalFromMinor } from "../../kernel/money.ts";
import { invalidField } from "../../kernel/refusal.ts";
import type { CafeScope } from "../cafes/index.ts";
import { minorOf } from "./fetch-bonus.ts";
import { moveMoney, type MovedMember } from "./move-money.ts";

/**
 * Lends a member money: balance and loan grow by it, with a row LOAN_ADD (billing.md 3.9, api-v2.md 2.7 addLoan).
 * Refuses `member.not_found` and an amount that is not above 0 or finer than the smallest unit.
 */
export async function lendToMember(
  db: Db,
  scope: CafeScope,
  call: Call<InputOf<typeof operation>>,
): Promise<MovedMember> {
  const [member] = await moveMoney(db, "add_loan", call, async () => {
    const { amount, member_id: memberId, comment = "" } = call.input;
    const amountMinor = minorOf(scope, "amount", amount);
    if (amountMinor <= 0) throw invalidField("amount", "The amount must be above 0.");
    const amountText = decimalFromMinor(amountMinor, scope.exponent);
    return { member_ids: [memberId], amount: amountMinor, amount_text: amountText, comment };
  });
  return member as MovedMember;
}
