import type { Static } from "typebox";
import type { member, memberHoldings, suggestedMember } from "../../../contract/objects/member.ts";
import { durationText, localText, utcText } from "../../kernel/local-time.ts";
import { decimalFromHundredths, decimalFromMinor } from "../../kernel/money.ts";
import type { CafeScope } from "../cafes/index.ts";
import type { Bonus, ToppedUp } from "../ledger/index.ts";
import type { LiveFacts } from "./live-facts.ts";
import type { MemberRow } from "./member-store.ts";

/** Between our words and those of API v2 for members (api-v2.md 3.2). */

export type MemberObject = Static<typeof member>;
export type SuggestedMember = Static<typeof suggestedMember>;

const never = "0000-00-00 00:00:00";
/** What is shown where play has no end. */
const endless = "9999:59:59";
const longestSeconds = 9_999 * 3_600 + 3_599;

const flagOf = (value: boolean): 0 | 1 => (value ? 1 : 0);
const leftTime = (seconds: number | null) =>
  seconds === null || seconds > longestSeconds ? endless : durationText(Math.max(seconds, 0));

interface Now {
  now: Date;
  pcName: string | undefined;
  playSeconds: number | null;
}

function memberObject(scope: CafeScope, row: MemberRow, { now, pcName, playSeconds }: Now): MemberObject {
  const money = (minor: number) => decimalFromMinor(minor, scope.exponent);
  const local = (at: Date) => localText(at, scope.zone);
  return {
    member_id: row.member_id,
    member_icafe_id: row.cafe_id,
    member_account: row.account,
    member_balance: money(row.balance_minor),
    member_first_name: row.first_name,
    member_last_name: row.last_name,
    member_birthday: row.birthday_on,
    member_expire_time_local: row.expires_at === null ? never : local(row.expires_at),
    member_is_active: flagOf(row.is_active),
    member_photo: row.photo,
    member_email: row.email,
    member_telegram_username: row.telegram_username,
    // Names are taken as given; nothing proves them to Telegram.
    member_telegram_username_valid: 0,
    member_phone: row.phone,
    member_id_card: row.id_card,
    member_points: decimalFromHundredths(row.points_hundredths),
    member_create: utcText(row.created_at),
    member_update: utcText(row.updated_at),
    member_group_id: row.member_group_id,
    member_balance_bonus: money(row.bonus_minor),
    member_coin_balance: decimalFromHundredths(row.coins_hundredths),
    member_sex: row.sex,
    member_comments: row.comments,
    member_address: row.address,
    member_company_id: 0,
    member_loan: money(row.loan_minor),
    member_recent_played: row.recent_played === null ? null : JSON.stringify(row.recent_played),
    member_id_icafe_id: `${row.member_id}_${row.cafe_id}`,
    member_oauth_platform: row.oauth_platform,
    member_referrer_id: 0,
    member_oauth_user_id: "",
    member_create_local: local(row.created_at),
    member_update_local: local(row.updated_at),
    member_is_expired: flagOf(row.expires_at !== null && row.expires_at <= now),
    member_is_logined: flagOf(pcName !== undefined),
    member_pc_name: pcName ?? "",
    offers: row.offers,
    member_group_discount_rate: row.discount_rate,
    member_group_discount_pc_time: row.discount_pc_time,
    member_group_discount_offer: row.discount_offer,
    member_group_name: row.group_name,
    left_time: leftTime(playSeconds),
    is_owner: true,
    member_center_name: scope.row.name,
    referrer_account: "",
  };
}

/** Members as the wire shows them, with what they do at this moment. */
export async function memberObjects(
  scope: CafeScope,
  live: LiveFacts,
  rows: readonly MemberRow[],
  now: Date,
): Promise<MemberObject[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.member_id);
  const [pcs, seconds] = await Promise.all([
    live.pcOf(scope.cafeId, ids),
    Promise.all(rows.map((row) => live.playSeconds(scope, row))),
  ]);
  return rows.map((row, index) =>
    memberObject(scope, row, {
      now,
      pcName: pcs.get(row.member_id)?.pcName,
      playSeconds: seconds[index] ?? null,
    }),
  );
}

/** One member as the wire shows it. */
export async function memberOnWire(
  scope: CafeScope,
  live: LiveFacts,
  row: MemberRow,
  now: Date,
): Promise<MemberObject> {
  const [object] = await memberObjects(scope, live, [row], now);
  return object as MemberObject;
}

export const suggestedMemberOf = (scope: CafeScope, row: MemberRow): SuggestedMember => ({
  member_id: row.member_id,
  member_account: row.account,
  member_first_name: row.first_name,
  member_last_name: row.last_name,
  member_phone: row.phone,
  member_group_id: row.member_group_id,
  member_group_name: row.group_name,
  member_balance: decimalFromMinor(row.balance_minor, scope.exponent),
  member_balance_bonus: decimalFromMinor(row.bonus_minor, scope.exponent),
  member_is_active: flagOf(row.is_active),
});

/** A bonus under every name programs read (api-v2.md 2.7 fetchBonus). */
export const bonusOnWire = (scope: CafeScope, { bonusMinor, coinsHundredths }: Bonus) => {
  const bonus = decimalFromMinor(bonusMinor, scope.exponent);
  return { bonus, topup_balance_bonus: bonus, add_coin: coinsHundredths / 100 };
};

/** What a member holds, after whatever moved it. */
export const holdingsOf = (
  scope: CafeScope,
  member: Omit<ToppedUp, "orderId">,
): Static<typeof memberHoldings> => ({
  member_id: member.memberId,
  member_balance: decimalFromMinor(member.balanceMinor, scope.exponent),
  member_balance_bonus: decimalFromMinor(member.bonusMinor, scope.exponent),
  member_coin_balance: decimalFromHundredths(member.coinsHundredths),
  member_loan: decimalFromMinor(member.loanMinor, scope.exponent),
});
