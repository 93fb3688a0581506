import type { addMember as operation } from "../../../contract/operations/members.ts";
import { brokenConstraint } from "../../kernel/db/database-errors.ts";
import type { Tx } from "../../kernel/db/database.ts";
import { actorOf } from "../../kernel/http/caller.ts";
import type { Call, InputOf } from "../../kernel/http/api.ts";
import { instantOfLocal } from "../../kernel/local-time.ts";
import { invalidField, notFound, Refusal } from "../../kernel/refusal.ts";
import { hashPassword } from "../access/index.ts";
import type { CafeScope } from "../cafes/index.ts";
import { useRegisterCode, writeMemberLog } from "../ledger/index.ts";
import { holdMemberGroup } from "./member-group-store.ts";
import { accountRefusal, missingFieldRefusal, passwordRefusal } from "./member-rules.ts";
import { countMembers, insertMembers, lockNewMembers } from "./member-store.ts";

/** Members a café may have; guests do not count (api-v2.md 1.9). */
export const mostMembers = 50_000;

/** The error, or `member.account_exists` when the account is taken. */
export function asAccountExists(error: unknown): unknown {
  if (brokenConstraint(error) !== "members_account_once") return error;
  return new Refusal("member.account_exists", "Member account already exists.");
}

/** The instant of an end of the account in café time; 0000-00-00 = never, which is null. */
export function expiryOf(text: string | undefined, zone: string): Date | null {
  if (text === undefined || text.startsWith("0000-00-00")) return null;
  const instant = instantOfLocal(text, zone);
  if (instant !== null) return instant;
  throw invalidField(
    "member_expire_time_local",
    "The member_expire_time_local must be a time (YYYY-MM-DD HH:MM:SS) or 0000-00-00.",
  );
}

/** Refuses groups that are not there, and those of guests. */
export async function refuseUnknownGroup(tx: Tx, cafeId: number, memberGroupId: number): Promise<void> {
  if (memberGroupId >= 0 && (await holdMemberGroup(tx, cafeId, memberGroupId)) !== undefined) return;
  throw notFound("member_group.not_found", "Member group");
}

async function groupOf(tx: Tx, scope: CafeScope, asked: number | undefined): Promise<number> {
  if (asked !== undefined) {
    await refuseUnknownGroup(tx, scope.cafeId, asked);
    return asked;
  }
  // The group of the setting may have been removed since.
  const usual = scope.settings.int("default_member_group");
  return usual >= 0 && (await holdMemberGroup(tx, scope.cafeId, usual)) !== undefined ? usual : 0;
}

/** What adding a member reads of its call; `transact` may join a transaction under way. */
export type NewMemberCall = Pick<
  Call<InputOf<typeof operation>>,
  "input" | "cafeId" | "now" | "caller" | "transact"
>;

/**
 * Adds a member and answers its id (api-v2.md 2.7). Refuses `member.account_invalid`, `member.account_exists`,
 * `member.password_invalid`, `member_group.not_found`, `promo.unknown`, `limit.max_records`, and a field that
 * member_settings demands.
 */
export async function addMember(scope: CafeScope, call: NewMemberCall): Promise<number> {
  const { input, cafeId, now } = call;
  const refusal =
    accountRefusal(input.member_account) ??
    passwordRefusal(input.member_password, input.member_confirm) ??
    missingFieldRefusal(scope.settings.json("member_settings"), input);
  if (refusal !== null) throw refusal;
  const expiresAt = expiryOf(input.member_expire_time_local, scope.zone);
  const passwordHash = await hashPassword(input.member_password);
  return call.transact(async (tx) => {
    await lockNewMembers(tx, cafeId);
    if ((await countMembers(tx, cafeId)) >= mostMembers) {
      throw new Refusal("limit.max_records", `A café may have at most ${mostMembers} members.`);
    }
    const member = {
      account: input.member_account,
      passwordHash,
      memberGroupId: await groupOf(tx, scope, input.member_group_id),
      firstName: input.member_first_name,
      lastName: input.member_last_name,
      email: input.member_email,
      phone: input.member_phone,
      idCard: input.member_id_card,
      address: input.member_address,
      comments: input.member_comments,
      birthdayOn: input.member_birthday,
      expiresAt,
    };
    const [memberId = 0] = await insertMembers(tx, cafeId, [member], now).catch((error: unknown) => {
      throw asAccountExists(error);
    });
    const staffName = actorOf(call.caller).actorName;
    await writeMemberLog(tx, cafeId, {
      at: now,
      event: "MEMBER_ADD",
      memberId,
      account: member.account,
      staffName,
      details: "",
    });
    if (input.promo_code !== undefined)
      await useRegisterCode(tx, registerCode(scope, call, memberId, input.promo_code));
    await tx.announce(cafeId, "members.changed", { member_ids: [memberId] });
    return memberId;
  });
}

/** A code for new members; one that does not fit takes the new account back with it (billing.md 4). */
function registerCode(
  scope: CafeScope,
  call: Pick<Call<unknown>, "now" | "caller">,
  memberId: number,
  code: string,
) {
  return {
    cafeId: scope.cafeId,
    now: call.now,
    memberId,
    actor: actorOf(call.caller),
    shiftId: null,
    bonusHours: scope.settings.int("bonus_expiration_time"),
    promo: {
      code,
      exponent: scope.exponent,
      removeUsedUp: scope.settings.flag("delete_promocode_after_use"),
    },
  };
}
