import { t } from "../text/en.ts";
import type { Member } from "./member-status.tsx";
import { moneyText } from "./money.ts";

/** What a member's account still holds or owes, in words; empty when nothing is left. */
export function whatRemains(member: Member, currency: string): string[] {
  const m = t.members;
  const parts: [string, string, string][] = [
    [m.balance, member.member_balance, moneyText(member.member_balance, currency)],
    [m.bonus, member.member_balance_bonus, moneyText(member.member_balance_bonus, currency)],
    [m.coins, member.member_coin_balance, Number(member.member_coin_balance).toLocaleString()],
    [m.loan, member.member_loan, moneyText(member.member_loan, currency)],
    [m.offers, String(member.offers), member.offers.toLocaleString()],
  ];
  return parts.filter(([, amount]) => Number(amount) !== 0).map(([label, , shown]) => `${label}: ${shown}`);
}
