import type { PcSessionFacts } from "../pcs/index.ts";
import { moneySecondsLeft, runningCost } from "./session-cost.ts";
import type { SessionRow } from "./session-store.ts";

/** A running session as PCs, panels and lists see it at an instant. */
export interface SessionView {
  id: number;
  kind: "member" | "guest";
  pcId: number;
  pcName: string;
  startedAt: Date;
  endsAt: Date | null;
  usedSeconds: number;
  /** Null = nothing ends it. */
  leftSeconds: number | null;
  priceName: string;
  costFromBalanceMinor: number;
  costFromBonusMinor: number;
  member: {
    id: number;
    account: string;
    groupId: number;
    groupName: string;
    groupDescription: string;
    discountRate: number;
    discountOffer: number;
    discountPcTime: number;
    balanceMinor: number;
    bonusMinor: number;
    coinsHundredths: number;
    pointsHundredths: number;
    loanMinor: number;
    birthdayOn: string | null;
    recentPlayed: unknown;
    oauthPlatform: string;
  };
}

export function viewOf(row: SessionRow, now: Date, exponent: number): SessionView {
  const money = { balanceMinor: row.balance_minor, lots: row.lots };
  const cost = runningCost(row.terms, money, row.started_at, now, exponent);
  const leftSeconds = moneySecondsLeft(row.terms, money, row.started_at, now);
  const usedSeconds = Math.max(
    0,
    Math.floor(now.getTime() / 1000) - Math.floor(row.started_at.getTime() / 1000),
  );
  return {
    id: row.session_id,
    kind: row.kind,
    pcId: row.pc_id,
    pcName: row.pc_name,
    startedAt: row.started_at,
    endsAt:
      leftSeconds === null
        ? null
        : new Date((Math.floor(row.started_at.getTime() / 1000) + usedSeconds + leftSeconds) * 1000),
    usedSeconds,
    leftSeconds,
    priceName: row.terms.priceName,
    costFromBalanceMinor: cost?.fromBalanceMinor ?? 0,
    costFromBonusMinor: cost?.fromBonusMinor ?? 0,
    member: {
      id: row.member_id,
      account: row.account,
      groupId: row.member_group_id,
      groupName: row.group_name,
      groupDescription: row.group_description,
      discountRate: row.discount_rate,
      discountOffer: row.discount_offer,
      discountPcTime: row.discount_pc_time,
      balanceMinor: row.balance_minor,
      bonusMinor: row.bonus_minor,
      coinsHundredths: row.coins_hundredths,
      pointsHundredths: row.points_hundredths,
      loanMinor: row.loan_minor,
      birthdayOn: row.birthday_on,
      recentPlayed: row.recent_played,
      oauthPlatform: row.oauth_platform,
    },
  };
}

/** The same for the rows of PC lists (api-v2.md 3.1). */
export function pcFactsOf(view: SessionView): PcSessionFacts {
  const { member } = view;
  return {
    sessionId: view.id,
    kind: view.kind,
    startedAt: view.startedAt,
    endsAt: view.endsAt,
    usedSeconds: view.usedSeconds,
    leftSeconds: view.leftSeconds,
    isPaused: false,
    offerName: null,
    priceName: view.priceName,
    memberId: member.id,
    account: member.account,
    balanceMinor: member.balanceMinor,
    bonusMinor: member.bonusMinor,
    group: {
      memberGroupId: member.groupId,
      name: member.groupName,
      description: member.groupDescription,
      discountRate: member.discountRate,
      discountOffer: member.discountOffer,
      discountPcTime: member.discountPcTime,
    },
    paidByMemberId: 0,
  };
}
