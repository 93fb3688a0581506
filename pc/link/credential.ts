import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { hostname, networkInterfaces } from "node:os";
import { join } from "node:path";
import { isRecord } from "../../contract/frames/frame.ts";
import {
  serverListText,
  type EnrolAnswer,
  type LoginAnswer,
  type NetworkAddress,
} from "../../contract/frames/login.ts";
import { parsePairText } from "../../contract/frames/pair-text.ts";
import { callApi } from "./call-api.ts";
import { LinkRefused } from "./pinned-tls.ts";
import { signedByServer, type PcKey } from "./pc-key.ts";

export const agentVersion = "1.0.0";
const credentialFile = "credential.json";

/** What this folder is enrolled as, or null. */
export function readCredential(dir: string): EnrolAnswer | null {
  let text: string;
  try {
    text = readFileSync(join(dir, credentialFile), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
  const credential = readEnrolAnswer(JSON.parse(text));
  if (!credential)
    throw new Error(`The credential in ${dir} is damaged; delete the folder and enrol the PC again.`);
  return credential;
}

/** Replaces the file as a whole, so that a power cut leaves the old or the new one. */
export function writeCredential(dir: string, credential: EnrolAnswer): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const path = join(dir, credentialFile);
  writeFileSync(`${path}.new`, `${JSON.stringify(credential, null, 1)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

export interface Enrolment {
  pairText: string;
  pcName: string;
  dir: string;
  key: PcKey;
  net?: readonly NetworkAddress[];
}

/**
 * Makes this folder a PC of the café (pc-protocol.md 2.1). Refuses a pair text that cannot be read, a server that shows
 * another key than the pin, a private certificate without pin, and what the server refuses (pc.pair_code_wrong).
 */
export async function enrol({
  pairText,
  pcName,
  dir,
  key,
  net = machineNet(),
}: Enrolment): Promise<EnrolAnswer> {
  const pair = parsePairText(pairText);
  if ("wrong" in pair) throw new LinkRefused(pair.wrong);
  const url = `https://${pair.host}${pair.port === 443 ? "" : `:${pair.port}`}`;
  const pins = pair.pin === undefined ? [] : [pair.pin];
  const answer = await callApi({
    server: { url, pins },
    path: "/api/v2/pc/enrol",
    body: {
      pair_code: pair.pairCode,
      public_key: key.publicKey,
      pc_name: pcName,
      os: process.platform === "win32" ? "windows" : process.platform,
      hostname: hostname(),
      net,
      agent_version: agentVersion,
    },
  });
  const credential = readEnrolAnswer(answer);
  if (!credential)
    throw new LinkRefused(`${url} answered the enrolment without the PC's credential and servers.`);
  writeCredential(dir, credential);
  return credential;
}

/** Servers and keys of a login answer when a key known so far signed the new list; else those known stay (2.1 step 5). */
export function takeServerList(known: EnrolAnswer, answer: LoginAnswer): EnrolAnswer {
  const { servers, server_keys: keys, servers_signature: signed } = answer;
  if (!Array.isArray(servers) || !Array.isArray(keys) || servers.length === 0 || signed === undefined)
    return known;
  const text = serverListText(known.cafe_id, servers, keys);
  if (!signedByServer(known.server_keys, signed.kid, text, signed.signature)) return known;
  return { ...known, servers, server_keys: keys };
}

/** Addresses of this machine that lead out of it, MAC in upper case with dashes. */
export function machineNet(): NetworkAddress[] {
  return Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter((address) => !address.internal && address.family === "IPv4")
    .map(({ mac, address }) => ({ mac: mac.toUpperCase().replaceAll(":", "-"), ip: address }));
}

function readEnrolAnswer(answer: unknown): EnrolAnswer | null {
  if (!isRecord(answer)) return null;
  const { cafe_id, license_name, pc_name, credential_id, servers, server_keys } = answer;
  const texts = [license_name, pc_name, credential_id].every((text) => typeof text === "string");
  if (!Number.isSafeInteger(cafe_id) || !texts || !Array.isArray(servers) || !Array.isArray(server_keys))
    return null;
  return servers.length === 0 ? null : (answer as unknown as EnrolAnswer);
}
