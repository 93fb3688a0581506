import { operations } from "../../../contract/operations/index.ts";
import type { CacheBus } from "../../kernel/cache-bus.ts";
import type { Db } from "../../kernel/db/database.ts";
import type { Api } from "../../kernel/http/api.ts";
import type { Caller } from "../../kernel/http/caller.ts";
import { flagOf } from "../../kernel/http/wire.ts";
import { actOf } from "./act-of-call.ts";
import type { Cafes } from "./cafe-scope.ts";
import { changeLicense } from "./change-license.ts";
import { licenseOf } from "./license-wire.ts";
import type { PcLists } from "./read-company.ts";
import { findMainCafeId, listCompany } from "./subcafe-store.ts";

export interface LicenseParts {
  db: Db;
  bus: CacheBus;
  cafes: Cafes;
  pcLists: PcLists;
  /** Whether the caller has an open shift. */
  hasShift: (caller: Caller) => Promise<boolean>;
}

/** The licence, the lookup of its server, and what a panel reads first (api-v2.md 2.1 serverCode, 2.3). */
export function bindLicenseRoutes(api: Api, { db, bus, cafes, pcLists, hasShift }: LicenseParts): void {
  const { auth, license } = operations;
  api.bind(auth.serverCode, async ({ input }) => {
    const { row } = await cafes.scopeOfLicense(input.licenseName);
    return { server_code: row.server_code, base_url: row.base_url, cafe_id: row.cafe_id };
  });
  api.bind(license.getLicense, async ({ cafeId }) => {
    const { row } = await cafes.scope(cafeId);
    const mainCafeId = await findMainCafeId(db, cafeId);
    const isCompany = (await listCompany(db, mainCafeId)).length > 1;
    return { info: licenseOf(row, isCompany ? mainCafeId : 0) };
  });
  api.bind(license.changeLicense, async (call) => {
    await changeLicense(bus, actOf(call), call.input);
    return { object_id: call.cafeId };
  });
  api.bind(license.queryBase, async ({ cafeId, caller }) => {
    const [{ settings, zone }, lists, shiftIsOpen] = await Promise.all([
      cafes.scope(cafeId),
      pcLists(cafeId),
      hasShift(caller),
    ]);
    return {
      pcs_init: lists,
      license_using_billing: flagOf(settings.flag("license_using_billing")),
      shift_status: flagOf(shiftIsOpen),
      currency: settings.text("currency"),
      timezone: zone,
    };
  });
}
