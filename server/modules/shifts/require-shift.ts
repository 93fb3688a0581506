import { needsShift } from "../../../contract/needs-shift.ts";
import type { Operation } from "../../../contract/kit/operation.ts";
import type { Queries } from "../../kernel/db/database.ts";
import type { Caller } from "../../kernel/http/caller.ts";
import { Refusal } from "../../kernel/refusal.ts";
import type { Cafes } from "../cafes/index.ts";
import { hasOpenShift } from "./shift-store.ts";

/**
 * Refuses `shift.required` to staff who have no open shift, where the café wants one (setting shift_required), for calls that
 * change something; the Admin and the café key need none (api-v2.md 2.15). A movement that slips past, because the shift ends
 * meanwhile, is refused by the database (0060).
 */
export function requireShift(parts: { db: Queries; cafes: Cafes }) {
  return async (caller: Caller, operation: Operation): Promise<void> => {
    if (caller.kind !== "staff" || caller.role === "admin" || !needsShift(operation)) return;
    const { settings } = await parts.cafes.scope(caller.cafeId);
    if (!settings.flag("shift_required")) return;
    if (!(await hasOpenShift(parts.db, caller.cafeId, caller.staffId)))
      throw new Refusal("shift.required", "Start a shift first.");
  };
}
