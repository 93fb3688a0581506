import type { Tx } from "../../kernel/db/database.ts";
import type { Actor } from "../ledger/index.ts";
import type { CafeScope } from "../cafes/index.ts";
import type { NamedPrice } from "../pricing/index.ts";
import type { SessionFacts } from "./session-rules.ts";
import type { SessionRow } from "./session-store.ts";

/** What every change of a session is made in: one transaction, one café, one instant. */
export interface SessionWork {
  tx: Tx;
  scope: CafeScope;
  prices: readonly NamedPrice[];
  now: Date;
}

/** A running session whose member and row are locked, as it is at the instant of the work. */
export interface Running {
  row: SessionRow;
  facts: SessionFacts;
}

/** Who ends a source or a session, as ledger and log tell it. */
export interface By {
  end: "Cafe" | "Client" | "Auto";
  actor: Actor;
  /** "" when no staff did it. */
  staffName: string;
}

export const byItself: By = {
  end: "Auto",
  actor: { actorKind: "system", actorId: null, actorName: "System" },
  staffName: "",
};
