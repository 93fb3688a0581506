import type { Clock } from "../../kernel/clock.ts";
import type { Api } from "../../kernel/http/api.ts";
import { bindConfigRoutes, type ConfigParts } from "./config-routes.ts";
import { bindLicenseRoutes, type LicenseParts } from "./license-routes.ts";
import { bindSubcafeRoutes, type SubcafeParts } from "./subcafe-routes.ts";

export interface CafeParts extends ConfigParts, LicenseParts, SubcafeParts {
  clock: Clock;
}

/** Serves configs, license/info, base/query, subcafes and auth/serverCode (api-v2.md 2.1, 2.2, 2.3). */
export function bindCafeRoutes(api: Api, parts: CafeParts): void {
  bindConfigRoutes(api, parts);
  bindLicenseRoutes(api, parts);
  bindSubcafeRoutes(api, parts);
}
