import pg from "pg";
import { repeatFor, serveOrders, type SqlSetUp } from "./load-order.ts";

/**
 * The least a top-up can be: the same SQL function, prepared, in a tight loop on each connection; the target `hot` tops up
 * the first member alone.
 */

serveOrders<SqlSetUp>(async ({ connections, connection, cafeId, memberIds }) => {
  const clients = Array.from({ length: connections }, () => new pg.Client(connection));
  await Promise.all(clients.map((client) => client.connect()));
  let count = 0;
  return ({ target, seconds }) =>
    repeatFor(seconds, connections, async (lane) => {
      const memberId = memberIds[target === "hot" ? 0 : count++ % memberIds.length] as number;
      const { rows } = await (clients[lane] as pg.Client).query<{ answer: { members?: unknown[] } }>({
        name: "top-up",
        text: "select top_up_members($1, $2, $3) as answer",
        values: [cafeId, new Date(), requestOf(memberId)],
      });
      if (rows[0]?.answer.members?.length !== 1) throw new Error("the SQL function refused a top-up");
    });
});

/** The request as the server sends it for the benchmark's own call. */
function requestOf(memberId: number): string {
  return JSON.stringify({
    member_ids: [memberId],
    value: 100,
    bonus: 0,
    coins: 0,
    minor_per_point: 0,
    bonus_hours: 0,
    bonus_first: true,
    tender: "cash",
    comment: "",
    shift_id: null,
    actor_kind: "key",
    actor_id: 1,
    actor_name: "API",
    running_costs: {},
    idempotency: null,
  });
}
