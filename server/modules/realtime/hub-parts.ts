import type { Clock } from "../../kernel/clock.ts";
import type { Db } from "../../kernel/db/database.ts";
import type { IdSource } from "../../kernel/ids.ts";
import type { Log } from "../../kernel/log.ts";
import type { Cafes } from "../cafes/index.ts";
import type { CredentialRow, ServerKey } from "../pcs/index.ts";
import type { Sessions } from "../sessions/index.ts";
import type { BootStates } from "./ask-services.ts";
import type { Links } from "./links.ts";
import type { PanelParts, Panels } from "./panels.ts";

/** What the hub is given by the composition. */
export interface HubParts {
  db: Db;
  clock: Clock;
  ids: IdSource;
  log: Log;
  cafes: Cafes;
  sessions: Sessions;
  signingKey: ServerKey;
  /** Addresses this server is known by; the first is the one PCs are told. */
  baseUrls(): readonly string[];
  spkiPin: string;
  /** Another number whenever a PC's settings are others (pc-protocol.md 7). */
  settingsVersion(cafeId: number): Promise<number>;
  /** The next booking of a PC, or the one that lasts. */
  bookingOf(cafeId: number, pcId: number): Promise<{ at: Date } | null>;
  panel: Pick<PanelParts, "listPcRows" | "findStaff" | "findSignedIn">;
}

/** What its parts share. */
export type AgentParts = Omit<HubParts, "panel"> & { links: Links; panels: Panels; bootStates: BootStates };

/** What a PC's own requests may set off. */
export interface AgentActs {
  parts: AgentParts;
  pushStatus(cafeId: number, pcId: number): void;
  relayToken(credential: CredentialRow): Promise<string>;
}
