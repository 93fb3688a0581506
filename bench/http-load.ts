import { randomUUID } from "node:crypto";
import { Agent } from "node:https";
import { callOnce } from "./https-call.ts";
import { repeatFor, serveOrders, type HttpSetUp, type HttpTarget } from "./load-order.ts";

/** The load generator: a process of its own that calls over HTTPS on kept-alive connections. */

serveOrders<HttpSetUp>(async ({ connections, targets }) => {
  const callers = new Map(
    Object.entries(targets).map(([name, target]) => [name, callerOf(target, connections)]),
  );
  return ({ target, seconds }) => {
    const call = callers.get(target);
    if (call === undefined) throw new Error(`There is no target ${target}.`);
    return repeatFor(seconds, connections, call);
  };
});

function callerOf(target: HttpTarget, connections: number): () => Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections, ca: target.ca });
  const { hostname: host, port, pathname: path } = new URL(target.url);
  const { method, memberIds } = target;
  let count = 0;
  return async () => {
    const memberId = memberIds?.[count++ % memberIds.length];
    const body =
      memberId === undefined ? undefined : JSON.stringify({ topup_ids: [memberId], topup_value: "1.00" });
    const headers: Record<string, string | number> = { ...target.headers };
    if (body !== undefined) {
      headers["content-type"] = "application/json";
      headers["content-length"] = Buffer.byteLength(body);
    }
    if (target.isKeyed) headers["idempotency-key"] = randomUUID();
    await callOnce({ agent, host, port, path, method, headers }, body);
  };
}
