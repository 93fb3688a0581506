import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { secureIds } from "../../kernel/ids.ts";
import { openTestDatabase, type TestDatabase } from "../../testing/test-database.ts";
import { addPromoCodes, changePromoCode, removePromoCode } from "./promo-change.ts";
import { promoChecks } from "./promo-checks.ts";
import { listPromoUses } from "./promo-store.ts";
import type { PromoFields } from "./promo-rules.ts";
import { askPromoCode, useRegisterCode, type PromoQuestion } from "./promo-use.ts";
import {
  addCafe,
  addMember,
  brokenInBooks,
  countTransfers,
  holdingOf,
  startOfBooks,
  topUpOf,
} from "./test-books.ts";
import { topUpMembers, type TopUpCommand } from "./top-up.ts";

const cafe = 10_001;
let test: TestDatabase;
let lastId = 0;

beforeAll(async () => {
  test = await openTestDatabase();
  await addCafe(test.db, cafe);
});
afterEach(async () => {
  expect(await brokenInBooks(test.db)).toEqual([]);
  for (const { guarantee, sql } of promoChecks)
    expect([guarantee, await test.db.rows(sql)]).toEqual([guarantee, []]);
});
afterAll(() => test.close());

const at = (seconds: number) => new Date(startOfBooks.getTime() + seconds * 1_000);

async function member(groupId = 0): Promise<number> {
  const id = ++lastId;
  await addMember(test.db, cafe, id, groupId);
  return id;
}

/** A code of 5.00 bonus for top-ups, with what the test is about put over it; answers id and text. */
async function promo(about: Partial<PromoFields> = {}): Promise<{ promoId: number; code: string }> {
  const code = about.code ?? `Code${++lastId}`;
  const fields = {
    purpose: "topup" as const,
    valueThousandths: 5_000,
    unit: "currency" as const,
    target: "bonus" as const,
    minTopupMinor: 0,
    maxUses: 0,
    oncePerMember: true,
    memberGroupIds: [],
    validFrom: null,
    validTo: null,
    isActive: true,
    ...about,
    code,
  };
  const command = { cafeId: cafe, now: startOfBooks, ids: secureIds, exponent: 2, count: 1, fields };
  const [promoId = 0] = await test.db.transact((tx) => addPromoCodes(tx, command));
  return { promoId, code };
}

const topUp = (ids: number[], code: string, about: Partial<TopUpCommand> = {}, removeUsedUp = false) =>
  topUpMembers(
    test.db,
    topUpOf(cafe, ids, { valueMinor: 1_000, promo: { code, exponent: 2, removeUsedUp }, ...about }),
  );
const ask = (code: string, about: Partial<PromoQuestion> = {}) =>
  askPromoCode(test.db, {
    cafeId: cafe,
    now: startOfBooks,
    code,
    exponent: 2,
    purpose: "topup",
    memberIds: [],
    valueMinor: 1_000,
    ...about,
  });
const register = (memberId: number, code: string) =>
  test.db.transact((tx) =>
    useRegisterCode(tx, {
      cafeId: cafe,
      now: startOfBooks,
      memberId,
      promo: { code, exponent: 2, removeUsedUp: false },
      bonusHours: 24,
      actor: { actorKind: "key", actorId: 1, actorName: "API" },
      shiftId: null,
    }),
  );
const usesOf = async (promoId: number) =>
  (await test.db.row<{ uses: number }>("select uses from promo_codes where promo_id = $1", [promoId]))?.uses;
const logsOf = (id: number) =>
  test.db.rows<{ event: string; cash_minor: number; bonus_minor: number; details: string }>(
    "select event, cash_minor, bonus_minor, details from billing_logs where cafe_id = $1 and member_id = $2 order by billing_log_id",
    [cafe, id],
  );

const texts = {
  "promo.unknown": "Promo code does not exist",
  "promo.not_for_topup": "Promo code cannot be used for topup",
  "promo.expired": "Promo code has expired",
  "promo.used_up": "Promo code has been used up",
  "promo.already_used": "Promo code has already been used",
};

describe("a code is refused, for the first reason that holds", () => {
  // Each row breaks its own rule and all of those below it.
  const past = { validFrom: at(-200), validTo: at(-100) };
  const already = { oncePerMember: true };
  const usedUp = { ...already, maxUses: 1 };
  const expired = { ...usedUp, ...past };
  const notForTopUp = { ...expired, purpose: "register" as const };

  it.each<[string, keyof typeof texts, Partial<PromoFields>, Partial<TopUpCommand>?]>([
    ["not active", "promo.unknown", { ...notForTopUp, isActive: false }],
    ["not begun", "promo.unknown", { ...notForTopUp, validFrom: at(1), validTo: null }],
    ["for new members only", "promo.not_for_topup", notForTopUp],
    ["for larger top-ups", "promo.not_for_topup", { ...expired, minTopupMinor: 1_001 }],
    ["for other groups", "promo.not_for_topup", { ...expired, memberGroupIds: [7] }],
    ["nothing is paid in", "promo.not_for_topup", expired, { valueMinor: 0 }],
    ["a refund", "promo.not_for_topup", expired, { valueMinor: -100 }],
    ["ended", "promo.expired", expired],
    ["ended this second", "promo.expired", { ...usedUp, validTo: startOfBooks }],
    ["used up", "promo.used_up", usedUp],
    ["used by this member", "promo.already_used", already],
  ])("%s: %s", async (_, error, about, command) => {
    const id = await member();
    const { promoId, code } = await promo({ maxUses: about.maxUses ?? 0 });
    await topUp([id], code, { valueMinor: 5_000 });
    await test.db.transact((tx) =>
      changePromoCode(tx, { cafeId: cafe, promoId, exponent: 2, now: startOfBooks }, about),
    );
    const before = [
      await holdingOf(test.db, cafe, id),
      await countTransfers(test.db, cafe),
      await usesOf(promoId),
    ];
    const refused = { error, code: 400, message: texts[error] };
    await expect(topUp([id], code, command)).rejects.toMatchObject(refused);
    const valueMinor = command?.valueMinor ?? 1_000;
    await expect(ask(code, { memberIds: [id], valueMinor })).rejects.toMatchObject(refused);
    expect([
      await holdingOf(test.db, cafe, id),
      await countTransfers(test.db, cafe),
      await usesOf(promoId),
    ]).toEqual(before);
  });

  it("that is not there or was removed: unknown", async () => {
    const [id, { promoId, code }] = [await member(), await promo()];
    await expect(topUp([id], "NOBODY")).rejects.toMatchObject({ error: "promo.unknown" });
    await test.db.transact((tx) => removePromoCode(tx, cafe, promoId, startOfBooks));
    await expect(topUp([id], code)).rejects.toMatchObject({ error: "promo.unknown" });
    await expect(
      test.db.transact((tx) => removePromoCode(tx, cafe, promoId, startOfBooks)),
    ).rejects.toMatchObject({
      error: "promo.not_found",
    });
    await promo({ code });
    await topUp([id], code);
  });

  it("a guest, who earns no bonus, cannot use it up for nothing", async () => {
    const [guest, { code }] = [await member(-2), await promo()];
    await expect(topUp([guest], code)).rejects.toMatchObject({ error: "promo.not_for_topup" });
  });

  it("for a member that is not there: the member is not found first", async () => {
    await expect(topUp([999_999], "NOBODY")).rejects.toMatchObject({ error: "member.not_found" });
    await expect(ask("NOBODY", { memberIds: [999_999] })).rejects.toMatchObject({
      error: "member.not_found",
    });
  });

  it("of another café: unknown there", async () => {
    const { code } = await promo();
    await addCafe(test.db, 10_002);
    await addMember(test.db, 10_002, 1);
    await expect(
      topUpMembers(
        test.db,
        topUpOf(10_002, [1], { valueMinor: 1, promo: { code, exponent: 2, removeUsedUp: false } }),
      ),
    ).rejects.toMatchObject({ error: "promo.unknown" });
  });
});

describe("a top-up with a code", () => {
  it("alone gives the code's bonus, marks it used and says so without sums", async () => {
    const [id, { promoId, code }] = [await member(), await promo({ code: "Summer.26" })];
    const { members } = await topUp([id], "sUMMER.26", { bonusHours: 24 });
    expect(members[0]).toMatchObject({ balanceMinor: 1_000, bonusMinor: 500 });
    expect(await logsOf(id)).toEqual([
      { event: "TOPUP", cash_minor: 1_000, bonus_minor: 500, details: "test" },
      { event: "PROMO_USE", cash_minor: 0, bonus_minor: 0, details: "Promo code Summer.26" },
    ]);
    expect(await usesOf(promoId)).toBe(1);
    expect(await listPromoUses(test.db, cafe, promoId)).toEqual([
      { member_account: `player${id}`, used_at: startOfBooks, bonus_minor: 500, coins_hundredths: 0 },
    ]);
    await expect(topUp([id], code)).rejects.toMatchObject({ error: "promo.already_used" });
  });

  it("and a bonus gives that bonus alone and marks the code used", async () => {
    const [id, { promoId, code }] = [await member(), await promo()];
    await topUp([id], code, { bonusMinor: 1_500 });
    expect(await holdingOf(test.db, cafe, id)).toMatchObject({ balance: 1_000, bonus: 1_500 });
    expect(await listPromoUses(test.db, cafe, promoId)).toMatchObject([{ bonus_minor: 500 }]);
    await expect(topUp([id], code, { bonusMinor: 1_500 })).rejects.toMatchObject({
      error: "promo.already_used",
    });
  });

  it("and coins gives those coins alone", async () => {
    const [id, { code }] = [await member(), await promo({ target: "coin" })];
    await topUp([id], code, { coinsHundredths: 300 });
    expect(await holdingOf(test.db, cafe, id)).toMatchObject({ bonus: 0, coins: 300 });
  });

  it("takes a use for each member named, or gives nobody anything", async () => {
    const [ids, { promoId, code }] = [[await member(), await member()], await promo({ maxUses: 3 })];
    await topUp(ids, code);
    expect(await usesOf(promoId)).toBe(2);
    const more = [await member(), await member()];
    await expect(topUp(more, code)).rejects.toMatchObject({ error: "promo.used_up" });
    for (const id of more) expect(await holdingOf(test.db, cafe, id)).toMatchObject({ balance: 0, bonus: 0 });
    await topUp(more.slice(0, 1), code);
    expect(await usesOf(promoId)).toBe(3);
  });

  it("is for the group named, from the first second to the last", async () => {
    const about = { memberGroupIds: [7], validFrom: startOfBooks, validTo: at(60) };
    const [gold, { code }] = [await member(7), await promo({ ...about, oncePerMember: false })];
    await topUp([gold], code);
    await topUp([gold], code, { now: at(59) });
    await expect(topUp([gold], code, { now: at(60) })).rejects.toMatchObject({ error: "promo.expired" });
    expect(await holdingOf(test.db, cafe, gold)).toMatchObject({ bonus: 1_000 });
  });

  it("removes it with its last use where the café wants so", async () => {
    const [[a, b, c], { code }] = [
      [await member(), await member(), await member()],
      await promo({ maxUses: 2 }),
    ];
    await topUp([a], code, {}, true);
    await topUp([b], code, {}, true);
    await expect(topUp([c], code, {}, true)).rejects.toMatchObject({ error: "promo.unknown" });
  });

  it("changes nothing when it is repeated with its key, and remembers a refusal", async () => {
    const [id, { promoId, code }] = [await member(), await promo({ maxUses: 1 })];
    const claim = (key: string) => ({ caller: "key:1", path: "/topup", key, hash: "ab".repeat(32) });
    const first = await topUp([id], code, { idempotency: claim("first") });
    const again = await topUp([id], code, { idempotency: claim("first") });
    expect(again).toEqual({ ...first, replayed: true });
    const refused = { error: "promo.used_up", message: texts["promo.used_up"] };
    const other = await member();
    await expect(topUp([other], code, { idempotency: claim("second") })).rejects.toMatchObject(refused);
    await test.db.transact((tx) =>
      changePromoCode(tx, { cafeId: cafe, promoId, exponent: 2, now: startOfBooks }, { maxUses: 9 }),
    );
    await expect(topUp([other], code, { idempotency: claim("second") })).rejects.toMatchObject(refused);
    expect([await usesOf(promoId), (await holdingOf(test.db, cafe, id)).bonus]).toEqual([1, 500]);
  });
});

describe("at the same time", () => {
  it("fifty top-ups with a code of ten uses use it ten times, and it can never read eleven", async () => {
    const ids = await Promise.all(Array.from({ length: 50 }, () => member()));
    const { promoId, code } = await promo({ maxUses: 10 });
    const results = await Promise.allSettled(ids.map((id) => topUp([id], code)));
    const reasons = results.flatMap((result) =>
      result.status === "rejected" ? [result.reason as unknown] : [],
    );
    expect(reasons).toHaveLength(40);
    for (const reason of reasons) expect(reason).toMatchObject({ error: "promo.used_up" });
    const holdings = await Promise.all(ids.map((id) => holdingOf(test.db, cafe, id)));
    expect(holdings.filter(({ balance, bonus }) => balance === 1_000 && bonus === 500)).toHaveLength(10);
    expect(holdings.filter(({ balance, bonus }) => balance === 0 && bonus === 0)).toHaveLength(40);
    await expect(
      test.db.transact((tx) => tx.run("update promo_codes set uses = 11 where promo_id = $1", [promoId])),
    ).rejects.toMatchObject({ constraint: "promo_used_at_most_max_uses" });
  });

  it("twenty top-ups of one member use a code once", async () => {
    const [id, { promoId, code }] = [await member(), await promo()];
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => topUp([id], code)));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect([await usesOf(promoId), await holdingOf(test.db, cafe, id)]).toMatchObject([1, { bonus: 500 }]);
  });

  it("groups of members in any order neither wait in a ring nor use it too often", async () => {
    const ids = await Promise.all(Array.from({ length: 6 }, () => member()));
    const { promoId, code } = await promo({ maxUses: 30, oncePerMember: false });
    const groups = Array.from({ length: 20 }, (_, n) =>
      [0, 1, 2].map((k) => ids[(n * (k + 1) + k) % 6] ?? 0),
    );
    const named = groups.map((group) => [...new Set(group)]);
    const results = await Promise.allSettled(named.map((group) => topUp(group, code)));
    const used = named.reduce(
      (sum, group, n) => sum + (results[n]?.status === "fulfilled" ? group.length : 0),
      0,
    );
    expect(await usesOf(promoId)).toBe(used);
    for (const result of results) {
      if (result.status === "rejected") expect(result.reason).toMatchObject({ error: "promo.used_up" });
    }
  });
});

describe("what a code brings", () => {
  it.each<[string, Partial<PromoFields>, number, number, number, number]>([
    ["money as it is", { valueThousandths: 12_340 }, 2, 1, 1_234, 0],
    ["percent, half up to the minor unit", { unit: "percent", valueThousandths: 5_000 }, 2, 5_010, 251, 0],
    ["percent below the half", { unit: "percent", valueThousandths: 4_980 }, 2, 5_010, 249, 0],
    ["percent of a currency without places", { unit: "percent", valueThousandths: 2_500 }, 0, 1_020, 26, 0],
    ["percent of a currency of three places", { unit: "percent", valueThousandths: 10 }, 3, 5_000, 1, 0],
    [
      "percent as whole coins",
      { unit: "percent", valueThousandths: 10_000, target: "coin" },
      2,
      3_750,
      0,
      400,
    ],
    ["coins, half up to whole ones", { valueThousandths: 2_500, target: "coin" }, 2, 1, 0, 300],
    [
      "percent of what is near 2^53, exact",
      { unit: "percent", valueThousandths: 10 },
      2,
      9_007_199_254_740_991,
      900_719_925_474,
      0,
    ],
  ])("%s", async (_, about, exponent, valueMinor, bonusMinor, coinsHundredths) => {
    const { code } = await promo(about);
    expect(await ask(code, { exponent, valueMinor })).toMatchObject({ bonusMinor, coinsHundredths });
  });

  it("is what the top-up then gives, whatever the code says", async () => {
    const anyPromo = fc.record({
      valueThousandths: fc.integer({ min: 1, max: 50_000 }).map((n) => n * 10),
      unit: fc.constantFrom("currency" as const, "percent" as const),
      target: fc.constantFrom("bonus" as const, "coin" as const),
      minTopupMinor: fc.integer({ min: 0, max: 3_000 }),
      maxUses: fc.integer({ min: 0, max: 2 }),
      memberGroupIds: fc.subarray([0, 7, 8]),
      isActive: fc.boolean(),
    });
    const question = fc.record({
      group: fc.constantFrom(0, 7, -2),
      valueMinor: fc.integer({ min: -100, max: 9_999 }),
    });
    await fc.assert(
      fc.asyncProperty(anyPromo, question, async (about, { group, valueMinor }) => {
        const [id, { code }] = [await member(group), await promo({ ...about, oncePerMember: false })];
        for (let time = 1; time <= 2; time++) {
          const before = await holdingOf(test.db, cafe, id);
          const asked = await ask(code, { memberIds: [id], valueMinor }).catch((error: unknown) => error);
          if (asked instanceof Error) {
            const { message } = asked;
            if (valueMinor >= 0)
              await expect(topUp([id], code, { valueMinor })).rejects.toMatchObject({ message });
            expect(await holdingOf(test.db, cafe, id)).toEqual(before);
            return;
          }
          await topUp([id], code, { valueMinor });
          const after = await holdingOf(test.db, cafe, id);
          expect({
            bonusMinor: after.bonus - before.bonus,
            coinsHundredths: after.coins - before.coins,
          }).toEqual({
            ...(asked as object),
            promoId: undefined,
          });
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe("a new member with a code", () => {
  it("gets what it brings, as a lot with its end, and has used it", async () => {
    const [id, { promoId, code }] = [await member(), await promo({ purpose: "both" })];
    expect(await register(id, code.toLowerCase())).toMatchObject({ promoId, bonusMinor: 500 });
    expect(await holdingOf(test.db, cafe, id)).toMatchObject({ balance: 0, bonus: 500, points: 0 });
    expect((await logsOf(id)).map(({ event, bonus_minor }) => [event, bonus_minor])).toEqual([
      ["TOPUP", 500],
      ["PROMO_USE", 0],
    ]);
    const lot = await test.db.row("select expires_at from bonus_lots where member_id = $1", [id]);
    expect(lot).toEqual({ expires_at: at(24 * 3_600) });
    await expect(topUp([id], code)).rejects.toMatchObject({ error: "promo.already_used" });
  });

  it.each<[string, Partial<PromoFields>, string]>([
    ["for top-ups", { purpose: "topup" }, "promo.unknown"],
    ["for another group", { purpose: "register", memberGroupIds: [7] }, "promo.unknown"],
    ["that has ended", { purpose: "register", validTo: startOfBooks }, "promo.expired"],
  ])("%s is refused: %s", async (_, about, error) => {
    const [id, { code }] = [await member(), await promo(about)];
    await expect(register(id, code)).rejects.toMatchObject({ error });
    await expect(ask(code, { purpose: "register", memberIds: [id], valueMinor: null })).rejects.toMatchObject(
      {
        error,
      },
    );
    expect(await logsOf(id)).toEqual([]);
  });

  it("shares a last use with a top-up: one of them gets it", async () => {
    const [a, b] = [await member(), await member()];
    const { promoId, code } = await promo({ purpose: "both", maxUses: 1 });
    const results = await Promise.allSettled([register(a, code), topUp([b], code)]);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await usesOf(promoId)).toBe(1);
  });
});
