import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { TurnedClock } from "../../kernel/clock.ts";
import type { ApiCaller } from "../../testing/api-caller.ts";
import { openTestServer, type TestServer } from "../../testing/test-server.ts";

/** Offers from the catalogue to the refund, through the real server. 2026-03-02 is a Monday. */

let server: TestServer;
const clock = new TurnedClock("2026-03-02T10:00:00Z");
let api: ApiCaller;
let members = 0;

beforeAll(async () => {
  server = await openTestServer({ clock });
  api = server.caller(await server.makeKey());
  await api.call("POST", "pcs", { pc_name: "PC1" });
  await api.call("PUT", "configs/centerSettings", { refund_within_minutes: 10 });
});
afterAll(() => server.close());
beforeEach(() => clock.turn(60));

const data = async (answer: Promise<{ data: unknown; code: number; message: string }>) => {
  const { code, message, data: found } = await answer;
  if (code >= 400) throw new Error(message);
  return found as Record<string, unknown>;
};
const addOffer = async (fields: Record<string, unknown> = {}) => {
  const offer = { product_name: "3 hours", product_price: "10.00", product_group_id: -1, product_mins: 180 };
  return (await data(api.call("POST", "products", { ...offer, ...fields })))["product_id"] as number;
};
/** A member with money, and its own caller. */
async function newMember(balance: number) {
  const account = `player${++members}`;
  const password = { member_password: "secret", member_confirm: "secret" };
  const id = (await data(api.call("POST", "members", { member_account: account, ...password })))[
    "member_id"
  ] as number;
  if (balance > 0)
    await api.call("POST", "members/action/topup", { topup_ids: String(id), topup_value: balance });
  const login = {
    license_name: server.cafe.licenseName,
    member_account: account,
    member_password: "secret",
    pc_name: "PC1",
    is_client: 1,
  };
  const { token } = await data(server.caller().call("POST", "/api/v2/auth/memberLogin", login));
  return { id, account, own: server.caller(token as string) };
}
const buy = (own: ApiCaller, productId: number, more: Record<string, unknown> = {}, headers = {}) =>
  own.call(
    "POST",
    "submitOrder",
    { pc_name: "PC1", payment_method: 1, items: [{ product_id: `o-${productId}`, qty: 1 }], ...more },
    headers,
  );

describe("the catalogue", () => {
  test("keeps every field of an offer and shows it as it was sent", async () => {
    const fields = {
      product_name: "Night",
      product_price: "12.5000000001",
      product_description: "All night",
      product_tax_id: 4,
      product_coin_price: 40,
      product_priority: 7,
      product_show_weekday: "5|6|",
      product_show_time: "20:00-24:00",
      product_enable_weekday: "5",
      product_enable_time: "22:00-08:00",
      product_available_date_local_from: "2026-03-01 00:00:00",
      product_available_date_local_to: "2026-06-01 00:00:00",
      product_expired_type: 1,
      product_expired_days: 2,
      product_expired_hours: 3,
      product_member_groups: ["0"],
      product_group_payment_method: '{"member":["balance"],"guest":["cash"]}',
      sort_qty: 3,
    };
    const id = await addOffer(fields);
    const { product } = await data(api.call("GET", `products/o-${id}`));
    expect(product).toMatchObject({
      ...fields,
      product_id: id,
      product_group_id: -1,
      product_group_name: "Offers",
      product_is_offer: 1,
      product_mins: 180,
      product_show_weekday: "5|6",
      product_member_groups: '["0"]',
      product_pc_groups: '["0"]',
      product_group_payment_method: '{"guest":["cash"],"member":["balance"]}',
      product_has_image: false,
      product_pc_name: null,
    });
    await api.call("PUT", `products/${id}`, { product_price: 15, product_available_date_local_to: null });
    const changed = (await data(api.call("GET", `products/${id}`)))["product"] as Record<string, unknown>;
    expect(changed).toMatchObject({
      product_price: "15.0000000000",
      product_available_date_local_to: null,
      product_priority: 7,
    });
    expect((await api.call("DELETE", `products/${id}`)).code).toBe(200);
    expect((await api.call("DELETE", `products/${id}`)).error).toBe("product.not_found");
  });

  test.each([
    [{ product_mins: undefined }, "product_mins"],
    [{ product_expired_type: 1 }, "product_expired_days"],
    [{ product_enable_time: "25:00-26:00" }, "product_enable_time"],
    [{ product_show_weekday: "8|" }, "product_show_weekday"],
    [{ product_pc_groups: '["x"]' }, "product_pc_groups"],
    [{ product_price: "-1" }, "product_price"],
    [
      {
        product_available_date_local_from: "2026-03-02 00:00:00",
        product_available_date_local_to: "2026-03-02 00:00:00",
      },
      "product_available_date_local_to",
    ],
    [{ product_group_id: 1 }, "product_mins"],
  ])("%#: refuses %j and names %s", async (fields, field) => {
    const offer = {
      product_name: "x",
      product_price: "1",
      product_group_id: -1,
      product_mins: 60,
      ...fields,
    };
    const answer = await api.call("POST", "products", offer);
    expect(answer.error).toBe("request.validation");
    expect(Object.keys((answer.data as { fields: object }).fields)).toEqual([field]);
  });

  test("refuses groups that are not there, and stays of its kind", async () => {
    expect(
      (await api.call("POST", "products", { product_name: "x", product_price: "1", product_group_id: 9 }))
        .error,
    ).toBe("product_group.not_found");
    const id = await addOffer();
    expect((await api.call("PUT", `products/${id}`, { product_pc_groups: [99] })).error).toBe(
      "pc_group.not_found",
    );
    expect((await api.call("PUT", `products/${id}`, { product_member_groups: [99] })).error).toBe(
      "member_group.not_found",
    );
    expect((await api.call("PUT", `products/${id}`, { product_group_id: 1 })).error).toBe(
      "request.validation",
    );
  });

  test("lists by group and in pages; shop products stand beside offers", async () => {
    const group = (await data(api.call("POST", "productGroups", { product_group_name: "Drinks" })))[
      "product_group_id"
    ];
    const cola = (
      await data(
        api.call("POST", "products", {
          product_name: "Cola",
          product_price: "2.50",
          product_group_id: group,
          product_is_promoted: 1,
        }),
      )
    )["product_id"];
    const names = async (filter: number) =>
      (
        (await data(api.call("GET", "products", { product_group_id: filter, limit: 500 })))["items"] as {
          product_name: string;
          product_id: number;
        }[]
      ).map((row) => row.product_id);
    expect(await names(group as number)).toEqual([cola]);
    expect(await names(-4)).toEqual([cola]);
    expect(await names(-1)).not.toContain(cola);
    expect(await names(-3)).toContain(cola);
    expect((await api.call("POST", "productGroups", { product_group_name: "drinks" })).error).toBe(
      "product_group.name_exists",
    );
    expect((await api.call("DELETE", "productGroups/-1")).error).toBe("product_group.built_in");
    expect((await api.call("DELETE", `productGroups/${group as number}`)).code).toBe(200);
    expect((await data(api.call("GET", `products/${cola as number}`)))["product"]).toMatchObject({
      product_group_id: 1,
    });
    const list = await data(api.call("GET", "orders/action/productList"));
    expect(list["product_group_list"]).toMatchObject([
      { product_group_id: -1, product_group_name: "Offers" },
      { product_group_id: 1 },
    ]);
    expect((list["product_list"] as { product_id: string }[]).map((row) => row.product_id)).toContain(
      `p-${cola as number}`,
    );
  });

  test("needs the right product_edit", async () => {
    await server.addStaff("eve", "staff", []);
    const eve = server.caller(await server.signIn("eve"));
    expect((await eve.call("POST", "products", { product_name: "x", product_price: "1" })).error).toBe(
      "permission.denied",
    );
    expect((await eve.call("GET", "products")).code).toBe(200);
  });
});

describe("buying and refunding", () => {
  test("a member buys from the balance, sees the offer and the order, and is paid back", async () => {
    const productId = await addOffer();
    const { id, own } = await newMember(25);
    const answer = await data(buy(own, productId));
    expect(answer).toEqual({
      order_no: expect.stringMatching(/^\d+$/) as string,
      order_status: 2,
      pay_method: 11,
    });
    const [offer] = (await data(own.call("GET", "memberOffers"))) as unknown as Record<string, unknown>[];
    expect(offer).toMatchObject({
      product_name: "3 hours",
      product_seconds: 10_800,
      member_offer_left_seconds: 10_800,
      member_offer_expire_at: 0,
      member_offer_state: "unused",
      member_offer_cost: "10.00",
      order_no: answer["order_no"],
    });
    const { orders } = await data(own.call("GET", "memberOrders"));
    expect(orders).toMatchObject([
      {
        order_no: answer["order_no"],
        order_pc: "PC1",
        product_id: `o-${productId}`,
        order_item_qty: 1,
        order_cost: "10.00",
        order_money: "10.00",
        order_payment_method: 11,
        order_status: 2,
        member_id: id,
      },
    ]);
    const ownedId = offer?.["member_offer_id"] as number;
    const refund = () =>
      api.call(
        "POST",
        "members/action/refundOffer",
        { member_offer_id: ownedId, comment: "sorry" },
        { "Idempotency-Key": "once" },
      );
    expect(await data(refund())).toMatchObject({ order_no: answer["order_no"], refund: "10.00" });
    const again = await refund();
    expect(again.headers["idempotency-replayed"]).toBe("true");
    expect((await api.call("POST", "members/action/refundOffer", { member_offer_id: ownedId })).error).toBe(
      "order.already_refunded",
    );
    expect(await data(own.call("GET", "memberOffers"))).toEqual([]);
    const all = (await data(api.call("GET", `members/${id}/offers`, { all: 1 }))) as unknown as {
      member_offer_state: string;
    }[];
    expect(all.map((row) => row.member_offer_state)).toEqual(["refunded"]);
    const after = await data(api.call("GET", `members/${id}/orders`));
    expect(after["orders"]).toMatchObject([
      { order_money: "-10.00", order_item_qty: -1, refund_of: answer["order_no"], order_comment: "sorry" },
      { order_money: "10.00" },
    ]);
    expect((await data(api.call("GET", `members/${id}`)))["member"]).toMatchObject({
      member_balance: "25.00",
    });
  });

  test("a repeat with the same key buys once; with another body it is refused", async () => {
    const productId = await addOffer();
    const { own } = await newMember(100);
    const key = { "Idempotency-Key": "buy-1" };
    const [first, second] = [await buy(own, productId, {}, key), await buy(own, productId, {}, key)];
    expect(second.text).toBe(first.text);
    expect((await buy(own, productId, { payment_method: 3 }, key)).error).toBe("idempotency.key_reused");
    expect(await data(own.call("GET", "memberOffers"))).toHaveLength(1);
  });

  test("what cannot be bought is refused and takes nothing", async () => {
    const productId = await addOffer();
    const friday = await addOffer({ product_show_weekday: "5" });
    const { own } = await newMember(9);
    expect((await buy(own, productId)).error).toBe("ledger.insufficient_balance");
    expect((await buy(own, friday)).error).toBe("product.not_for_sale");
    expect((await buy(own, 999_999)).error).toBe("product.not_found");
    expect((await buy(own, productId, { payment_method: -2 })).error).toBe("order.payment_not_allowed");
    expect((await buy(own, productId, { payment_method: 4 })).error).toBe("order.payment_not_allowed");
    expect((await buy(own, productId, { items: [] })).code).toBe(400);
    expect((await buy(own, productId, { pc_name: "made up" })).error).toBe("pc.not_found");
    const shop = (await data(own.call("GET", "memberShop")))["product_list"] as { product_id: string }[];
    const ids = shop.map((row) => row.product_id);
    expect(ids).toContain(`o-${productId}`);
    expect(ids).not.toContain(`o-${friday}`);
  });

  test("orders of the café are found by day, payment and member", async () => {
    const { own, account } = await newMember(10);
    await data(buy(own, await addOffer(), { pc_name: "" }));
    const find = async (filter: object) =>
      ((await data(api.call("GET", "orders", { member: account, ...filter })))["orders"] as unknown[]).length;
    expect(await find({ date_start: "2026-03-02", date_end: "2026-03-02" })).toBe(1);
    expect(await find({ date_start: "2026-03-03" })).toBe(0);
    expect(await find({ order_payment_method: 11 })).toBe(1);
    expect(await find({ order_payment_method: 0 })).toBe(0);
    expect(
      (await api.call("GET", "orders", { date_start: "2026-03-03", date_end: "2026-03-01" })).error,
    ).toBe("request.time_range");
  });
});
