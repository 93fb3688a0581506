import type { Queries } from "../../kernel/db/database.ts";

/** Sessions that are over, as the books tell them: their spans and holds, what stood on the account before each booking. */

export interface Span {
  no: number;
  source: "free_minutes" | "offer" | "money" | "loan" | "postpaid" | "free" | "off" | "booking";
  offerId: number | null;
  from: number;
  to: number;
  stretch: number | null;
  usesBonus: boolean;
  used: number;
  charge: number;
  tax: number;
  fromBalance: number;
  fromBonus: number;
  fromLoan: number;
  terms: Terms | null;
  /** What the member had when this was booked. */
  before: { balance: number; bonus: number; loan: number };
}

export interface Terms {
  price: {
    type: "fixed" | "dynamic";
    ratesPerHourMinor: (number | null)[];
    /** A text of digits for each day. */
    grid: string[];
    dynamicRows: { minutes: number; amountMinor: number }[];
    roundingMinor: number;
    taxed: boolean;
  };
  discountPercent: string;
  tax: { percent: string; included: boolean } | null;
  minimumMinor: number;
}

export interface Hold {
  from: number;
  to: number;
  reason: "pause" | "link";
}

/** An offer its member owned, and when how much of it went. */
export interface MembersOffer {
  id: number;
  priority: number;
  seconds: number;
  boughtAt: number;
  refundedAt: number | null;
  firstUsedAt: number | null;
  expiresAt: number | null;
  terms: {
    validFrom: number | null;
    validTo: number | null;
    weekdays: number[];
    hours: { fromMinute: number; toMinute: number };
    pcGroupIds: number[];
    expiry: { kind: "none" | "after_purchase" | "after_first_use"; seconds: number };
  };
  taken: { at: number; seconds: number }[];
}

export interface OverSession {
  id: number;
  kind: "member" | "prepaid" | "postpaid" | "offer" | "free" | "guest";
  memberId: number;
  started: number;
  ended: number;
  endedBy: "Cafe" | "Auto" | "Client";
  freeSeconds: number;
  chargeMinor: number;
  spans: Span[];
  holds: Hold[];
  /** Where it was, from when on. */
  places: { from: number; pcName: string }[];
  offers: MembersOffer[];
  /** Ends of the member's bonus lots. */
  lotEnds: number[];
  /** The member's session before this one. */
  last: { ended: number; freeSeconds: number; freeUsed: number } | null;
  wasSilent: boolean;
}

const epoch = (column: string) => `floor(extract(epoch from ${column}))::bigint`;
/** What stood on an account before a span was booked; where nothing was booked, when it ended. */
const sumBefore = (account: string) => `coalesce((select sum(e.amount) from entries e
    join transfers t on t.cafe_id = e.cafe_id and t.transfer_id = e.transfer_id
  where e.cafe_id = sp.cafe_id and e.member_id = s.member_id and e.account = '${account}'
    and case when sp.transfer_id is null then t.at <= sp.ended_at else e.transfer_id < sp.transfer_id end), 0)`;

const spans = `(select json_agg(json_build_object('no', sp.span_no, 'source', sp.source, 'offerId', sp.owned_offer_id,
    'from', ${epoch("sp.started_at")}, 'to', ${epoch("sp.ended_at")}, 'stretch', sp.stretch_no, 'usesBonus', sp.uses_bonus,
    'used', sp.used_seconds, 'charge', sp.charge_minor, 'tax', sp.tax_minor, 'fromBalance', sp.paid_balance_minor,
    'fromBonus', sp.paid_bonus_minor, 'fromLoan', sp.paid_loan_minor, 'terms', sp.terms,
    'before', json_build_object('balance', ${sumBefore("balance")}, 'bonus', ${sumBefore("bonus")},
      'loan', -${sumBefore("loan")})) order by sp.span_no)
  from session_spans sp where sp.cafe_id = s.cafe_id and sp.session_id = s.session_id) as spans`;

const holds = `coalesce((select json_agg(json_build_object('from', ${epoch("h.held_from")},
    'to', coalesce(${epoch("h.held_until")}, ${epoch("s.ended_at")}), 'reason', h.reason) order by h.held_from)
  from session_holds h where h.cafe_id = s.cafe_id and h.session_id = s.session_id), '[]') as holds`;

const places = `(select json_agg(json_build_object('from', ${epoch("l.at")}, 'pcName', l.pc_name) order by l.billing_log_id)
  from billing_logs l where l.cafe_id = s.cafe_id and l.member_id = s.member_id and l.session_id = s.session_id
    and l.event in ('SESSION_START', 'SESSION_MOVE')) as places`;

const offers = `coalesce((select json_agg(json_build_object('id', o.owned_offer_id, 'priority', o.priority, 'seconds', o.seconds,
    'boughtAt', ${epoch("o.bought_at")}, 'refundedAt', ${epoch("o.refunded_at")}, 'firstUsedAt', ${epoch("o.first_used_at")},
    'expiresAt', ceil(extract(epoch from o.expires_at))::bigint, 'terms', o.terms,
    'taken', coalesce((select json_agg(json_build_object('at', ${epoch("t.at")}, 'seconds', -e.amount))
      from entries e join transfers t using (cafe_id, transfer_id)
      where e.cafe_id = o.cafe_id and e.member_id = o.member_id and e.owned_offer_id = o.owned_offer_id and e.amount < 0), '[]')))
  from owned_offers o where o.cafe_id = s.cafe_id and o.member_id = s.member_id), '[]') as offers`;

export const readOver = (db: Queries, cafeId: number, ids: readonly number[]) =>
  db.rows<OverSession>(
    `select s.session_id as id, s.kind, s.member_id as "memberId", ${epoch("s.started_at")} as started,
       ${epoch("s.ended_at")} as ended, s.ended_by as "endedBy", s.free_seconds as "freeSeconds", s.charge_minor as "chargeMinor",
       ${spans}, ${holds}, ${places}, ${offers},
       coalesce((select json_agg(ceil(extract(epoch from b.expires_at))::bigint) from bonus_lots b
         where b.cafe_id = s.cafe_id and b.member_id = s.member_id and b.expires_at is not null), '[]') as "lotEnds",
       (select json_build_object('ended', ${epoch("p.ended_at")}, 'freeSeconds', p.free_seconds, 'freeUsed', coalesce((
           select sum(used_seconds) from session_spans f where f.cafe_id = p.cafe_id and f.session_id = p.session_id
             and f.source = 'free_minutes'), 0))
         from sessions p where p.cafe_id = s.cafe_id and p.member_id = s.member_id and p.session_id < s.session_id
         order by p.session_id desc limit 1) as last,
       exists (select from billing_logs l where l.cafe_id = s.cafe_id and l.member_id = s.member_id and l.session_id = s.session_id
         and l.details like '%the PC was not heard from%') as "wasSilent"
     from sessions s where s.cafe_id = $1 and s.session_id = any ($2) order by s.ended_at, s.session_id`,
    [cafeId, ids],
  );
