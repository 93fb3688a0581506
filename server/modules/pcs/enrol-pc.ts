import { createPublicKey } from "node:crypto";
import { isIP } from "node:net";
import type { Tx } from "../../kernel/db/database.ts";
import { randomText, type IdSource } from "../../kernel/ids.ts";
import { invalidField, Refusal } from "../../kernel/refusal.ts";
import { announceCancelled } from "./cancel-credential.ts";
import {
  cancelByName,
  countWrongTry,
  insertCredential,
  lockPairCode,
  usePairCode,
  type AgentRole,
} from "./credential-store.ts";
import { hashOfPairCode } from "./make-pair-code.ts";
import { judgePairing } from "./pairing-rules.ts";
import { normalisedMac } from "./pc-rules.ts";
import { fillNetwork, findPcByName, insertPcLogs } from "./pc-store.ts";
import { ensureServerKey } from "./server-key.ts";

export interface EnrolAsked {
  pairCode: string;
  /** base64url of the 32 raw bytes of an Ed25519 public key. */
  publicKey: string;
  pcName: string;
  agentVersion: string;
  os: string;
  hostname: string;
  net: readonly { mac: string; ip: string }[];
  now: Date;
  ids: IdSource;
}

export interface Enrolled {
  cafeId: number;
  pcName: string;
  credentialId: string;
  role: AgentRole;
}

const credentialAlphabet = "0123456789abcdefghijklmnopqrstuvwxyz";

/** One text for every way a code can be wrong: a stranger learns nothing. */
export const pairCodeWrong = () =>
  new Refusal(
    "pc.pair_code_wrong",
    "The pair_code is wrong for this pc_name, used, or older than 15 minutes: make a new one in the panel.",
  );

/** The raw public key; refuses `request.validation` for anything but an Ed25519 key. */
export function checkedPublicKey(text: string): Buffer {
  const raw = Buffer.from(text, "base64url");
  const refused = () =>
    invalidField(
      "public_key",
      "The public_key must be an Ed25519 public key, base64url of its 32 raw bytes.",
    );
  if (raw.length !== 32 || raw.toString("base64url") !== text.replace(/=+$/, "")) throw refused();
  try {
    createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: raw.toString("base64url") }, format: "jwk" });
  } catch {
    throw refused();
  }
  return raw;
}

/**
 * Pairs an agent with its café: the code is used up, an older credential of the same name is cancelled. Answers null
 * when code and name do not fit; a wrong name has then been counted, which must be committed before refusing
 * `pc.pair_code_wrong` (pc-protocol.md 2.1).
 */
export async function enrolPc(tx: Tx, asked: EnrolAsked): Promise<Enrolled | null> {
  const publicKey = checkedPublicKey(asked.publicKey);
  const hash = hashOfPairCode(asked.pairCode);
  const code = await lockPairCode(tx, hash);
  if (code === undefined) return null;
  const state = {
    pcName: code.pc_name,
    expiresAt: code.expires_at,
    usedAt: code.used_at,
    wrongTries: code.wrong_tries,
  };
  const verdict = judgePairing(state, asked.pcName, asked.now);
  if (verdict === "wrong name") await countWrongTry(tx, hash);
  if (verdict !== "fits") return null;
  const pc = code.role === "client" ? await findPcByName(tx, code.cafe_id, code.pc_name) : undefined;
  if (code.role === "client" && pc === undefined) return null;
  const enrolled: Enrolled = {
    cafeId: code.cafe_id,
    pcName: pc?.name ?? code.pc_name,
    credentialId: `c-${randomText(asked.ids, credentialAlphabet, 16)}`,
    role: code.role,
  };
  await usePairCode(tx, hash, asked.now);
  await writeCredential(tx, enrolled, pc?.pc_id ?? null, publicKey, asked);
  await ensureServerKey(tx, asked.ids, asked.now);
  return enrolled;
}

async function writeCredential(
  tx: Tx,
  { cafeId, pcName, credentialId, role }: Enrolled,
  pcId: number | null,
  publicKey: Uint8Array,
  { agentVersion, os, hostname, net, now }: EnrolAsked,
): Promise<void> {
  await announceCancelled(tx, cafeId, await cancelByName(tx, cafeId, pcName, role, now));
  await insertCredential(tx, { cafeId, credentialId, role, pcId, pcName, publicKey, agentVersion, now });
  const details = [`credential ${credentialId}`, role, os, hostname, agentVersion].filter(Boolean).join(", ");
  const rows = [{ pcName, details }];
  await insertPcLogs(tx, { cafeId, at: now, event: "PC_ENROL", staffName: "", rows });
  if (pcId === null) return;
  const [card] = net;
  if (card !== undefined)
    await fillNetwork(tx, cafeId, pcId, normalisedMac(card.mac) ?? "", isIP(card.ip) === 0 ? "" : card.ip);
  await tx.announce(cafeId, "pcs.changed", { pc_names: [pcName] });
}
