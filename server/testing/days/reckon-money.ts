import { add, by, exact, isAbove, nearest, tenThousandths, upTo, type Exact } from "./exact.ts";
import { wallClock } from "./local-calendar.ts";
import type { Hold, OverSession, Span, Terms } from "./over-sessions.ts";

/**
 * A slow and obvious reckoning of what time costs, minute by minute, written apart from the rules of pricing (billing.md 6): it
 * must come to the same minor unit.
 */

export interface Seconds {
  from: number;
  to: number;
}

/** The seconds of a span in which the session did not stand still. */
export function livedIn(span: Seconds, holds: readonly Hold[]): Seconds[] {
  let parts: Seconds[] = [{ from: span.from, to: span.to }];
  for (const hold of holds)
    parts = parts
      .flatMap(({ from, to }) => [
        { from, to: Math.min(to, hold.from) },
        { from: Math.max(from, hold.to), to },
      ])
      .filter(({ from, to }) => from < to);
  return parts;
}

export const lengthOf = (parts: readonly Seconds[]): number =>
  parts.reduce((sum, { from, to }) => sum + to - from, 0);

/** What these seconds cost, discount taken off, nothing rounded. */
export function exactCost(terms: Terms, parts: readonly Seconds[], zone: string): Exact {
  const list =
    terms.price.type === "dynamic"
      ? costByRows(terms.price.dynamicRows, lengthOf(parts))
      : exact(
          parts.reduce((sum, part) => sum + rateSeconds(terms, part, zone), 0),
          3_600,
        );
  return by(list, 1_000_000 - tenThousandths(terms.discountPercent), 1_000_000);
}

function rateSeconds({ price }: Terms, { from, to }: Seconds, zone: string): number {
  let sum = 0;
  for (let at = from; at < to;) {
    const next = Math.min(to, at - (at % 60) + 60);
    sum += (next - at) * rateAt(price, at, zone);
    at = next;
  }
  return sum;
}

export function rateAt({ grid, ratesPerHourMinor }: Terms["price"], at: number, zone: string): number {
  const { day, minute } = wallClock(at, zone);
  const row = grid[day] ?? "";
  const tier = Number(row[Math.floor((minute * row.length) / 1_440)] ?? 1);
  return ratesPerHourMinor[tier - 1] ?? 0;
}

/** Straight lines from row to row; after the last one on at its average. */
function costByRows(rows: Terms["price"]["dynamicRows"], seconds: number): Exact {
  let before = { minutes: 0, amountMinor: 0 };
  for (const row of rows) {
    if (seconds <= row.minutes * 60) {
      const rise = exact(
        (seconds - before.minutes * 60) * (row.amountMinor - before.amountMinor),
        (row.minutes - before.minutes) * 60,
      );
      return add(exact(before.amountMinor), rise);
    }
    before = row;
  }
  return exact(seconds * before.amountMinor, before.minutes * 60);
}

const rounded = ({ price }: Terms, cost: Exact): number =>
  price.roundingMinor > 0 ? upTo(cost, price.roundingMinor) : nearest(cost);

export const isTaxOnTop = ({ price, tax }: Terms): boolean => price.taxed && tax !== null && !tax.included;

/** Percent of tax in ten-thousandths. */
const taxOf = ({ price, tax }: Terms): number =>
  price.taxed && tax !== null ? tenThousandths(tax.percent) : 0;

const taxInside = (terms: Terms, sum: number): number =>
  nearest(exact(sum * taxOf(terms), 1_000_000 + taxOf(terms)));
const taxOnCharge = (terms: Terms, charge: number): number =>
  isTaxOnTop(terms) ? nearest(exact(charge * taxOf(terms), 1_000_000)) : taxInside(terms, charge);

/** What a customer pays for an exact cost: with the tax that comes on top. */
export const withTax = (terms: Terms, cost: Exact): Exact =>
  isTaxOnTop(terms) ? by(cost, 1_000_000 + taxOf(terms), 1_000_000) : cost;

interface Sum {
  charge: number;
  tax: number;
}
const paid = (terms: Terms, { charge, tax }: Sum): number => (isTaxOnTop(terms) ? charge + tax : charge);

/** All spans of a stretch up to one of them, and what they were charged. */
function stretchUpTo(session: OverSession, span: Span, stretch: number) {
  const spans = session.spans.filter((one) => one.stretch === stretch && one.no <= span.no);
  const before = spans.filter((one) => one.no < span.no);
  return {
    parts: spans.flatMap((one) => livedIn(one, session.holds)),
    terms: spans[0]?.terms as Terms,
    before: {
      charge: before.reduce((sum, { charge }) => sum + charge, 0),
      tax: before.reduce((sum, { tax }) => sum + tax, 0),
    },
  };
}

/** The charge of a stretch so far, with its part of the session's minimum (billing.md 6.4.4, 6.4.5). */
function chargeSoFar(session: OverSession, span: Span, zone: string): number {
  const own = stretchUpTo(session, span, span.stretch ?? 0);
  const cost = exactCost(own.terms, own.parts, zone);
  const charge = rounded(own.terms, cost);
  const { minimumMinor } = own.terms;
  if (minimumMinor === 0) return charge;
  const numbers = new Set(
    session.spans
      .filter((one) => one.no <= span.no)
      .flatMap(({ stretch }) => (stretch === null || stretch === span.stretch ? [] : [stretch])),
  );
  const others = [...numbers].map((stretch) => {
    const other = stretchUpTo(session, { ...span, no: span.no + 0.5 }, stretch);
    const exactOfOther = exactCost(other.terms, other.parts, zone);
    return {
      isBilled: isAbove(exactOfOther, exact(0)),
      cost: rounded(other.terms, exactOfOther),
      charged: other.before.charge,
    };
  });
  const isBilled = isAbove(cost, exact(0)) || others.some((other) => other.isBilled);
  if (!isBilled) return charge;
  const whole = others.reduce((sum, other) => sum + other.cost, charge);
  const floor = rounded(own.terms, exact(minimumMinor));
  const elsewhere = others.reduce((sum, other) => sum + Math.max(other.cost, other.charged), 0);
  return Math.max(0, Math.max(whole, floor) - elsewhere);
}

export interface Booked extends Sum {
  fromBalance: number;
  fromBonus: number;
  fromLoan: number;
}

/** What the member could pay with when a span was booked: bonus, balance, and the loan once the session runs on it. */
export function fundsOf(span: Span, mayOweMinor: number) {
  const { balance, bonus, loan } = span.before;
  return {
    balance,
    bonus: span.usesBonus ? bonus : 0,
    loan: span.source === "loan" ? Math.max(0, mayOweMinor - loan) : 0,
  };
}

/** What ending a span of money must have booked (billing.md 6.4). */
export function bookingOf(
  session: OverSession,
  span: Span,
  house: { zone: string; mayOweMinor: number; bonusFirst: boolean },
): Booked {
  const { terms, before } = stretchUpTo(session, span, span.stretch ?? 0);
  const soFar = chargeSoFar(session, span, house.zone);
  const wanted = {
    charge: Math.max(0, soFar - before.charge),
    tax: Math.max(0, taxOnCharge(terms, soFar) - before.tax),
  };
  const nobody = { fromBalance: 0, fromBonus: 0, fromLoan: 0 };
  if (span.source === "postpaid") return { ...wanted, ...nobody };
  const funds = fundsOf(span, house.mayOweMinor);
  const all = funds.balance + funds.bonus + funds.loan;
  const isAll = paid(terms, wanted) > all || isTimeOver(session, span);
  const sum = isAll ? allOf(terms, before, all) : wanted;
  const total = paid(terms, sum);
  const fromBonus = house.bonusFirst
    ? Math.min(funds.bonus, total)
    : Math.min(funds.bonus, Math.max(0, total - funds.balance));
  const fromBalance = Math.min(funds.balance, total - fromBonus);
  return { ...sum, fromBonus, fromBalance, fromLoan: total - fromBonus - fromBalance };
}

/** A prepaid session whose time is over is charged all it has (billing.md 6.4.7). */
const isTimeOver = (session: OverSession, span: Span): boolean =>
  session.kind === "prepaid" &&
  session.endedBy === "Auto" &&
  !session.wasSilent &&
  span.source === "money" &&
  span.no === session.spans.length;

/** All there is becomes the charge, the tax its inside part. */
function allOf(terms: Terms, before: Sum, all: number): Sum {
  const taxSoFar = taxInside(terms, paid(terms, before) + all);
  const tax = Math.min(all, Math.max(0, taxSoFar - before.tax));
  return { charge: isTaxOnTop(terms) ? all - tax : all, tax };
}

/**
 * Whether the funds cover what a stretch costs once a span has lasted up to an instant, and so many seconds more, tax on top
 * (billing.md 6.5). Whoever stands still is asked as if the next second came at once.
 */
export function isCovered(
  session: OverSession,
  span: Span,
  house: { zone: string; fundsMinor: number; secondsMore: number },
): boolean {
  const { terms, before, parts } = stretchUpTo(session, span, span.stretch ?? 0);
  const more = house.secondsMore === 0 ? [] : [{ from: span.to, to: span.to + house.secondsMore }];
  const cost = withTax(terms, exactCost(terms, [...parts, ...more], house.zone));
  return !isAbove(cost, exact(paid(terms, before) + house.fundsMinor));
}
