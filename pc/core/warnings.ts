import type { ClientStatus } from "../../contract/frames/client-status.ts";

/** How a café wants its customers told that time runs out (settings `alert_client_before_end`, `alert_for_last_offer`). */
export interface WarningSettings {
  /** Minutes before the end. */
  minutes: readonly number[];
  /** Nobody is told unless this is set. */
  forLast: boolean;
}

/** Until the server's settings came: the defaults of pc-protocol.md 7. */
export const usualWarnings: WarningSettings = { minutes: [5, 4, 3, 2, 1], forLast: true };

/** What was told already, of one source of one session; another source is told of anew (pc-protocol.md 6.2). */
export interface Warned {
  source: string;
  minutes: readonly number[];
}

export const nothingWarned: Warned = { source: "", minutes: [] };

export interface Warning {
  text: string;
  warned: Warned;
}

/**
 * What the customer is told now, or null (pc-protocol.md 6.4): only while nothing but the last offer or the balance is left,
 * each minute once. After a jump only the minute that is nearest is told, and those before it count as told.
 */
export function dueWarning(
  status: ClientStatus,
  secondsLeft: number,
  before: Warned,
  { minutes, forLast }: WarningSettings,
): Warning | null {
  const isOnOffer = status.status_member_offer_id !== 0;
  const isLast = status.available_offers.length <= (isOnOffer ? 1 : 0);
  if (!forLast || !isLast || secondsLeft < 0 || status.pc_paused === 1) return null;
  const source = `${status.session_id ?? 0}/${status.status_member_offer_id}`;
  const told = before.source === source ? before.minutes : [];
  const reached = minutes.filter((minute) => secondsLeft <= minute * 60);
  const fresh = reached.filter((minute) => !told.includes(minute));
  if (fresh.length === 0) return null;
  return { text: wordsOf(Math.min(...fresh), status), warned: { source, minutes: [...told, ...fresh] } };
}

function wordsOf(minute: number, status: ClientStatus): string {
  const funds = Number(status.member_balance_realtime) + Number(status.member_balance_bonus_realtime);
  const goesOn = status.status_member_offer_id !== 0 && funds > 0;
  return `${minute} min left${goesOn ? ` of ${status.offer_in_using}, then the balance is used` : ""}`;
}
