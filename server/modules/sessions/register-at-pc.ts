import type { clientMemberRegister } from "../../../contract/operations/guests-at-pcs.ts";
import type { Tx } from "../../kernel/db/database.ts";
import type { Call, InputOf } from "../../kernel/http/api.ts";
import type { Caller, PcCaller } from "../../kernel/http/caller.ts";
import type { IdSource } from "../../kernel/ids.ts";
import { decimalFromMinor } from "../../kernel/money.ts";
import { invalidField, notFound, Refusal } from "../../kernel/refusal.ts";
import { issueSubjectToken } from "../access/index.ts";
import { addGuest, addMember } from "../members/index.ts";
import { findPcByName, type PcRow } from "../pcs/index.ts";
import { guestGroupIds } from "../pricing/index.ts";
import { minorOf } from "./desk-wire.ts";
import { refuseOtherCafe, tokenLivesSeconds } from "./log-in-member.ts";
import { loginAnswer } from "./login-answer.ts";
import { findCustomer, listIdsOfPcs } from "./session-store.ts";
import type { SessionWork } from "./session-work.ts";
import type { Sessions } from "./sessions.ts";
import { priced, refuseSwitchedOff } from "./start-guest.ts";
import { insertWaiting } from "./waiting-store.ts";

/** What somebody without an account does at the lock screen of a PC (api-v2.md 2.1, 2.9). */

const guestTokenSeconds = 3_600;

/** The token of a lock screen. Refuses `pc.not_found`, `pc.out_of_order`, `pc.in_session`. */
export async function logInLockScreen(
  sessions: Sessions,
  ids: IdSource,
  asked: { licenseName: string; pcName: string; pc: PcCaller | null },
) {
  const { db, clock, cafes } = sessions.parts;
  const scope = await cafes.scopeOfLicense(asked.licenseName);
  refuseOtherCafe(asked.pc, scope);
  const pc = await findFreePc(sessions, scope.cafeId, asked.pcName);
  const place = { cafeId: scope.cafeId, now: clock.now(), livesSeconds: guestTokenSeconds };
  const token = await db.transact((tx) =>
    issueSubjectToken(tx, ids, { ...place, kind: "guest", pcName: pc.name }),
  );
  const nobody = {
    ...{ member_id: 0, account: "", photo: "", member_group_id: guestGroupIds.prepaid },
    ...{ discount_rate: 0, discount_offer: 0 },
  };
  const prices = await sessions.parts.pricesOf(scope.cafeId);
  return loginAnswer({ scope, prices, token, customer: nobody, pc, startsSession: false });
}

async function findFreePc(sessions: Sessions, cafeId: number, pcName: string): Promise<PcRow> {
  const { db } = sessions.parts;
  const pc = await findPcByName(db, cafeId, pcName);
  if (pc === undefined) throw notFound("pc.not_found", "PC");
  if (!pc.is_enabled) throw new Refusal("pc.out_of_order", "This PC is out of order.");
  if ((await listIdsOfPcs(db, cafeId, [pc.pc_id])).length > 0)
    throw new Refusal("pc.in_session", "A session is running on this PC.");
  return pc;
}

/** The lock screen of one PC asks for no other. */
function refuseOtherPc(caller: Caller, pcName: string): void {
  if (caller.kind !== "guest" || caller.pcName.toLowerCase() === pcName.toLowerCase()) return;
  throw new Refusal("permission.denied", `This is the lock screen of ${caller.pcName}.`);
}

type RegisterCall = Call<InputOf<typeof clientMemberRegister>>;

/** Makes a member's or a guest's account and logs it in at the PC. */
export async function registerAtPc(sessions: Sessions, ids: IdSource, call: RegisterCall) {
  const { cafeId, input, now } = call;
  refuseOtherPc(call.caller, input.pc_name);
  const ready = await sessions.ready(cafeId);
  const pc = await findFreePc(sessions, cafeId, input.pc_name);
  return call.transact(async (tx) => {
    const work = { ...ready, tx, now };
    const memberId =
      input.member_account === undefined
        ? await registerGuest(work, ids)
        : await registerMember(work, call, input.member_account);
    const customer = await findCustomer(tx, cafeId, memberId);
    if (customer === undefined) throw new Error("a new account was lost");
    const token = await issueSubjectToken(tx, ids, {
      ...{ cafeId, now, livesSeconds: tokenLivesSeconds, kind: "member", memberId, pcName: pc.name },
    });
    // Without billing a guest plays at once; else there is no money yet.
    const startsSession = !ready.scope.settings.flag("license_using_billing");
    return loginAnswer({ ...ready, token, customer, pc, startsSession });
  });
}

async function registerGuest({ tx, scope, now }: SessionWork, ids: IdSource): Promise<number> {
  const isBilling = scope.settings.flag("license_using_billing");
  if (isBilling && scope.settings.flag("disable_prepaid"))
    throw new Refusal("feature.disabled", "Guests pay at the counter here.");
  const memberGroupId = isBilling ? guestGroupIds.prepaid : guestGroupIds.guest;
  return (await addGuest(tx, ids, { cafeId: scope.cafeId, memberGroupId, now })).memberId;
}

function registerMember({ tx, scope }: SessionWork, call: RegisterCall, account: string): Promise<number> {
  const { input } = call;
  if (!scope.settings.flag("register_member_at_client"))
    throw new Refusal("feature.disabled", "Members register at the counter here.");
  if (input.member_password === undefined)
    throw invalidField(
      "member_password",
      "The member_password field is required with an account.",
      "member.password_invalid",
    );
  const asked = {
    ...{ ...input, member_account: account, member_password: input.member_password },
    ...{ member_confirm: input.member_password, member_group_id: undefined },
    ...{ member_comments: undefined, member_expire_time_local: undefined },
  };
  return addMember(scope, { ...call, input: asked, transact: <T>(add: (tx: Tx) => Promise<T>) => add(tx) });
}

/** A guest's account that waits for its money, at a PC that is free now; its name. */
export async function addWaitingGuest(
  sessions: Sessions,
  ids: IdSource,
  call: Pick<Call<unknown>, "cafeId" | "caller" | "now" | "transact">,
  asked: { pcName: string; amount: string; email: string | undefined },
): Promise<string> {
  const { cafeId, now } = call;
  refuseOtherPc(call.caller, asked.pcName);
  const ready = await sessions.ready(cafeId);
  const { scope } = ready;
  const pc = await findFreePc(sessions, cafeId, asked.pcName);
  return call.transact(async (tx) => {
    const work = { ...ready, tx, now };
    refuseSwitchedOff(work, "prepaid");
    const who = { pcGroupId: pc.pc_group_id, memberGroupId: guestGroupIds.prepaid, discountPcTime: 0 };
    const asks = { amountMinor: minorOf(scope.exponent, "topup_amount", asked.amount) };
    const { amountMinor } = priced(work, who, asks, "topup_amount");
    const memberGroupId = guestGroupIds.prepaid;
    const guest = await addGuest(tx, ids, { cafeId, memberGroupId, now, email: asked.email });
    const place = { pcId: pc.pc_id, pcName: pc.name };
    await insertWaiting(tx, { cafeId, memberId: guest.memberId, ...place, amountMinor, at: now });
    const text = `${guest.account} wants time for ${decimalFromMinor(amountMinor, scope.exponent)}. Top up the account to start the session.`;
    await tx.announce(cafeId, "panel.notice", { kind: "order", pc_name: pc.name, text });
    return guest.account;
  });
}
