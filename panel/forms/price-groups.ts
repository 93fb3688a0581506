import { useQuery } from "@tanstack/react-query";
import { listMemberGroups } from "../../contract/operations/member-groups.ts";
import { listPricePcGroups } from "../../contract/operations/pc-groups.ts";
import type { Answer } from "../../contract/kit/operation.ts";
import { useCall } from "../api/calls.ts";

/** The groups that prices name, as choices. */

export function usePcGroups() {
  const call = useCall();
  return useQuery({ queryKey: ["pc-groups"], queryFn: () => call(listPricePcGroups, {}) });
}

export function useMemberGroups() {
  const call = useCall();
  return useQuery({ queryKey: ["member-groups"], queryFn: () => call(listMemberGroups, {}) });
}

export const pcGroupChoices = (groups: Answer<typeof listPricePcGroups>) =>
  groups.map(({ pc_group_id: id, pc_group_name: name }) => ({ value: String(id), label: name }));

/** Groups of members first, then the kinds of guests. */
export const memberGroupChoices = (groups: Answer<typeof listMemberGroups>) =>
  [...groups]
    .sort((a, b) => place(a.member_group_id) - place(b.member_group_id))
    .map(({ member_group_id: id, member_group_name: name }) => ({ value: String(id), label: name }));

const afterAll = 1e12;
const place = (id: number) => (id >= 0 ? id : afterAll - id);
