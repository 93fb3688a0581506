import { Refusal } from "../../kernel/refusal.ts";
import type { SessionKind } from "./session-rules.ts";

/** Who may end a session without staff (pc-protocol.md 3.4, billing.md 7.1, 7.5). */

interface EndSettings {
  settings: { flag(key: string): boolean };
}

/** Refuses `session.kind_refused` where staff must settle the session. */
export function refuseEndByClient(kind: SessionKind, scope: EndSettings): void {
  if (!mayEndByClient(kind, scope)) throw new Refusal("session.kind_refused", "Please contact the counter");
}

function mayEndByClient(kind: SessionKind, { settings }: EndSettings): boolean {
  switch (kind) {
    case "member":
    case "guest":
      return true;
    case "prepaid":
    case "offer":
      return settings.flag("allow_prepaid_checkout");
    case "postpaid":
    case "free":
      return false;
  }
}

/** The table of billing.md 7.5: whether a session ends when its PC shuts down. */
export function endsWithPc(kind: SessionKind, { settings }: EndSettings): boolean {
  if (kind === "guest") return true;
  if (!settings.flag("auto_checkout_when_shutdown")) return false;
  return mayEndByClient(kind, { settings });
}
