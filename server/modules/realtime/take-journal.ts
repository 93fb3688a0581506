import { journalText, type JournalEntry } from "../../../contract/frames/journal.ts";
import { dataObject, type RequestFrame } from "../../../contract/frames/frame.ts";
import type { Tx } from "../../kernel/db/database.ts";
import { invalidField } from "../../kernel/refusal.ts";
import { localText } from "../../kernel/local-time.ts";
import type { CredentialRow } from "../pcs/index.ts";
import { noteLeave } from "../sessions/index.ts";
import { isSignedBy } from "./agent-login.ts";
import type { AgentParts } from "./hub-parts.ts";
import { instantOfEntry } from "./leave-instant-rules.ts";
import type { Notice } from "./panels.ts";
import { writePcLog } from "./pc-log.ts";
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
  const now = parts.clock.now();
  const { zone } = await parts.cafes.scope(credential.cafe_id);
  const { notices, acked, fresh } = await parts.db.transact(async (tx) => {
    const known = await lockPlace(tx, credential, entries[0]?.n ?? 0);
    const verdict = judgeJournal(known, entries);
    const alerts = [
      ...verdict.holes,
      ...verdict.fresh
        .filter(({ kind }) => alarming.has(kind))
        .map(({ kind, data }) => `${kind} ${JSON.stringify(data)}`),
    ].map((text): Notice => ({ kind: "alert", text }));
    const leaves = await takeLeaves(parts, tx, credential, verdict.fresh, { now, zone });
    for (const { text } of [...alerts, ...leaves])
      await writePcLog(tx, {
        ...{ cafeId: credential.cafe_id, at: now, event: "ALERT" },
        ...{ pcName: credential.pc_name, details: text },
      });
    if (verdict.fresh.length > 0) await keepPlace(tx, credential, verdict.place);
    return { notices: [...alerts, ...leaves], acked: verdict.place.n, fresh: verdict.fresh };
  });
  await takeEndings(parts, credential, fresh);
  for (const { kind, text } of notices)
    parts.panels.notice(credential.cafe_id, {
      ...{ kind, pc_name: credential.pc_name, text: text.slice(0, 200) },
    });
  return { acked };
}

/** A system that ended without an answer of the hub: the session ends as it would have then (pc-protocol.md 6.4). */
async function takeEndings(
  { sessions, links }: AgentParts,
  { cafe_id: cafeId, pc_id: pcId }: CredentialRow,
  entries: readonly JournalEntry[],
): Promise<void> {
  const heardAt = links.agent(cafeId, pcId ?? 0)?.heardBefore ?? null;
  if (pcId === null || heardAt === null) return;
  for (const { kind, session_id: sessionId } of entries)
    if (kind === "reboot" && sessionId !== null)
      await sessions.endOnShutdown(cafeId, pcId, { sessionId, heardAt });
}

/** Customers who locked their PC without link and want to leave: staff may end the session at that instant; nothing ends by it. */
async function takeLeaves(
  parts: AgentParts,
  tx: Tx,
  { cafe_id: cafeId, pc_id: pcId, pc_name: pcName }: CredentialRow,
  entries: readonly JournalEntry[],
  { now, zone }: { now: Date; zone: string },
): Promise<Notice[]> {
  const heardMs = parts.links.agent(cafeId, pcId ?? 0)?.heardBefore?.getTime() ?? null;
  const notices: Notice[] = [];
  for (const entry of entries) {
    if (entry.kind !== "leave_request" || entry.session_id === null || pcId === null) continue;
    const at = new Date(instantOfEntry(entry, entries, { heardMs, nowMs: now.getTime() }));
    if (!(await noteLeave(tx, { cafeId, pcId, sessionId: entry.session_id, at }))) continue;
    const text = `The customer of ${pcName} locked it without link at ${localText(at, zone)} and wants to leave.`;
    notices.push({ kind: "leave_request", text });
  }
  return notices;
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
