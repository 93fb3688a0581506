import type { changeMember as operation } from "../../../contract/operations/members.ts";
import { actorOf } from "../../kernel/http/caller.ts";
import type { Call, InputOf } from "../../kernel/http/api.ts";
import type { Tx } from "../../kernel/db/database.ts";
import { hashPassword } from "../access/index.ts";
import type { CafeScope } from "../cafes/index.ts";
import { writeMemberLog } from "../ledger/index.ts";
import { asAccountExists, expiryOf, refuseUnknownGroup } from "./add-member.ts";
import { accountRefusal, passwordRefusal } from "./member-rules.ts";
import { lockMember, updateMember, type MemberChange, type MemberRow } from "./member-store.ts";

type Asked = InputOf<typeof operation>;

/** Only what was sent; an empty comment is none. */
function plainChanges(input: Asked, zone: string): MemberChange {
  const changes = {
    first_name: input.member_first_name,
    last_name: input.member_last_name,
    email: input.member_email,
    phone: input.member_phone,
    id_card: input.member_id_card,
    address: input.member_address,
    comments: input.member_comments === "" ? null : input.member_comments,
    birthday_on: input.member_birthday,
    sex: input.member_sex,
    telegram_username: input.member_telegram_username,
    oauth_platform: input.member_oauth_platform === "" ? undefined : input.member_oauth_platform,
    is_active: input.member_is_active,
    expires_at:
      input.member_expire_time_local === undefined
        ? undefined
        : expiryOf(input.member_expire_time_local, zone),
  };
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
}

async function groupChange(
  tx: Tx,
  scope: CafeScope,
  member: MemberRow,
  asked: number | undefined,
): Promise<MemberChange> {
  // With points on, points decide the group; a guest stays what it is.
  if (
    asked === undefined ||
    asked === member.member_group_id ||
    scope.settings.flag("point_enable") ||
    member.member_group_id < 0
  )
    return {};
  await refuseUnknownGroup(tx, scope.cafeId, asked);
  return { member_group_id: asked };
}

function accountChange(member: MemberRow, asked: string | undefined): MemberChange {
  if (asked === undefined || asked === member.account) return {};
  const refusal = accountRefusal(asked);
  if (refusal !== null) throw refusal;
  return { account: asked };
}

/** Programs that send a whole form send an empty password with it: that changes nothing. */
async function passwordChange(input: Asked): Promise<MemberChange> {
  const password = input.member_password ?? "";
  if (password === "") return {};
  const refusal = passwordRefusal(password, input.member_confirm);
  if (refusal !== null) throw refusal;
  return { password_hash: await hashPassword(password) };
}

/** Columns whose values the log tells; of those about a person only the name, because rows of the log are for ever. */
const toldWithValue = new Set(["account", "member_group_id", "is_active", "expires_at"]);

/** What changes and, where it is told, from what to what. */
export function changesInWords(before: object, changes: object): string {
  const was = before as Record<string, unknown>;
  return Object.entries(changes)
    .filter(
      ([name, value]) => name === "password_hash" || JSON.stringify(was[name]) !== JSON.stringify(value),
    )
    .map(([name, value]) =>
      toldWithValue.has(name)
        ? `${name}: ${JSON.stringify(was[name])} → ${JSON.stringify(value)}`
        : name.replace("_hash", ""),
    )
    .join(", ");
}

/**
 * Changes a member; what is not sent stays (api-v2.md 2.7). Refuses `member.not_found`, `member.account_exists`,
 * `member.account_invalid`, `member.password_invalid`, `member_group.not_found`.
 */
export async function changeMember(scope: CafeScope, call: Call<Asked>): Promise<void> {
  const { input, cafeId, now } = call;
  const changes = { ...plainChanges(input, scope.zone), ...(await passwordChange(input)) };
  await call.transact(async (tx) => {
    const member = await lockMember(tx, cafeId, input.memberId);
    const all = {
      ...changes,
      ...accountChange(member, input.member_account),
      ...(await groupChange(tx, scope, member, input.member_group_id)),
    };
    await updateMember(tx, cafeId, member.member_id, all, now).catch((error: unknown) => {
      throw asAccountExists(error);
    });
    const details = changesInWords(member, all);
    const staffName = actorOf(call.caller).actorName;
    const account = all.account ?? member.account;
    await writeMemberLog(tx, cafeId, {
      at: now,
      event: "MEMBER_UPDATE",
      memberId: member.member_id,
      account,
      staffName,
      details,
    });
    await tx.announce(cafeId, "members.changed", { member_ids: [member.member_id] });
  });
}
