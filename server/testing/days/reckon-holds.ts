import type { Queries } from "../../kernel/db/database.ts";
import type { House } from "./house.ts";
import type { OverSession } from "./over-sessions.ts";

/**
 * When a session must have stood still, asked minute by minute of the pauses that staff made and of the leases that its PC had
 * answered, apart from the rules that held it (billing.md 7.5).
 */

export interface KnownPause {
  from: number;
  /** Null: it lasts. */
  to: number | null;
  names: string[];
  groups: number[];
}

export const readPauses = (db: Queries, cafeId: number, from: number, to: number) =>
  db.rows<KnownPause>(
    `select floor(extract(epoch from started_at))::bigint as from, floor(extract(epoch from ended_at))::bigint as to,
       pc_names as names, pc_group_ids as groups from pauses
     where cafe_id = $1 and started_at < to_timestamp($3 + 1) and (ended_at is null or ended_at >= to_timestamp($2))`,
    [cafeId, from, to],
  );

/** A PC whose session goes on has so long to hear of it. */
const graceSeconds = 15;

export function holdFault(session: OverSession, pauses: readonly KnownPause[], house: House): string | null {
  const borders = [session.started, session.ended, ...pauses.flatMap(({ from, to }) => [from, to ?? 0])];
  const instants = new Set(
    [
      ...borders,
      ...session.holds.flatMap(({ from, to }) => [from, to]),
      ...session.places.map(({ from }) => from),
    ].filter((at) => at >= session.started && at < session.ended),
  );
  for (let at = session.started; at < session.ended; at += 60 - (at % 60)) instants.add(at);
  for (const at of instants) {
    const fault = faultAt(session, pauses, house, at);
    if (fault !== null) return `at ${at} ${fault}`;
  }
  return leaseFault(session, pauses, house);
}

function faultAt(
  session: OverSession,
  pauses: readonly KnownPause[],
  house: House,
  at: number,
): string | null {
  const place = session.places.findLast(({ from }) => from <= at);
  const pc = house.pcs.find(({ name }) => name === place?.pcName);
  const isPaused = pauses.some(
    ({ from, to, names, groups }) =>
      from <= at &&
      at < (to ?? Infinity) &&
      ((names.length === 0 && groups.length === 0) ||
        names.includes(pc?.name ?? "") ||
        groups.includes(pc?.groupId ?? 0)),
  );
  const hold = session.holds.find(({ from, to }) => from <= at && at < to);
  if (isPaused && hold === undefined) return "a pause lasted, and it ran on";
  if (!isPaused && hold?.reason === "pause") return "it stood still without a pause";
  if (hold !== undefined || place === undefined) return null;
  // What a PC answered before the session came to it counts no more.
  const lease = house.notebook
    .leasesOf(session.id)
    .findLast(({ pcName, issued }) => pcName === place.pcName && issued >= place.from && issued <= at);
  return lease?.plays === true && lease.until <= at
    ? `its lease had run out at ${lease.until}, and it ran on`
    : null;
}

/**
 * A PC that locked held it at the end of a lease it had answered, or because it did not hear of the end of a pause; one that had
 * locked during a pause when that ended.
 */
function leaseFault(session: OverSession, pauses: readonly KnownPause[], { notebook }: House): string | null {
  const resumed = pauses.flatMap(({ to }) => (to === null ? [] : [to]));
  const leases = notebook.leasesOf(session.id);
  const unheard = resumed.map((to) => to + graceSeconds);
  const playedUntil = [...leases.flatMap(({ plays, until }) => (plays ? [until] : [])), ...unheard];
  const locked = resumed.filter((to) => playedUntil.some((until) => until <= to));
  const ends = new Set([...leases.map(({ until }) => until), ...unheard, ...locked]);
  const hold = session.holds.find(({ reason, from }) => reason === "link" && !ends.has(from));
  return hold === undefined ? null : `its PC locked at ${hold.from}, when no lease ran out`;
}
