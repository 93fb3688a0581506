import type { Db } from "../../kernel/db/database.ts";
import type { Cafes } from "../cafes/index.ts";
import type { LiveFacts } from "./live-facts.ts";

/** What the routes of members are given by the composition. */
export interface MemberParts {
  db: Db;
  cafes: Cafes;
  live: LiveFacts;
}
