import { journalText } from "../../../contract/frames/journal.ts";
import { dataObject, type RequestFrame } from "../../../contract/frames/frame.ts";
import type { Tx } from "../../kernel/db/database.ts";
import { invalidField } from "../../kernel/refusal.ts";
import type { CredentialRow } from "../pcs/index.ts";
import { isSignedBy } from "./agent-login.ts";
import type { AgentParts } from "./hub-parts.ts";
import { judgeJournal, readEntries, type JournalPlace } from "./journal-rules.ts";

/** Journal entries that mean someone may have tampered (pc-protocol.md 3.6). */
const alarming = new Set(["clock_jump", "policy_broken", "page_killed"]);

/**
 * Keeps how far a PC's journal is known and writes an ALERT row for each hole and each alarming entry. What was sent
 * before changes nothing. Answers the number up to which everything is kept; refuses a journal this PC did not sign.
 */
export async function takeJournal(
  parts: AgentParts,
  credential: CredentialRow,
  frame: RequestFrame,
): Promise<{ acked: number }> {
  const { entries: sent, signature } = dataObject(frame);
  const entries = readEntries(sent);
  if (entries === null)
    throw invalidField("entries", "The entries must be a list of at most 500 journal entries.");
  const text = journalText(credential.credential_id, entries);
  if (typeof signature !== "string" || !isSignedBy(credential.public_key, text, signature)) {
    throw invalidField("signature", "The signature over the entries is not this PC's.");
  }
  const { alerts, acked } = await parts.db.transact(async (tx) => {
    const known = await lockPlace(tx, credential, entries[0]?.n ?? 0);
    const verdict = judgeJournal(known, entries);
    const told = [
      ...verdict.holes,
      ...verdict.fresh
        .filter(({ kind }) => alarming.has(kind))
        .map(({ kind, data }) => `${kind} ${JSON.stringify(data)}`),
    ];
    for (const alert of told) await writeAlert(tx, credential, parts.clock.now(), alert);
    if (verdict.fresh.length > 0) await keepPlace(tx, credential, verdict.place);
    return { alerts: told, acked: verdict.place.n };
  });
  for (const alert of alerts)
    parts.panels.notice(credential.cafe_id, {
      kind: "alert",
      pc_name: credential.pc_name,
      text: alert.slice(0, 200),
    });
  return { acked };
}

interface PlaceRow {
  last_n: number;
  last_wall_ms: number;
}

/** The place of this credential; a machine that enrolled again goes on with its journal, a new machine begins at 1. */
async function lockPlace(
  tx: Tx,
  { cafe_id: cafeId, credential_id: id, pc_name: pcName }: CredentialRow,
  firstN: number,
): Promise<JournalPlace | null> {
  await tx.rows("select 1 from pc_credentials where cafe_id = $1 and credential_id = $2 for update", [
    cafeId,
    id,
  ]);
  const own = await tx.row<PlaceRow>(
    "select last_n, last_wall_ms from pc_journals where cafe_id = $1 and credential_id = $2",
    [cafeId, id],
  );
  if (own !== undefined) return { n: own.last_n, wallMs: own.last_wall_ms };
  if (firstN <= 1) return null;
  const earlier = await tx.row<PlaceRow>(
    `select j.last_n, j.last_wall_ms from pc_journals j join pc_credentials c using (cafe_id, credential_id)
     where j.cafe_id = $1 and lower(c.pc_name) = lower($2) order by c.enrolled_at desc limit 1`,
    [cafeId, pcName],
  );
  return earlier === undefined ? null : { n: earlier.last_n, wallMs: earlier.last_wall_ms };
}

const keepPlace = (tx: Tx, { cafe_id: cafeId, credential_id: id }: CredentialRow, place: JournalPlace) =>
  tx.run(
    `insert into pc_journals (cafe_id, credential_id, last_n, last_wall_ms) values ($1, $2, $3, $4)
     on conflict (cafe_id, credential_id) do update set last_n = excluded.last_n, last_wall_ms = excluded.last_wall_ms`,
    [cafeId, id, place.n, place.wallMs],
  );

const writeAlert = (tx: Tx, credential: CredentialRow, at: Date, details: string) =>
  tx.run("insert into billing_logs (cafe_id, at, event, pc_name, details) values ($1, $2, 'ALERT', $3, $4)", [
    credential.cafe_id,
    at,
    credential.pc_name,
    details.replaceAll("\0", "").slice(0, 500),
  ]);
