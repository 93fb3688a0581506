import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { jsonType, refusalText } from "./envelope.ts";
import { Refusal } from "../refusal.ts";

const useHttps = refusalText(
  new Refusal("request.use_https", "This address takes no calls over plain HTTP: use HTTPS."),
);

/**
 * The plain port never carries anything out: an API call is refused whatever it holds (its key has then travelled in
 * the clear and should be made anew), a page is sent on to HTTPS.
 */
export function createPlainServer(httpsPort: () => number): Server {
  return createServer({ requestTimeout: 10_000, headersTimeout: 10_000 }, (request, response) => {
    request.resume();
    if (/^\/api(\/|$|\?)/.test(request.url ?? "")) refuse(response);
    else sendOn(request, response, httpsPort());
  });
}

function refuse(response: ServerResponse): void {
  response
    .writeHead(200, { "content-type": jsonType, "cache-control": "no-store", connection: "close" })
    .end(useHttps);
}

function sendOn(request: IncomingMessage, response: ServerResponse, port: number): void {
  const host = (request.headers.host ?? "localhost").replace(/:\d+$/, "");
  const safeHost = /^(\[[0-9a-f:.]+\]|[a-z0-9.-]+)$/i.test(host) ? host : "localhost";
  const path = (request.url ?? "/").startsWith("/") ? (request.url as string) : "/";
  const place = `https://${safeHost}${port === 443 ? "" : `:${port}`}${path}`;
  response.writeHead(308, { location: place, "content-length": "0" }).end();
}
