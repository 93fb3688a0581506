import { invalidField, notFound } from "../../kernel/refusal.ts";
import type { Db, Queries } from "../../kernel/db/database.ts";
import { localWeekday } from "../../kernel/local-time.ts";
import { minorFromDecimal } from "../../kernel/money.ts";
import type { CafeScope } from "../cafes/index.ts";
import { askPromoCode, readBonusTerms, topUpBonus, type Bonus } from "../ledger/index.ts";
import { listMembersByIds } from "./member-store.ts";

/** What the café's settings give for a top-up of so much at this instant (billing.md 4). */
export function bonusFor(scope: CafeScope, valueMinor: number, now: Date): Bonus {
  const { settings, zone, exponent } = scope;
  const terms = readBonusTerms({
    priceBonus: settings.json("price_bonus"),
    unit: settings.text("bonus_unit"),
    fieldType: settings.text("topup_bonus_field_type"),
    rewardPercents: settings.json("topup_reward_percent"),
  });
  return topUpBonus(terms, valueMinor, exponent, localWeekday(now, zone));
}

/** Minor units of an amount sent; refuses what is finer than the café's smallest unit (billing.md 1). */
export function minorOf(scope: CafeScope, field: string, decimal: string): number {
  const minor = minorFromDecimal(decimal, scope.exponent);
  if (minor !== null) return minor;
  throw invalidField(field, `The ${field} must be an amount with at most ${scope.exponent} decimal places.`);
}

/**
 * What the settings and a promotion code give together (billing.md 4); uses nothing up. Refuses `promo.*`,
 * `member.not_found`.
 */
export async function dueWithCode(
  db: Queries,
  scope: CafeScope,
  asked: { memberIds: readonly number[]; valueMinor: number; promoCode: string | undefined; now: Date },
): Promise<Bonus> {
  const { memberIds, valueMinor, promoCode: code, now } = asked;
  const due = bonusFor(scope, valueMinor, now);
  if (code === undefined) return due;
  const { cafeId, exponent } = scope;
  const promo = await askPromoCode(db, {
    ...{ cafeId, now, code, exponent, memberIds, valueMinor },
    purpose: "topup",
  });
  return {
    bonusMinor: due.bonusMinor + promo.bonusMinor,
    coinsHundredths: due.coinsHundredths + promo.coinsHundredths,
  };
}

const nothing: Bonus = { bonusMinor: 0, coinsHundredths: 0 };

export interface FetchedBonus {
  /** For the first member named, or for any member when none is. */
  bonus: Bonus;
  members: { memberId: number; bonus: Bonus }[];
}

/** What a top-up would bring each member; guests earn none. Changes nothing. Refuses `member.not_found`, `promo.*`. */
export async function fetchBonus(
  db: Db,
  scope: CafeScope,
  asked: { memberIds: readonly number[]; value: string; promoCode: string | undefined; now: Date },
): Promise<FetchedBonus> {
  const valueMinor = minorOf(scope, "topup_value", asked.value);
  const due = await dueWithCode(db, scope, { ...asked, valueMinor });
  const rows = asked.memberIds.length === 0 ? [] : await listMembersByIds(db, scope.cafeId, asked.memberIds);
  const byId = new Map(rows.map((row) => [row.member_id, row]));
  const members = asked.memberIds.map((memberId) => {
    const row = byId.get(memberId);
    if (row === undefined) throw notFound("member.not_found", "Member");
    return { memberId, bonus: row.member_group_id < 0 ? nothing : due };
  });
  return { bonus: members[0]?.bonus ?? due, members };
}
