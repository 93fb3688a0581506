import type { Static } from "typebox";
import type { memberGroup } from "../../../contract/objects/member-group.ts";
import type { InputOf } from "../../kernel/http/api.ts";
import { decimalFromHundredths, minorFromDecimal } from "../../kernel/money.ts";
import { invalidField } from "../../kernel/refusal.ts";
import type { changeMemberGroup } from "../../../contract/operations/member-groups.ts";
import type { MemberGroupChange, ShownMemberGroup } from "./member-group-store.ts";

/** Between our words and those of API v2 for member groups (api-v2.md 3.3). */

export const memberGroupObject = (row: ShownMemberGroup): Static<typeof memberGroup> => ({
  member_group_icafe_id: row.cafe_id,
  member_group_id: row.member_group_id,
  member_group_name: row.name,
  member_group_desc: row.description,
  member_group_point_min: decimalFromHundredths(row.point_min_hundredths),
  member_group_point_max: decimalFromHundredths(row.point_max_hundredths),
  member_group_company_id: 0,
  member_group_discount_rate: row.discount_rate,
  member_group_discount_pc_time: row.discount_pc_time,
  member_group_discount_offer: row.discount_offer,
  member_group_bonus_cashback: row.bonus_cashback_percent,
  member_group_update: Math.floor(row.updated_at.getTime() / 1_000),
  member_group_has_icon: row.has_icon,
  members_number: row.members_number,
});

function hundredthsOf(field: string, decimal: string | undefined): number | undefined {
  if (decimal === undefined) return undefined;
  const hundredths = minorFromDecimal(decimal, 2);
  if (hundredths !== null) return hundredths;
  throw invalidField(field, `The ${field} must be a number with at most 2 decimal places.`);
}

type Asked = Omit<InputOf<typeof changeMemberGroup>, "memberGroupId">;

/** Only what was sent, in our words. Refuses more than two decimal places, and a name that is empty. */
export function memberGroupChangeOf(input: Asked): MemberGroupChange {
  const cashback = hundredthsOf("member_group_bonus_cashback", input.member_group_bonus_cashback);
  if (input.member_group_name === "")
    throw invalidField("member_group_name", "The member_group_name field is required.");
  const change = {
    name: input.member_group_name,
    description: input.member_group_desc,
    point_min_hundredths: hundredthsOf("member_group_point_min", input.member_group_point_min),
    point_max_hundredths: hundredthsOf("member_group_point_max", input.member_group_point_max),
    discount_rate: input.member_group_discount_rate,
    discount_pc_time: input.member_group_discount_pc_time,
    discount_offer: input.member_group_discount_offer,
    bonus_cashback_percent: cashback === undefined ? undefined : decimalFromHundredths(cashback),
  };
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}
