import type { Static } from "typebox";
import type { staffSession } from "../../../contract/objects/staff.ts";
import type { Queries } from "../../kernel/db/database.ts";
import type { Mailer } from "../../kernel/mailer.ts";
import type { KeyParts } from "./manage-api-key.ts";
import type { StaffRow } from "./staff-store.ts";

/** What the routes of this module are given by the composition. */
export interface AccessParts extends KeyParts {
  mailer: Mailer;
  baseUrl(): string;
  /** The café's time zone. */
  zoneOf: (cafeId: number) => Promise<string>;
  /** What phones show beside a sign-in code. */
  nameOfCafe: (cafeId: number) => Promise<string>;
  /** Open shifts by staff, as they are known on the wire. */
  openShifts: (queries: Queries, cafeId: number) => Promise<ReadonlyMap<number, number>>;
  /** Where the café lives, for the API page. */
  placeOfCafe(cafeId: number): Promise<{ serverCode: string; groupCode: string; baseUrl: string }>;
  /** The StaffSession object (api-v2.md 3.19). */
  describeSession(staff: StaffRow): Promise<Static<typeof staffSession>>;
}
