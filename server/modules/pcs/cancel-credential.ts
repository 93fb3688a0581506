import { actorOf, type Caller } from "../../kernel/http/caller.ts";
import type { Tx } from "../../kernel/db/database.ts";
import { invalidField, notFound } from "../../kernel/refusal.ts";
import { cancelById, cancelByName, type CancelledCredential } from "./credential-store.ts";
import { findPcByName, insertPcLogs } from "./pc-store.ts";

/** Has the links of cancelled credentials closed at once (pc-protocol.md 2.1, close 4401). */
export async function announceCancelled(
  tx: Tx,
  cafeId: number,
  cancelled: readonly CancelledCredential[],
): Promise<void> {
  for (const { credential_id } of cancelled)
    await tx.announce(cafeId, "pc.credential_cancelled", { credential_id });
}

/**
 * Cancels one pairing, or all of one name; a name without any is left as it is. Refuses `request.validation` without
 * either, `pc.not_found`, `credential.not_found` (also when it is cancelled already) (api-v2.md 2.18).
 */
export async function cancelCredential(
  tx: Tx,
  asked: {
    cafeId: number;
    caller: Caller;
    now: Date;
    pcName?: string | undefined;
    credentialId?: string | undefined;
  },
): Promise<void> {
  const { cafeId, now, pcName, credentialId } = asked;
  let cancelled: CancelledCredential[];
  if (credentialId !== undefined) {
    cancelled = await cancelById(tx, cafeId, credentialId, now);
    if (cancelled.length === 0) throw notFound("credential.not_found", "Credential");
  } else if (pcName !== undefined) {
    cancelled = await cancelByName(tx, cafeId, pcName, null, now);
    if (cancelled.length === 0 && (await findPcByName(tx, cafeId, pcName)) === undefined) {
      throw notFound("pc.not_found", "PC");
    }
  } else {
    throw invalidField("pc_name", "The pc_name field is required, or credential_id.");
  }
  if (cancelled.length === 0) return;
  await insertPcLogs(tx, {
    cafeId,
    at: now,
    event: "PC_CREDENTIAL_CANCEL",
    staffName: actorOf(asked.caller).actorName,
    rows: cancelled.map(({ pc_name, credential_id }) => ({
      pcName: pc_name,
      details: `credential ${credential_id}`,
    })),
  });
  await announceCancelled(tx, cafeId, cancelled);
  await tx.announce(cafeId, "pcs.changed", { pc_names: cancelled.map((credential) => credential.pc_name) });
}
