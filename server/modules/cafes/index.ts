/** The door of the module: cafés, their licence, settings and set-up. */
export { openCafes, type Cafes, type CafeScope } from "./cafe-scope.ts";
export { Settings } from "./settings-rules.ts";
export { checkNewCafe, setUpCafe, type NewCafe } from "./set-up-cafe.ts";
export { countCafes, findFirstCafe, registerServer, setSetting, type CafeRow } from "./cafe-store.ts";
