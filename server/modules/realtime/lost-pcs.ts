import { localText } from "../../kernel/local-time.ts";
import type { AgentParts } from "./hub-parts.ts";
import { writePcLog } from "./pc-log.ts";

/**
 * Tells staff of PCs that are in session and were not heard of for `wss_ping_timeout`: a cable, a power cut, or somebody who got
 * around the agent (pc-protocol.md 9). Each loss is told once; a PC that is back may be lost again.
 */
export class LostPcs {
  readonly #parts: AgentParts;
  /** By café: the PCs that staff know of. */
  #told = new Map<number, Set<number>>();
  #looking: Promise<void> = Promise.resolve();

  constructor(parts: AgentParts) {
    this.#parts = parts;
  }

  /** Calls line up, so that no loss is told twice. */
  look(): Promise<void> {
    const look = this.#looking.then(() => this.#look());
    this.#looking = look.catch(() => undefined);
    return look;
  }

  async #look(): Promise<void> {
    for (const cafeId of this.#parts.links.cafeIds()) await this.#lookAt(cafeId);
  }

  async #lookAt(cafeId: number): Promise<void> {
    const { db, clock, cafes, links, sessions, panels } = this.#parts;
    const { settings, zone } = await cafes.scope(cafeId);
    const at = clock.now();
    const before = new Date(at.getTime() - settings.int("wss_ping_timeout") * 1000);
    const silent = (await sessions.silentPcs(cafeId, before)).filter(
      ({ pc_id: pcId }) => links.agent(cafeId, pcId)?.link.isOpen !== true,
    );
    const told = this.#told.get(cafeId) ?? new Set();
    this.#told.set(cafeId, new Set(silent.map(({ pc_id: pcId }) => pcId)));
    for (const pc of silent.filter(({ pc_id: pcId }) => !told.has(pcId))) {
      const since = localText(pc.last_heard_at, zone);
      const text = `${pc.name} was not heard of since ${since}; ${pc.account} is in session there.`;
      const row = { cafeId, at, event: "ALERT", pcName: pc.name, details: text } as const;
      await db.transact((tx) => writePcLog(tx, row));
      panels.notice(cafeId, { kind: "pc_lost", pc_name: pc.name, text });
    }
  }
}
