import type { Queries } from "../../kernel/db/database.ts";
import type { SessionCount, UseCell } from "./customer-rules.ts";
import type { ReportAsked } from "./report-store.ts";
import { hoursOf } from "./span-rules.ts";

/** How long PCs were used, and by how many sessions (api-v2.md 2.14). */

/** $2 to $3 the range, $4 now, $5 the member group and $6 the PC group, $7 who ended it. */
const played = (condition: string) => `
  played as materialized (
    select s.cafe_id, s.session_id, s.member_id, s.kind, s.started_at, coalesce(s.ended_at, $4) as ends_at from sessions s
    join members m on m.cafe_id = s.cafe_id and m.member_id = s.member_id
    join pcs p on p.cafe_id = s.cafe_id and p.pc_id = s.pc_id
    where s.cafe_id = $1 and s.started_at < $3 and ${condition}
      and ($5::bigint is null or m.member_group_id = $5) and ($6::bigint is null or p.pc_group_id = $6)
  ), held as materialized (
    select h.session_id, h.held_from, coalesce(h.held_until, s.ends_at) as held_until
    from played s join session_holds h on h.cafe_id = s.cafe_id and h.session_id = s.session_id
  )`;

const valuesOf = ({ cafeId, range, filter }: ReportAsked, now: Date) => [
  ...[cafeId, range.startsAt, range.endsAt, now, filter.memberGroupId, filter.pcGroupId],
];

/** Seconds in each hour of the week, holds left out. No session is longer than what is looked back for its begin. */
export async function sumUse(db: Queries, asked: ReportAsked, now: Date): Promise<UseCell[]> {
  const pieces = hoursOf(asked.range, asked.zone);
  return db.rows<UseCell>(
    `with ${played("coalesce(s.ended_at, $4) > $2")}, pieces as materialized (
       select starts, coalesce(lead(starts) over (order by starts), $3) as ends, hour, weekday
       from unnest($7::timestamptz[], $8::integer[], $9::integer[]) as p (starts, hour, weekday)
     ), lived as materialized (
       select session_id, started_at as from_at, ends_at as to_at, 1 as sign from played
       union all
       select session_id, held_from, held_until, -1 from held
     )
     select c.weekday, c.hour, sum(sign * extract(epoch from least(to_at, c.ends) - greatest(from_at, c.starts)))::bigint as seconds
     from lived l join pieces c on c.starts < l.to_at and c.ends > l.from_at
     group by c.weekday, c.hour order by c.weekday, c.hour`,
    [
      ...valuesOf(asked, now),
      pieces.map(({ startsAt }) => startsAt),
      pieces.map(({ hour }) => hour),
      pieces.map(({ weekday }) => weekday),
    ],
  );
}

/** Sessions that began in the range, and how long they lasted in all. */
export async function countSessions(db: Queries, asked: ReportAsked, now: Date): Promise<SessionCount> {
  const row = await db.row<SessionCount>(
    `with ${played("s.started_at >= $2")}
     select count(*)::integer as sessions, count(distinct member_id) filter (where kind <> 'member')::integer as guests,
       (coalesce(sum(extract(epoch from ends_at - started_at)), 0)
         - (select coalesce(sum(extract(epoch from held_until - held_from)), 0) from held))::bigint as seconds
     from played`,
    valuesOf(asked, now),
  );
  return row ?? { sessions: 0, seconds: 0, guests: 0 };
}

export const countNewMembers = async (db: Queries, { cafeId, range }: ReportAsked): Promise<number> =>
  (
    await db.row<{ count: number }>(
      `select count(*)::integer as count from members
       where cafe_id = $1 and created_at >= $2 and created_at < $3 and member_group_id >= 0`,
      [cafeId, range.startsAt, range.endsAt],
    )
  )?.count ?? 0;
