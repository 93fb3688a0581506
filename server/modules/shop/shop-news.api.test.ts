import { afterAll, beforeAll, expect, test } from "vitest";
import { request } from "../../../contract/frames/frame.ts";
import { systemClock } from "../../kernel/clock.ts";
import type { ApiCaller } from "../../testing/api-caller.ts";
import { shopDesk, type ShopDesk } from "../../testing/shop-desk.ts";
import { adminPassword, openTestServer, type TestServer } from "../../testing/test-server.ts";
import { openWireHall, type WireHall } from "../../testing/wire-hall.ts";

/** Who is told of orders: panels by a notice, the PC of a member who paid from the balance by its state. */

let server: TestServer;
let api: ApiCaller;
let hall: WireHall;
let desk: ShopDesk;

beforeAll(async () => {
  server = await openTestServer({ clock: systemClock });
  api = server.caller(await server.makeKey());
  hall = openWireHall(server, api);
  desk = shopDesk(server, api);
});
afterAll(async () => {
  hall.close();
  await server.close();
});

/** A panel that watches orders and notices. */
async function openPanel() {
  const entered = await server.caller().raw({
    method: "POST",
    path: "/panel/sign-in",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      license_name: server.cafe.licenseName,
      staff_name: "Admin",
      password: adminPassword,
    }),
  });
  const cookie = String(entered.headers["set-cookie"]).split(";")[0] ?? "";
  const wire = await hall.open({ cookie, origin: server.baseUrl });
  await wire.until("hello");
  const data = { csrf_token: (entered.data as { csrf_token: string }).csrf_token };
  wire.send(request({ action: "login", from: "web", target: "wss-server", id: "p", data }));
  await wire.until("login", "response");
  const topics = { topics: ["orders", "notices"] };
  wire.send(request({ action: "watch", from: "web", target: "wss-server", id: "w", data: topics }));
  await wire.until("watch", "response");
  return wire;
}

test("a customer's order is a notice, and a panel that watches orders hears of each change", async () => {
  const panel = await openPanel();
  await hall.takeSeat("PC1");
  const member = await desk.member({}, { balance: "10.00" });
  const own = await desk.asMember(member);
  const cola = await desk.product({ product_qty: 4, product_low_stock: 2 });
  const items = [{ product_id: cola, qty: 2 }];
  const sent = await own.call("POST", "submitOrder", { pc_name: "PC1", payment_method: 0, items });
  const orderNo = (sent.data as { order_no: string }).order_no;
  const account = String((await desk.memberRow(member))["member_account"]);
  expect((await panel.until("orders_changed")).data).toEqual({ order_nos: [orderNo] });
  const notices = [(await panel.until("notice")).data, (await panel.until("notice")).data];
  expect(notices).toEqual(
    expect.arrayContaining([
      { kind: "order", order_no: orderNo, pc_name: "PC1", text: `PC1 · ${account}: 2 × Cola` },
      { kind: "restock", text: "Cola: 2 left." },
    ]),
  );
  await desk.act("confirm", { order_no: orderNo });
  expect((await panel.until("orders_changed")).data).toEqual({ order_nos: [orderNo] });
  const refunded = await desk.act("refund", { order_no: orderNo, comment: "warm" });
  const refundNo = (refunded.data as { refund_order_no: string }).refund_order_no;
  expect((await panel.until("orders_changed")).data).toEqual({ order_nos: [refundNo, orderNo] });
  // What the desk sells itself is no news to it.
  await desk.sold({ [cola]: 1 });
  await panel.until("orders_changed");
  expect(panel.heard.filter(({ action }) => action === "notice")).toEqual([]);
});

test("the PC of a member who paid from the balance is told the new balance", async () => {
  const wire = await hall.logIn(await hall.takeSeat("PC2"));
  await wire.until("client_status");
  const member = await desk.member({}, { balance: "10.00" });
  await api.call("POST", "pcSessions/action/startMember", { pc_name: "PC2", member_id: member });
  const balanceTold = async (balance: string) => {
    for (;;) {
      const { client_status: status } = (await wire.until("client_status")).data as {
        client_status: { member_balance: string };
      };
      if (status.member_balance === balance) return;
    }
  };
  await balanceTold("10.00");
  const cola = await desk.product({ product_price: "2.50" });
  await desk.sold({ [cola]: 1 }, { order_member_id: member, order_payment_method: 1 });
  await balanceTold("7.50");
});
