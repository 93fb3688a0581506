import type { IdSource } from "../../kernel/ids.ts";
import { decimalFromMinor } from "../../kernel/money.ts";
import { invalidField, Refusal } from "../../kernel/refusal.ts";
import type { Tender } from "../ledger/index.ts";
import { addGuest, type Guest } from "../members/index.ts";
import { sellOffer } from "../shop/index.ts";
import { guestGroupIds, moneyForTime, timeForMoney } from "../pricing/index.ts";
import { payIn } from "./guest-money.ts";
import { epochSeconds, minimumOf, moneyTerms } from "./read-session.ts";
import { lockFreePc, startSession, type Started } from "./start-session.ts";
import type { By, SessionWork } from "./session-work.ts";

/** How a guest's session begins (billing.md 7.1). */
export type GuestStart =
  | { kind: "prepaid"; paid: TimeAsked; tender: Tender }
  | { kind: "offer"; productId: number; tender: Tender }
  | { kind: "postpaid" }
  | { kind: "free"; comment: string };

/** So much money, or so many minutes. */
export type TimeAsked = { amountMinor: number } | { minutes: number };

export interface StartedGuest extends Started {
  password: string;
  orderNo: number | null;
  amountMinor: number | null;
  minutes: number | null;
}

/**
 * Starts a session of a guest with an account of its own. Refuses what `startSession` refuses, `feature.disabled` where the
 * café does not offer the kind, an amount below the minimum, `pricing.no_price`.
 */
export async function startGuest(
  work: SessionWork,
  ids: IdSource,
  pcName: string,
  start: GuestStart,
  by: By,
): Promise<StartedGuest> {
  const { tx, scope, now } = work;
  refuseSwitchedOff(work, start.kind);
  const pc = await lockFreePc(work, pcName);
  const guest = await addGuest(tx, ids, {
    cafeId: scope.cafeId,
    memberGroupId: guestGroupIds[start.kind],
    now,
  });
  const paid = await payAhead(work, { guest, pcName: pc.name, pcGroupId: pc.pc_group_id }, start, by);
  const comment = start.kind === "free" ? start.comment : "";
  const started = await startSession(work, {
    ...{ pcName: pc.name, memberId: guest.memberId, kind: start.kind, staffName: by.staffName, comment },
  });
  return { ...started, password: guest.password, ...paid };
}

export function refuseSwitchedOff({ scope }: SessionWork, kind: GuestStart["kind"]): void {
  const off =
    !scope.settings.flag("license_using_billing") ||
    (kind === "prepaid" && scope.settings.flag("disable_prepaid")) ||
    (kind === "postpaid" && scope.settings.flag("disable_postpaid")) ||
    (kind === "offer" && !scope.settings.flag("allow_offer_session"));
  if (off)
    throw new Refusal("feature.disabled", `Sessions of the kind ${kind} are switched off in the settings.`);
}

type Paid = Pick<StartedGuest, "orderNo" | "amountMinor" | "minutes">;
const nothing: Paid = { orderNo: null, amountMinor: null, minutes: null };

/** Takes what the guest pays before the session. */
export async function payAhead(
  work: SessionWork,
  seat: { guest: Guest; pcName: string; pcGroupId: number },
  start: GuestStart,
  by: By,
): Promise<Paid> {
  const { guest, pcName, pcGroupId } = seat;
  switch (start.kind) {
    case "postpaid":
    case "free":
      return nothing;
    case "prepaid": {
      const asked = priced(
        work,
        { pcGroupId, memberGroupId: guestGroupIds.prepaid, discountPcTime: 0 },
        start.paid,
      );
      const payer = { memberId: guest.memberId, account: guest.account, pcName, sessionId: null };
      const tenders = [{ tender: start.tender, amountMinor: asked.amountMinor }];
      return { ...asked, orderNo: await payIn(work, payer, tenders, by, "Prepaid session") };
    }
    case "offer": {
      const { tx, scope, now } = work;
      const sold = await sellOffer(tx, scope, now, {
        memberId: guest.memberId,
        lines: [{ productId: start.productId, quantity: 1 }],
        payment: start.tender,
        runningCost: () => Promise.resolve({ bonusMinor: 0, balanceMinor: 0 }),
        bonusPays: false,
        seller: "staff",
        ...{ actor: by.actor, staffName: by.staffName, shiftId: null, pcName, comment: "" },
      });
      return { ...nothing, orderNo: sold.orderNo, amountMinor: sold.totalMinor };
    }
  }
}

/** What is sold: money is taken as it is, minutes at what they cost from now on, so that they last (billing.md 6.5). */
export function priced(
  { scope, prices, now }: SessionWork,
  who: { pcGroupId: number; memberGroupId: number; discountPcTime: number },
  asked: TimeAsked,
  field = "amount",
): { amountMinor: number; minutes: number | null } {
  const terms = moneyTerms(scope, prices, { ...who, minimumMinor: minimumOf(scope, "prepaid") });
  if (terms === null) throw new Refusal("pricing.no_price", "No price fits this PC and this kind of guest.");
  const at = { terms: terms.charge, startsAt: epochSeconds(now) };
  const amountMinor =
    "minutes" in asked ? moneyForTime({ ...at, minutes: asked.minutes }) : asked.amountMinor;
  const { minimumMinor } = terms.charge;
  if (amountMinor < Math.max(1, minimumMinor)) {
    const least = decimalFromMinor(Math.max(1, minimumMinor), scope.exponent);
    throw invalidField(field, `The ${field} must be at least ${least}.`);
  }
  return { amountMinor, minutes: timeForMoney({ ...at, amountMinor }) };
}
