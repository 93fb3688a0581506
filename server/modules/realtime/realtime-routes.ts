import { operations } from "../../../contract/operations/index.ts";
import type { Api } from "../../kernel/http/api.ts";
import { notFound } from "../../kernel/refusal.ts";
import { findPcsByName } from "../pcs/index.ts";
import type { Hub } from "./hub.ts";
import { sendCommand, type CommandParts } from "./send-command.ts";

export function bindRealtimeRoutes(api: Api, parts: Omit<CommandParts, "links"> & { hub: Hub }): void {
  const { pcSessions } = operations;
  const { hub, db } = parts;
  api.bind(pcSessions.pushClientStatus, async ({ cafeId, input }) => {
    const [pc] = await findPcsByName(db, cafeId, [input.pc_name]);
    if (pc === undefined) throw notFound("pc.not_found", "PC");
    hub.agents.pushStatus(cafeId, pc.id);
    return {};
  });
  api.bind(pcSessions.sendWssCommand, ({ cafeId, caller, input }) =>
    sendCommand({ ...parts, links: hub.links }, cafeId, caller, { action: input.action, target: input.target, data: input.data }),
  );
}
