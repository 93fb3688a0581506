/** The door of the module: cafés, their licence, settings, pictures, company and set-up. */
export { openCafes, type Cafes, type CafeScope } from "./cafe-scope.ts";
export { Settings } from "./settings-rules.ts";
/** Whether a value could be saved as that setting, and in which form. */
export { judgeSetting } from "./setting-checks-rules.ts";
export { checkNewCafe, setUpCafe, type NewCafe } from "./set-up-cafe.ts";
export { countCafes, findFirstCafe, registerServer, setSetting, type CafeRow } from "./cafe-store.ts";
export { bindCafeRoutes, type CafeParts } from "./cafe-routes.ts";
export type { SettingChange } from "./change-settings.ts";
export type { FindCafeOfAdmin } from "./link-cafe.ts";
export type { PcLists } from "./read-company.ts";
export type { ReportOf } from "./report-company.ts";
export type { ReportRange } from "./report-range-rules.ts";
export { rangeOfReport } from "./range-of-report.ts";
/** When a picture was last changed; undefined when there is none. */
export { findImageFacts } from "./image-store.ts";
/** Pictures by name, for modules that keep their own here: read, store, remove; which files are pictures. */
export { deleteImage, findImage, setImage } from "./image-store.ts";
export { keepPicture, pictureOf, readPicture, type Picture } from "./keep-picture.ts";
export { actOf } from "./act-of-call.ts";
export { largestImageBytes, mediaTypeOf } from "./image-rules.ts";
export { logConfigUpdate } from "./cafe-log.ts";
/** What a café has set, for readers outside the server: `new Settings(…)` adds the defaults. */
export { listSettings } from "./cafe-store.ts";
