import { readFileSync } from "node:fs";
import { startHall, type Hall, type HallOptions } from "./hall.ts";
import { ApiRefusal } from "./link/call-api.ts";
import { LinkRefused } from "./link/pinned-tls.ts";
import { machineTiming, every } from "./link/timing.ts";
import { runPc } from "./main.ts";
import { parsePcArguments, parsePcsArguments, pcHelp, pcsHelp, type PcsArguments } from "./options.ts";
import { pairBySigningIn } from "./staff-pairing.ts";
import type { PcSnapshot } from "./start-pc.ts";

const print = (line: string) => void process.stdout.write(`${line}\n`);
const complain = (line: string) => void process.stderr.write(`${line}\n`);

/** `netcafe pc`. Answers the exit code: 0 ended, 1 refused, 2 wrong arguments. */
export async function pcCommand(argv: string[]): Promise<number> {
  const parsed = parsePcArguments(argv, process.env);
  if (parsed.kind !== "run") return withoutRun(parsed, pcHelp);
  const { json, ...options } = parsed.arguments;
  // With --json standard output holds the states alone; sentences go beside it.
  const say = json ? complain : print;
  const show = json
    ? (snapshot: PcSnapshot) => print(JSON.stringify(jsonLine(snapshot)))
    : (snapshot: PcSnapshot) => print(sentence(snapshot));
  return refusing(() => runPc({ ...options, say, show, until: untilSignal() }));
}

/** `netcafe pcs`. Answers the exit code: 0 ended, 1 refused, 2 wrong arguments. */
export async function pcsCommand(argv: string[]): Promise<number> {
  const parsed = parsePcsArguments(argv, process.env);
  if (parsed.kind !== "run") return withoutRun(parsed, pcsHelp);
  return refusing(() => playHall(parsed.arguments));
}

async function playHall(wanted: PcsArguments): Promise<void> {
  const until = untilSignal();
  const options: HallOptions = {
    pcNames: wanted.pcNames,
    dir: wanted.dir,
    pairText: pairTexts(wanted),
    ...(wanted.bootPcs === undefined ? {} : { bootPcs: wanted.bootPcs }),
    ...(wanted.verbose ? { print } : {}),
  };
  const hall = await startHall(options);
  for (const [name, why] of hall.failed) complain(`${name}: ${why}`);
  if (hall.pcs.size === 0) throw new LinkRefused("No PC could be enrolled.");
  const stopCounting = every(machineTiming, 1000, () => print(hallLine(hall)));
  await until;
  stopCounting();
  await hall.stop();
}

/** Pair texts from a file, in the order asked for, or by signing in as staff. */
function pairTexts(wanted: PcsArguments): HallOptions["pairText"] {
  if (wanted.pairsFile !== undefined) {
    const file = wanted.pairsFile;
    const lines = readFileSync(file, "utf8")
      .split("\n")
      .filter((line) => line.trim() !== "");
    const byName = new Map([...wanted.pcNames, "BOOT"].map((name, index) => [name, lines[index]]));
    return ({ pcName }) => {
      const text = byName.get(pcName);
      return text === undefined
        ? Promise.reject(new LinkRefused(`${file} holds no pair text for ${pcName}.`))
        : Promise.resolve(text);
    };
  }
  const { license, staff, url, pin } = wanted;
  const server = { url, pins: pin === undefined ? [] : [pin] };
  const signedIn = pairBySigningIn(server, {
    license: license ?? "",
    name: staff.name,
    password: staff.password ?? "",
  });
  // Said only when a PC is not enrolled yet: a restart needs neither licence nor password.
  return (pc) =>
    license === undefined || staff.password === undefined
      ? Promise.reject(
          new LinkRefused(
            "A new PC needs --license and --staff-password (or NETCAFE_STAFF_PASSWORD), or --pairs FILE.",
          ),
        )
      : signedIn(pc);
}

function hallLine(hall: Hall): string {
  const counts = new Map<string, number>();
  let offline = 0;
  for (const pc of hall.pcs.values()) {
    const { state, offline: isOffline } = pc.state();
    counts.set(state, (counts.get(state) ?? 0) + 1);
    if (isOffline) offline += 1;
  }
  const states = [...counts].sort().map(([state, count]) => `${state} ${count}`);
  const boot =
    hall.boot === null
      ? []
      : [`boot PCs on ${hall.boot.states().filter((pc) => pc.boot_state === "on").length}`];
  return [`PCs ${hall.pcs.size}`, `connected ${hall.pcs.size - offline}`, ...states, ...boot].join("  ");
}

function jsonLine({
  pc_name,
  state,
  member_account,
  member_balance,
  member_balance_bonus,
  left,
  offline,
}: PcSnapshot) {
  return { pc_name, state, member_account, member_balance, member_balance_bonus, left, offline };
}

function sentence({
  pc_name,
  state,
  offline,
  member_account,
  member_balance,
  member_balance_bonus,
  left,
}: PcSnapshot) {
  const link = offline ? " (no link)" : "";
  const customer =
    member_account === ""
      ? ""
      : `, ${member_account}, balance ${member_balance}, bonus ${member_balance_bonus}`;
  return `${pc_name}: ${state}${link}${customer}${left === "" ? "" : `, ${left} left`}`;
}

function withoutRun(parsed: { kind: "help" } | { kind: "wrong"; text: string }, help: string): number {
  if (parsed.kind === "help") {
    process.stdout.write(help);
    return 0;
  }
  process.stderr.write(`${parsed.text}\n\n${help}`);
  return 2;
}

async function refusing(run: () => Promise<void>): Promise<number> {
  try {
    await run();
    return 0;
  } catch (error) {
    if (!(error instanceof LinkRefused) && !(error instanceof ApiRefusal)) throw error;
    complain(error.message);
    return 1;
  }
}

/** SIGTERM is the machine ending (pc_ending); SIGINT is the person at the terminal. */
function untilSignal(): Promise<"terminated" | "ended"> {
  return new Promise((resolve) => {
    process.once("SIGTERM", () => resolve("terminated"));
    process.once("SIGINT", () => resolve("ended"));
  });
}
