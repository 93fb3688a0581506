import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { text } from "../../../contract/kit/field.ts";
import type { Log } from "../../kernel/log.ts";
import { answerFailure, apiRequestOf } from "../../kernel/http/http-server.ts";
import { headerOf, type ApiRequest } from "../../kernel/http/api.ts";
import { jsonType } from "../../kernel/http/envelope.ts";
import { parseInput } from "../../kernel/http/parse-input.ts";
import { parseBody, type RawParameters } from "../../kernel/http/raw-parameters.ts";
import type { RateLimiter } from "../../kernel/http/rate-limit.ts";
import type { AddressRange } from "../../kernel/http/address.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { mayCallFrom } from "./address-list.ts";
import { signOutStaff } from "./end-sessions.ts";
import { staffCaller } from "./gate.ts";
import { cookieHeader, csrfFits, csrfTokenOf, readCookie } from "./session-cookie.ts";
import { signInStaff, staffSessionMs, type SignedIn, type SignInParts } from "./sign-in-staff.ts";
import { findStaffSession } from "./staff-session-store.ts";
import type { StaffRow } from "./staff-store.ts";
import { hashOfToken } from "./tokens.ts";

/** What the panel asks besides the API: its own sign-in by cookie. Not part of API v2. */

export interface PanelSessionParts extends SignInParts {
  log: Log;
  proxies: readonly AddressRange[];
  limiter: RateLimiter;
  /** What a signed-in page is told: the StaffSession object (api-v2.md 3.19). */
  describe(staff: StaffRow): Promise<object>;
  /** Null while a café exists; else set-up is possible. */
  setUp(request: { body: Record<string, unknown>; address: string; userAgent: string }): Promise<SignedIn>;
  isEmpty(): Promise<boolean>;
  licenseHint(): Promise<string | null>;
}

const signInFields = {
  license_name: text.required("The licence's 12 digits"),
  staff_name: text.required("Staff name"),
  password: text.required("Password", { verbatim: true, maxLength: 1_000 }),
  code: text.optional("Sign-in code or recovery code", { maxLength: 50 }),
};

function credentialsIn(body: RawParameters) {
  const input = parseInput(signInFields, body, { emptyTextCounts: false });
  return {
    licenseName: String(input["license_name"]),
    staffName: String(input["staff_name"]),
    password: String(input["password"]),
    code: input["code"] as string | undefined,
  };
}

const fromWhere = (asked: ApiRequest) => ({
  address: asked.address,
  userAgent: headerOf(asked, "user-agent") ?? "",
});

const stateData = (state: string, hint: string | null, token: string | null, session: object | null) => ({
  state,
  license_name_hint: hint,
  csrf_token: token === null ? null : csrfTokenOf(token),
  session,
});

export function panelSessionRoutes(app: FastifyInstance, parts: PanelSessionParts): void {
  const answer = (reply: FastifyReply, data: object) =>
    reply
      .header("cache-control", "no-store")
      .type(jsonType)
      .send(JSON.stringify({ code: 200, message: "success", data }));

  const signedIn = async (reply: FastifyReply, { token, staff }: SignedIn) => {
    reply.header("set-cookie", cookieHeader(token, staffSessionMs / 1000));
    return answer(
      reply,
      stateData("signed-in", await parts.licenseHint(), token, await parts.describe(staff)),
    );
  };

  const route = (
    method: "GET" | "POST",
    url: string,
    act: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>,
  ) => {
    app.route({
      method,
      url,
      handler: async (request, reply) => {
        await act(request, reply).catch((error: unknown) => answerFailure(parts.log, error, request, reply));
        return reply;
      },
    });
  };

  route("GET", "/panel/session", async (request, reply) => {
    const token = readCookie(request.headers.cookie);
    const session = await sessionOf(parts, token);
    const { address } = apiRequestOf(request, parts.proxies);
    if (token !== null && session !== undefined && mayCallFrom(session, address)) {
      // The cookie lives as long as the session it stands for, which use renews.
      reply.header("set-cookie", cookieHeader(token, staffSessionMs / 1000));
      return answer(
        reply,
        stateData("signed-in", await parts.licenseHint(), token, await parts.describe(session)),
      );
    }
    const state = (await parts.isEmpty()) ? "set-up" : "signed-out";
    return answer(reply, stateData(state, await parts.licenseHint(), null, null));
  });

  route("POST", "/panel/sign-in", async (request, reply) => {
    const { asked, body } = await readBodyOf(parts, request);
    return signedIn(reply, await signInStaff(parts, { ...credentialsIn(body), ...fromWhere(asked) }));
  });

  route("POST", "/panel/set-up", async (request, reply) => {
    const { asked, body } = await readBodyOf(parts, request);
    return signedIn(reply, await parts.setUp({ body, ...fromWhere(asked) }));
  });

  route("POST", "/panel/sign-out", async (request, reply) => {
    const { asked } = await readBodyOf(parts, request);
    await endSession(
      parts,
      readCookie(request.headers.cookie),
      headerOf(asked, "x-csrf-token"),
      asked.address,
    );
    reply.header("set-cookie", cookieHeader("", 0));
    return answer(reply, stateData("signed-out", await parts.licenseHint(), null, null));
  });
}

const sessionOf = async ({ db, clock }: PanelSessionParts, token: string | null) =>
  token === null ? undefined : findStaffSession(db, hashOfToken(token), clock.now());

/** Ends the session of a cookie whose page showed its CSRF token; anything else is signed out already. */
async function endSession(
  parts: PanelSessionParts,
  token: string | null,
  csrfToken: string | undefined,
  address: string,
): Promise<void> {
  const session = await sessionOf(parts, token);
  if (token === null || session === undefined || !csrfFits(token, csrfToken)) return;
  const { db, clock } = parts;
  await signOutStaff({
    ...{ cafeId: session.cafe_id, caller: staffCaller(session), address, now: clock.now() },
    transact: (work) => db.transact(work),
  });
}

/** Same-origin JSON only: another site can neither send this content type nor read the answer. */
async function readBodyOf({ proxies, limiter }: PanelSessionParts, request: FastifyRequest) {
  const asked = apiRequestOf(request, proxies);
  const rate = limiter.count(`panel:${asked.address}`, 120);
  if (rate.limited) {
    throw new Refusal("rate.limited", `Too Many Attempts: retry in ${rate.retryAfterSeconds} seconds.`, {
      retryAfterSeconds: rate.retryAfterSeconds,
    });
  }
  if (!/^application\/json\b/.test(headerOf(asked, "content-type") ?? "")) {
    throw new Refusal("request.malformed", "The panel sends application/json.");
  }
  return { asked, body: await parseBody("application/json", await asked.readBody()) };
}
