import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { enrol, machineNet, readCredential } from "./link/credential.ts";
import { LinkRefused } from "./link/pinned-tls.ts";
import { openPcKey } from "./link/pc-key.ts";
import { machineTiming } from "./link/timing.ts";
import { carryOut } from "./power.ts";
import { Pc, type PcSnapshot } from "./start-pc.ts";

export interface RunPcOptions {
  /** Needed until the folder holds a credential; with `name`. */
  pairText?: string;
  name?: string;
  dir: string;
  allowPower: boolean;
  member?: { account: string; password: string };
  /** Something happened, as a sentence. */
  say: (text: string) => void;
  /** What the PC shows changed. */
  show: (snapshot: PcSnapshot) => void;
  /** Ends the program; resolves when it should. */
  until: Promise<"terminated" | "ended">;
}

/** The program behind `netcafe pc`: enrols when asked, then is that PC until it is ended. Refuses with LinkRefused. */
export async function runPc(options: RunPcOptions): Promise<void> {
  const { dir, say, pairText, name } = options;
  const key = openPcKey(dir);
  let credential = readCredential(dir);
  if (pairText !== undefined) {
    credential = await enrol({ pairText, pcName: name ?? credential?.pc_name ?? "", dir, key });
    say(`Enrolled as ${credential.pc_name} of café ${credential.cafe_id}.`);
  }
  if (!credential)
    throw new LinkRefused(`${dir} holds no credential; give --pair TEXT and --name NAME from the panel.`);
  let quit = () => {};
  const told = new Promise<"told">((resolve) => (quit = () => resolve("told")));
  let waiting = options.member;
  const pc: Pc = new Pc({
    credential,
    key,
    dir,
    bootId: machineBootId(),
    net: machineNet(),
    timing: machineTiming,
    allowPower: options.allowPower,
    power: (action) => carryOut(action, quit, say),
    say,
    onChange: () => {
      const snapshot = pc.state();
      options.show(snapshot);
      if (waiting === undefined || snapshot.offline || snapshot.state !== "locked") return;
      const member = waiting;
      waiting = undefined;
      void seat(pc, member, say);
    },
  });
  const why = await Promise.race([options.until, told]);
  if (why === "terminated") await pc.ending("shutdown");
  await pc.stop();
}

async function seat(pc: Pc, member: { account: string; password: string }, say: (text: string) => void) {
  try {
    const led = await pc.logIn(member);
    say(led.kind === "session" ? `${member.account} logged in.` : `The PC is booked: ${led.error}.`);
  } catch (error) {
    say(`${member.account} could not log in: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** One id per start of the machine; where the system tells none, one per start of this program. */
function machineBootId(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return randomUUID();
  }
}
