import { Refusal } from "../../kernel/refusal.ts";
import type { Tender } from "../ledger/index.ts";
import { sellOffer, type Payment } from "../shop/index.ts";
import { chooseAnew, reread } from "./advance-session.ts";
import { isBonusHour } from "./bonus-hours-rules.ts";
import { payIn } from "./guest-money.ts";
import { epochSeconds, usesOffers } from "./read-session.ts";
import { openSpanOf } from "./session-rules.ts";
import type { By, Running, SessionWork } from "./session-work.ts";
import { settlementOf } from "./settle-rules.ts";
import { priced, type TimeAsked } from "./start-guest.ts";

/** More time for a guest who paid before: money comes in and stands on the guest's balance. Refuses `session.kind_refused`. */
export async function addTime(
  work: SessionWork,
  running: Running,
  asked: TimeAsked,
  tender: Tender,
  by: By,
): Promise<{ orderNo: number | null; amountMinor: number; minutes: number | null }> {
  const { row } = running;
  if (row.kind !== "prepaid" && row.kind !== "offer")
    throw new Refusal(
      "session.kind_refused",
      "Time is added to sessions that were paid before; members are topped up.",
    );
  const sold = priced(
    work,
    { pcGroupId: row.pc_group_id, memberGroupId: row.member_group_id, discountPcTime: row.discount_pc_time },
    asked,
  );
  const guest = {
    memberId: row.member_id,
    account: row.account,
    pcName: row.pc_name,
    sessionId: row.session_id,
  };
  const orderNo = await payIn(work, guest, [{ tender, amountMinor: sold.amountMinor }], by, "Time added");
  await goOn(work, row.session_id);
  return { ...sold, orderNo };
}

/** An offer for whoever plays; the session goes over to it as soon as its time may run. Refuses `session.kind_refused`. */
export async function addOffer(
  work: SessionWork,
  running: Running,
  sale: { productId: number; quantity: number; payment: Payment },
  by: By,
): Promise<{ orderNo: number; ownedOfferIds: number[] }> {
  const { row, facts } = running;
  if (!usesOffers(row.kind))
    throw new Refusal("session.kind_refused", "Sessions of this kind use no offers.");
  const { tx, scope, now } = work;
  const at = epochSeconds(now);
  const span = openSpanOf(facts);
  const cost = span === undefined ? null : settlementOf(facts, span, at);
  const { orderNo, ownedOfferIds } = await sellOffer(tx, scope, now, {
    memberId: row.member_id,
    lines: [{ productId: sale.productId, quantity: sale.quantity }],
    payment: sale.payment,
    runningCost: () =>
      Promise.resolve({ bonusMinor: cost?.fromBonusMinor ?? 0, balanceMinor: cost?.fromBalanceMinor ?? 0 }),
    bonusPays: isBonusHour(facts.rules.bonusHours, facts.rules.zone, at),
    seller: "staff",
    ...{ actor: by.actor, staffName: by.staffName, shiftId: null, pcName: row.pc_name, comment: "" },
  });
  await goOn(work, row.session_id);
  return { orderNo, ownedOfferIds };
}

async function goOn(work: SessionWork, sessionId: number): Promise<void> {
  const again = await reread(work, sessionId);
  if (again !== null) await chooseAnew(work, again);
  await work.tx.announce(work.scope.cafeId, "sessions.changed", {
    pc_ids: again === null ? [] : [again.row.pc_id],
  });
}
