import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from "fastify";

// Mantine writes style elements; everything else comes from our own origin.
const contentPolicy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "connect-src 'self' wss:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

/** Security headers of every answer; the page's policy only where a page is sent. */
export function securityHeaders(
  _request: FastifyRequest,
  reply: FastifyReply,
  _payload: unknown,
  done: HookHandlerDoneFunction,
): void {
  reply
    .header("strict-transport-security", "max-age=31536000")
    .header("x-content-type-options", "nosniff")
    .header("referrer-policy", "no-referrer");
  if (String(reply.getHeader("content-type") ?? "").startsWith("text/html")) {
    reply.header("content-security-policy", contentPolicy).header("x-frame-options", "DENY");
  }
  done();
}
