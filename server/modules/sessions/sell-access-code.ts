import { randomText, type IdSource } from "../../kernel/ids.ts";
import { notFound, Refusal } from "../../kernel/refusal.ts";
import type { Tender } from "../ledger/index.ts";
import { addGuest, lockMember } from "../members/index.ts";
import { findPcByName } from "../pcs/index.ts";
import { guestGroupIds } from "../pricing/index.ts";
import * as store from "./access-code-store.ts";
import { payBack } from "./guest-money.ts";
import { findMoney } from "./session-store.ts";
import type { By, SessionWork } from "./session-work.ts";
import { payAhead, refuseSwitchedOff, type StartedGuest, type TimeAsked } from "./start-guest.ts";

/** So few of the ten thousand codes are open that guessing one is slow work. */
const mostOpenCodes = 500;

/** What the desk hands out: no session yet, but a code for one. */
export type SoldCode = Omit<StartedGuest, "sessionId"> & { sessionId: null; accessCode: string };

/**
 * Sells prepaid time for later: the guest's account holds the money, a code of four digits starts the session at a free PC of
 * the named PC's group. Refuses `feature.disabled`, `pc.not_found`, `limit.max_records`, what `priced` refuses.
 */
export async function sellAccessCode(
  work: SessionWork,
  ids: IdSource,
  sale: { pcName: string; paid: TimeAsked; tender: Tender },
  by: By,
): Promise<SoldCode> {
  const { tx, scope, now } = work;
  const { cafeId } = scope;
  refuseCodesOff(work);
  refuseSwitchedOff(work, "prepaid");
  const pc = await findPcByName(tx, cafeId, sale.pcName);
  if (pc === undefined) throw notFound("pc.not_found", "PC");
  await store.lockNewCodes(tx, cafeId);
  const taken = new Set((await store.listOpenCodes(tx, cafeId)).map(({ code }) => code));
  if (taken.size >= mostOpenCodes)
    throw new Refusal("limit.max_records", `A café may have at most ${mostOpenCodes} unused access codes.`);
  const guest = await addGuest(tx, ids, { cafeId, memberGroupId: guestGroupIds.prepaid, now });
  const seat = { guest, pcName: pc.name, pcGroupId: pc.pc_group_id };
  const paid = await payAhead(work, seat, { kind: "prepaid", paid: sale.paid, tender: sale.tender }, by);
  const accessCode = freeCode(ids, taken);
  await store.insertCode(tx, {
    ...{ cafeId, code: accessCode, memberId: guest.memberId, pcName: pc.name, pcGroupId: pc.pc_group_id },
    ...{ minutes: paid.minutes, staffName: by.staffName, at: now },
  });
  return {
    ...{ sessionId: null, pcId: pc.pc_id, pcName: pc.name, memberId: guest.memberId, account: guest.account },
    ...{ password: guest.password, accessCode, ...paid },
  };
}

function freeCode(ids: IdSource, taken: ReadonlySet<string>): string {
  for (;;) {
    const code = randomText(ids, "0123456789", 4);
    if (!taken.has(code)) return code;
  }
}

export function refuseCodesOff({ scope }: Pick<SessionWork, "scope">): void {
  if (!scope.settings.flag("access_code_login"))
    throw new Refusal("feature.disabled", "Log-in by access code is switched off in the settings.");
}

/** Takes a code back and pays its money back. Refuses `access_code.not_found`. */
export async function cancelAccessCode(
  work: SessionWork,
  code: string,
  tender: Tender | null,
  by: By,
): Promise<{ memberId: number; account: string; refundMinor: number }> {
  const { tx, scope, now } = work;
  const { cafeId } = scope;
  const row = await store.lockOpenCode(tx, cafeId, code);
  if (row === undefined) throw notFound("access_code.not_found", "Access code");
  await lockMember(tx, cafeId, row.member_id);
  const rest = (await findMoney(tx, cafeId, row.member_id))?.balance_minor ?? 0;
  const guest = { memberId: row.member_id, account: row.account, pcName: row.pc_name, sessionId: null };
  if (rest > 0) await payBack(work, guest, rest, by, tender, "Access code taken back");
  await store.cancelCode(tx, cafeId, row.access_code_id, now);
  return { memberId: row.member_id, account: row.account, refundMinor: rest };
}
