import { isRecord, request, type ResponseFrame } from "../../../contract/frames/frame.ts";
import { bootPcOf, listBootPcs, type BootFacts } from "../bootpcs/index.ts";
import type { Db } from "../../kernel/db/database.ts";
import type { SwitchThroughLocalService, WakeByMac } from "../pcs/index.ts";
import type { Link } from "./link.ts";
import type { Links } from "./links.ts";

/** What lower modules need done in the café's own network, through whoever is connected there (pc-protocol.md 3.8). */

const answerWithinSeconds = 10;
const none: ReadonlyMap<number, BootFacts> = new Map();

function factsOf(row: Readonly<Record<string, unknown>>): BootFacts {
  const state = row["boot_state"];
  const bootedAt =
    typeof row["boot_time"] === "string" ? new Date(`${row["boot_time"].replace(" ", "T")}Z`) : null;
  return {
    isUsing: false,
    state: state === "off" || state === "booting" || state === "on" ? state : "unknown",
    bootedAt: bootedAt === null || Number.isNaN(bootedAt.getTime()) ? null : bootedAt,
    temperature: typeof row["temperature"] === "number" ? Math.round(row["temperature"]) : null,
    writebackUsedMb: Number(row["writeback_used_mb"]) || 0,
  };
}

/** The newest word of each café's boot service about its PCs; gone with its link. */
export class BootStates {
  readonly #db: Db;
  readonly #links: Links;
  #states = new Map<number, Map<number, BootFacts>>();

  constructor(db: Db, links: Links) {
    this.#db = db;
    this.#links = links;
  }

  of(cafeId: number): ReadonlyMap<number, BootFacts> {
    return this.#links.of(cafeId).boot?.link.isOpen ? (this.#states.get(cafeId) ?? none) : none;
  }

  /** Takes rows of `boot_state` or of an answer to `pcs_status`. */
  note(cafeId: number, rows: unknown): void {
    if (!Array.isArray(rows)) return;
    const states = this.#states.get(cafeId) ?? new Map<number, BootFacts>();
    this.#states.set(cafeId, states);
    for (const row of rows.filter(isRecord).slice(0, 500)) states.set(Number(row["id"]), factsOf(row));
  }

  /** Tells the boot service the café's records, then hears how its PCs are. */
  async configure(cafeId: number, link: Link, zone: string): Promise<void> {
    const rows = await listBootPcs(this.#db, cafeId);
    const pcs = rows.map((row) => bootPcOf(row, undefined, zone));
    this.#states.delete(cafeId);
    const config = request({
      action: "boot_config",
      from: "wss-server",
      target: "boot",
      data: { version: 1, pcs, images: [], settings: {} },
    });
    await link.ask(config, answerWithinSeconds);
    await this.refresh(cafeId);
  }

  async refresh(cafeId: number): Promise<void> {
    const link = this.#links.of(cafeId).boot?.link;
    if (!link?.isOpen) return;
    const answer = await link.ask(
      request({ action: "pcs_status", from: "web", target: "boot", data: [] }),
      answerWithinSeconds,
    );
    if (answer?.status === "success") this.note(cafeId, answer.data);
  }

  async refreshAll(): Promise<void> {
    await Promise.all(this.#links.cafeIds().map((cafeId) => this.refresh(cafeId)));
  }
}

const succeeded = (answer: ResponseFrame | null) => answer?.status === "success";

/** Wake-on-LAN through the boot service, the local service, or any PC of the café that is on. */
export function wakeThrough(links: Links): WakeByMac {
  return async (cafeId, macs) => {
    const { boot, server, agents } = links.of(cafeId);
    const neighbour = [...agents.values()][0]?.link;
    const places = [
      ["boot", boot?.link],
      ["server", server?.link],
      ["client", neighbour],
    ] as const;
    for (const [target, link] of places) {
      if (!link?.isOpen) continue;
      const targets = macs.map((mac) => ({ mac, broadcast: "255.255.255.255" }));
      const answer = await link.ask(
        request({ action: "wake", from: "wss-server", target, data: { targets } }),
        answerWithinSeconds,
      );
      if (succeeded(answer)) return new Set(macs);
    }
    return new Set();
  };
}

export function switchThrough(links: Links): SwitchThroughLocalService {
  return async (cafeId, { deviceNames, deviceIds, turn, staffName }) => {
    const link = links.of(cafeId).server?.link;
    if (!link?.isOpen) return "offline";
    const data = {
      device_names: [...deviceNames],
      device_ids: [...deviceIds],
      switch: turn,
      staff: staffName,
    };
    const answer = await link.ask(
      request({ action: "ewelink_switch", from: "web", target: "server", data }),
      answerWithinSeconds,
    );
    return succeeded(answer) ? "done" : "failed";
  };
}
