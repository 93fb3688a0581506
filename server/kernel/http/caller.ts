import type { Right } from "../../../contract/rights.ts";

/** Who is behind a call, once the token is known to be good (api-v2.md 1.2). */
export type Caller =
  | { kind: "key"; cafeId: number; keyId: number; name: "API"; rateScope: string }
  | {
      kind: "staff";
      cafeId: number;
      staffId: number;
      staffSessionId: number;
      name: string;
      role: "admin" | "manager" | "staff";
      rights: ReadonlySet<Right>;
    }
  | { kind: "member"; cafeId: number; memberId: number; account: string }
  | PcCaller
  /** The lock screen of a PC, before anybody logged in there. */
  | { kind: "guest"; cafeId: number; pcName: string }
  | { kind: "nobody" };

/** The agent of a PC, by its relay token. */
export interface PcCaller {
  kind: "pc";
  cafeId: number;
  credentialId: string;
  pcName: string;
}

/** Whether the caller may use the right; the café key and the Admin have all. */
export function mayUse(caller: Caller, right: Right): boolean {
  if (caller.kind === "key") return true;
  return caller.kind === "staff" && (caller.role === "admin" || caller.rights.has(right));
}

/** Who is written beside an act in ledger and log. */
export function actorOf(caller: Caller): {
  actorKind: "staff" | "member" | "key" | "system";
  actorId: number | null;
  actorName: string;
} {
  switch (caller.kind) {
    case "key":
      return { actorKind: "key", actorId: caller.keyId, actorName: caller.name };
    case "staff":
      return { actorKind: "staff", actorId: caller.staffId, actorName: caller.name };
    case "member":
      return { actorKind: "member", actorId: caller.memberId, actorName: caller.account };
    case "pc":
    case "guest":
    case "nobody":
      return { actorKind: "system", actorId: null, actorName: "System" };
  }
}

/** What a caller is told apart by in Idempotency-Key and rate limits. */
export function scopeOf(caller: Caller, address: string): string {
  switch (caller.kind) {
    case "key":
      return caller.rateScope;
    case "staff":
      return `staff:${caller.cafeId}:${caller.staffId}`;
    case "member":
      return `member:${caller.cafeId}:${caller.memberId}`;
    case "pc":
      return `pc:${caller.cafeId}:${caller.credentialId}`;
    case "guest":
      return `guest:${caller.cafeId}:${caller.pcName.toLowerCase()}`;
    case "nobody":
      return `address:${address}`;
  }
}
