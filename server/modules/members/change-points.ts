import type { addPoints as operation } from "../../../contract/operations/members-more.ts";
import type { Db } from "../../kernel/db/database.ts";
import type { Call, InputOf } from "../../kernel/http/api.ts";
import { minorFromDecimal } from "../../kernel/money.ts";
import { invalidField } from "../../kernel/refusal.ts";
import type { CafeScope } from "../cafes/index.ts";
import { moveMoney, type MovedMember } from "./move-money.ts";

/**
 * Gives a member points or takes them, never below none, with a row POINT_CHANGE; the group follows while `point_enable`
 * is 1 (billing.md 9, api-v2.md 2.7 addPoints). Refuses `member.not_found`, guests, and 0 or more than two places.
 */
export async function changePoints(
  db: Db,
  scope: CafeScope,
  call: Call<InputOf<typeof operation>>,
): Promise<MovedMember> {
  const [member] = await moveMoney(db, "change_points", call, async () => {
    const { points, member_id: memberId, comment } = call.input;
    const hundredths = minorFromDecimal(points, 2);
    if (hundredths === null)
      throw invalidField("points", "The points must be a number with at most 2 decimal places.");
    if (hundredths === 0) throw invalidField("points", "The points must be above or below 0.");
    const groupFollows = scope.settings.flag("point_enable");
    return { member_ids: [memberId], points: hundredths, comment, group_follows: groupFollows };
  });
  return member as MovedMember;
}
