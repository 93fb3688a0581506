import { createPublicKey, verify } from "node:crypto";
import { closeCodes, type CloseCode } from "../../../contract/frames/close-codes.ts";
import type { RequestFrame } from "../../../contract/frames/frame.ts";
import { dataObject } from "../../../contract/frames/frame.ts";
import { proofHost, proofText } from "../../../contract/frames/proof.ts";
import type { Queries } from "../../kernel/db/database.ts";
import { findCredential, type CredentialRow } from "../pcs/index.ts";

/** Whether who logs in is the program that enrolled (pc-protocol.md 2.2). */

export type LoginVerdict =
  { credential: CredentialRow; agentVersion: string; leaseNo: number } | { close: CloseCode };

// The prefix of an Ed25519 public key in SPKI form (RFC 8410); the raw 32 bytes follow.
const ed25519Spki = Buffer.from("302a300506032b6570032100", "hex");

/** Whether the holder of the PC's private key signed the text (Ed25519, base64url). */
export function isSignedBy(publicKey: Uint8Array, text: string, signature: string): boolean {
  try {
    const key = createPublicKey({
      key: Buffer.concat([ed25519Spki, publicKey]),
      format: "der",
      type: "spki",
    });
    return verify(null, Buffer.from(text), key, Buffer.from(signature, "base64url"));
  } catch {
    return false;
  }
}

const textOf = (value: unknown) => (typeof value === "string" ? value : "");

/** Checks the proof over this link's nonce. `urls` are the addresses this server is known by; each is one host to prove for. */
export async function judgeLogin(
  db: Queries,
  frame: RequestFrame,
  nonce: string,
  urls: readonly string[],
): Promise<LoginVerdict> {
  const data = dataObject(frame);
  const cafeId = Number(data["cafe_id"]);
  const credentialId = textOf(data["credential_id"]);
  if (!Number.isSafeInteger(cafeId) || credentialId === "") return { close: closeCodes.badFrame };
  const credential = await findCredential(db, credentialId);
  if (credential === undefined || credential.cafe_id !== cafeId)
    return { close: closeCodes.credentialUnknown };
  if (frame.from !== credential.role) return { close: closeCodes.notAllowed };
  const proves = urls.some((url) => {
    const text = proofText({
      host: proofHost(url),
      cafeId,
      credentialId,
      bootId: textOf(data["boot_id"]),
      nonce,
    });
    return isSignedBy(credential.public_key, text, textOf(data["proof"]));
  });
  if (!proves) return { close: closeCodes.credentialUnknown };
  if (credential.role === "client" && credential.pc_id === null) return { close: closeCodes.pcUnknown };
  return {
    credential,
    agentVersion: textOf(data["agent_version"]).slice(0, 50),
    leaseNo: Math.max(0, Number(data["lease_no"]) || 0),
  };
}
