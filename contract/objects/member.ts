import { nullableDate, nullableStr } from "./pieces.ts";
import { boolOut, decOut, durOut, flagOut, intOut, shape, strOut, tsOut } from "../kit/answer.ts";

/**
 * A member: 45 keys in the recorded order (api-v2.md 3.2, 6 #19). Typed programs fail on a wrong type; only
 * member_birthday, member_comments and member_recent_played may be null.
 */
export const member = shape({
  member_id: intOut,
  member_icafe_id: intOut,
  member_account: strOut,
  member_balance: decOut,
  member_first_name: strOut,
  member_last_name: strOut,
  member_birthday: nullableDate,
  member_expire_time_local: tsOut,
  member_is_active: flagOut,
  member_photo: strOut,
  member_email: strOut,
  member_telegram_username: strOut,
  member_telegram_username_valid: flagOut,
  member_phone: strOut,
  member_id_card: strOut,
  member_points: decOut,
  member_create: tsOut,
  member_update: tsOut,
  member_group_id: intOut,
  member_balance_bonus: decOut,
  member_coin_balance: decOut,
  member_sex: intOut,
  member_comments: nullableStr,
  member_address: strOut,
  member_company_id: intOut,
  member_loan: decOut,
  member_recent_played: nullableStr,
  member_id_icafe_id: strOut,
  member_oauth_platform: strOut,
  member_referrer_id: intOut,
  member_oauth_user_id: strOut,
  member_create_local: tsOut,
  member_update_local: tsOut,
  member_is_expired: flagOut,
  member_is_logined: flagOut,
  member_pc_name: strOut,
  offers: intOut,
  member_group_discount_rate: intOut,
  member_group_discount_pc_time: intOut,
  member_group_discount_offer: intOut,
  member_group_name: strOut,
  left_time: durOut,
  is_owner: boolOut,
  member_center_name: strOut,
  referrer_account: strOut,
});

/** What suggestMembers shows of a member; the first two keys are known, the others ours (api-v2.md 2.7). */
export const suggestedMember = shape({
  member_id: intOut,
  member_account: strOut,
  member_first_name: strOut,
  member_last_name: strOut,
  member_phone: strOut,
  member_group_id: intOut,
  member_group_name: strOut,
  member_balance: decOut,
  member_balance_bonus: decOut,
  member_is_active: flagOut,
});

/** What a member holds after money moved. */
export const memberHoldings = shape({
  member_id: intOut,
  member_balance: decOut,
  member_balance_bonus: decOut,
  member_coin_balance: decOut,
  member_loan: decOut,
});
