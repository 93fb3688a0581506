import { boolOut, decOut, intOut, shape, strOut } from "../kit/answer.ts";

/** A member group (api-v2.md 3.3). A discount of 100 on PC time plays free; groups of 0 and below are built in (4.3). */
export const memberGroup = shape({
  member_group_icafe_id: intOut,
  member_group_id: intOut,
  member_group_name: strOut,
  member_group_desc: strOut,
  member_group_point_min: decOut,
  member_group_point_max: decOut,
  member_group_company_id: intOut,
  member_group_discount_rate: intOut,
  member_group_discount_pc_time: intOut,
  member_group_discount_offer: intOut,
  member_group_bonus_cashback: decOut,
  member_group_update: intOut,
  member_group_has_icon: boolOut,
  members_number: intOut,
});
