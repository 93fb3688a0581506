import type * as operations from "../../../contract/operations/member-own.ts";
import type { Call, InputOf } from "../../kernel/http/api.ts";
import type { Caller } from "../../kernel/http/caller.ts";
import { assert } from "../../kernel/assert.ts";
import type { Db } from "../../kernel/db/database.ts";
import { Refusal } from "../../kernel/refusal.ts";
import {
  endPortalTokens,
  hashPassword,
  inSignInTurn,
  noteSignInFailure,
  refuseTooManyFailures,
} from "../access/index.ts";
import type { CafeScope } from "../cafes/index.ts";
import { writeMemberLog } from "../ledger/index.ts";
import { asAccountExists } from "./add-member.ts";
import { checkMemberPassword } from "./check-password.ts";
import { changesInWords } from "./change-member.ts";
import { accountRefusal, passwordRefusal } from "./member-rules.ts";
import { lockMember, updateMember, type MemberChange, type MemberRow } from "./member-store.ts";

/** What members change of their own account (api-v2.md 2.9). */

export type MemberCaller = Extract<Caller, { kind: "member" }>;

export function memberOf(caller: Caller): MemberCaller {
  assert(caller.kind === "member", "the contract lets only members in here");
  return caller;
}

/** An account or id that is named must be the token's own (pc-protocol.md 9); accounts compare without regard to case. */
export function refuseOther(
  caller: MemberCaller,
  named: { member_account?: string | undefined; member_id?: number | undefined },
): void {
  const otherAccount =
    named.member_account !== undefined && named.member_account.toLowerCase() !== caller.account.toLowerCase();
  if (otherAccount || (named.member_id !== undefined && named.member_id !== caller.memberId))
    throw new Refusal("permission.other_member", "A member may name its own account only.");
}

/** The new name, when it is another and the café lets members choose. */
function accountChange(scope: CafeScope, member: MemberRow, asked: string | undefined): MemberChange {
  if (asked === undefined || asked === member.account) return {};
  if (!scope.settings.flag("allow_change_member_account") || member.member_group_id < 0)
    throw new Refusal("feature.disabled", "The account's name cannot be changed here; ask the desk.");
  const refusal = accountRefusal(asked);
  if (refusal !== null) throw refusal;
  return { account: asked };
}

/**
 * Changes one's own account; what is not sent stays (api-v2.md 2.9 memberSelf). Refuses `feature.disabled`,
 * `member.account_exists`, `member.account_invalid`.
 */
export async function changeOwnAccount(
  scope: CafeScope,
  { cafeId, caller, now, input, transact }: Call<InputOf<typeof operations.changeSelf>>,
): Promise<number> {
  const { memberId } = memberOf(caller);
  const asked = {
    first_name: input.member_first_name,
    last_name: input.member_last_name,
    email: input.member_email,
    phone: input.member_phone,
    birthday_on: input.member_birthday,
  };
  const plain = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
  await transact(async (tx) => {
    const member = await lockMember(tx, cafeId, memberId);
    const all: MemberChange = { ...plain, ...accountChange(scope, member, input.member_account) };
    await updateMember(tx, cafeId, memberId, all, now).catch((error: unknown) => {
      throw asAccountExists(error);
    });
    await writeMemberLog(tx, cafeId, {
      ...{ at: now, event: "MEMBER_UPDATE", memberId, account: all.account ?? member.account },
      ...{ staffName: "", details: `by the member: ${changesInWords(member, all)}` },
    });
    await tx.announce(cafeId, "members.changed", { member_ids: [memberId] });
  });
  return memberId;
}

/**
 * Changes one's own password with the present one; log-ins at the portal end (api-v2.md 2.9). Refuses
 * `permission.other_member`, `auth.bad_credentials`, `auth.too_many_logins`, `member.password_invalid`.
 */
export function changeOwnPassword(
  db: Db,
  call: Call<InputOf<typeof operations.changePassword>>,
): Promise<number> {
  const { cafeId, now, input, address, transact } = call;
  const caller = memberOf(call.caller);
  refuseOther(caller, input);
  const { memberId, account } = caller;
  return inSignInTurn(`${cafeId} ${account}`, address, async () => {
    await refuseTooManyFailures(db, cafeId, account, address, now);
    const refusal = passwordRefusal(input.new_password, input.new_password, "new_password");
    if (refusal !== null) throw refusal;
    if ((await checkMemberPassword(db, cafeId, account, input.old_password)) === null) {
      await noteSignInFailure(db, cafeId, account, address, now);
      throw new Refusal("auth.bad_credentials", "The old_password is wrong.");
    }
    const hash = await hashPassword(input.new_password);
    await transact(async (tx) => {
      const member = await lockMember(tx, cafeId, memberId);
      await updateMember(tx, cafeId, memberId, { password_hash: hash }, now);
      await endPortalTokens(tx, cafeId, memberId, now);
      await writeMemberLog(tx, cafeId, {
        ...{ at: now, event: "MEMBER_UPDATE", memberId, account: member.account },
        ...{ staffName: "", details: "password, by the member" },
      });
    });
    return memberId;
  });
}
