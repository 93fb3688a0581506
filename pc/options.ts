import { homedir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

export const pcHelp = `netcafe pc: be one PC of a café, without a screen

  --pair TEXT         pair text from the panel (netcafe:host[:port]#code#pin); needed the first time
  --name NAME         name of the PC in the café; needed with --pair
  --dir DIR           where key, credential and journal are kept (~/.netcafe-pc)
  --member ACCOUNT    this member sits down once the PC is free
  --password TEXT     the member's password, or NETCAFE_MEMBER_PASSWORD
  --allow-power       carry out shutdown, reboot, logoff, quit and exit; without it they are refused
  --json              one JSON line per change of state
`;

export const pcsHelp = `netcafe pcs: play a hall of PCs

  --url URL           the server (https://localhost:8443)
  --pin PIN           base64url SHA-256 of its public key; needed when its certificate is not publicly trusted
  --count N           how many PCs, 1 to 2000 (40)
  --prefix TEXT       names PREFIX01, PREFIX02, … (PC)
  --license NAME      licence name of the café, 12 digits
  --staff NAME        staff who may add PCs (Admin)
  --staff-password T  their password, or NETCAFE_STAFF_PASSWORD
  --pairs FILE        instead of signing in: one pair text a line, in the order of the PCs (then the boot service's)
  --dir DIR           where keys and credentials are kept (~/.netcafe-hall)
  --boot [N]          play the boot service too, with N boot PCs (12)
  --verbose           what each PC does, line by line
`;

export interface PcArguments {
  pairText?: string;
  name?: string;
  dir: string;
  member?: { account: string; password: string };
  allowPower: boolean;
  json: boolean;
}

export interface PcsArguments {
  url: string;
  pin?: string;
  pcNames: string[];
  license?: string;
  staff: { name: string; password?: string };
  pairsFile?: string;
  dir: string;
  bootPcs?: number;
  verbose: boolean;
}

export type Parsed<Arguments> =
  { kind: "run"; arguments: Arguments } | { kind: "help" } | { kind: "wrong"; text: string };
type Environment = Readonly<Record<string, string | undefined>>;

/** The arguments of `netcafe pc`, or a sentence saying what would be right. */
export function parsePcArguments(argv: readonly string[], env: Environment): Parsed<PcArguments> {
  const read = readOptions(argv, {
    pair: { type: "string" },
    name: { type: "string" },
    dir: { type: "string" },
    member: { type: "string" },
    password: { type: "string" },
    "allow-power": { type: "boolean" },
    json: { type: "boolean" },
  });
  if (!("values" in read)) return read;
  const { values } = read;
  const text = (key: string) => (typeof values[key] === "string" ? values[key] : undefined);
  const [pairText, name, account] = [text("pair"), text("name"), text("member")];
  if (pairText !== undefined && name === undefined)
    return wrong("--pair needs --name, the PC's name in the panel.");
  const password = text("password") ?? env.NETCAFE_MEMBER_PASSWORD;
  if (account !== undefined && password === undefined) {
    return wrong("--member needs --password or NETCAFE_MEMBER_PASSWORD.");
  }
  const member = account === undefined || password === undefined ? {} : { member: { account, password } };
  return run({
    ...(pairText === undefined ? {} : { pairText }),
    ...(name === undefined ? {} : { name }),
    dir: text("dir") ?? join(homedir(), ".netcafe-pc"),
    ...member,
    allowPower: values["allow-power"] === true,
    json: values.json === true,
  });
}

/** The arguments of `netcafe pcs`, or a sentence saying what would be right. */
export function parsePcsArguments(argv: readonly string[], env: Environment): Parsed<PcsArguments> {
  const read = readOptions(bootWithCount(argv), {
    url: { type: "string" },
    pin: { type: "string" },
    count: { type: "string" },
    prefix: { type: "string" },
    license: { type: "string" },
    staff: { type: "string" },
    "staff-password": { type: "string" },
    pairs: { type: "string" },
    dir: { type: "string" },
    boot: { type: "string" },
    verbose: { type: "boolean" },
  });
  if (!("values" in read)) return read;
  const { values } = read;
  const text = (key: string) => (typeof values[key] === "string" ? values[key] : undefined);
  const count = Number(text("count") ?? 40);
  if (!Number.isInteger(count) || count < 1 || count > 2000)
    return wrong("--count must be a number from 1 to 2000.");
  const bootText = text("boot");
  const bootPcs = bootText === undefined ? undefined : Number(bootText);
  if (bootPcs !== undefined && (!Number.isInteger(bootPcs) || bootPcs < 1 || bootPcs > 500)) {
    return wrong("--boot must be a number from 1 to 500.");
  }
  const url = text("url") ?? "https://localhost:8443";
  if (!URL.canParse(url) || new URL(url).protocol !== "https:")
    return wrong("--url must begin with https://.");
  const password = text("staff-password") ?? env.NETCAFE_STAFF_PASSWORD;
  const [license, pairsFile, pin] = [text("license"), text("pairs"), text("pin")];
  return run({
    url,
    ...(pin === undefined ? {} : { pin }),
    pcNames: seatNames(text("prefix") ?? "PC", count),
    ...(license === undefined ? {} : { license }),
    staff: { name: text("staff") ?? "Admin", ...(password === undefined ? {} : { password }) },
    ...(pairsFile === undefined ? {} : { pairsFile }),
    dir: text("dir") ?? join(homedir(), ".netcafe-hall"),
    ...(bootPcs === undefined ? {} : { bootPcs }),
    verbose: values.verbose === true,
  });
}

/** PC01, PC02, …: as many digits as the last one needs, two at least. */
export function seatNames(prefix: string, count: number): string[] {
  const digits = Math.max(2, String(count).length);
  return Array.from({ length: count }, (_, index) => `${prefix}${String(index + 1).padStart(digits, "0")}`);
}

/** `--boot` alone means 12 boot PCs. */
function bootWithCount(argv: readonly string[]): string[] {
  return argv.flatMap((word, index) => {
    const next = argv[index + 1];
    return word === "--boot" && (next === undefined || next.startsWith("-")) ? ["--boot", "12"] : [word];
  });
}

type Options = Readonly<Record<string, { type: "string" | "boolean" }>>;
type Read =
  | { values: Readonly<Record<string, string | boolean | undefined>> }
  | { kind: "help" }
  | { kind: "wrong"; text: string };

function readOptions(argv: readonly string[], options: Options): Read {
  try {
    const help = { help: { type: "boolean", short: "h" } } as const;
    const { values } = parseArgs({ args: [...argv], options: { ...options, ...help }, strict: true });
    const plain = values as Record<string, string | boolean | undefined>;
    return plain.help === true ? { kind: "help" } : { values: plain };
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error));
  }
}

function run<Arguments>(parsed: Arguments): Parsed<Arguments> {
  return { kind: "run", arguments: parsed };
}

function wrong(text: string): { kind: "wrong"; text: string } {
  return { kind: "wrong", text };
}
