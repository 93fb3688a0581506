import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { NetworkAddress } from "../contract/frames/login.ts";
import { enrol, readCredential } from "./link/credential.ts";
import type { LogIn } from "./link/member-calls.ts";
import { openPcKey } from "./link/pc-key.ts";
import { machineTiming, type Timing } from "./link/timing.ts";
import { startBootService, type RunningBootService } from "./start-boot-service.ts";
import { Pc, type PcSnapshot } from "./start-pc.ts";

export type HallRole = "client" | "boot";

export interface HallOptions {
  /** Names of the PCs to play. */
  pcNames: readonly string[];
  /** Keys and credentials are kept here, one folder per PC, so that a restart does not enrol again. */
  dir: string;
  /** Gives a pair text for a PC that is not enrolled yet (`pcs/action/pairCode`). */
  pairText(wanted: { pcName: string; role: HallRole }): Promise<string>;
  /** Plays the boot service too, with so many boot PCs until the server sends its list. */
  bootPcs?: number;
  /** Name the boot service enrols under; "BOOT" unless said. */
  bootName?: string;
  /** One sentence at a time, the PC's name in front. */
  print?(line: string): void;
  timing?: Timing;
}

export interface HallPc {
  state(): PcSnapshot;
  /** A member sits down here and starts a session; refuses as the server does. */
  logIn(member: { account: string; password: string; bookingPassword?: string }): Promise<LogIn>;
  /** A guest types an access code; refuses as the server does. */
  enterCode(code: string): Promise<LogIn>;
  /** Somebody without an account asks for time; answers the account it is to be paid to. */
  askForTime(amount: string): Promise<string>;
  /** The customer asks to leave; "" or why not. */
  requestCheckout(): Promise<string>;
}

export interface Hall {
  pcs: ReadonlyMap<string, HallPc>;
  boot: RunningBootService | null;
  /** PCs that could not be enrolled, with the reason. */
  failed: ReadonlyMap<string, string>;
  stop(): Promise<void>;
}

/** Enrolments at a time: enough to be quick, few enough not to crowd a small server. */
const atOnce = 4;

/** Plays a hall of PCs, each with its own key and socket, in this process. Answers when all are enrolled and connecting. */
export async function startHall(options: HallOptions): Promise<Hall> {
  const pcs = new Map<string, SeatedPc>();
  const failed = new Map<string, string>();
  const waiting = options.pcNames.map((name, index) => ({ name, index }));
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { name, index } = next;
      const seat = new SeatedPc(options, name, index);
      try {
        await seat.start();
        pcs.set(name, seat);
      } catch (error) {
        failed.set(name, sentence(error));
        options.print?.(`${name}: not enrolled: ${sentence(error)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  const boot = options.bootPcs === undefined ? null : await startBoot(options, options.bootPcs, failed);
  return {
    pcs: new Map([...pcs].sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true }))),
    boot,
    failed,
    stop: async () => {
      await Promise.all([...pcs.values()].map((seat) => seat.stop()));
      await boot?.stop();
    },
  };
}

/** One place in the hall; when the server no longer knows its credential it enrols once more. */
class SeatedPc implements HallPc {
  readonly #options: HallOptions;
  readonly #name: string;
  readonly #index: number;
  #pc: Pc | null = null;
  #enrolledAgain = false;
  #stopped = false;

  constructor(options: HallOptions, name: string, index: number) {
    this.#options = options;
    this.#name = name;
    this.#index = index;
  }

  async start(): Promise<void> {
    const { dir, credential, key } = await openSeat(
      this.#options,
      this.#name,
      "client",
      playedNet(this.#index),
    );
    if (this.#stopped) return;
    this.#pc = new Pc({
      credential,
      key,
      dir,
      bootId: randomUUID(),
      net: playedNet(this.#index),
      timing: this.#options.timing ?? machineTiming,
      // The machine below is everybody's: a played PC never touches its power.
      allowPower: false,
      power: () => undefined,
      say: (text) => this.#options.print?.(`${this.#name}: ${text}`),
      onChange: () => undefined,
      onNotEnrolled: () => void this.#enrolAgain(dir),
    });
  }

  state(): PcSnapshot {
    return this.#running().state();
  }

  logIn(member: { account: string; password: string; bookingPassword?: string }): Promise<LogIn> {
    return this.#running().logIn(member);
  }

  enterCode(code: string): Promise<LogIn> {
    return this.#running().enterCode(code);
  }

  askForTime(amount: string): Promise<string> {
    return this.#running().askForTime(amount);
  }

  requestCheckout(): Promise<string> {
    return this.#running().requestCheckout();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#pc?.stop();
  }

  #running(): Pc {
    if (!this.#pc) throw new Error(`${this.#name} has not been started.`);
    return this.#pc;
  }

  async #enrolAgain(dir: string): Promise<void> {
    if (this.#enrolledAgain || this.#stopped) return;
    this.#enrolledAgain = true;
    try {
      await this.#pc?.stop();
      rmSync(join(dir, "credential.json"), { force: true });
      await this.start();
    } catch (error) {
      this.#options.print?.(`${this.#name}: not enrolled again: ${sentence(error)}`);
    }
  }
}

async function startBoot(options: HallOptions, count: number, failed: Map<string, string>) {
  const name = options.bootName ?? "BOOT";
  try {
    const { credential, key } = await openSeat(options, name, "boot", playedNet(250));
    return startBootService({
      credential,
      key,
      bootId: randomUUID(),
      net: playedNet(250),
      timing: options.timing ?? machineTiming,
      count,
      say: (text) => options.print?.(`${name}: ${text}`),
    });
  } catch (error) {
    failed.set(name, sentence(error));
    options.print?.(`${name}: not enrolled: ${sentence(error)}`);
    return null;
  }
}

async function openSeat(
  options: HallOptions,
  pcName: string,
  role: HallRole,
  net: readonly NetworkAddress[],
) {
  const dir = join(options.dir, encodeURIComponent(pcName));
  const key = openPcKey(dir);
  const known = readCredential(dir);
  if (known) return { dir, key, credential: known };
  const pairText = await options.pairText({ pcName, role });
  return { dir, key, credential: await enrol({ pairText, pcName, dir, key, net }) };
}

/** Documentation addresses (RFC 5737), so that no played PC is taken for a real machine. */
function playedNet(index: number): NetworkAddress[] {
  const last = (index % 250) + 1;
  const mac = `02-00-00-00-${hex(Math.floor(index / 250))}-${hex(last)}`;
  return [{ mac, ip: `192.0.2.${last}` }];
}

function hex(value: number): string {
  return value.toString(16).toUpperCase().padStart(2, "0");
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
