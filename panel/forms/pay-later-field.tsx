import { MultiSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { listMemberGroups } from "../../contract/operations/member-groups.ts";
import { refusalText, useCall } from "../api/calls.ts";
import type { SpecialField } from "./settings-form.tsx";

/** The groups of `{"member_groups": [ids]}`; what cannot be read names none. */
function groupsOf(value: unknown): string[] {
  try {
    const read = JSON.parse(String(value)) as { member_groups?: unknown };
    return Array.isArray(read.member_groups) ? read.member_groups.map(String) : [];
  } catch {
    return [];
  }
}

/** Who may order now and pay at checkout: member groups by name, the kinds of guests among them. */
export function PayLaterField({ label, help, value, disabled, error, onChange }: SpecialField) {
  const call = useCall();
  const groups = useQuery({ queryKey: ["member-groups"], queryFn: () => call(listMemberGroups, {}) });
  const data = (groups.data ?? []).map(({ member_group_id: id, member_group_name: name }) => ({
    value: String(id),
    label: name,
  }));
  return (
    <MultiSelect
      label={label}
      description={help === label ? undefined : help}
      data={data}
      disabled={disabled || groups.data === undefined}
      value={groupsOf(value)}
      onChange={(ids) => onChange(JSON.stringify({ member_groups: ids.map(Number) }))}
      error={error ?? (groups.error === null ? undefined : refusalText(groups.error))}
      data-testid="setting-pay_later"
    />
  );
}
