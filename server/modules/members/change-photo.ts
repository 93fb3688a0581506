import type { putPhoto as operation } from "../../../contract/operations/members-more.ts";
import type { Call, InputOf } from "../../kernel/http/api.ts";
import { actorOf } from "../../kernel/http/caller.ts";
import { writeMemberLog } from "../ledger/index.ts";
import type { Tx } from "../../kernel/db/database.ts";
import { keepPicture, photoName, pictureOf, type Picture } from "./keep-picture.ts";
import { lockMember, updateMember, type MemberRow } from "./member-store.ts";

/**
 * Stores a member's photo, or removes it when no file is sent; `member_photo` then holds its address, which changes with
 * the picture (api-v2.md 2.7). Refuses `member.not_found`, `image.invalid`.
 */
export async function changePhoto(call: Call<InputOf<typeof operation>>): Promise<void> {
  const { cafeId, now, input } = call;
  const picture = pictureOf(input.file?.bytes);
  await call.transact(async (tx) => {
    const member = await lockMember(tx, cafeId, input.memberId);
    const staffName = actorOf(call.caller).actorName;
    await storePhoto(tx, { cafeId, now, staffName }, member, picture);
  });
}

/** Stores the picture of a locked member, or the name of a stock one, or none; what stands in `member_photo` then. */
export async function storePhoto(
  tx: Tx,
  { cafeId, now, staffName }: { cafeId: number; now: Date; staffName: string },
  member: MemberRow,
  photo: Picture | string | null,
): Promise<string> {
  const { member_id: memberId, account } = member;
  const picture = typeof photo === "string" ? null : photo;
  await keepPicture(tx, cafeId, photoName(memberId), picture, now);
  const address =
    picture === null ? "" : `/api/v2/cafe/${cafeId}/members/${memberId}/photo?v=${picture.etag.slice(0, 8)}`;
  const stored = typeof photo === "string" ? photo : address;
  await updateMember(tx, cafeId, memberId, { photo: stored }, now);
  const details = photo === null ? "photo removed" : "photo";
  await writeMemberLog(tx, cafeId, {
    at: now,
    event: "MEMBER_UPDATE",
    memberId,
    account,
    staffName,
    details,
  });
  await tx.announce(cafeId, "members.changed", { member_ids: [memberId] });
  return stored;
}
