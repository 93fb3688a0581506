import type { FastifyInstance } from "fastify";
import { openApiDocument } from "../../contract/openapi.ts";
import { allOperations } from "../../contract/operations/index.ts";
import { postmanCollection } from "../../contract/postman.ts";
import { jsonType } from "../kernel/http/envelope.ts";

export const version = "0.1.0";

/** The contract as others read it: OpenAPI 3.1 and a Postman collection, made from the operations themselves. */
export function serveDocs(app: FastifyInstance, baseUrl: () => string): void {
  const openApi = once(() =>
    JSON.stringify(openApiDocument(allOperations, { serverUrl: baseUrl(), version })),
  );
  const postman = once(() => JSON.stringify(postmanCollection(allOperations, { baseUrl: baseUrl() })));
  app.get("/docs/openapi.json", (_request, reply) => reply.type(jsonType).send(openApi()));
  app.get("/docs/postman.json", (_request, reply) =>
    reply
      .type(jsonType)
      .header("content-disposition", 'attachment; filename="netcafe.postman.json"')
      .send(postman()),
  );
}

function once(make: () => string): () => string {
  let made: string | undefined;
  return () => (made ??= make());
}
