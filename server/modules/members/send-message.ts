import type { sendMessage as operation } from "../../../contract/operations/members-more.ts";
import type { Call, InputOf } from "../../kernel/http/api.ts";
import { actorOf } from "../../kernel/http/caller.ts";
import { notFound } from "../../kernel/refusal.ts";
import { insertMessages } from "./message-store.ts";

/**
 * Sends each member named a message, all or none, and answers how many (api-v2.md 2.7 sendMessage). It is kept until it
 * was shown: at once at a PC, through the announcement `members.message`, else at the next login. Refuses `member.not_found`.
 */
export async function sendMessage(call: Call<InputOf<typeof operation>>): Promise<number> {
  const { cafeId, now, input } = call;
  const staffName = actorOf(call.caller).actorName;
  return call.transact(async (tx) => {
    const sent = await insertMessages(
      tx,
      cafeId,
      input.member_ids,
      { message: input.message, staffName },
      now,
    );
    if (sent < input.member_ids.length) throw notFound("member.not_found", "Member");
    await tx.announce(cafeId, "members.message", { member_ids: input.member_ids });
    return sent;
  });
}
