import type { FastifyInstance } from "fastify";
import { collectDefaultMetrics, Registry } from "prom-client";
import type { Db } from "../kernel/db/database.ts";

/** Whether the process lives, whether it can serve, and numbers for Prometheus. Nothing of any café. */
export function serveHealth(app: FastifyInstance, db: Db): void {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "netcafe_" });
  app.get("/health", (_request, reply) => reply.type("text/plain").send("ok\n"));
  app.get("/ready", async (_request, reply) => {
    try {
      await db.row("select 1");
      return await reply.type("text/plain").send("ready\n");
    } catch {
      return reply
        .code(503)
        .header("retry-after", "2")
        .type("text/plain")
        .send("the database cannot be reached\n");
    }
  });
  // Only for a collector on this machine or behind a proxy of the owner's: process figures are nobody else's business.
  app.get("/metrics", async (request, reply) => {
    const local = ["127.0.0.1", "::1", "::ffff:127.0.0.1"].includes(request.raw.socket.remoteAddress ?? "");
    if (!local) return reply.code(404).type("text/plain").send("There is nothing here.\n");
    return reply.type(registry.contentType).send(await registry.metrics());
  });
}
