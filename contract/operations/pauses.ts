import { pause } from "../objects/pause.ts";
import { intOut, listOf, nothing, shape, strOut } from "../kit/answer.ts";
import { flag, int, list, text } from "../kit/field.ts";
import { operation } from "../kit/operation.ts";

/** Pauses: time and cost of sessions stand still (api-v2.md 2.6, billing.md 7.5). */
const shared = { auth: "K", right: "pause", mark: "ours", group: "pc-sessions" } as const;
const pathFields = { pauseId: int.required("The pause's id", { min: 1, example: 1 }) };

export const listPauses = operation({
  ...shared,
  id: "pauses.list",
  method: "GET",
  path: "pauses",
  right: undefined,
  summary: "List pauses, newest first",
  input: { running: flag.optional("1 = those that last, 0 = those that are over") },
  answer: listOf(pause),
});

export const startPause = operation({
  ...shared,
  id: "pauses.start",
  method: "POST",
  path: "pauses",
  summary: "Pause sessions",
  description:
    "Of PCs by name or of PC groups; neither = all. A PC that is paused already stays in its first pause.",
  input: {
    pause_reason: text.optional("Why, for the log", { maxLength: 200, example: "power cut" }),
    pc_group_ids: list.optional("PC groups", int.required("A PC group's id"), { commaList: true }),
    pc_names: list.optional("PCs by name", text.required("Name of a PC"), { commaList: true }),
  },
  answer: shape({ pause_id: intOut, paused: listOf(strOut) }),
  successCode: 201,
  refusals: ["pc.not_found", "pc_group.not_found", "limit.max_records"],
  idempotent: true,
  example: { pause_reason: "power cut" },
});

export const getPause = operation({
  ...shared,
  id: "pauses.get",
  method: "GET",
  path: "pauses/{pauseId}",
  pathFields,
  right: undefined,
  summary: "Read one pause",
  answer: shape({ pause }),
  refusals: ["pause.not_found"],
});

export const changePause = operation({
  ...shared,
  id: "pauses.change",
  method: "PUT",
  path: "pauses/{pauseId}",
  pathFields,
  summary: "Change why sessions were paused",
  input: { pause_reason: text.optional("Why, for the log", { maxLength: 200, example: "router" }) },
  answer: shape({ pause_id: intOut }),
  refusals: ["pause.not_found"],
  example: { pauseId: 1, pause_reason: "router" },
});

export const removePause = operation({
  ...shared,
  id: "pauses.remove",
  method: "DELETE",
  path: "pauses/{pauseId}",
  pathFields,
  summary: "Take a pause that is over off the list",
  answer: nothing,
  refusals: ["pause.not_found", "session.paused"],
});

export const resume = operation({
  ...shared,
  id: "pauses.resume",
  method: "POST",
  path: "pauses/action/resume",
  summary: "Let paused sessions go on",
  input: { pause_id: int.optional("One pause; all of them when absent", { min: 1, example: 1 }) },
  answer: shape({ resumed: listOf(strOut) }),
  refusals: ["pause.not_found"],
  example: { pause_id: 1 },
});
