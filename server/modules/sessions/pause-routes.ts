import { operations } from "../../../contract/operations/index.ts";
import type { Api } from "../../kernel/http/api.ts";
import { localText } from "../../kernel/local-time.ts";
import { notFound, Refusal } from "../../kernel/refusal.ts";
import { findPcsByNames, listPcGroups } from "../pcs/index.ts";
import { byDesk } from "./guest-routes.ts";
import { pauseSessions, resumeSessions } from "./pause-sessions.ts";
import * as store from "./pause-store.ts";
import type { Sessions } from "./sessions.ts";

/** Pauses (api-v2.md 2.6, 3.25). */
export function bindPauseRoutes(api: Api, sessions: Sessions): void {
  const { pauses } = operations;
  const { db, cafes } = sessions.parts;
  const find = async (cafeId: number, pauseId: number) => {
    const pause = await store.findPause(db, cafeId, pauseId);
    if (pause === undefined) throw notFound("pause.not_found", "Pause");
    return pause;
  };

  api.bind(pauses.listPauses, async ({ cafeId, input }) => {
    const { zone } = await cafes.scope(cafeId);
    return (await store.listPauses(db, cafeId, input.running)).map((row) => pauseOnWire(row, zone));
  });
  api.bind(pauses.getPause, async ({ cafeId, input }) => {
    const { zone } = await cafes.scope(cafeId);
    return { pause: pauseOnWire(await find(cafeId, input.pauseId), zone) };
  });
  api.bind(pauses.startPause, async ({ cafeId, caller, input, now, transact }) => {
    const asked = {
      reason: input.pause_reason ?? "",
      pcGroupIds: input.pc_group_ids ?? [],
      pcNames: input.pc_names ?? [],
    };
    const pcs = await findPcsByNames(db, cafeId, asked.pcNames);
    if (asked.pcNames.some((name) => !pcs.some((pc) => pc.name.toLowerCase() === name.toLowerCase())))
      throw notFound("pc.not_found", "PC");
    const groups = new Set((await listPcGroups(db, cafeId)).map((group) => group.pc_group_id));
    if (!asked.pcGroupIds.every((id) => groups.has(id))) throw notFound("pc_group.not_found", "PC group");
    const ready = await sessions.ready(cafeId);
    const { pauseId, paused } = await transact((tx) =>
      pauseSessions({ ...ready, tx, now }, asked, byDesk(caller)),
    );
    return { pause_id: pauseId, paused };
  });
  api.bind(pauses.changePause, async ({ cafeId, input, transact }) => {
    await find(cafeId, input.pauseId);
    if (input.pause_reason !== undefined) {
      const reason = input.pause_reason;
      await transact((tx) => store.setReason(tx, cafeId, input.pauseId, reason));
    }
    return { pause_id: input.pauseId };
  });
  api.bind(pauses.removePause, async ({ cafeId, input, now, transact }) => {
    const pause = await find(cafeId, input.pauseId);
    if (pause.ended_at === null)
      throw new Refusal("session.paused", "This pause lasts: let the sessions go on first.");
    await transact((tx) => store.markRemoved(tx, cafeId, input.pauseId, now));
    return {};
  });
  api.bind(pauses.resume, async ({ cafeId, caller, input, now, transact }) => {
    const ready = await sessions.ready(cafeId);
    const resumed = await transact((tx) =>
      resumeSessions({ ...ready, tx, now }, input.pause_id ?? null, byDesk(caller)),
    );
    void sessions.clock.look();
    return { resumed };
  });
}

function pauseOnWire(row: store.PauseRow, zone: string) {
  return {
    pause_id: row.pause_id,
    pause_reason: row.reason,
    pc_group_ids: row.pc_group_ids,
    pc_names: row.pc_names,
    pause_start_local: localText(row.started_at, zone),
    pause_end_local: row.ended_at === null ? null : localText(row.ended_at, zone),
    pause_staff_name: row.staff_name,
  };
}
