/** Who may pay an order later (billing.md 10; setting `pay_later`: {"member_groups": [-3]}). Pure. */
export function mayPayLater(isOn: boolean, setting: unknown, memberGroupId: number): boolean {
  if (!isOn || typeof setting !== "object" || setting === null) return false;
  const groups = (setting as { member_groups?: unknown }).member_groups;
  return Array.isArray(groups) && groups.map(Number).includes(memberGroupId);
}
