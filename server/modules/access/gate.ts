import type { Operation } from "../../../contract/kit/operation.ts";
import type { CacheBus } from "../../kernel/cache-bus.ts";
import { CachedByCafe } from "../../kernel/cached.ts";
import type { Clock } from "../../kernel/clock.ts";
import type { Db } from "../../kernel/db/database.ts";
import { isListed, parseAddressList, type AddressRange } from "../../kernel/http/address.ts";
import { headerOf, type ApiRequest, type Gate } from "../../kernel/http/api.ts";
import type { Caller } from "../../kernel/http/caller.ts";
import { Refusal, unauthenticated } from "../../kernel/refusal.ts";
import * as store from "./access-store.ts";
import { mayCallFrom } from "./address-list.ts";
import { cookieToken } from "./session-cookie.ts";
import { staffSessionMs } from "./sign-in-staff.ts";
import { rightsOf } from "./staff-rules.ts";
import { findStaffSession, renewStaffSession, type StaffSessionRow } from "./staff-session-store.ts";
import { kindOfToken } from "./token-format.ts";
import { hashOfToken } from "./tokens.ts";
import type { UsageCounters } from "./usage-counters.ts";

const renewEveryMs = 60_000;
const pcHeader = "x-netcafe-pc";

interface KeyRing {
  keys: Map<string, store.KeyRow>;
  ranges: AddressRange[];
}

export interface GateParts {
  db: Db;
  bus: CacheBus;
  clock: Clock;
  usage: UsageCounters;
}

/** Tells who calls, or refuses without telling a stranger anything (api-v2.md 1.2). */
export function createGate({ db, bus, clock, usage }: GateParts): Gate {
  const rings = new CachedByCafe<KeyRing>(bus, "access", async (cafeId) => {
    const [keys, list] = await Promise.all([
      store.listLivingKeys(db, cafeId),
      store.findAddressList(db, cafeId),
    ]);
    return {
      keys: new Map(keys.map((key) => [key.token_hash.toString("hex"), key])),
      ranges: parseAddressList(list).ranges,
    };
  });

  async function identifyKey(token: string, address: string, cafeId: number | null): Promise<Caller> {
    if (cafeId === null) throw unauthenticated();
    const ring = await rings.get(cafeId);
    const key = ring.keys.get(hashOfToken(token).toString("hex"));
    const now = clock.now();
    if (key === undefined || key.expires_at <= now) throw unauthenticated();
    const allowed = key.kind === "docs" ? key.bound_address === address : isListed(address, ring.ranges);
    if (!allowed) throw new Refusal("auth.ip_not_allowed", `Unauthorization from ${address}`);
    usage.noteUse(cafeId, key.api_key_id, now, address);
    return { kind: "key", cafeId, keyId: key.api_key_id, name: "API", rateScope: `${key.kind}:${cafeId}` };
  }

  return {
    async identify(request, cafeId, accepted) {
      const token = tokenOfRequest(request, accepted);
      switch (kindOfToken(token ?? "")) {
        case "key":
        case "docs":
          return identifyKey(token as string, request.address, cafeId);
        case "staff":
          return identifyStaff({ db, clock }, token as string, request.address, cafeId);
        case "member":
        case "pc":
        case "guest":
          return identifySubject({ db, clock }, token as string, cafeId);
        case null:
          throw unauthenticated();
      }
    },
    async identifyPc(request) {
      const token = headerOf(request, pcHeader);
      if (token === undefined) return null;
      const caller = kindOfToken(token) === "pc" ? await identifySubject({ db, clock }, token, null) : null;
      if (caller?.kind !== "pc") throw unauthenticated();
      return caller;
    },
    noteRefusal(request, cafeId, refusal) {
      if (cafeId !== null)
        usage.noteRefusal(cafeId, {
          at: clock.now(),
          address: request.address,
          reason: reasonOf(request, refusal),
          path: request.path.slice(0, 200),
        });
    },
  };
}

async function identifyStaff(
  { db, clock }: Pick<GateParts, "db" | "clock">,
  token: string,
  address: string,
  cafeId: number | null,
): Promise<Caller> {
  const now = clock.now();
  const session = await findStaffSession(db, hashOfToken(token), now);
  if (session === undefined) throw unauthenticated();
  if (cafeId !== null && session.cafe_id !== cafeId) throw unauthenticated();
  if (!mayCallFrom(session, address)) {
    throw new Refusal("auth.ip_not_allowed", `Unauthorization from ${address}`);
  }
  if (now.getTime() - session.last_used_at.getTime() > renewEveryMs) {
    const expiresAt = new Date(now.getTime() + staffSessionMs);
    const { cafe_id, staff_session_id: staffSessionId } = session;
    await db.transact((tx) =>
      renewStaffSession(tx, { cafeId: cafe_id, staffSessionId, address, now, expiresAt }),
    );
  }
  return staffCaller(session);
}

async function identifySubject(
  { db, clock }: Pick<GateParts, "db" | "clock">,
  token: string,
  cafeId: number | null,
): Promise<Caller> {
  const found = await store.findSubjectToken(db, hashOfToken(token));
  if (found === undefined || found.expires_at <= clock.now()) throw unauthenticated();
  if (cafeId !== null && found.cafe_id !== cafeId) throw unauthenticated();
  const place = { cafeId: found.cafe_id, pcName: found.pc_name ?? "" };
  switch (found.kind) {
    case "pc":
      return { kind: "pc", ...place, credentialId: found.credential_id ?? "" };
    case "guest":
      return { kind: "guest", ...place };
    case "member":
      return {
        kind: "member",
        cafeId: found.cafe_id,
        memberId: found.member_id ?? 0,
        account: found.member_account ?? "",
      };
  }
}

export function staffCaller(session: StaffSessionRow): Extract<Caller, { kind: "staff" }> {
  return {
    kind: "staff",
    cafeId: session.cafe_id,
    staffId: session.staff_id,
    staffSessionId: session.staff_session_id,
    name: session.name,
    role: session.role,
    rights: new Set(rightsOf(session)),
  };
}

/** The agent's own calls show its token in a header of their own; panel pages show a cookie with the page's CSRF token. */
function tokenOfRequest(request: ApiRequest, accepted: ReadonlySet<Operation["auth"]>): string | null {
  if (accepted.has("P")) return headerOf(request, pcHeader) ?? null;
  const header = headerOf(request, "authorization");
  if (header !== undefined) return /^Bearer +(\S+) *$/i.exec(header)?.[1] ?? null;
  return cookieToken(request);
}

/** What the owner reads on the API page. */
function reasonOf(request: ApiRequest, refusal: Refusal): string {
  if (refusal.error !== "auth.unauthenticated") return refusal.error;
  const header = headerOf(request, "authorization");
  if (header === undefined) return "no key";
  const token = /^Bearer +(\S+) *$/i.exec(header)?.[1] ?? "";
  return kindOfToken(token) === null ? "mistyped key" : "unknown, expired or cancelled key";
}
