import { createHash, timingSafeEqual } from "node:crypto";
import { headerOf, type ApiRequest } from "../../kernel/http/api.ts";

/**
 * The panel's sign-in: the token stands in a cookie that scripts cannot read and other sites cannot send. A call must
 * also show the CSRF token, which only our own page can have read.
 */
export const cookieName = "__Host-netcafe";

export function cookieHeader(token: string, maxAgeSeconds: number): string {
  return `${cookieName}=${token}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=${maxAgeSeconds}`;
}

export function readCookie(header: string | undefined): string | null {
  const pair = (header ?? "").split(/; */).find((part) => part.startsWith(`${cookieName}=`));
  return pair?.slice(cookieName.length + 1) ?? null;
}

/** The CSRF token of a session follows from its secret, so that nothing more needs to be kept. */
export function csrfTokenOf(token: string): string {
  return createHash("sha256").update(`csrf ${token}`).digest("base64url");
}

export function csrfFits(token: string, shown: string | undefined): boolean {
  const wanted = Buffer.from(csrfTokenOf(token));
  const given = Buffer.from(shown ?? "");
  return wanted.length === given.length && timingSafeEqual(wanted, given);
}

/** The cookie's token when the call also shows its CSRF token, else null. */
export function cookieToken(request: ApiRequest): string | null {
  const token = readCookie(headerOf(request, "cookie"));
  if (token === null || !csrfFits(token, headerOf(request, "x-csrf-token"))) return null;
  return token;
}
