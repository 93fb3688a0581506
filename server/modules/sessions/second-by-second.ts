/**
 * A slow and obvious reckoning of a session, second by second, written apart from the rules: what the rules foretell must come
 * out the same (billing.md 6.4, 7.2). One flat rate, UTC, no discount, no tax. For tests alone.
 */

export interface Day {
  at: number;
  /** Minor units an hour; a second costs as many 3600ths of a minor unit. */
  rate: number;
  roundingMinor: number;
  freeSeconds: number;
  balance: number;
  loan: number;
  mayOwe: number;
  bonusFirst: boolean;
  lots: { amount: number; expiresAt: number | null }[];
  offers: {
    id: number;
    priority: number;
    left: number;
    /** Hours of the day; equal = all day, to before from = over midnight. */
    fromHour: number;
    toHour: number;
    expiresAt: number | null;
    expiresAfterFirstUse: number | null;
  }[];
  /** Times of this PC that somebody booked and paid: this customer, or another. */
  bookings: { from: number; to: number; isOwn: boolean }[];
  holds: { from: number; to: number }[];
  /** The PC locks without link and comes back, or not as long as is looked. */
  link: { locksAt: number; backAt: number } | null;
}

export interface Piece {
  kind: "booking" | "free_minutes" | "offer" | "money" | "loan";
  offer: number | null;
  from: number;
  to: number;
  charge: number;
}

interface State extends Day {
  freeUsed: number;
  sourceTouched: boolean;
  /** 3600ths of minor units that money paid so far, and minor units booked for them. */
  spentUnits: bigint;
  booked: number;
  current: Piece | null;
  pieces: Piece[];
}

export function secondBySecond(day: Day, most: number): Piece[] {
  const state: State = {
    ...structuredClone(day),
    ...{ freeUsed: 0, sourceTouched: false, spentUnits: 0n, booked: 0, current: null, pieces: [] },
  };
  for (let t = day.at; t < day.at + most; t += 1) {
    if (!goesOn(state, t) && !change(state, t)) return state.pieces;
    const isLocked = day.link !== null && day.link.locksAt <= t && t < day.link.backAt;
    if (!isLocked && !day.holds.some(({ from, to }) => from <= t && t < to)) use(state);
  }
  return state.pieces;
}

/** Whether the source at work still pays the second that begins at t, and nothing that comes before it may. */
function goesOn(state: State, t: number): boolean {
  const { current } = state;
  if (current === null) return false;
  const booked = bookingAt(state, t);
  if (current.kind === "booking") return booked !== undefined && booked === bookingAt(state, current.from);
  if (booked !== undefined) return false;
  if (current.kind === "free_minutes") return state.freeUsed < state.freeSeconds;
  const offer = firstOffer(state, t);
  if (current.kind === "offer") return offer?.id === current.offer;
  if (offer !== undefined) return false;
  if (state.lots.some(({ amount, expiresAt }) => amount > 0 && expiresAt === t)) return false;
  return paysSecond(state, current.kind);
}

function paysSecond(state: State, kind: "money" | "loan"): boolean {
  const unbooked = state.spentUnits - BigInt(state.booked) * 3600n;
  return unbooked + BigInt(state.rate) <= BigInt(fundsOf(state, kind)) * 3600n;
}

function fundsOf(state: State, kind: "money" | "loan"): number {
  const bonus = state.lots.reduce((sum, { amount }) => sum + amount, 0);
  return state.balance + bonus + (kind === "loan" ? Math.max(0, state.mayOwe - state.loan) : 0);
}

const bookingAt = ({ bookings }: State, t: number) => bookings.find(({ from, to }) => from <= t && t < to);

function firstOffer(state: State, t: number) {
  const valid = state.offers.filter((offer) => {
    const hour = Math.floor(t / 3600) % 24;
    const isOpen =
      offer.fromHour === offer.toHour ||
      (offer.fromHour < offer.toHour
        ? offer.fromHour <= hour && hour < offer.toHour
        : hour >= offer.fromHour || hour < offer.toHour);
    return offer.left > 0 && isOpen && (offer.expiresAt === null || t < offer.expiresAt);
  });
  return valid.sort(
    (a, b) => b.priority - a.priority || (a.expiresAt ?? Infinity) - (b.expiresAt ?? Infinity) || a.id - b.id,
  )[0];
}

/** Books what was used and goes over to what pays next; false when nothing does. */
function change(state: State, t: number): boolean {
  book(state, t);
  state.lots = state.lots.filter(({ expiresAt }) => expiresAt === null || expiresAt > t);
  const next = nextOf(state, t);
  if (next === null) return false;
  state.current = { ...next, from: t, to: t, charge: 0 };
  state.pieces.push(state.current);
  return true;
}

function nextOf(state: State, t: number): Pick<Piece, "kind" | "offer"> | null {
  const booked = bookingAt(state, t);
  if (booked?.isOwn === false) return null;
  if (booked !== undefined) {
    state.sourceTouched = true;
    return { kind: "booking", offer: null };
  }
  if (!state.sourceTouched && state.freeUsed < state.freeSeconds)
    return { kind: "free_minutes", offer: null };
  state.sourceTouched = true;
  const offer = firstOffer(state, t);
  if (offer !== undefined) {
    if (offer.expiresAfterFirstUse !== null) {
      offer.expiresAt = t + offer.expiresAfterFirstUse;
      offer.expiresAfterFirstUse = null;
    }
    return { kind: "offer", offer: offer.id };
  }
  if (paysSecond(state, "money")) return { kind: "money", offer: null };
  if (state.mayOwe > 0 && paysSecond(state, "loan")) return { kind: "loan", offer: null };
  return null;
}

function use(state: State): void {
  const { current } = state;
  if (current?.kind === "free_minutes") state.freeUsed += 1;
  else if (current?.kind === "offer") {
    const offer = state.offers.find(({ id }) => id === current.offer);
    if (offer !== undefined) offer.left -= 1;
  } else if (current?.kind !== "booking") state.spentUnits += BigInt(state.rate);
}

function book(state: State, t: number): void {
  const { current } = state;
  if (current === null) return;
  current.to = t;
  if (current.kind !== "money" && current.kind !== "loan") return;
  const exact = Number(state.spentUnits) / 3600;
  const whole =
    state.roundingMinor > 0
      ? Math.ceil(exact / state.roundingMinor - 1e-9) * state.roundingMinor
      : Math.floor(exact + 0.5 + 1e-9);
  let due = Math.min(Math.max(0, whole - state.booked), fundsOf(state, current.kind));
  current.charge = due;
  state.booked += due;
  const fromBalance = () => {
    const part = Math.min(due, state.balance);
    state.balance -= part;
    due -= part;
  };
  if (!state.bonusFirst) fromBalance();
  for (const lot of state.lots) {
    const part = Math.min(due, lot.amount);
    lot.amount -= part;
    due -= part;
  }
  fromBalance();
  state.loan += due;
}
