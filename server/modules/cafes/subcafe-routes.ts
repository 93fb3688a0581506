import { operations } from "../../../contract/operations/index.ts";
import type { Db } from "../../kernel/db/database.ts";
import type { Api } from "../../kernel/http/api.ts";
import { actOf } from "./act-of-call.ts";
import type { Cafes } from "./cafe-scope.ts";
import { changeLink, linkCafe, unlinkCafe, type FindCafeOfAdmin } from "./link-cafe.ts";
import { readCompany, readSubcafe, type PcLists } from "./read-company.ts";
import { reportCompany, type ReportOf } from "./report-company.ts";

export interface SubcafeParts {
  db: Db;
  cafes: Cafes;
  pcLists: PcLists;
  findCafeOfAdmin: FindCafeOfAdmin;
  /** Absent while no module reports: reportData is then no path of this server. */
  reportOf?: ReportOf;
}

/** Cafés of one company (api-v2.md 2.3, 3.26). */
export function bindSubcafeRoutes(api: Api, parts: SubcafeParts): void {
  const { subcafes } = operations;
  const { db, cafes, pcLists, reportOf } = parts;
  api.bind(subcafes.listSubcafes, async ({ cafeId }) => ({ child: await readCompany(db, pcLists, cafeId) }));
  api.bind(subcafes.addSubcafe, async (call) => {
    const { license_name, license_password, license_code, share, comment } = call.input;
    const asked = {
      licenseName: license_name,
      password: license_password,
      code: license_code,
      address: call.address,
      share: [...new Set(share ?? [])],
      comment: comment ?? "",
    };
    return { cafe_id: await linkCafe(parts.findCafeOfAdmin, actOf(call), asked) };
  });
  api.bind(subcafes.getSubcafe, async ({ cafeId, input }) => ({
    subcafe: await readSubcafe(db, pcLists, cafeId, input.subCafeId),
  }));
  api.bind(subcafes.changeSubcafe, async (call) => {
    const { subCafeId, share, comment } = call.input;
    await changeLink(actOf(call), subCafeId, { share: share && [...new Set(share)], comment });
    return { cafe_id: subCafeId };
  });
  api.bind(subcafes.removeSubcafe, async (call) => {
    await unlinkCafe(actOf(call), call.input.subCafeId);
    return {};
  });
  if (reportOf !== undefined) {
    api.bind(subcafes.reportSubcafes, ({ cafeId, input, now }) =>
      reportCompany({ db, cafes, reportOf }, cafeId, input, now),
    );
  }
}
