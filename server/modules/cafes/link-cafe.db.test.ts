import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { CacheBus } from "../../kernel/cache-bus.ts";
import { openTestDatabase, type TestDatabase } from "../../testing/test-database.ts";
import { addSampleCafe, listConfigLogs, openProcess, sampleActOf, sampleNow } from "./cafe-samples.ts";
import type { Cafes } from "./cafe-scope.ts";
import { changeLink, linkCafe, unlinkCafe } from "./link-cafe.ts";
import { readCompany, readSubcafe, type PcLists } from "./read-company.ts";
import { reportCompany } from "./report-company.ts";

let database: TestDatabase;
let here: { bus: CacheBus; cafes: Cafes };
let main: { cafeId: number; licenseName: string };
let child: { cafeId: number; licenseName: string };

beforeAll(async () => {
  database = await openTestDatabase();
  here = await openProcess(database.db);
});
afterAll(async () => {
  await here.bus.close();
  await database.close();
});
beforeEach(async () => {
  main = await addSampleCafe(database.db, "Main");
  child = await addSampleCafe(database.db, "Child");
});

/** The composition's part: here every café's Admin has the licence name, turned round, as password. */
const passwordOf = (licenseName: string) => [...licenseName].reverse().join("");
const findCafeOfAdmin = async (licenseName: string, { password }: { password: string }) =>
  password === passwordOf(licenseName) ? (await here.cafes.scopeOfLicense(licenseName)).cafeId : null;
const noPcs: PcLists = async () => ({ pc_list: [], room_list: [], pc_group_list: [] });

const actOf = (cafeId: number) => sampleActOf(database.db, cafeId);
const link = (
  from: number,
  to: { licenseName: string },
  more: { password?: string; share?: string[]; comment?: string } = {},
) =>
  linkCafe(findCafeOfAdmin, actOf(from), {
    licenseName: to.licenseName,
    password: more.password ?? passwordOf(to.licenseName),
    code: undefined,
    address: "192.0.2.1",
    share: more.share ?? [],
    comment: more.comment ?? "",
  });
const companyOf = (cafeId: number) => readCompany(database.db, noPcs, cafeId);

describe("linking", () => {
  test("both cafés see the company, the main one first, and both have it in their log", async () => {
    expect(await link(main.cafeId, child, { share: ["members", "prices"], comment: "the new one" })).toBe(
      child.cafeId,
    );
    const mainRow = {
      cafe_id: main.cafeId,
      cafe_name: "Main",
      license_name: main.licenseName,
      server_code: "main",
      is_main: 1,
    };
    const childRow = {
      cafe_id: child.cafeId,
      cafe_name: "Child",
      is_main: 0,
      share: ["members", "prices"],
      comment: "the new one",
    };
    for (const cafeId of [main.cafeId, child.cafeId]) {
      expect(await companyOf(cafeId)).toEqual([
        expect.objectContaining(mainRow),
        expect.objectContaining(childRow),
      ]);
    }
    expect(await listConfigLogs(database.db, main.cafeId)).toEqual([`café ${child.cafeId} linked`]);
    expect(await listConfigLogs(database.db, child.cafeId)).toEqual([`linked to café ${main.cafeId}`]);
  });

  test("a linked café does not see what its company shares with another", async () => {
    const third = await addSampleCafe(database.db, "Third");
    await link(main.cafeId, child, { share: ["members"], comment: "private" });
    await link(main.cafeId, third);
    const seen = await readSubcafe(database.db, noPcs, third.cafeId, child.cafeId);
    expect(seen).toMatchObject({ cafe_name: "Child", share: [], comment: "" });
  });

  test("a wrong password and an unknown licence link nothing", async () => {
    await expect(link(main.cafeId, child, { password: "guess" })).rejects.toMatchObject({
      error: "license.credentials_wrong",
      code: 400,
    });
    expect(await companyOf(main.cafeId)).toHaveLength(1);
  });

  test.each<[string, () => Promise<unknown>, string]>([
    ["itself", () => link(main.cafeId, main), "subcafe.name_exists"],
    [
      "a café that is linked",
      async () => (await link(main.cafeId, child), link(main.cafeId, child)),
      "subcafe.name_exists",
    ],
    [
      "a café with linked cafés of its own",
      async () => (
        await link(child.cafeId, main),
        link((await addSampleCafe(database.db, "Third")).cafeId, child)
      ),
      "subcafe.name_exists",
    ],
    [
      "a café, being linked itself",
      async () => (
        await link(main.cafeId, child),
        link(child.cafeId, await addSampleCafe(database.db, "Third"))
      ),
      "permission.denied",
    ],
  ])("a café cannot link %s", (_name, run, error) => expect(run()).rejects.toMatchObject({ error }));

  test("two cafés that link each other at once become one company", async () => {
    const outcomes = await Promise.allSettled([link(main.cafeId, child), link(child.cafeId, main)]);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await companyOf(main.cafeId)).toHaveLength(2);
  });

  test("of many who link the same café at once one succeeds", async () => {
    const mains = await Promise.all(
      Array.from({ length: 6 }, (_, at) => addSampleCafe(database.db, `Main ${at}`)),
    );
    const outcomes = await Promise.allSettled(mains.map(({ cafeId }) => link(cafeId, child)));
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const refused = outcomes.flatMap((outcome) =>
      outcome.status === "rejected" ? [outcome.reason as { error: string }] : [],
    );
    expect(new Set(refused.map(({ error }) => error))).toEqual(new Set(["subcafe.name_exists"]));
  });
});

describe("a link", () => {
  beforeEach(() => link(main.cafeId, child, { share: ["members"], comment: "a" }));

  test("is changed by the main café; what is not given stays", async () => {
    await changeLink(actOf(main.cafeId), child.cafeId, { share: [], comment: undefined });
    expect(await readSubcafe(database.db, noPcs, main.cafeId, child.cafeId)).toMatchObject({
      share: [],
      comment: "a",
    });
    await expect(
      changeLink(actOf(child.cafeId), main.cafeId, { share: [], comment: "b" }),
    ).rejects.toMatchObject({ error: "permission.denied" });
    await expect(changeLink(actOf(main.cafeId), 99_999, { share: [], comment: "b" })).rejects.toMatchObject({
      error: "subcafe.not_found",
    });
  });

  test("is undone from both sides, once, and no data goes with it", async () => {
    await unlinkCafe(actOf(child.cafeId), main.cafeId);
    expect(await companyOf(child.cafeId)).toMatchObject([{ cafe_id: child.cafeId, is_main: 1 }]);
    await expect(unlinkCafe(actOf(main.cafeId), child.cafeId)).rejects.toMatchObject({
      error: "subcafe.not_found",
    });
    await link(main.cafeId, child);
    await unlinkCafe(actOf(main.cafeId), child.cafeId);
    expect(await companyOf(main.cafeId)).toHaveLength(1);
  });

  test("is not undone by another café of the company", async () => {
    const third = await addSampleCafe(database.db, "Third");
    await link(main.cafeId, third);
    await expect(unlinkCafe(actOf(third.cafeId), child.cafeId)).rejects.toMatchObject({
      error: "subcafe.not_found",
    });
    expect(await companyOf(main.cafeId)).toHaveLength(3);
  });

  test("opens nothing to a café outside the company", async () => {
    const stranger = await addSampleCafe(database.db, "Stranger");
    await expect(readSubcafe(database.db, noPcs, stranger.cafeId, child.cafeId)).rejects.toMatchObject({
      error: "subcafe.not_found",
    });
    expect(await companyOf(stranger.cafeId)).toHaveLength(1);
  });
});

describe("the report of a company", () => {
  const parts = () => ({
    db: database.db,
    cafes: here.cafes,
    reportOf: async (cafeId: number) => ({
      income: { cash: cafeId },
      topup: { member: { amount: 1.5 } },
      sale: { total: 2 },
      game: [],
    }),
  });

  test("adds up all cafés for the main café, and shows a linked café only itself", async () => {
    await link(main.cafeId, child);
    const { items, total } = await reportCompany(parts(), main.cafeId, {}, sampleNow);
    expect(items.map(({ cafe_id }) => cafe_id)).toEqual([main.cafeId, child.cafeId]);
    expect(total).toEqual({
      income: { cash: main.cafeId + child.cafeId },
      topup: { member: { amount: 3 } },
      sale: { total: 4 },
    });
    expect(
      (await reportCompany(parts(), child.cafeId, {}, sampleNow)).items.map(({ cafe_name }) => cafe_name),
    ).toEqual(["Child"]);
  });

  test("does not add up amounts of another currency", async () => {
    const yen = await addSampleCafe(database.db, "Yen", "JPY");
    await link(main.cafeId, yen);
    const { items, total } = await reportCompany(parts(), main.cafeId, {}, sampleNow);
    expect(items).toHaveLength(2);
    expect(total.income).toEqual({ cash: main.cafeId });
  });

  test("refuses a range that ends before it starts", async () => {
    const asked = { date_start: "2025-06-16", date_end: "2025-06-15" };
    await expect(reportCompany(parts(), main.cafeId, asked, sampleNow)).rejects.toMatchObject({
      error: "request.time_range",
    });
  });
});
