/**
 * What members hold, by the rules of billing.md alone and without a database: the books are compared with it. It is written
 * from the specification, one operation after another, and knows nothing of how the ledger does it.
 */

export interface Lot {
  transferId: number;
  grantedAt: number;
  /** Infinity = never. */
  expiresAt: number;
  left: number;
}

interface Given {
  value: number;
  bonus: number;
  coins: number;
  points: number;
  refunded: number;
  bonusTaken: number;
  coinsTaken: number;
  pointsTaken: number;
}

export interface ModelMember {
  balance: number;
  loan: number;
  coins: number;
  points: number;
  group: number;
  /** In the order in which they were granted. */
  lots: Lot[];
  topUps: Map<number, Given>;
}

export type Operation = { now: number; memberIds: readonly number[] } & (
  | {
      kind: "topUp";
      value: number;
      bonus: number;
      coins: number;
      hours: number;
      minorPerPoint: number;
      running: number;
      bonusFirst: boolean;
      refundOf: number | null;
    }
  | { kind: "deduct"; amount: number; running: number; bonusFirst: boolean }
  | { kind: "loan"; amount: number }
  | { kind: "points"; points: number }
  | {
      kind: "charge";
      charge: number;
      bonusFirst: boolean;
      useBonus: boolean;
      useBalance: boolean;
      mostDebt: number;
    }
);

/** What the caller is told: a refusal by name, or what each member holds afterwards, in the order named. */
export type Told =
  | { refused: string }
  | { members: { memberId: number; balance: number; bonus: number; loan: number; coins: number }[] };

export const bonusOf = ({ lots }: ModelMember) => lots.reduce((sum, { left }) => sum + left, 0);
export const emptyMember = (): ModelMember => ({
  ...{ balance: 0, loan: 0, coins: 0, points: 0, group: 0 },
  lots: [],
  topUps: new Map(),
});

type Members = ReadonlyMap<number, ModelMember>;
const copyOf = (member: ModelMember): ModelMember => structuredClone(member);
const halfUp = (numerator: number, denominator: number) =>
  Number((2n * BigInt(numerator) + BigInt(denominator)) / (2n * BigInt(denominator)));

/** Carries out one operation on a copy; `transfers` are the numbers its members' transfers bear. */
export function apply(
  members: Members,
  op: Operation,
  transfers: readonly number[],
): { after: Members; told: Told } {
  const after = new Map(
    [...members].map(([id, member]) => [id, op.memberIds.includes(id) ? copyOf(member) : member]),
  );
  const concerned = op.memberIds.map((id) => after.get(id) as ModelMember);
  for (const member of concerned) for (const lot of member.lots) if (lot.expiresAt <= op.now) lot.left = 0;
  for (const member of concerned) {
    const refused = refusalOf(member, op);
    if (refused !== null) return { after: members, told: { refused } };
  }
  concerned.forEach((member, index) => move(member, op, transfers[index] ?? 0));
  const told = op.memberIds.map((memberId, index) => {
    const member = concerned[index] as ModelMember;
    const { balance, loan, coins } = member;
    return { memberId, balance, bonus: bonusOf(member), loan, coins };
  });
  return { after, told: { members: told } };
}

/** What a running session would take if it ended now (billing.md 7.4). */
function runningParts(
  member: ModelMember,
  { running, bonusFirst }: { running: number; bonusFirst: boolean },
) {
  const bonus = bonusOf(member);
  const fromBonus = bonusFirst
    ? Math.min(running, bonus)
    : Math.min(Math.max(running - member.balance, 0), bonus);
  return { fromBonus, fromBalance: Math.min(running - fromBonus, member.balance) };
}

/** A refund that names its top-up asks for what that brought, in proportion (billing.md 3.5). */
function amountsOf(member: ModelMember, op: Operation & { kind: "topUp" }) {
  const given = op.refundOf === null ? undefined : member.topUps.get(op.refundOf);
  if (given === undefined) return { bonus: op.bonus, coins: op.coins, mostPoints: Infinity };
  const sum = given.refunded - op.value;
  const coins = Math.max(halfUp(given.coins * sum, given.value) - given.coinsTaken, 0);
  return {
    bonus: given.bonusTaken - halfUp(given.bonus * sum, given.value),
    coins: -Math.min(coins, member.coins),
    mostPoints: Math.max(given.points - given.pointsTaken, 0),
  };
}

function refusalOf(member: ModelMember, op: Operation): string | null {
  switch (op.kind) {
    case "topUp": {
      if (op.refundOf !== null) {
        const given = member.topUps.get(op.refundOf);
        if (given === undefined) return "order.not_found";
        if (given.refunded - op.value > given.value) return "order.already_refunded";
      }
      const { bonus, coins } = amountsOf(member, op);
      const running = runningParts(member, op);
      const freeBonus = bonusOf(member) - running.fromBonus;
      const fromBalance = Math.max(-op.value, 0) + Math.max(-bonus - freeBonus, 0);
      if (fromBalance > 0 && member.balance - running.fromBalance - member.loan < fromBalance)
        return "ledger.insufficient_balance";
      return member.coins + coins < 0 ? "ledger.insufficient_coins" : null;
    }
    case "deduct":
      return member.balance - runningParts(member, op).fromBalance < op.amount
        ? "ledger.insufficient_balance"
        : null;
    case "loan":
    case "points":
    case "charge":
      return null;
  }
}

function move(member: ModelMember, op: Operation, transferId: number): void {
  switch (op.kind) {
    case "topUp":
      return topUp(member, op, transferId);
    case "deduct":
      member.balance -= op.amount;
      return;
    case "loan":
      member.balance += op.amount;
      member.loan += op.amount;
      return;
    case "points":
      member.points = Math.max(member.points + op.points, 0);
      member.group = groupOf(member.points);
      return;
    case "charge":
      return charge(member, op);
  }
}

/** The groups of the tests' café: 7 from 100 points. */
const groupOf = (points: number) => (points >= 10_000 ? 7 : 0);

function topUp(member: ModelMember, op: Operation & { kind: "topUp" }, transferId: number): void {
  const { bonus, coins, mostPoints } = amountsOf(member, op);
  const running = runningParts(member, op);
  const repaid =
    op.value > 0 ? Math.min(member.loan, Math.max(member.balance - running.fromBalance + op.value, 0)) : 0;
  const bonusChange = Math.max(bonus, running.fromBonus - bonusOf(member));
  const whole = op.minorPerPoint > 0 ? Math.trunc(op.value / op.minorPerPoint) * 100 : 0;
  const points = Math.max(whole, -member.points, -mostPoints);
  member.balance += op.value - repaid + (bonus - bonusChange);
  member.loan -= repaid;
  member.coins += coins;
  if (op.minorPerPoint > 0) {
    member.points += points;
    member.group = groupOf(member.points);
  }
  if (bonusChange < 0) takeLots(member, -bonusChange, op.refundOf);
  if (bonusChange > 0) {
    const expiresAt = op.hours === 0 ? Infinity : op.now + op.hours * 3_600_000;
    member.lots.push({ transferId, grantedAt: op.now, expiresAt, left: bonusChange });
  }
  const given = op.refundOf === null ? undefined : member.topUps.get(op.refundOf);
  if (given !== undefined) {
    given.refunded -= op.value;
    given.bonusTaken -= bonus;
    given.coinsTaken -= coins;
    given.pointsTaken -= op.minorPerPoint > 0 ? points : 0;
  } else if (op.value > 0) {
    const none = { refunded: 0, bonusTaken: 0, coinsTaken: 0, pointsTaken: 0 };
    member.topUps.set(transferId, {
      value: op.value,
      bonus,
      coins,
      points: op.minorPerPoint > 0 ? points : 0,
      ...none,
    });
  }
}

function charge(member: ModelMember, op: Operation & { kind: "charge" }): void {
  const bonusFunds = op.useBonus ? bonusOf(member) : 0;
  const balanceFunds = op.useBalance ? member.balance : 0;
  const fromBonus = Math.min(op.bonusFirst ? op.charge : Math.max(op.charge - balanceFunds, 0), bonusFunds);
  const fromBalance = Math.min(op.charge - fromBonus, balanceFunds);
  const fromLoan = Math.min(op.charge - fromBonus - fromBalance, Math.max(op.mostDebt - member.loan, 0));
  if (fromBonus > 0) takeLots(member, fromBonus, null);
  member.balance -= fromBalance;
  member.loan += fromLoan;
}

/** By expiry, those that never expire last, then by age; a refund takes its top-up's own lot first. */
function takeLots(member: ModelMember, amount: number, first: number | null): void {
  let wanted = amount;
  const own = (lot: Lot) => (lot.transferId === first ? 0 : 1);
  const byExpiry = (a: Lot, b: Lot) => (a.expiresAt === b.expiresAt ? 0 : a.expiresAt < b.expiresAt ? -1 : 1);
  const inOrder = [...member.lots].sort(
    (a, b) => own(a) - own(b) || byExpiry(a, b) || a.grantedAt - b.grantedAt || a.transferId - b.transferId,
  );
  for (const lot of inOrder) {
    const taken = Math.min(wanted, lot.left);
    lot.left -= taken;
    wanted -= taken;
  }
}
