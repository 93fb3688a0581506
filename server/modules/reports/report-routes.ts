import type { Db } from "../../kernel/db/database.ts";
import type { Api } from "../../kernel/http/api.ts";
import type { Cafes } from "../cafes/index.ts";
import { bindShiftReportRoutes } from "./shift-reports.ts";

/** Reports (api-v2.md 2.14). */
export function bindReportRoutes(api: Api, parts: { db: Db; cafes: Cafes }): void {
  bindShiftReportRoutes(api, parts);
}
