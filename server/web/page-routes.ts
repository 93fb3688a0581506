import fastifyStatic from "@fastify/static";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { FastifyInstance, FastifyReply } from "fastify";

const dist = fileURLToPath(new URL("../../panel/dist/", import.meta.url));

const missing = `<!doctype html><title>Netcafe</title><p>The panel is not built. Run <code>npm run prepare</code> and start again.</p>`;

/** The panel's pages: hashed assets for ever, everything else is the one page whose script knows the routes. */
export async function servePages(app: FastifyInstance): Promise<void> {
  if (existsSync(`${dist}assets`)) {
    await app.register(fastifyStatic, {
      root: `${dist}assets`,
      prefix: "/assets/",
      immutable: true,
      maxAge: "365d",
      decorateReply: false,
      wildcard: true,
    });
  }
  const page = async (name: string, reply: FastifyReply) => {
    const file = `${dist}${name}`;
    const body = existsSync(file) ? await readFile(file, "utf8") : missing;
    return reply.header("cache-control", "no-cache").type("text/html; charset=utf-8").send(body);
  };
  app.get("/docs", (_request, reply) => page("docs.html", reply));
  app.get("/favicon.ico", (_request, reply) => reply.code(204).send());
  app.setNotFoundHandler((request, reply) => {
    const wantsPage = request.method === "GET" || request.method === "HEAD";
    if (wantsPage && !request.url.startsWith("/assets/")) return page("index.html", reply);
    return reply.code(404).type("text/plain; charset=utf-8").send("There is nothing here.");
  });
}
