import { brokenConstraint } from "../../kernel/db/database-errors.ts";
import type { Tx } from "../../kernel/db/database.ts";
import type { Call } from "../../kernel/http/api.ts";
import { actorOf } from "../../kernel/http/caller.ts";
import { notFound, Refusal } from "../../kernel/refusal.ts";
import { deleteImage, logConfigUpdate } from "../cafes/index.ts";
import { iconName, keepPicture, pictureOf } from "./keep-picture.ts";
import {
  addGroupRow,
  changeGroupRow,
  countOwnGroups,
  deleteGroupRow,
  lockMemberGroup,
  lockMemberGroups,
  moveMembersToDefault,
  type MemberGroupChange,
  type MemberGroupRow,
} from "./member-group-store.ts";

/** Groups of a café's own it may have (api-v2.md 1.9). */
const mostGroups = 100;

/** What these use cases take of a call. */
export type Act = Pick<Call<unknown>, "cafeId" | "now" | "caller" | "transact">;

const builtIn = (message: string) => new Refusal("member_group.built_in", message);

function asNameExists(error: unknown, name: string | undefined): unknown {
  if (brokenConstraint(error) !== "member_groups_name_once") return error;
  return new Refusal(
    "member_group.name_exists",
    `Member group ${name ?? ""} already exists: choose another member_group_name.`,
  );
}

async function getGroup(tx: Tx, cafeId: number, memberGroupId: number): Promise<MemberGroupRow> {
  const group = await lockMemberGroup(tx, cafeId, memberGroupId);
  if (group === undefined) throw notFound("member_group.not_found", "Member group");
  return group;
}

async function tell(tx: Tx, act: Act, details: string): Promise<void> {
  await logConfigUpdate(tx, act.cafeId, { actorName: actorOf(act.caller).actorName, now: act.now }, details);
  // Panels and PCs show names and discounts of groups.
  await tx.announce(act.cafeId, "pcs.changed", { pc_names: [] });
}

/** Adds a group and answers its id (api-v2.md 2.8). Refuses `member_group.name_exists`, `limit.max_records` (100). */
export function addMemberGroup(act: Act, asked: MemberGroupChange & { name: string }): Promise<number> {
  const { cafeId, now } = act;
  return act.transact(async (tx) => {
    await lockMemberGroups(tx, cafeId);
    if ((await countOwnGroups(tx, cafeId)) >= mostGroups)
      throw new Refusal("limit.max_records", `A café may have at most ${mostGroups} member groups.`);
    const id = await addGroupRow(tx, cafeId, asked, now).catch((error: unknown) => {
      throw asNameExists(error, asked.name);
    });
    await tell(tx, act, `member group ${asked.name} added`);
    return id;
  });
}

/** What a built-in group lets be changed (api-v2.md 2.8). */
const changeableOfBuiltIn = ["description", "discount_rate", "discount_pc_time", "discount_offer"];

function refuseBuiltIn(group: MemberGroupRow, change: MemberGroupChange): void {
  if (group.member_group_id > 0) return;
  const names = Object.keys(change) as (keyof MemberGroupChange)[];
  // Programs send a whole form: what is sent as it is does not count as a change.
  const others = names.filter((name) => !changeableOfBuiltIn.includes(name) && group[name] !== change[name]);
  if (others.length > 0)
    throw builtIn(`${group.name} is built in: only its discounts and its description can be changed.`);
}

/**
 * Changes a group; what is not sent stays (api-v2.md 2.8). Refuses `member_group.not_found`, `.name_exists`, and
 * `.built_in` for more than discounts and description of a group of 0 or below. Points that members hold move them
 * between groups only when they move next.
 */
export async function changeMemberGroup(
  act: Act,
  memberGroupId: number,
  change: MemberGroupChange,
): Promise<void> {
  const { cafeId, now } = act;
  await act.transact(async (tx) => {
    await lockMemberGroups(tx, cafeId);
    const group = await getGroup(tx, cafeId, memberGroupId);
    refuseBuiltIn(group, change);
    await changeGroupRow(tx, cafeId, memberGroupId, change, now).catch((error: unknown) => {
      throw asNameExists(error, change.name);
    });
    const names = (Object.keys(change) as (keyof MemberGroupChange)[]).filter(
      (name) => group[name] !== change[name],
    );
    if (names.length > 0) await tell(tx, act, `member group ${group.name} changed: ${names.join(", ")}`);
  });
}

/**
 * Removes a group; its members then belong to group 0 (api-v2.md 2.8). Refuses `member_group.not_found`,
 * `member_group.built_in`.
 */
export async function removeMemberGroup(act: Act, memberGroupId: number): Promise<void> {
  const { cafeId, now } = act;
  await act.transact(async (tx) => {
    await lockMemberGroups(tx, cafeId);
    const group = await getGroup(tx, cafeId, memberGroupId);
    if (memberGroupId <= 0) throw builtIn(`${group.name} is built in and cannot be removed.`);
    const moved = await moveMembersToDefault(tx, cafeId, memberGroupId, now);
    await deleteGroupRow(tx, cafeId, memberGroupId);
    await deleteImage(tx, cafeId, iconName(memberGroupId));
    await tell(tx, act, `member group ${group.name} removed, ${moved} members moved to the default group`);
  });
}

/** Stores a group's icon, or removes it. Refuses `member_group.not_found`, `image.invalid`. */
export async function changeMemberGroupIcon(
  act: Act,
  memberGroupId: number,
  bytes: Uint8Array | undefined,
): Promise<void> {
  const { cafeId, now } = act;
  const picture = pictureOf(bytes);
  await act.transact(async (tx) => {
    const group = await getGroup(tx, cafeId, memberGroupId);
    await keepPicture(tx, cafeId, iconName(memberGroupId), picture, now);
    await tell(tx, act, `icon of member group ${group.name} ${picture === null ? "removed" : "stored"}`);
  });
}
