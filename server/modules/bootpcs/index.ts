/** The door of the module: diskless PCs, which start over the network. */
export { bindBootPcRoutes, type BootPcParts } from "./boot-pc-routes.ts";
/** What the boot service measures; given from above, because links are a higher module's. */
export { bootPcOf, type BootFacts } from "./boot-pc-wire.ts";
/** The rows power commands name by id; unknown ids are left out, the caller refuses `boot_pc.not_found`. */
export { findBootPcs, listBootPcs, type BootPcRow } from "./boot-pc-store.ts";
/** Adds a boot PC; refuses `boot_pc.name_exists`, `limit.max_records`, `request.validation` (api-v2.md 2.5). */
export { addBootPc } from "./change-boot-pc.ts";
