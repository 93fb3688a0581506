import type { Queries } from "../../kernel/db/database.ts";

/**
 * A slow and obvious reckoning of sessions that are over, minute by minute, from their spans and holds as they are stored.
 * Written apart from the rules of pricing: local hours come from the system's calendar, sums are plain numbers.
 */

interface Span {
  source: string;
  from: number;
  to: number;
  stretch: number | null;
  used: number;
  charge: number;
  price: {
    rates: (number | null)[];
    /** A text of digits for each day. */
    grid: string[];
    rows: { minutes: number; amountMinor: number }[];
    type: string;
  };
  discount: number;
}

export interface OverSession {
  session_id: number;
  kind: string;
  started: number;
  ended: number;
  spans: Span[];
  holds: { from: number; to: number }[];
}

export const listOver = (db: Queries, after: number) =>
  db.rows<OverSession>(
    `select s.session_id, s.kind, extract(epoch from s.started_at)::bigint as started, extract(epoch from s.ended_at)::bigint as ended,
       (select jsonb_agg(jsonb_build_object('source', source, 'from', extract(epoch from started_at)::bigint,
          'to', extract(epoch from ended_at)::bigint, 'stretch', stretch_no, 'used', used_seconds, 'charge', charge_minor,
          'price', jsonb_build_object('rates', terms -> 'price' -> 'ratesPerHourMinor', 'grid', terms -> 'price' -> 'grid',
            'rows', terms -> 'price' -> 'dynamicRows', 'type', terms -> 'price' -> 'type'),
          'discount', coalesce((terms ->> 'discountPercent')::numeric, 0)) order by span_no)
        from session_spans sp where sp.cafe_id = s.cafe_id and sp.session_id = s.session_id) as spans,
       coalesce((select jsonb_agg(jsonb_build_object('from', extract(epoch from held_from)::bigint,
          'to', coalesce(extract(epoch from held_until), extract(epoch from s.ended_at))::bigint))
        from session_holds h where h.cafe_id = s.cafe_id and h.session_id = s.session_id), '[]') as holds
     from sessions s where s.ended_at is not null and s.session_id > $1 order by s.session_id`,
    [after],
  );

/** What is wrong with a session that is over, in a sentence; null when all agrees. */
export function faultOf(session: OverSession, zone: string): string | null {
  const { spans, session_id: id } = session;
  let at = session.started;
  for (const span of spans) {
    if (span.from !== at)
      return `session ${id}: a span begins at ${span.from}, the one before ended at ${at}`;
    at = span.to;
    const lived = secondsLived(span, session.holds);
    if (span.used !== lived)
      return `session ${id}: ${span.source} used ${span.used} s, its instants say ${lived}`;
  }
  if (at !== session.ended) return `session ${id}: it ended at ${session.ended}, its last span at ${at}`;
  const stretches = new Set(spans.flatMap(({ stretch }) => (stretch === null ? [] : [stretch])));
  for (const stretch of stretches) {
    const own = spans.filter((span) => span.stretch === stretch);
    const exact = costOf(own, session.holds, zone);
    const booked = own.reduce((sum, { charge }) => sum + charge, 0);
    const most = mostRate(own) / 3600 + 1;
    // Half up to the minor unit; where the money ended, what there was, which lasts to the last whole second.
    if (Math.abs(booked - exact) > (session.kind === "prepaid" ? most : 1))
      return `session ${id}: stretch ${stretch} was charged ${booked}, minute by minute it comes to ${exact.toFixed(4)}`;
  }
  return null;
}

function pieces(span: Span, holds: OverSession["holds"]): { from: number; to: number }[] {
  let parts = [{ from: span.from, to: span.to }];
  for (const hold of holds) {
    parts = parts
      .flatMap(({ from, to }) => [
        { from, to: Math.min(to, hold.from) },
        { from: Math.max(from, hold.to), to },
      ])
      .filter(({ from, to }) => from < to);
  }
  return parts;
}

function secondsLived(span: Span, holds: OverSession["holds"]): number {
  return pieces(span, holds).reduce((sum, { from, to }) => sum + to - from, 0);
}

function costOf(spans: readonly Span[], holds: OverSession["holds"], zone: string): number {
  const lived = spans.flatMap((span) => pieces(span, holds).map((piece) => ({ span, ...piece })));
  const [first] = spans;
  const seconds = lived.reduce((sum, { from, to }) => sum + to - from, 0);
  const list =
    first?.price.type === "dynamic"
      ? dynamicCost(first.price.rows, seconds / 60)
      : lived.reduce((sum, { span, from, to }) => sum + costOfPiece(span, from, to, zone), 0);
  return (list * (100 - (first?.discount ?? 0))) / 100;
}

function costOfPiece(span: Span, from: number, to: number, zone: string): number {
  let cost = 0;
  let at = from;
  while (at < to) {
    const next = Math.min(to, at - (at % 60) + 60);
    cost += ((next - at) * rateAt(span, at, zone)) / 3600;
    at = next;
  }
  return cost;
}

const calendars = new Map<string, Intl.DateTimeFormat>();
const hours = new Map<string, { day: number; half: number }>();
const days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

function placeAt(at: number, zone: string): { day: number; half: number } {
  const name = `${zone} ${Math.floor(at / 900)}`;
  const known = hours.get(name);
  if (known !== undefined) return known;
  const calendar =
    calendars.get(zone) ??
    new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      weekday: "short",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
  calendars.set(zone, calendar);
  const parts = Object.fromEntries(
    calendar.formatToParts(new Date(at * 1000)).map(({ type, value }) => [type, value]),
  );
  const place = {
    day: days.indexOf(parts["weekday"] ?? ""),
    half: Number(parts["hour"]) * 2 + (Number(parts["minute"]) >= 30 ? 1 : 0),
  };
  hours.set(name, place);
  return place;
}

function rateAt({ price }: Span, at: number, zone: string): number {
  const { day, half } = placeAt(at, zone);
  const row = price.grid[day] ?? "";
  const tier = Number(row[row.length === 48 ? half : Math.floor(half / 2)] ?? 1);
  return price.rates[tier - 1] ?? 0;
}

function mostRate(spans: readonly Span[]): number {
  return Math.max(0, ...spans.flatMap(({ price }) => price.rates.map((rate) => rate ?? 0)));
}

function dynamicCost(rows: Span["price"]["rows"], minutes: number): number {
  let before = { minutes: 0, amountMinor: 0 };
  for (const row of rows) {
    if (minutes <= row.minutes) {
      const part = (minutes - before.minutes) / (row.minutes - before.minutes);
      return before.amountMinor + part * (row.amountMinor - before.amountMinor);
    }
    before = row;
  }
  return (before.amountMinor * minutes) / before.minutes;
}
