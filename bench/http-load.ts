import { randomUUID } from "node:crypto";
import { Agent, request } from "node:https";
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
  return () => {
    const memberId = memberIds?.[count++ % memberIds.length];
    const body =
      memberId === undefined ? undefined : JSON.stringify({ topup_ids: [memberId], topup_value: "1.00" });
    const headers: Record<string, string | number> = { ...target.headers };
    if (body !== undefined) {
      headers["content-type"] = "application/json";
      headers["content-length"] = Buffer.byteLength(body);
    }
    if (target.isKeyed) headers["idempotency-key"] = randomUUID();
    return send({ agent, host, port, path, method, headers }, body);
  };
}

/** Resolves when the answer is there to its last byte; whatever is not a success ends the benchmark. */
function send(options: Parameters<typeof request>[1], body: string | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const asked = request(options as object, (response) => {
      let start = "";
      response.on("data", (chunk: Buffer) => {
        if (start === "") start = chunk.subarray(0, 200).toString("latin1");
      });
      response.on("end", () => {
        if (response.statusCode === 200 && start.startsWith('{"code":200,')) resolve();
        else reject(new Error(`a call was answered with HTTP ${response.statusCode ?? 0}: ${start}`));
      });
      response.on("error", reject);
    });
    asked.on("error", reject);
    asked.end(body);
  });
}
