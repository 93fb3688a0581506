import { order } from "../objects/order.ts";
import { listOf, pagingInfo, shape } from "../kit/answer.ts";
import { date, int, paging, text } from "../kit/field.ts";
import { operation } from "../kit/operation.ts";

/** Orders of the café (api-v2.md 2.11). */

export const listOrders = operation({
  id: "orders.list",
  method: "GET",
  path: "orders",
  auth: "K",
  mark: "partly",
  group: "orders",
  summary: "List orders",
  description:
    "One row for each product of an order, the newest first; a refund is a row of its own with negative sums.",
  input: {
    ...paging,
    date_start: date.optional("First day, in café time", { example: "2025-01-01" }),
    date_end: date.optional("Last day, which counts whole", { example: "2025-01-31" }),
    order_status: int.optional("1 pending, 2 done, 3 cancelled, 4 in process, 5 preparing"),
    order_payment_method: int.optional(
      "-2 pay later, 0 cash, 1 balance, 2 card, 3 coins, 4 QR; with 10 more those of offers",
    ),
    pc_name: text.optional("Name of the PC", { maxLength: 50 }),
    member: text.optional("Account of the member", { maxLength: 50 }),
    staff: text.optional("Name of the staff", { maxLength: 50 }),
  },
  answer: shape({ orders: listOf(order), paging_info: pagingInfo }),
  refusals: ["request.time_range"],
  example: { date_start: "2025-01-01", date_end: "2025-01-31" },
});
