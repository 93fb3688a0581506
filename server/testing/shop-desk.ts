import type { ApiAnswer, ApiCaller } from "./api-caller.ts";
import type { TestServer } from "./test-server.ts";

/** A desk that sells, for tests over HTTP: what it needs is made by the calls a person would make. */

export type Row = Record<string, unknown>;

export interface ShopDesk {
  /** Stores settings of a page; payment and tax unless said. */
  set(settings: Row, page?: string): Promise<void>;
  group(fields: Row): Promise<number>;
  member(fields?: Row, holding?: { balance?: string; coins?: number }): Promise<number>;
  memberRow(memberId: number): Promise<Row>;
  balance(memberId: number): Promise<unknown>;
  /** A product, counted when pieces are named. */
  product(fields?: Row): Promise<number>;
  offer(fields?: Row): Promise<number>;
  stock(productId: number): Promise<number>;
  /** Sells so many of each, in cash unless said. */
  sell(
    pieces: Readonly<Record<number, number>>,
    more?: Row,
    headers?: Record<string, string>,
  ): Promise<ApiAnswer>;
  /** The same where it must succeed. */
  sold(pieces: Readonly<Record<number, number>>, more?: Row): Promise<Row>;
  act(action: string, body: Row, headers?: Record<string, string>): Promise<ApiAnswer>;
  /** A caller with the member's own token. */
  asMember(memberId: number, pcName?: string): Promise<ApiCaller>;
  read(orderNo: unknown): Promise<{ order: Row; items: Row[]; payments: Row[] }>;
  /** Numbers of the orders that a filter finds. */
  list(filter: Row): Promise<unknown[]>;
  /** What the transfer of an order moved, by account. */
  entries(orderNo: unknown): Promise<Record<string, number>>;
  /** Log rows of a transfer. */
  logOf(transferId: unknown): Promise<Row[]>;
}

export function shopDesk(server: TestServer, api: ApiCaller): ShopDesk {
  const { db, cafe } = server;
  let members = 0;
  const done = async (answer: Promise<ApiAnswer>): Promise<Row> => {
    const { code, message, data } = await answer;
    if (code >= 400) throw new Error(message);
    return data as Row;
  };
  const add = async (fields: Row) =>
    (await done(api.call("POST", "products", fields)))["product_id"] as number;
  const memberRow = async (id: number) => (await done(api.call("GET", `members/${id}`)))["member"] as Row;
  const sell: ShopDesk["sell"] = (pieces, more = {}, headers = {}) =>
    api.call(
      "POST",
      "orders",
      {
        product_id: Object.keys(pieces),
        order_item_qty: Object.values(pieces),
        order_payment_method: 0,
        ...more,
      },
      headers,
    );
  return {
    async set(settings, page = "paymentSettings") {
      await done(api.call("PUT", `configs/${page}`, settings));
    },
    async group(fields) {
      const name = { member_group_name: `Group ${++members}` };
      return (await done(api.call("POST", "memberGroups", { ...name, ...fields })))[
        "member_group_id"
      ] as number;
    },
    async member(fields = {}, { balance, coins } = {}) {
      const account = `buyer${++members}`;
      const password = { member_password: "secret", member_confirm: "secret" };
      const made = await done(
        api.call("POST", "members", { member_account: account, ...password, ...fields }),
      );
      const id = made["member_id"] as number;
      if (balance !== undefined || coins !== undefined) {
        const money = {
          topup_ids: String(id),
          topup_value: balance ?? 0,
          add_coin: coins ?? 0,
          comment: "test",
        };
        await done(api.call("POST", "members/action/topup", money));
      }
      return id;
    },
    memberRow,
    balance: async (id) => (await memberRow(id))["member_balance"],
    product: (fields = {}) => add({ product_name: "Cola", product_price: "2.50", ...fields }),
    offer: (fields = {}) =>
      add({
        ...{ product_name: "3 hours", product_price: "10.00", product_group_id: -1, product_mins: 180 },
        ...fields,
      }),
    async stock(id) {
      const { product } = await done(api.call("GET", `products/${id}`));
      return (product as Row)["product_qty"] as number;
    },
    sell,
    sold: (pieces, more = {}) => done(sell(pieces, more)),
    act: (action, body, headers = {}) => api.call("POST", `orders/action/${action}`, body, headers),
    async asMember(id, pcName = "PC1") {
      const login = {
        ...{ license_name: cafe.licenseName, member_password: "secret", pc_name: pcName, is_client: 1 },
        member_account: (await memberRow(id))["member_account"],
      };
      const { token } = await done(server.caller().call("POST", "/api/v2/auth/memberLogin", login));
      return server.caller(token as string);
    },
    read: async (orderNo) =>
      (await done(api.call("GET", `orders/${String(orderNo)}`))) as {
        order: Row;
        items: Row[];
        payments: Row[];
      },
    async list(filter) {
      const { orders } = await done(api.call("GET", "orders", { limit: 500, ...filter }));
      return (orders as Row[]).map((row) => row["order_no"]);
    },
    async entries(orderNo) {
      const rows = await db.rows<{ account: string; amount: number }>(
        `select e.account, sum(e.amount)::bigint as amount from orders o
         join entries e on e.cafe_id = o.cafe_id and e.transfer_id = o.transfer_id
         where o.cafe_id = $1 and o.order_no = $2 group by e.account`,
        [cafe.cafeId, Number(orderNo)],
      );
      return Object.fromEntries(rows.map(({ account, amount }) => [account, amount]));
    },
    logOf: (transferId) =>
      db.rows(
        `select event, member_id, cash_minor, card_minor, qr_minor, spend_minor, bonus_minor, coins_hundredths, details, staff_name
         from billing_logs where cafe_id = $1 and transfer_id = $2 order by billing_log_id`,
        [cafe.cafeId, Number(transferId)],
      ),
  };
}
