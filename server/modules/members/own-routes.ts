import * as operations from "../../../contract/operations/member-own.ts";
import type { Api } from "../../kernel/http/api.ts";
import { readBalanceHistory } from "./balance-history.ts";
import type { MemberParts } from "./member-parts.ts";
import { takeMessages } from "./message-store.ts";
import { changeOwnAccount, changeOwnPassword, memberOf, refuseOther } from "./own-account.ts";
import { changeOwnPhoto } from "./own-photo.ts";
import { forgetMemberPassword, resetMemberPassword, type ResetParts } from "./reset-password.ts";

export type OwnParts = MemberParts & ResetParts;

/** Binds what members read and change of their own account (api-v2.md 2.1, 2.9). */
export function bindOwnRoutes(api: Api, parts: OwnParts): void {
  const { db, cafes } = parts;
  api.bind(operations.changeSelf, async (call) => ({
    member_id: await changeOwnAccount(await cafes.scope(call.cafeId), call),
  }));
  api.bind(operations.ownBalanceHistory, async ({ cafeId, caller, input }) => {
    const read = await readBalanceHistory(db, await cafes.scope(cafeId), memberOf(caller).memberId, input);
    return { ...read, items: read.items.map(({ log_qr: _qr, log_details: _details, ...item }) => item) };
  });
  api.bind(operations.ownMessages, async ({ cafeId, caller, input, now, transact }) => {
    const member = memberOf(caller);
    refuseOther(member, input);
    const rows = await transact((tx) => takeMessages(tx, cafeId, member.memberId, now));
    return { log_list: rows.map((row) => ({ log_details: row.message, log_staff_name: row.staff_name })) };
  });
  api.bind(operations.changePassword, async (call) => ({ member_id: await changeOwnPassword(db, call) }));
  api.bind(operations.updateAvatar, async (call) => ({
    member_photo: await changeOwnPhoto(await cafes.scope(call.cafeId), call),
  }));
  api.bind(operations.memberForgotPassword, async ({ input }) => {
    await forgetMemberPassword(parts, await cafes.scopeOfLicense(input.license_name), input.member_account);
    return { way: 2 };
  });
  api.bind(operations.memberResetPassword, async ({ input, address }) => {
    await resetMemberPassword(parts, await cafes.scopeOfLicense(input.license_name), {
      ...{ account: input.member_account, code: input.reset_code, newPassword: input.new_password, address },
    });
    return {};
  });
}
