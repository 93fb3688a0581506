import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openDatabase, type Db } from "../../kernel/db/database.ts";
import { silentLog } from "../../kernel/log.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { openTestDatabase, type TestDatabase } from "../../testing/test-database.ts";
import { postCharge } from "./charge.ts";
import { apply, bonusOf, emptyMember, type ModelMember, type Operation, type Told } from "./test-model.ts";
import { topUpMembers } from "./top-up.ts";
import { addCafe, addMember, brokenInBooks, holdingOf, startOfBooks, topUpOf } from "./test-books.ts";

/**
 * Whatever happens at once on the same members ends as if it had happened one after another (billing.md 2). The order is
 * the one in which the database numbered the transfers: whoever holds a member's row takes its number. The model replays it,
 * must come to the same balances and answers, and must refuse at some point of it what was refused.
 */
const cafe = 10_001;
/** `npm run test:books` asks for many. */
const runs = Number(process.env["NETCAFE_BOOKS_RUNS"] ?? 4);
const atOnce = 50;
const connections = 40;
const later = startOfBooks.getTime() + 25 * 3_600_000;

let test: TestDatabase;
let db: Db;
let lastId = 0;
let lastKey = 0;

beforeAll(async () => {
  test = await openTestDatabase();
  db = openDatabase(test.url, silentLog, connections);
  await addCafe(test.db, cafe);
});
afterAll(async () => {
  await db.close();
  await test.close();
});

interface Outcome {
  told: Told;
  /** Of each member's transfer; null where nothing moved. */
  transfers: (number | null)[];
}

interface SqlAnswer {
  members?: Record<"member_id" | "order_id" | "balance" | "bonus" | "loan" | "coins", number>[];
  replay?: SqlAnswer;
  refusal?: string;
}

const who = { actor_kind: "key", actor_id: 1, actor_name: "API", shift_id: null };

async function callSql(statement: string, request: object): Promise<Outcome> {
  const asked = JSON.stringify({ ...who, ...request });
  const row = await db.command<{ answer: SqlAnswer }>(statement, [cafe, new Date(later), asked]);
  const answer = row.answer.replay ?? row.answer;
  if (answer.members === undefined) return { told: { refused: answer.refusal ?? "" }, transfers: [] };
  return {
    transfers: answer.members.map(({ order_id }) => order_id),
    told: {
      members: answer.members.map(({ member_id: memberId, balance, bonus, loan, coins }) => {
        return { memberId, balance, bonus, loan, coins };
      }),
    },
  };
}

function carryOut(op: Operation, key: string): Promise<Outcome> {
  const idempotency = { caller: "key:1", path: "/books", key, hash: "aa".padEnd(64, "0") };
  const memberIds = op.memberIds;
  const runningCosts = new Map(
    "running" in op && op.running > 0 ? memberIds.map((id) => [id, op.running]) : [],
  );
  const common = { member_ids: memberIds, comment: "", idempotency };
  switch (op.kind) {
    case "topUp":
      return topUp(op, runningCosts, idempotency);
    case "deduct": {
      const running = { running_costs: Object.fromEntries(runningCosts), bonus_first: op.bonusFirst };
      return callSql("select deduct_balance($1, $2, $3) as answer", {
        ...common,
        ...running,
        amount: op.amount,
      });
    }
    case "loan":
      return callSql("select add_loan($1, $2, $3) as answer", {
        ...common,
        amount: op.amount,
        amount_text: "x",
      });
    case "points":
      return callSql("select change_points($1, $2, $3) as answer", {
        ...common,
        points: op.points,
        group_follows: true,
      });
    case "charge":
      return charge(op);
  }
}

async function topUp(
  op: Operation & { kind: "topUp" },
  runningCosts: ReadonlyMap<number, number>,
  idempotency: NonNullable<Parameters<typeof topUpMembers>[1]["idempotency"]>,
): Promise<Outcome> {
  const command = topUpOf(cafe, op.memberIds, {
    ...{ now: new Date(op.now), runningCosts, idempotency, bonusFirst: op.bonusFirst },
    ...{ valueMinor: op.value, bonusMinor: op.bonus, coinsHundredths: op.coins, bonusHours: op.hours },
    minorPerPoint: op.minorPerPoint,
    refundOf: op.refundOf === null ? null : { orderId: op.refundOf, exponent: 2 },
  });
  try {
    const { members } = await topUpMembers(db, command);
    return {
      transfers: members.map(({ orderId }) => orderId),
      told: {
        members: members.map((member) => ({
          ...{ memberId: member.memberId, balance: member.balanceMinor, bonus: member.bonusMinor },
          ...{ loan: member.loanMinor, coins: member.coinsHundredths },
        })),
      },
    };
  } catch (error) {
    if (error instanceof Refusal) return { told: { refused: error.error }, transfers: [] };
    throw error;
  }
}

async function charge(op: Operation & { kind: "charge" }): Promise<Outcome> {
  const [memberId = 0] = op.memberIds;
  const charged = await db.transact((tx) =>
    postCharge(tx, cafe, new Date(op.now), {
      ...{ sessionId: 1, memberId, chargeMinor: op.charge, taxMinor: 0, taxPercent: "0" },
      ...{ bonusFirst: op.bonusFirst, useBonus: op.useBonus, useBalance: op.useBalance },
      ...{
        mayBorrowMinor: Number.MAX_SAFE_INTEGER,
        mostDebtMinor: op.mostDebt,
        bonusSince: new Date(op.now),
      },
      ...{ usedSeconds: 60, pcName: "PC001", details: "", staffName: "", shiftId: null },
      actor: { actorKind: "system", actorId: null, actorName: "System" },
    }),
  );
  const coins = (await holdingOf(test.db, cafe, memberId)).coins;
  const { balanceMinor: balance, bonusMinor: bonus, loanMinor: loan } = charged;
  return { transfers: [charged.transferId], told: { members: [{ memberId, balance, bonus, loan, coins }] } };
}

/** Without coins, which a charge does not tell. */
function inWords(told: Told): string {
  if ("refused" in told) return told.refused;
  return told.members
    .map(({ memberId, balance, bonus, loan }) => `${memberId}: ${balance} + ${bonus} − ${loan}`)
    .join("; ");
}

const amount = fc.nat({ max: 1500 });
const operations = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("topUp" as const),
      value: fc.integer({ min: -1500, max: 2500 }),
      bonus: fc.oneof(fc.constant(0), fc.integer({ min: -400, max: 400 })),
      coins: fc.oneof(fc.constant(0), fc.integer({ min: -200, max: 200 })),
      hours: fc.constantFrom(0, 1, 24),
      minorPerPoint: fc.constantFrom(0, 100),
      running: fc.oneof(fc.constant(0), fc.nat({ max: 400 })),
      bonusFirst: fc.boolean(),
      refundOf: fc.constant(null),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("topUp" as const),
      value: fc.integer({ min: -1200, max: -1 }),
      ...{ bonus: fc.constant(0), coins: fc.constant(0), hours: fc.constant(0), running: fc.constant(0) },
      ...{ bonusFirst: fc.constant(true), minorPerPoint: fc.constantFrom(0, 100) },
      /** Which of the top-ups from before. */
      refundOf: fc.nat({ max: 3 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      ...{
        kind: fc.constant("deduct" as const),
        amount: fc.integer({ min: 1, max: 1500 }),
        running: fc.nat({ max: 200 }),
        bonusFirst: fc.boolean(),
      },
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("loan" as const), amount: fc.integer({ min: 1, max: 800 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("points" as const),
      points: fc.integer({ min: -9_000, max: 9_000 }).filter((points) => points !== 0),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      ...{
        kind: fc.constant("charge" as const),
        charge: amount,
        bonusFirst: fc.boolean(),
        useBonus: fc.boolean(),
      },
      ...{ useBalance: fc.boolean(), mostDebt: fc.constantFrom(0, 500, 3_000) },
    }),
  },
);
/** Mostly the first of three members; several at once in any order. */
const places = fc.oneof(
  { weight: 6, arbitrary: fc.constant([0]) },
  { weight: 1, arbitrary: fc.constant([1]) },
  { weight: 2, arbitrary: fc.constantFrom([0, 1], [1, 0], [2, 0, 1]) },
);
const calls = fc.array(fc.record({ asked: operations, at: places, copies: fc.constantFrom(1, 1, 1, 2, 3) }), {
  minLength: atOnce,
  maxLength: atOnce,
});
type Asked = typeof calls extends fc.Arbitrary<(infer Each)[]> ? Each : never;

const begin = {
  kind: "topUp",
  ...{
    now: startOfBooks.getTime(),
    coins: 300,
    minorPerPoint: 100,
    running: 0,
    bonusFirst: true,
    refundOf: null,
  },
} as const;

/** Three members with money, lots of which one expires before what follows, and a debt; and the top-ups that made it. */
async function membersWithPast(): Promise<{
  ids: number[];
  model: Map<number, ModelMember>;
  orders: number[][];
}> {
  const ids = [++lastId, ++lastId, ++lastId];
  let model: ReadonlyMap<number, ModelMember> = new Map(ids.map((id) => [id, emptyMember()]));
  const orders: number[][] = [];
  for (const id of ids) {
    await addMember(test.db, cafe, id);
    const own: number[] = [];
    for (const [value, bonus, hours] of [
      [3_000, 300, 1],
      [1_000, 250, 48],
      [500, 120, 0],
      [800, 0, 0],
    ] as const) {
      const op: Operation = { ...begin, memberIds: [id], value, bonus, hours };
      const { told, transfers } = await carryOut(op, `begin-${++lastKey}`);
      const numbers = transfers.map((number) => number ?? 0);
      const expected = apply(model, op, numbers);
      expect(told).toEqual(expected.told);
      model = expected.after;
      own.push(...numbers);
    }
    orders.push(own);
  }
  return { ids, model: new Map(model), orders };
}

function operationOf({ asked, at }: Asked, ids: readonly number[], orders: readonly number[][]): Operation {
  const isAlone = asked.kind === "charge" || (asked.kind === "topUp" && asked.refundOf !== null);
  const chosen: readonly number[] = isAlone ? at.slice(-1) : at;
  const memberIds = chosen.map((place) => ids[place] ?? 0);
  const common = { now: later, memberIds };
  if (asked.kind !== "topUp" || asked.refundOf === null) return { ...asked, ...common };
  return { ...asked, ...common, refundOf: orders[chosen[0] ?? 0]?.[asked.refundOf] ?? 0 };
}

it(
  `${atOnce} operations at once end as some order of them one after another`,
  { timeout: 30_000 + runs * 10_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(calls, async (asked) => {
        const { ids, model, orders } = await membersWithPast();
        const ops = asked.map((each) => operationOf(each, ids, orders));
        const outcomes = await Promise.all(
          ops.map(async (op, index) => {
            const key = `at-once-${++lastKey}`;
            const copies = op.kind === "charge" ? 1 : (asked[index]?.copies ?? 1);
            const told = await Promise.all(Array.from({ length: copies }, () => carryOut(op, key)));
            for (const copy of told) expect(copy).toEqual(told[0]);
            return { op, outcome: told[0] as Outcome };
          }),
        );
        const moved = outcomes
          .filter(({ outcome }) => outcome.transfers.some((number) => number !== null))
          .sort((a, b) => firstOf(a.outcome) - firstOf(b.outcome));
        const states: ReadonlyMap<number, ModelMember>[] = [model];
        for (const { op, outcome } of moved) {
          const before = states.at(-1) as ReadonlyMap<number, ModelMember>;
          const { after, told } = apply(
            before,
            op,
            outcome.transfers.map((number) => number ?? 0),
          );
          expect(inWords(outcome.told), JSON.stringify(op)).toBe(inWords(told));
          states.push(after);
        }
        for (const { op, outcome } of outcomes.filter((each) => !moved.includes(each))) {
          const isPossible = states.some(
            (state) => inWords(apply(state, op, []).told) === inWords(outcome.told),
          );
          expect(isPossible, `${JSON.stringify(op)} was told ${inWords(outcome.told)}`).toBe(true);
        }
        for (const id of ids) await compare(id, states.at(-1)?.get(id) as ModelMember);
        expect(await brokenInBooks(test.db)).toEqual([]);
      }),
      { numRuns: runs, endOnFailure: true },
    );
  },
);

const firstOf = ({ transfers }: Outcome) => Math.min(...transfers.map((number) => number ?? Infinity));

async function compare(id: number, member: ModelMember): Promise<void> {
  // The last operation may have been one before the lot expired for good: the next look takes it out.
  await test.db.transact((tx) => tx.run("select expire_bonus_lots($1, $2, $3)", [cafe, id, new Date(later)]));
  for (const lot of member.lots) if (lot.expiresAt <= later) lot.left = 0;
  const { balance, loan, coins, points, group } = member;
  expect(await holdingOf(test.db, cafe, id)).toEqual({
    balance,
    loan,
    coins,
    points,
    group,
    bonus: bonusOf(member),
  });
  const lots = await test.db.rows<{ transfer_id: number; left_minor: number }>(
    "select transfer_id, left_minor from bonus_lots where cafe_id = $1 and member_id = $2 order by transfer_id",
    [cafe, id],
  );
  const expected = [...member.lots].sort((a, b) => a.transferId - b.transferId);
  expect(lots).toEqual(
    expected.map(({ transferId, left }) => ({ transfer_id: transferId, left_minor: left })),
  );
}
