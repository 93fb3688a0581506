import { notFound, Refusal } from "../../kernel/refusal.ts";
import { expireBonus, postTransfer } from "../ledger/index.ts";
import { addMember, findMember, lockMember, type MemberRow, type NewMemberCall } from "../members/index.ts";
import { moveOffers } from "../offers/index.ts";
import { lockOpenOrders } from "../shop/index.ts";
import { endRunning } from "./end-session.ts";
import { epochSeconds } from "./read-session.ts";
import * as store from "./session-store.ts";
import type { Sessions } from "./sessions.ts";
import type { By, SessionWork } from "./session-work.ts";

/**
 * Makes a guest a member: the session is charged as at checkout and ends, what is left of money and offers goes to the new
 * account, without bonus and points (billing.md 7.6). Free minutes cost nothing, so who converts within them keeps all.
 * Refuses `member.not_found`, `member.not_guest`, `session.kind_refused` where something is still to be paid, and what adding
 * a member refuses.
 */
export async function convertGuest(
  sessions: Sessions,
  work: SessionWork,
  guestId: number,
  newMember: NewMemberCall,
  by: By,
): Promise<{ memberId: number; account: string }> {
  const { tx, scope, now } = work;
  const { cafeId } = scope;
  const [session] = await store.listRunningOfMembers(tx, cafeId, [guestId]);
  if (session !== undefined) {
    if (session.kind === "postpaid")
      throw new Refusal("session.kind_refused", "This session is paid at the counter first.");
    await sessions.change(work, session.session_id, (running) =>
      endRunning(work, running, { at: epochSeconds(now), by, comment: "Converted to member" }),
    );
  }
  await lockMember(tx, cafeId, guestId);
  await expireBonus(tx, cafeId, guestId, now);
  const guest = await findMember(tx, cafeId, guestId);
  refuseUnfit(guest);
  if ((await lockOpenOrders(tx, cafeId, guestId, now)).length > 0)
    throw new Refusal("session.kind_refused", "What this guest has ordered is paid at the counter first.");
  const memberId = await addMember(scope, { ...newMember, transact: (add) => add(tx) });
  const account = newMember.input.member_account;
  await postTransfer(tx, cafeId, now, {
    kind: "conversion",
    actor: by.actor,
    shiftId: null,
    comment: `${guest.account} became ${account}`,
    entries: [
      { account: "balance", memberId: guestId, amount: -guest.balance_minor },
      { account: "balance", memberId, amount: guest.balance_minor },
    ],
    logs: [
      {
        event: "MEMBER_CONVERT",
        memberId,
        memberAccount: account,
        staffName: by.staffName,
        details: `${guest.account} became ${account}`,
      },
    ],
  });
  await moveOffers(tx, cafeId, now, {
    ...{
      fromMemberId: guestId,
      toMemberId: memberId,
      toAccount: account,
      actor: by.actor,
      staffName: by.staffName,
    },
  });
  await tx.announce(cafeId, "members.changed", { member_ids: [guestId, memberId] });
  return { memberId, account };
}

function refuseUnfit(guest: MemberRow | undefined): asserts guest is MemberRow {
  if (guest === undefined) throw notFound("member.not_found", "Member");
  if (guest.member_group_id >= 0)
    throw new Refusal("member.not_guest", "This account is a member's already.");
  if (guest.loan_minor > 0)
    throw new Refusal("session.kind_refused", "What this guest owes is paid at the counter first.");
}
