import * as operations from "../../../contract/operations/member-groups.ts";
import type { Db } from "../../kernel/db/database.ts";
import type { Api } from "../../kernel/http/api.ts";
import { notFound } from "../../kernel/refusal.ts";
import {
  addMemberGroup,
  changeMemberGroup,
  changeMemberGroupIcon,
  removeMemberGroup,
} from "./change-member-group.ts";
import { iconName, readPicture } from "./keep-picture.ts";
import { listShownGroups } from "./member-group-store.ts";
import { memberGroupChangeOf, memberGroupObject } from "./member-group-wire.ts";

/** Binds the rows of api-v2.md 2.8. */
export function bindMemberGroupRoutes(api: Api, { db }: { db: Db }): void {
  api.bind(operations.listMemberGroups, async ({ cafeId }) =>
    (await listShownGroups(db, cafeId, null)).map(memberGroupObject),
  );
  api.bind(operations.getMemberGroup, async ({ cafeId, input }) => {
    const [group] = await listShownGroups(db, cafeId, input.memberGroupId);
    if (group === undefined) throw notFound("member_group.not_found", "Member group");
    return { member_group: memberGroupObject(group) };
  });
  api.bind(operations.addMemberGroup, async (call) => {
    const name = call.input.member_group_name;
    return { member_group_id: await addMemberGroup(call, { ...memberGroupChangeOf(call.input), name }) };
  });
  api.bind(operations.changeMemberGroup, async (call) => {
    const { memberGroupId, ...asked } = call.input;
    await changeMemberGroup(call, memberGroupId, memberGroupChangeOf(asked));
    return { member_group_id: memberGroupId };
  });
  api.bind(operations.removeMemberGroup, async (call) => {
    await removeMemberGroup(call, call.input.memberGroupId);
    return {};
  });
  api.bind(operations.getMemberGroupIcon, ({ cafeId, input }) =>
    readPicture(db, cafeId, iconName(input.memberGroupId)),
  );
  api.bind(operations.putMemberGroupIcon, async (call) => {
    await changeMemberGroupIcon(call, call.input.memberGroupId, call.input.file?.bytes);
    return {};
  });
}
