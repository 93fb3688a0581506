import { operations } from "../../../contract/operations/index.ts";
import type { Api } from "../../kernel/http/api.ts";
import type { IdSource } from "../../kernel/ids.ts";
import { localText } from "../../kernel/local-time.ts";
import { decimalFromMinor } from "../../kernel/money.ts";
import { listOpenCodes } from "./access-code-store.ts";
import { takenTender } from "./desk-wire.ts";
import { byDesk } from "./guest-routes.ts";
import { logInWithCode } from "./log-in-with-code.ts";
import { addWaitingGuest, logInLockScreen, registerAtPc } from "./register-at-pc.ts";
import { cancelAccessCode } from "./sell-access-code.ts";
import type { Sessions } from "./sessions.ts";

/** Access codes at the desk and at the PC (api-v2.md 2.1, 2.6); `startPrepaid` sells them. */
export function bindAccessCodeRoutes(api: Api, sessions: Sessions, ids: IdSource): void {
  const { auth, pcSessions } = operations;
  const { db, cafes } = sessions.parts;
  api.bind(auth.accessCodeLogin, ({ input, pc, address }) =>
    logInWithCode(sessions, ids, {
      ...{ licenseName: input.license_name, code: input.access_code, pcToken: input.status_pc_token },
      ...{ pcName: input.pc_name, pc, address },
    }),
  );
  bindLockScreen(api, sessions, ids);
  api.bind(pcSessions.listAccessCodes, async ({ cafeId }) => {
    const { zone, exponent } = await cafes.scope(cafeId);
    return (await listOpenCodes(db, cafeId)).map((row) => ({
      access_code: row.code,
      member_id: row.member_id,
      member_account: row.account,
      pc_name: row.pc_name,
      pc_group_id: row.pc_group_id,
      pc_group_name: row.pc_group_name,
      mins: row.minutes,
      amount: decimalFromMinor(row.balance_minor, exponent),
      sold_local: localText(row.sold_at, zone),
      staff_name: row.staff_name,
    }));
  });
  api.bind(pcSessions.cancelAccessCode, async ({ cafeId, caller, input, now, transact }) => {
    const ready = await sessions.ready(cafeId);
    const { settings, exponent } = ready.scope;
    const tender =
      input.payment_method === undefined ? null : takenTender(settings, caller, input.payment_method);
    const code = input.access_code.trim();
    const done = await transact((tx) =>
      cancelAccessCode({ ...ready, tx, now }, code, tender, byDesk(caller)),
    );
    return {
      member_id: done.memberId,
      member_account: done.account,
      refund: decimalFromMinor(done.refundMinor, exponent),
    };
  });
}

/** Guests and members who begin at the lock screen (api-v2.md 2.1, 2.9). */
function bindLockScreen(api: Api, sessions: Sessions, ids: IdSource): void {
  const { guestsAtPcs } = operations;
  api.bind(guestsAtPcs.guestLogin, ({ input, pc }) =>
    logInLockScreen(sessions, ids, { licenseName: input.license_name, pcName: input.pc_name, pc }),
  );
  api.bind(guestsAtPcs.clientMemberRegister, (call) => registerAtPc(sessions, ids, call));
  api.bind(guestsAtPcs.memberAddGuest, async ({ input, ...call }) => {
    const asked = { pcName: input.pc_name, amount: input.topup_amount, email: input.member_email };
    return { member_account: await addWaitingGuest(sessions, ids, call, asked) };
  });
}
