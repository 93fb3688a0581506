import type { ClientStatus } from "../../../contract/frames/client-status.ts";
import { decimalFromMinor } from "../../kernel/money.ts";
import { durationText, localText, monthToMinute } from "../../kernel/local-time.ts";
import { flagOf } from "../../kernel/http/wire.ts";
import type { CafeScope } from "../cafes/index.ts";
import type { PcRow } from "../pcs/index.ts";
import type { SessionView } from "../sessions/index.ts";

/** What a PC is shown (pc-protocol.md 3.3). Pure: the same facts give the same state. */

const unlimited = "9999:00:00";

export interface StatusFacts {
  scope: CafeScope;
  pc: PcRow;
  stateNo: number;
  /** Null: no session, the PC is locked. */
  session: SessionView | null;
  /** The next booking of the PC, or the one that lasts; null = none. */
  booking: { at: Date } | null;
  /** Stands for the password while the session runs; "" without one. */
  pcToken: string;
}

function lockedPart(zero: string) {
  return {
    member_id: 0,
    member_account: "",
    member_group_id: 0,
    member_group_name: null,
    member_group_desc: null,
    member_group_discount_rate: 0,
    member_group_discount_offer: 0,
    member_balance: zero,
    member_balance_bonus: zero,
    member_balance_realtime: zero,
    member_balance_bonus_realtime: zero,
    member_coin_balance: 0,
    member_loan: 0,
    member_points: 0,
    member_balance_bonus_left_seconds: 0,
    status_connect_time_left: null,
    status_connect_time_duration: null,
    status_connect_time_local: null,
    status_disconnect_time_local: null,
    member_birthday: null,
    member_recent_played: "[]",
    member_oauth_platform: "account",
  };
}

function sessionPart({ scope, session }: StatusFacts & { session: SessionView }) {
  const { member } = session;
  const money = (minor: number) => decimalFromMinor(minor, scope.exponent);
  const number = (minor: number) => Number(money(minor));
  const ownGroup = member.groupId >= 0;
  return {
    member_id: member.id,
    member_account: member.account,
    member_group_id: member.groupId,
    member_group_name: ownGroup ? member.groupName : null,
    member_group_desc: ownGroup ? member.groupDescription : null,
    member_group_discount_rate: member.discountRate,
    member_group_discount_offer: member.discountOffer,
    member_balance: money(member.balanceMinor),
    member_balance_bonus: money(member.bonusMinor),
    member_balance_realtime: money(member.balanceMinor - session.costFromBalanceMinor),
    member_balance_bonus_realtime: money(member.bonusMinor - session.costFromBonusMinor),
    member_coin_balance: member.coinsHundredths / 100,
    member_loan: number(member.loanMinor),
    member_points: member.pointsHundredths / 100,
    member_balance_bonus_left_seconds: session.moneyLeftSeconds ?? 0,
    status_connect_time_left: timeLeftOf(session),
    status_connect_time_duration: durationText(session.usedSeconds),
    status_connect_time_local: localText(session.startedAt, scope.zone),
    status_disconnect_time_local: session.endsAt === null ? null : localText(session.endsAt, scope.zone),
    member_birthday: member.birthdayOn,
    member_recent_played: JSON.stringify(member.recentPlayed ?? []),
    member_oauth_platform: member.oauthPlatform,
  };
}

/** Of the source in use; not counted where the time used is shown instead. */
function timeLeftOf({ kind, sourceLeftSeconds }: SessionView): string {
  switch (kind) {
    case "postpaid":
    case "free":
      return durationText(0);
    case "guest":
      return unlimited;
    case "member":
    case "prepaid":
    case "offer":
      return sourceLeftSeconds === null ? unlimited : durationText(sourceLeftSeconds);
  }
}

/** The whole state, fields in the order of the wire. */
export function clientStatusOf(facts: StatusFacts): ClientStatus {
  const { scope, pc, session } = facts;
  const part =
    session === null ? lockedPart(decimalFromMinor(0, scope.exponent)) : sessionPart({ ...facts, session });
  const { member_birthday, member_recent_played, member_oauth_platform, ...member } = part;
  return {
    pc_name: pc.name,
    pc_group_id: pc.pc_group_id,
    pc_group_name: pc.pc_group_name,
    license_server_code: scope.row.server_code,
    recent_booking: facts.booking === null ? null : monthToMinute(facts.booking.at, scope.zone),
    ...member,
    status_pc_token: facts.pcToken,
    status_member_offer_id: session?.offerInUse?.ownedOfferId ?? 0,
    offer_in_using: session?.offerInUse?.name ?? "",
    available_offers: (session?.offers ?? []).map((offer) => ({
      product_name: offer.name,
      product_seconds: offer.seconds,
      member_offer_id: offer.ownedOfferId,
      member_offer_left_seconds: offer.leftSeconds,
      member_offer_expire_at: offer.expiresAt,
    })),
    member_birthday,
    member_recent_played,
    member_oauth_platform,
    pc_mining_enabled: 0,
    pc_mining_tool: "",
    pc_mining_options: "",
    state_no: facts.stateNo,
    session_id: session?.id ?? null,
    session_kind: session?.kind ?? "",
    pc_paused: flagOf(session?.isPaused === true),
    pc_enabled: flagOf(pc.is_enabled),
  };
}
