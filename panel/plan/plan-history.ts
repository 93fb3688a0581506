import type { Picked } from "./edit-plan-rules.ts";
import { nothing } from "./edit-plan-rules.ts";
import type { Plan } from "./plan-rules.ts";

/** The plan in the editor, with what was before and what was undone. Pure. */
export interface PlanHistory {
  present: Plan;
  past: readonly Plan[];
  future: readonly Plan[];
  picked: Picked;
  /** What the last change was, when the next of its kind belongs to it: letters of one name. */
  lastChange: string | null;
}

/** So many steps are kept. */
const mostSteps = 200;

export const freshHistory = (plan: Plan): PlanHistory => ({
  ...{ present: plan, past: [], future: [], picked: nothing, lastChange: null },
});

/** Another plan; a change of the same name as the last one is one step with it. */
export function changed(history: PlanHistory, plan: Plan, name: string | null = null): PlanHistory {
  if (plan === history.present) return history;
  const isSame = name !== null && name === history.lastChange;
  const past = isSame ? history.past : [...history.past, history.present].slice(-mostSteps);
  return { ...history, present: plan, past, future: [], lastChange: name };
}

export function undone(history: PlanHistory): PlanHistory {
  const present = history.past.at(-1);
  if (present === undefined) return history;
  const future = [history.present, ...history.future];
  return kept({ ...history, present, past: history.past.slice(0, -1), future, lastChange: null });
}

export function redone(history: PlanHistory): PlanHistory {
  const [present, ...future] = history.future;
  if (present === undefined) return history;
  return kept({ ...history, present, past: [...history.past, history.present], future, lastChange: null });
}

export const pickedNow = (history: PlanHistory, picked: Picked): PlanHistory =>
  kept({ ...history, picked, lastChange: null });

/** Only what is there can be picked. */
function kept(history: PlanHistory): PlanHistory {
  const { present, picked } = history;
  const rooms = present.rooms.filter(({ key }) => picked.rooms.has(key)).map(({ key }) => key);
  const pcs = present.pcs.filter(({ name }) => picked.pcs.has(name)).map(({ name }) => name);
  return { ...history, picked: { rooms: new Set(rooms), pcs: new Set(pcs) } };
}
