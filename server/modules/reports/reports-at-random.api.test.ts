import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TurnedClock } from "../../kernel/clock.ts";
import type { ApiCaller } from "../../testing/api-caller.ts";
import { shopDesk, type Row, type ShopDesk } from "../../testing/shop-desk.ts";
import { openTestServer, type TestServer } from "../../testing/test-server.ts";
import { foldCafe } from "./fold-sums.ts";

/**
 * A history by chance made through the API, over the night in which the clocks go back: each report equals what the entries of the
 * ledger add up to, reckoned here one transfer after the other (billing.md 12); and the same once sums are kept.
 */

const zone = "Europe/Madrid";
const clock = new TurnedClock("2026-10-23T06:00:00Z");
let server: TestServer;
let key: ApiCaller;
let desk: ShopDesk;
let staff: ApiCaller;

/** The same numbers for a seed (Park and Miller), so that a failure is found again. */
let state = 7;
const draw = (below: number): number => (state = (state * 48_271) % 2_147_483_647) % below;
const oneOf = <T>(list: readonly T[]): T => list[draw(list.length)] as T;
const euros = (minor: number): string => (minor / 100).toFixed(2);

beforeAll(async () => {
  server = await openTestServer({ clock, rateFactor: 1_000 });
  key = server.caller(await server.makeKey());
  desk = shopDesk(server, key);
  await server.addStaff("Desk", "manager");
  staff = server.caller(await server.signIn("Desk"));
  await play();
});
afterAll(() => server.close());

async function play(): Promise<void> {
  await desk.set({ tax1_name: "Food", tax1_percentage: "8.00", tax4_name: "PC", tax4_percentage: "10.00" });
  await desk.set({ credit_card_price_rate: "103.00" });
  for (const name of ["PC1", "PC2", "PC3"]) await key.call("POST", "pcs", { pc_name: name });
  const members = [await desk.member(), await desk.member(), await desk.member()];
  const products = [
    await desk.product({ product_tax_id: 1, product_qty: 500 }),
    await desk.product({ product_name: "Water", product_price: "1.15", product_qty: 500 }),
  ];
  const offer = await desk.offer();
  const sold: Row[] = [];
  for (let step = 0; step < 130; step += 1) {
    clock.turn(600 + draw(5_000));
    await act({ by: oneOf([key, staff]), members, products, offer, sold });
  }
  for (const pc of ["PC1", "PC2", "PC3"]) await key.call("POST", "pcSessions/checkout", { pc_name: pc });
  await server.app.sessions.clock.look();
}

interface Stage {
  by: ApiCaller;
  members: readonly number[];
  products: readonly number[];
  offer: number;
  sold: Row[];
}

/** One thing somebody does; what is refused did not happen. */
async function act({ by, members, products, offer, sold }: Stage): Promise<unknown> {
  const member = oneOf(members);
  const pc = oneOf(["PC1", "PC2", "PC3"]);
  const method = oneOf([0, 2, 4]);
  switch (draw(11)) {
    case 0:
    case 1:
      return by.call("POST", "members/action/topup", {
        ...{ topup_ids: String(member), topup_value: euros(200 + draw(4_000)), payment_method: method },
        ...{ topup_balance_bonus: euros(draw(3) * 100), comment: "by chance" },
      });
    case 2:
      return by.call("POST", "members/action/topup", {
        ...{ topup_ids: String(member), topup_value: euros(-1 - draw(300)), payment_method: method },
        comment: "back",
      });
    case 3:
      return by.call("POST", "pcSessions/action/startMember", { pc_name: pc, member_id: member });
    case 4:
      return by.call("POST", "pcSessions/action/startPrepaid", {
        ...{ pc_name: pc, amount: euros(100 + draw(900)), payment_method: method },
      });
    case 5:
      return by.call("POST", "pcSessions/action/startPostpaid", { pc_name: pc });
    case 6:
      return by.call("POST", "pcSessions/checkout", { pc_name: pc });
    case 7:
      return by.call("POST", "expenses", { expense_amount: euros(1 + draw(900)), expense_details: "Milk" });
    case 8: {
      const order = sold[draw(sold.length + 1)];
      if (order === undefined) return null;
      return by.call("POST", "orders/action/refund", { order_no: order["order_no"], comment: "by chance" });
    }
    default: {
      const pieces = { product_id: [oneOf(products), offer], order_item_qty: [1 + draw(3), draw(2)] };
      const items = pieces.order_item_qty[1] === 0 ? { ...pieces, product_id: [pieces.product_id[0]], order_item_qty: [pieces.order_item_qty[0]] } : pieces; // prettier-ignore
      const pays = { order_payment_method: oneOf([0, 1, 2, 4]), member_id: member };
      const answer = await by.call("POST", "orders", { ...items, ...pays });
      if (answer.code < 300) sold.push(answer.data as Row);
      return answer;
    }
  }
}

interface Moved {
  kind: string;
  at: Date;
  by: string;
  /** Minor units by account, as entries have them. */
  on: Record<string, number>;
}

/** All transfers of a range that are the café's business, with their entries; an opening float is not. */
async function movedIn(from: string, to: string): Promise<Moved[]> {
  const rows = await server.db.rows<Omit<Moved, "on"> & { on: Moved["on"] | null }>(
    `select t.kind, t.at, lower(coalesce((select max(l.staff_name) from billing_logs l where l.transfer_id = t.transfer_id), '')) as by,
       (select json_object_agg(account, amount) from (select account, sum(amount)::bigint as amount from entries e
          where e.transfer_id = t.transfer_id and unit = 'money' group by account) a) as on
     from transfers t where t.at >= $1 and t.at < $2 and t.kind not like 'shift%'`,
    [new Date(from), new Date(to)],
  );
  return rows.map((row) => ({ ...row, on: row.on ?? {} }));
}

const amountOn = (moved: readonly Moved[], ...accounts: string[]): number =>
  moved.reduce((sum, { on }) => sum + accounts.reduce((own, name) => own + (on[name] ?? 0), 0), 0) || 0;
const taken = (moved: readonly Moved[], ...accounts: string[]): number =>
  -amountOn(moved, ...accounts) / 100 || 0;
const paying = ["cash", "card", "qr", "balance", "loan", "bonus"];

interface Report {
  report: Row;
  income: Record<string, number> & { expense: { amount: number } };
  topup: Record<string, { number: number; amount: number }> & { number: number; amount: number };
  refund: { topup: { total: { amount: number } }; sale: { total: { amount: number } } };
  sale: { total: number; product: Record<string, number> };
  product_sales_items: { order_total: number; order_refunded: number }[];
}
async function read<T>(path: string, more: Row): Promise<T> {
  const answer = await key.call("GET", `reports/${path}`, more);
  expect(answer.code, answer.message).toBe(200);
  return answer.data as T;
}
const days = (from: string, to = from, more: Row = {}) => ({ date_start: from, date_end: to, ...more });
const whole = days("2026-10-23", "2026-11-10");
const [begin, end] = ["2026-10-22T22:00:00Z", "2026-11-10T23:00:00Z"];

const ranges = [
  { name: "all days", asked: whole, from: begin, to: end },
  { name: "the day of 25 hours", asked: days("2026-10-25"), from: "2026-10-24T22:00:00Z", to: "2026-10-25T23:00:00Z" },
  {
    ...{ name: "from an evening to a morning", from: "2026-10-24T16:30:00Z", to: "2026-10-26T07:16:00Z" },
    asked: days("2026-10-24", "2026-10-26", { time_start: "18:30", time_end: "08:15" }),
  },
]; // prettier-ignore

describe.each(["from the transfers", "once sums are kept"])("%s", (how) => {
  beforeAll(async () => {
    if (how.startsWith("once")) await foldCafe(server.db, { cafeId: server.cafe.cafeId, exponent: 2, zone });
  });

  test.each(ranges)("the report of $name is what its entries add up to", async ({ asked, from, to }) => {
    const moved = await movedIn(from, to);
    expect(moved.length).toBeGreaterThan(5);
    const { income, topup, refund, sale, ...report } = await read<Report>("reportData", asked);
    const ofGoods = moved.filter(({ on }) => "sales_products" in on || "sales_offers" in on);
    const isSold = ({ on }: Moved) => (on["sales_products"] ?? 0) + (on["sales_offers"] ?? 0) > 0;
    const topUps = moved.filter(({ kind }) => kind === "top_up");
    expect({
      ...{ cash: income["cash"], card: income["credit_card"], qr: income["qr"], tax: income["tax"] },
      ...{ expenses: income.expense.amount, loan: income["loan"] },
      ...{ topUps: [topup.number, topup.amount, topup["cash"]?.amount, topup["bonus"]?.amount] },
      ...{ back: refund.topup.total.amount, goods: sale.total, goodsBack: refund.sale.total.amount },
    }).toEqual({
      ...{ cash: taken(moved, "cash"), card: taken(moved, "card"), qr: taken(moved, "qr") },
      ...{ tax: amountOn(moved, "tax") / 100, expenses: amountOn(moved, "expenses") / 100 },
      loan: taken(moved.filter(({ on }) => (on["loan"] ?? 0) < 0), "loan"),
      topUps: [
        topUps.filter((one) => taken([one], "cash", "card", "qr") !== 0).length,
        ...[taken(topUps, "cash", "card", "qr"), taken(topUps, "cash"), taken(topUps, "bonus_given")],
      ],
      back: taken(moved.filter(({ kind }) => kind === "refund"), "cash", "card", "qr"),
      goods: taken(ofGoods.filter(isSold), ...paying),
      goodsBack: taken(ofGoods.filter((one) => !isSold(one)), ...paying),
    }); // prettier-ignore
    const items = report.product_sales_items.reduce(
      (sum, one) => sum + one.order_total + one.order_refunded,
      0,
    );
    expect(items).toBeCloseTo(sale.total + refund.sale.total.amount, 6);
  });

  test("days add up to their range, charts to the report, staff to everybody", async () => {
    const all = (await read<Report>("reportData", whole)).income;
    const chart = await read<{ categories: string[]; series: { name: string; data: number[] }[] }>(
      "reportChart",
      { ...whole, chart_type: "income" },
    );
    expect(chart.categories).toHaveLength(19);
    const total = chart.series.find(({ name }) => name === "Total")?.data ?? [];
    expect(total.reduce((sum, value) => sum + value, 0)).toBeCloseTo(all["amount"] ?? 0, 6);
    for (const [index, day] of chart.categories.entries()) {
      const own = (await read<Report>("reportData", days(day))).income;
      expect([day, own["amount"]]).toEqual([day, total[index]]);
    }
    const hours = await read<typeof chart>(
      "reportChart",
      days("2026-10-25", "2026-10-25", { chart_type: "income" }),
    );
    const ofDay = hours.series.find(({ name }) => name === "Total")?.data ?? [];
    expect(ofDay.reduce((sum, value) => sum + value, 0)).toBeCloseTo(total[chart.categories.indexOf("2026-10-25")] ?? 0, 6); // prettier-ignore
    const names = [...new Set((await movedIn(begin, end)).map(({ by }) => by))].filter((name) => name !== "");
    const parts = await Promise.all(
      names.map(
        async (name) => (await read<Report>("reportData", { ...whole, log_staff_name: name })).income,
      ),
    );
    expect(names.length).toBeGreaterThan(1);
    expect(parts.reduce((sum, income) => sum + (income["cash"] ?? 0), 0)).toBeCloseTo(all["cash"] ?? 0, 6);
  });

  test("taxes and customers tell of the same money", async () => {
    const moved = await movedIn(begin, end);
    const { items, total } = await read<{ items: Row[]; total: Record<string, number> }>("taxReport", whole);
    const sales = ["sales_products", "sales_offers", "sales_time", "sales_bookings", "sales_other", "tax"];
    expect(total["tax"]).toBe(amountOn(moved, "tax") / 100);
    expect(total["gross"]).toBe(amountOn(moved, ...sales) / 100);
    expect(items.map((item) => [item["tax_id"], item["tax_name"]])).toEqual([
      ...[[0, ""], [1, "Food"], [4, "PC"]],
    ]); // prettier-ignore
    const analysis = await read<{ income_chart: { value: number }[]; session: Record<string, number> }>(
      "customerAnalysis",
      { date_start: "2026-10-23", date_end: "2026-11-10" },
    );
    const sessions = await server.db.row<{ number: number; hours: number }>(
      `select count(*)::integer as number, round(sum(extract(epoch from ended_at - started_at)) / 3600, 2)::float as hours from sessions`,
    );
    expect(analysis.session["total_session"]).toBe(sessions?.number);
    const usage = await read<{ total_hours: number; session_number: number; series: { data: number[] }[] }>(
      "pcUsage",
      whole,
    );
    expect([usage.total_hours, usage.session_number]).toEqual([sessions?.hours, sessions?.number]);
    const cells = usage.series.flatMap(({ data }) => data).reduce((sum, value) => sum + value, 0);
    expect(Math.abs(cells - usage.total_hours)).toBeLessThan(1);
  });

  test("a shift's cash is what its staff took in it", async () => {
    const list = await read<{ shift_id: number; cash: number }[]>("shiftList", {
      ...whole,
      shift_staff_name: "Desk",
    });
    const own = (await read<Report>("reportData", { ...whole, log_staff_name: "Desk" })).income;
    expect(list.map(({ cash }) => cash)).toEqual([own["cash"]]);
  });
});

test("the history has everything that could be reckoned wrong", async () => {
  const { income, topup, refund, sale } = await read<Report>("reportData", whole);
  const above = { topUps: topup.number, sold: sale.total, tax: income["tax"], card: income["credit_card"], qr: income["qr"] }; // prettier-ignore
  for (const [name, value] of Object.entries(above)) expect([name, Number(value) > 0]).toEqual([name, true]);
  const below = { expenses: income.expense.amount, refunds: refund.topup.total.amount, goods: refund.sale.total.amount }; // prettier-ignore
  for (const [name, value] of Object.entries(below)) expect([name, value < 0]).toEqual([name, true]);
  const kinds = await server.db.rows<{ kind: string }>("select distinct kind from sessions order by kind");
  expect(kinds.map(({ kind }) => kind)).toEqual(["member", "postpaid", "prepaid"]);
});

test("what is written late for a day whose sums are kept counts at once", async () => {
  const before = (await read<Report>("reportData", days("2026-11-01"))).topup.amount;
  clock.turn((Date.parse("2026-11-01T12:00:00Z") - clock.now().getTime()) / 1000);
  await key.call("POST", "members/action/topup", { topup_ids: String(await desk.member()), topup_value: "7.77", comment: "late" }); // prettier-ignore
  expect((await read<Report>("reportData", days("2026-11-01"))).topup.amount).toBeCloseTo(before + 7.77, 6);
});

test.each(["reportData", "reportChart", "pcUsage", "taxReport", "customerAnalysis"])(
  "%s of a range that ends before it begins is refused",
  async (path) => {
    const answer = await key.call("GET", `reports/${path}`, days("2026-10-25", "2026-10-24"));
    expect(answer).toMatchObject({ error: "request.time_range" });
  },
);
