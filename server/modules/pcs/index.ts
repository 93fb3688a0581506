/** The door of the module: PCs and consoles, their groups, rooms and switches, and the agents that run on them. */
import type { Api } from "../../kernel/http/api.ts";
import { bindHardwareRoutes } from "./hardware-routes.ts";
import { bindMemberPcRoutes } from "./member-pc-routes.ts";
import { bindPcAgentRoutes, type PcAgentParts } from "./pc-agent-routes.ts";
import { bindPcChanges, bindPcReads, type PcRouteParts } from "./pc-routes.ts";
import { bindPcGroupRoutes, bindRoomRoutes } from "./place-routes.ts";
import type { SwitchParts } from "./switch-hardware.ts";

export type PcParts = PcRouteParts & PcAgentParts & SwitchParts;

/** Serves pcs, pcList, rooms, pcGroups, hardware, pairing and the agent's settings (api-v2.md 2.4, 2.18). */
export function bindPcRoutes(api: Api, parts: PcParts): void {
  bindPcReads(api, parts);
  bindPcChanges(api, parts);
  bindMemberPcRoutes(api, parts);
  bindRoomRoutes(api, parts);
  bindPcGroupRoutes(api, parts);
  bindHardwareRoutes(api, parts);
  bindPcAgentRoutes(api, parts);
}

// What a PC is, and what sessions, sockets and prices must tell this module.
export type { CustomerGroup, PcBookingFacts, PcSessionFacts, SessionKind } from "./pc-rules.ts";
export type { LiveFacts } from "./live-facts.ts";
export type { WakeByMac } from "./wake-pcs.ts";
export type { SwitchThroughLocalService, Turn } from "./switch-hardware.ts";
export type { FindPicture } from "./read-pc-settings.ts";
export type { PictureFacts } from "./pc-settings-rules.ts";

// PCs: found without regard to case; lists by name as text. `nextStateNo` and `lockPcByName` lock the PC's row, which
// whoever starts a session must do first, so that the PC is not renamed or removed meanwhile.
export {
  findPcById,
  findPcByName,
  findPcsByNames,
  listPcs,
  lockPcByName,
  nextStateNo,
  noteHeard,
  type PcRow,
} from "./pc-store.ts";
/** Adds a PC; refuses `pc.name_exists`, `pc_group.not_found`, `room.not_found`, `limit.max_records` (api-v2.md 2.4). */
export { addPc, type PcAsked } from "./add-pc.ts";
/** Rows with all keys, for base/query and the frame pcs_changed (api-v2.md 3.1). */
export { listFullPcRows, readPc, readPcs, type CafeNow, type PcReading } from "./list-pcs.ts";
export { consolePcOf, pcFullOf, pcListRowOf, pcsRowOf, type PcNow, type WireCafe } from "./pc-wire.ts";

// Rooms and groups, with their rows for base/query.
export { listPcGroups, findPcGroup, type PcGroupRow } from "./pc-group-store.ts";
export { listRooms, type RoomRow } from "./room-store.ts";
export { pcGroupOf, roomOf } from "./place-wire.ts";
export { addFirstPcGroup, addPcGroup } from "./change-pc-group.ts";
export { addRoom } from "./change-room.ts";
export { savePlan, type Plan } from "./save-plan.ts";

// Switches that follow sessions by themselves (hardware_auto).
export { switchAutomaticHardware, type SwitchParts } from "./switch-hardware.ts";

// Agents: their credentials, keys of this server, what they are told.
export {
  findCredential,
  markCredentialSeen,
  type AgentRole,
  type CredentialRow,
} from "./credential-store.ts";
/** Rows PC_POWER of the log, after somebody switched PCs (api-v2.md 4.9). */
export { writePowerLog, type PowerActs } from "./power-log.ts";
export { makePairCode, pairTextOf } from "./make-pair-code.ts";
export { ensureServerKey, listServerKeys, signText, type ServerKey } from "./server-key.ts";
export { serversFor } from "./pc-agent-routes.ts";
export { readPcSettings, type PcSettings } from "./read-pc-settings.ts";

// Fields of other modules' PCs; both refuse `request.validation`.
export { checkedIp, checkedMac, checkedPcName } from "./network-fields.ts";
