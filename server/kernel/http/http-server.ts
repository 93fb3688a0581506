import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { createSecureServer, type Http2SecureServer } from "node:http2";
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { IdSource } from "../ids.ts";
import { ulid } from "../ids.ts";
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import { Refusal, routeNotFound } from "../refusal.ts";
import { callerAddress, type AddressRange } from "./address.ts";
import { Connections } from "./connections.ts";
import type { Api, ApiAnswer, ApiRequest } from "./api.ts";
import { httpStatusOf, jsonType, refusalText } from "./envelope.ts";
import type { RateVerdict } from "./rate-limit.ts";
import { readLimited } from "./read-body.ts";
import { securityHeaders } from "./security-headers.ts";

export interface HttpParts {
  api: Api;
  log: Log;
  clock: Clock;
  ids: IdSource;
  proxies: readonly AddressRange[];
  identity: { keyPem: string; certPem: string };
}

export interface HttpsServer {
  app: FastifyInstance;
  /** Takes a renewed certificate without dropping a connection. */
  renew: (identity: { keyPem: string; certPem: string }) => void;
  /** Answers what is in flight and closes. */
  close: () => Promise<void>;
}

/** HTTP/1.1 and HTTP/2 on one TLS port (design.md 3). Routes for pages and sockets are added by the composition. */
export function createHttpsServer(parts: HttpParts): HttpsServer {
  let secure: Http2SecureServer | undefined;
  const connections = new Connections();
  const app = fastify({
    serverFactory: (handler) => {
      secure = createSecureServer(
        { allowHTTP1: true, minVersion: "TLSv1.2", key: parts.identity.keyPem, cert: parts.identity.certPem },
        handler as never,
      );
      // Fastify sets these only on servers it makes itself; both count for HTTP/1.
      Object.assign(secure, { keepAliveTimeout: 65_000, requestTimeout: 60_000 });
      connections.track(secure);
      return secure as never;
    },
    loggerInstance: undefined,
    logger: false,
    genReqId: () => ulid(parts.ids, parts.clock.now()),
    forceCloseConnections: false,
    clientErrorHandler: refuseUnreadable,
    // A path that cannot be decoded never reaches a route.
    frameworkErrors: (error, request, reply) =>
      answerFailure(parts.log, error, request, reply as FastifyReply),
    routerOptions: { caseSensitive: true, ignoreTrailingSlash: true, maxParamLength: 300 },
    return503OnClosing: false,
  });
  // Bodies are read by the API itself, once the caller is known.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (_request, _payload, done) => done(null));
  app.addHook("onSend", securityHeaders);
  app.setErrorHandler((error, request, reply) => answerFailure(parts.log, error, request, reply));
  // Whatever begins like the API is answered as the API: unusual methods and names too long for a route as well.
  app.addHook("onRequest", (request, reply, done) => {
    if (request.is404 && /^\/api(\/|\?|$)/.test(request.raw.url ?? "")) void answerApi(parts, request, reply);
    else done();
  });
  app.all("/api/*", (request, reply) => answerApi(parts, request, reply));
  return {
    app,
    renew: ({ keyPem, certPem }) => secure?.setSecureContext({ key: keyPem, cert: certPem }),
    async close() {
      connections.end();
      await app.close();
    },
  };
}

const unreadable = refusalText(new Refusal("request.malformed", "The request could not be read as HTTP."));

/** What is no HTTP never becomes a request; it is told so in the envelope, and its connection ends. */
function refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const head = [
    "HTTP/1.1 200 OK",
    `content-type: ${jsonType}`,
    `content-length: ${Buffer.byteLength(unreadable)}`,
    "connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${unreadable}`);
}

/** The request as the API sees it, whatever protocol it came by. */
export function apiRequestOf(request: FastifyRequest, proxies: readonly AddressRange[]): ApiRequest {
  const url = request.raw.url ?? "/";
  const cut = url.indexOf("?");
  const forwarded = request.headers["x-forwarded-for"];
  return {
    method: request.method,
    path: cut < 0 ? url : url.slice(0, cut),
    query: cut < 0 ? "" : url.slice(cut + 1),
    headers: request.headers,
    address: callerAddress(
      request.raw.socket.remoteAddress ?? "",
      Array.isArray(forwarded) ? forwarded.join(",") : forwarded,
      proxies,
    ),
    requestId: request.id,
    readBody: () =>
      bearsNoBody(request.raw) ? Promise.resolve(noBody) : readLimited(request.raw, maxBodyBytes),
  };
}

const maxBodyBytes = 4 * 1024 * 1024;
const noBody = Buffer.alloc(0);

/** HTTP/1 announces a body by its headers; an HTTP/2 stream may bear one without. */
const bearsNoBody = ({ httpVersionMajor, headers }: IncomingMessage) =>
  httpVersionMajor < 2 &&
  headers["content-length"] === undefined &&
  headers["transfer-encoding"] === undefined;

/** What browser programs at other origins may read besides the body. */
const exposed =
  "x-ratelimit-limit, x-ratelimit-remaining, x-ratelimit-reset, retry-after, x-request-id, idempotency-replayed, etag";

async function answerApi(parts: HttpParts, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const asked = apiRequestOf(request, parts.proxies);
  const startedAt = performance.now();
  reply
    .header("access-control-allow-origin", "*")
    .header("access-control-expose-headers", exposed)
    .header("cache-control", "no-store")
    .header("x-request-id", asked.requestId);
  if (request.method === "OPTIONS") {
    answerPreflight(reply);
    return;
  }
  // Told first of strangers at the address, then of the caller that was found behind it: the last word counts.
  let rate: RateVerdict | undefined;
  try {
    const answer = await parts.api.answer(asked, (stands) => (rate = stands));
    writeRate(reply, rate);
    if (answer.replayed) reply.header("idempotency-replayed", "true");
    if (answer.bytes) sendBytes(request, reply, answer.bytes);
    else reply.type(jsonType).send(answer.text);
    parts.log.debug(
      {
        id: asked.requestId,
        method: asked.method,
        path: asked.path,
        code: answer.code,
        ms: Math.round(performance.now() - startedAt),
      },
      "call",
    );
  } catch (error) {
    writeRate(reply, rate);
    answerFailure(parts.log, error, request, reply);
  }
}

/** Browser programs at other origins may call with their bearer key; cookies are never taken from another origin. */
function answerPreflight(reply: FastifyReply): void {
  reply
    .header("access-control-allow-methods", "GET, POST, PUT, DELETE")
    .header("access-control-allow-headers", "authorization, content-type, idempotency-key")
    .header("access-control-max-age", "86400")
    .code(204)
    .send();
}

function writeRate(reply: FastifyReply, rate: RateVerdict | undefined): void {
  if (rate === undefined) return;
  reply
    .header("x-ratelimit-limit", rate.limit)
    .header("x-ratelimit-remaining", rate.remaining)
    .header("x-ratelimit-reset", rate.resetAt)
    .header("retry-after", rate.retryAfterSeconds);
}

function sendBytes(
  request: FastifyRequest,
  reply: FastifyReply,
  bytes: NonNullable<ApiAnswer["bytes"]>,
): void {
  reply.header("etag", `"${bytes.etag}"`).header("cache-control", "no-cache");
  if (request.headers["if-none-match"] === `"${bytes.etag}"`) reply.code(304).send();
  else reply.type(bytes.mediaType).send(Buffer.from(bytes.bytes));
}

const serverError = new Refusal("server.error", "Server error");

/** Always the envelope, never a stack trace; the log gets the whole with the request id. */
export function answerFailure(log: Log, error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const refusal = asRefusal(error);
  if (refusal.error === "server.error")
    log.error({ id: request.id, path: request.raw.url?.split("?")[0], err: error }, "unexpected failure");
  else if (refusal.detail !== undefined) log.warn({ id: request.id }, refusal.detail);
  if (refusal.retryAfterSeconds !== undefined) reply.header("retry-after", refusal.retryAfterSeconds);
  if (refusal.isReplay) reply.header("idempotency-replayed", "true");
  reply.code(httpStatusOf(refusal)).type(jsonType).send(refusalText(refusal));
}

function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
  if (code === "FST_ERR_BAD_URL" || code === "FST_ERR_NOT_FOUND") return routeNotFound();
  if (code.startsWith("FST_ERR_CTP") || code === "ERR_HTTP_REQUEST_TIMEOUT") {
    return new Refusal("request.malformed", "The request could not be read.");
  }
  return serverError;
}
