import type { putPhoto as operation } from "../../../contract/operations/members-more.ts";
import type { Call, InputOf } from "../../kernel/http/api.ts";
import { actorOf } from "../../kernel/http/caller.ts";
import { writeMemberLog } from "../ledger/index.ts";
import { keepPicture, photoName, pictureOf } from "./keep-picture.ts";
import { lockMember, updateMember } from "./member-store.ts";

/**
 * Stores a member's photo, or removes it when no file is sent; `member_photo` then holds its address, which changes with
 * the picture (api-v2.md 2.7). Refuses `member.not_found`, `image.invalid`.
 */
export async function changePhoto(call: Call<InputOf<typeof operation>>): Promise<void> {
  const { cafeId, now, input } = call;
  const picture = pictureOf(input.file?.bytes);
  await call.transact(async (tx) => {
    const member = await lockMember(tx, cafeId, input.memberId);
    await keepPicture(tx, cafeId, photoName(member.member_id), picture, now);
    const photo =
      picture === null
        ? ""
        : `/api/v2/cafe/${cafeId}/members/${member.member_id}/photo?v=${picture.etag.slice(0, 8)}`;
    await updateMember(tx, cafeId, member.member_id, { photo }, now);
    await writeMemberLog(tx, cafeId, {
      at: now,
      event: "MEMBER_UPDATE",
      memberId: member.member_id,
      account: member.account,
      staffName: actorOf(call.caller).actorName,
      details: picture === null ? "photo removed" : "photo",
    });
    await tx.announce(cafeId, "members.changed", { member_ids: [member.member_id] });
  });
}
