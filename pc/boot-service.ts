import {
  dataObject,
  isRecord,
  refusal,
  response,
  type RequestFrame,
  type ResponseFrame,
} from "../contract/frames/frame.ts";

export interface BootPcState {
  id: number;
  pc_name: string;
  boot_state: "off" | "booting" | "on" | "unknown";
  /** YYYY-MM-DD HH:MM:SS of the service's clock; null while off. */
  boot_time: string | null;
  temperature: number | null;
  writeback_used_mb: number;
}

const powerTypes = ["poweron", "reboot", "shutdown"];

/** How long a played PC takes from power to its desktop. */
const bootMs = 20_000;

/**
 * Plays the boot service of a café (pc-protocol.md 3.8, 10.2): it holds the records the server sent, and its PCs boot
 * and end as asked.
 */
export class BootService {
  readonly #pcs = new Map<number, { pc_name: string; bootedAtMs: number | null; bootedWallMs: number }>();
  readonly #now: { monoMs(): number; wallMs(): number };

  constructor(now: { monoMs(): number; wallMs(): number }, count: number) {
    this.#now = now;
    for (let id = 1; id <= count; id++) {
      const pc_name = `BOOT${String(id).padStart(2, "0")}`;
      this.#pcs.set(id, { pc_name, bootedAtMs: null, bootedWallMs: 0 });
      if (id % 3 !== 0) this.#boot(id);
    }
  }

  states(): BootPcState[] {
    return [...this.#pcs].map(([id, pc]) => {
      const upMs = pc.bootedAtMs === null ? null : this.#now.monoMs() - pc.bootedAtMs;
      if (upMs === null) {
        return {
          id,
          pc_name: pc.pc_name,
          boot_state: "off",
          boot_time: null,
          temperature: null,
          writeback_used_mb: 0,
        };
      }
      const boot_time = new Date(pc.bootedWallMs).toISOString().slice(0, 19).replace("T", " ");
      const warm = 38 + ((id * 7) % 12);
      const writeback_used_mb = Math.min(8192, 120 + Math.floor(upMs / 60_000) * 4);
      const boot_state = upMs < bootMs ? "booting" : "on";
      return { id, pc_name: pc.pc_name, boot_state, boot_time, temperature: warm, writeback_used_mb };
    });
  }

  /** Answers pcs_status, power, boot_config and wake; refuses all else. */
  answer(frame: RequestFrame): ResponseFrame {
    const data = dataObject(frame);
    switch (frame.action) {
      case "pcs_status":
        return response(frame, this.states());
      case "power":
        return this.#power(frame, data);
      case "boot_config":
        return this.#configure(frame, data);
      case "wake":
        return response(frame, { sent: Array.isArray(data.targets) ? data.targets.length : 0 });
      default:
        return refusal(frame, {
          error: "route.not_found",
          message: `The boot service does not know ${frame.action}.`,
        });
    }
  }

  #power(frame: RequestFrame, { power_type, ids }: Readonly<Record<string, unknown>>): ResponseFrame {
    if (typeof power_type !== "string" || !powerTypes.includes(power_type) || !Array.isArray(ids)) {
      return refusal(frame, {
        error: "request.validation",
        message: "power needs power_type poweron, reboot or shutdown and ids, a list of boot PC ids.",
      });
    }
    const results = ids.map(Number).map((id) => {
      if (!this.#pcs.has(id))
        return { id, status: "error", message: "This boot service has no PC of that id." };
      if (power_type === "shutdown") this.#end(id);
      else if (power_type === "reboot" || this.#pcs.get(id)?.bootedAtMs === null) this.#boot(id);
      return { id, status: "success", message: "" };
    });
    return response(frame, { results });
  }

  /** The server's records replace the list; PCs that stay keep running. */
  #configure(frame: RequestFrame, { version, pcs }: Readonly<Record<string, unknown>>): ResponseFrame {
    if (!Array.isArray(pcs)) {
      return refusal(frame, {
        error: "request.validation",
        message: "boot_config needs pcs, a list of boot PCs.",
      });
    }
    const records = pcs
      .filter(isRecord)
      .map(({ id, pc_name }) => ({ id: Number(id), name: String(pc_name) }));
    const known = new Set(records.map((record) => record.id));
    for (const id of [...this.#pcs.keys()]) if (!known.has(id)) this.#pcs.delete(id);
    for (const { id, name } of records) {
      const pc = this.#pcs.get(id);
      if (pc) pc.pc_name = name;
      else this.#pcs.set(id, { pc_name: name, bootedAtMs: null, bootedWallMs: 0 });
    }
    return response(frame, { version });
  }

  #boot(id: number): void {
    const pc = this.#pcs.get(id);
    if (pc) Object.assign(pc, { bootedAtMs: this.#now.monoMs(), bootedWallMs: this.#now.wallMs() });
  }

  #end(id: number): void {
    const pc = this.#pcs.get(id);
    if (pc) pc.bootedAtMs = null;
  }
}
