import { createHash } from "node:crypto";
import { formatPairText } from "../../../contract/frames/pair-text.ts";
import type { Tx } from "../../kernel/db/database.ts";
import { randomText, type IdSource } from "../../kernel/ids.ts";
import { addPc } from "./add-pc.ts";
import { lockPairing, replacePairCode, type AgentRole } from "./credential-store.ts";
import { checkedPcName } from "./network-fields.ts";
import { normalisedPairCode, pairCodeAlphabet, pairCodeEnd, pairCodeLength } from "./pairing-rules.ts";
import { findPcByName } from "./pc-store.ts";

/** What is stored of a pair code. */
export const hashOfPairCode = (code: string): Buffer =>
  createHash("sha256").update(normalisedPairCode(code)).digest();

/** How a PC finds this server: the text the panel shows beside the code. */
export function pairTextOf(baseUrl: string, code: string, spkiPin: string): string {
  const { hostname, port, protocol } = new URL(baseUrl);
  const standard = protocol === "http:" ? 80 : 443;
  return formatPairText({
    host: hostname,
    port: port === "" ? standard : Number(port),
    pairCode: code,
    pin: spkiPin,
  });
}

export interface PairCodeAsked {
  cafeId: number;
  pcName: string;
  pcGroupId?: number | undefined;
  role: AgentRole;
  now: Date;
}

/**
 * Makes a code that pairs one PC, once, for fifteen minutes; an older unused one of it dies. A PC that is unknown is
 * added (boot and local service are no PCs). Refuses what adding a PC refuses (api-v2.md 2.18).
 */
export async function makePairCode(
  tx: Tx,
  ids: IdSource,
  { cafeId, pcName, pcGroupId, role, now }: PairCodeAsked,
): Promise<{ code: string; expiresAt: Date }> {
  const name = checkedPcName("pc_name", pcName);
  await lockPairing(tx, cafeId);
  const known = role === "client" ? await findPcByName(tx, cafeId, name) : undefined;
  if (role === "client" && known === undefined) await addPc(tx, cafeId, { name, pcGroupId });
  const code = randomText(ids, pairCodeAlphabet, pairCodeLength);
  const expiresAt = pairCodeEnd(now);
  await replacePairCode(tx, {
    cafeId,
    hash: hashOfPairCode(code),
    role,
    pcName: known?.name ?? name,
    now,
    expiresAt,
  });
  return { code, expiresAt };
}
