import { expect, test } from "vitest";
import { notForManagers, rights } from "../../contract/rights.ts";
import { effective, isByRole, presets, rightsByGroup } from "./staff-rights.ts";

test("each right stands in one group, once", () => {
  const listed = Object.values(rightsByGroup).flat();
  expect(listed.toSorted()).toEqual([...rights].sort());
});

test("presets name rights that there are, each once", () => {
  for (const [name, preset] of Object.entries(presets)) {
    expect(new Set(preset).size, name).toBe(preset.length);
    for (const right of preset) expect(rights, name).toContain(right);
  }
});

test("the desk's preset lets nobody give money away or change what the owner decides", () => {
  const careful = ["topup_refund", "loan_add", "bonus_manual", "point_add", "order_refund", "offer_refund"];
  const desk: readonly string[] = presets.presetDesk;
  for (const right of [...careful, ...notForManagers]) expect(desk, right).not.toContain(right);
});

test("a manager has all but the marked rights by the role, a staff none", () => {
  for (const right of rights) {
    expect(isByRole("manager", right)).toBe(!notForManagers.includes(right));
    expect(isByRole("staff", right)).toBe(false);
  }
  expect(effective("manager", [])).toEqual([...presets.presetManager]);
  expect(effective("manager", ["point_add"])).toHaveLength(presets.presetManager.length + 1);
  expect(effective("staff", ["topup", "session_manage"])).toEqual(["session_manage", "topup"]);
});
