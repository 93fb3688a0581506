import type { removeMember as operation } from "../../../contract/operations/members.ts";
import { actorOf } from "../../kernel/http/caller.ts";
import type { Call, InputOf } from "../../kernel/http/api.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { endMemberTokens } from "../access/index.ts";
import { deleteImage } from "../cafes/index.ts";
import { expireHoldings, writeMemberLog, writeOffMember } from "../ledger/index.ts";
import { photoName } from "./keep-picture.ts";
import type { LiveFacts } from "./live-facts.ts";
import { valuesLeft } from "./member-rules.ts";
import { getMember, lockMember, markDeleted } from "./member-store.ts";
import { deleteMessages } from "./message-store.ts";

/**
 * Removes an account: its name is free again, its rows stay for books and logs (api-v2.md 2.7). Refuses
 * `member.not_found`, `member.in_session`, and `member.has_values` unless forced; forced, what is left is written off
 * and nothing is paid out. A session starts only with the member's row locked, so none begins meanwhile.
 */
export async function removeMember(live: LiveFacts, call: Call<InputOf<typeof operation>>): Promise<void> {
  const { cafeId, now, input } = call;
  const actor = actorOf(call.caller);
  await call.transact(async (tx) => {
    await lockMember(tx, cafeId, input.memberId);
    const seat = (await live.pcOf(cafeId, [input.memberId], tx)).get(input.memberId);
    if (seat !== undefined)
      throw new Refusal(
        "member.in_session",
        `The member is in a session at ${seat.pcName}: check it out first.`,
      );
    await expireHoldings(tx, cafeId, input.memberId, now);
    const member = await getMember(tx, cafeId, input.memberId);
    const left = valuesLeft(member);
    if (left.length > 0 && input.force !== true) {
      throw new Refusal(
        "member.has_values",
        `The member still has ${left.join(", ")}: settle it first, or send force=1 to write it off.`,
      );
    }
    await writeOffMember(tx, cafeId, now, member.member_id, actor);
    await deleteImage(tx, cafeId, photoName(member.member_id));
    await deleteMessages(tx, cafeId, member.member_id);
    await markDeleted(tx, cafeId, member.member_id, now);
    await endMemberTokens(tx, cafeId, member.member_id, null, now);
    await writeMemberLog(tx, cafeId, {
      at: now,
      event: "MEMBER_DELETE",
      memberId: member.member_id,
      account: member.account,
      staffName: actor.actorName,
      details: left.length > 0 ? `written off: ${left.join(", ")}` : "",
    });
    await tx.announce(cafeId, "members.changed", { member_ids: [member.member_id] });
  });
}
