import { brokenConstraint } from "../../kernel/db/database-errors.ts";
import type { Tx } from "../../kernel/db/database.ts";
import { notFound, Refusal } from "../../kernel/refusal.ts";
import { logConfigUpdate, type Act } from "./cafe-log.ts";
import { lockCafe } from "./cafe-store.ts";
import * as store from "./subcafe-store.ts";

/** Cafés of one company: one main café, and cafés linked to it; a linked café links none itself. */

/** Linked cafés of one company (api-v2.md 1.9). */
const mostChildren = 100;

/**
 * The café's number when password and, where the account takes one, sign-in code are those of its Admin, else null.
 * Throttled where they are checked: it may refuse `auth.too_many_logins`.
 */
export type FindCafeOfAdmin = (
  licenseName: string,
  shown: { password: string; code: string | undefined; address: string },
) => Promise<number | null>;

export interface LinkAsked {
  licenseName: string;
  password: string;
  /** Of the Admin's phone, or a recovery code. */
  code: string | undefined;
  address: string;
  share: readonly string[];
  comment: string;
}

const alreadyLinked = (sentence: string) => new Refusal("subcafe.name_exists", sentence);

async function refuseUnlinkable(tx: Tx, cafeId: number, childCafeId: number): Promise<void> {
  if (childCafeId === cafeId) throw alreadyLinked("A café cannot be linked to itself.");
  if ((await store.findMainCafeId(tx, cafeId)) !== cafeId) {
    throw new Refusal("permission.denied", "Only the main café of a company links cafés: sign in there.");
  }
  if ((await store.findMainCafeId(tx, childCafeId)) !== childCafeId)
    throw alreadyLinked("That café is linked already.");
  if ((await store.countChildren(tx, childCafeId)) > 0)
    throw alreadyLinked("That café has linked cafés of its own: unlink them first.");
  if ((await store.countChildren(tx, cafeId)) >= mostChildren) {
    throw new Refusal("limit.max_records", `A company has at most ${mostChildren} linked cafés.`);
  }
}

/**
 * Links a café to the caller's, shown by the password of its Admin; answers its number. Both cafés have it in their log.
 * Refuses `license.credentials_wrong` alike for an unknown licence, a wrong password and a wrong code, `subcafe.name_exists` for
 * oneself and for a café that is linked or has linked cafés, `permission.denied` for a linked café, `limit.max_records`
 * (api-v2.md 2.3).
 */
export async function linkCafe(
  findCafeOfAdmin: FindCafeOfAdmin,
  act: Act,
  asked: LinkAsked,
): Promise<number> {
  const { cafeId, now } = act;
  const childCafeId = await findCafeOfAdmin(asked.licenseName, asked);
  if (childCafeId === null)
    throw new Refusal(
      "license.credentials_wrong",
      "Licence name, Admin password or sign-in code of that café is wrong.",
    );
  const link = { mainCafeId: cafeId, childCafeId, share: asked.share, comment: asked.comment, now };
  try {
    await act.transact(async (tx) => {
      // Both in one order, so that two cafés linking each other do not wait in a ring, and the second sees the first's link.
      for (const one of [cafeId, childCafeId].sort((a, b) => a - b)) await lockCafe(tx, one);
      await refuseUnlinkable(tx, cafeId, childCafeId);
      await store.insertLink(tx, link);
      await logConfigUpdate(tx, cafeId, act, `café ${childCafeId} linked`);
      await logConfigUpdate(tx, childCafeId, { now, actorName: "Admin" }, `linked to café ${cafeId}`);
    });
  } catch (error) {
    if (brokenConstraint(error) === undefined) throw error;
    throw alreadyLinked("That café is linked already.");
  }
  return childCafeId;
}

/**
 * Changes what is shared with a linked café; what is not given stays. Refuses `permission.denied` for a linked café,
 * `subcafe.not_found`.
 */
export async function changeLink(
  act: Act,
  childCafeId: number,
  asked: { share: readonly string[] | undefined; comment: string | undefined },
): Promise<void> {
  const { cafeId } = act;
  await act.transact(async (tx) => {
    if ((await store.findMainCafeId(tx, cafeId)) !== cafeId) {
      throw new Refusal(
        "permission.denied",
        "Only the main café of a company says what is shared: sign in there.",
      );
    }
    if ((await store.updateLink(tx, cafeId, childCafeId, asked.share, asked.comment)) === 0)
      throw notFound("subcafe.not_found", "Subcafe");
    const share = asked.share === undefined ? "" : `: shares ${asked.share.join(", ") || "nothing"}`;
    await logConfigUpdate(tx, cafeId, act, `linked café ${childCafeId} changed${share}`);
  });
}

/**
 * Unlinks a café; no data is deleted. The main café unlinks any of its cafés, a linked café itself (named by its own
 * number or the main café's). Refuses `subcafe.not_found`.
 */
export async function unlinkCafe(act: Act, otherCafeId: number): Promise<void> {
  const { cafeId, now } = act;
  await act.transact(async (tx) => {
    const mainCafeId = await store.findMainCafeId(tx, cafeId);
    const isSelf = mainCafeId !== cafeId && (otherCafeId === mainCafeId || otherCafeId === cafeId);
    const childCafeId = isSelf ? cafeId : otherCafeId;
    const isAllowed = isSelf || mainCafeId === cafeId;
    if (!isAllowed || (await store.deleteLink(tx, mainCafeId, childCafeId)) === 0)
      throw notFound("subcafe.not_found", "Subcafe");
    const peer = isSelf ? mainCafeId : childCafeId;
    await logConfigUpdate(tx, cafeId, act, `café ${peer} unlinked`);
    await logConfigUpdate(tx, peer, { now, actorName: "Admin" }, `café ${cafeId} unlinked`);
  });
}
