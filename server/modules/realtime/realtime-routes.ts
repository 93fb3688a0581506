import { operations } from "../../../contract/operations/index.ts";
import type { Api } from "../../kernel/http/api.ts";
import { notFound } from "../../kernel/refusal.ts";
import { findPcsByNames } from "../pcs/index.ts";
import type { Hub } from "./hub.ts";
import { sendCommand, type CommandParts } from "./send-command.ts";

export function bindRealtimeRoutes(
  api: Api,
  parts: Omit<CommandParts, "links" | "bootStates"> & { hub: Hub },
): void {
  const { pcSessions } = operations;
  const { hub, db } = parts;
  api.bind(pcSessions.pushClientStatus, async ({ cafeId, input }) => {
    const [pc] = await findPcsByNames(db, cafeId, [input.pc_name]);
    if (pc === undefined) throw notFound("pc.not_found", "PC");
    hub.agents.pushStatus(cafeId, pc.pc_id);
    return {};
  });
  api.bind(pcSessions.sendWssCommand, ({ cafeId, caller, input }) =>
    sendCommand({ ...parts, links: hub.links, bootStates: hub.bootStates }, cafeId, caller, {
      action: input.action,
      target: input.target,
      data: input.data,
    }),
  );
}
