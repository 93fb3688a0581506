/** The door of the module: the socket hub. */
export { Hub } from "./hub.ts";
export type { HubParts } from "./hub-parts.ts";
export { bindRealtimeRoutes } from "./realtime-routes.ts";
export { switchThrough, wakeThrough } from "./ask-services.ts";
export { Links } from "./links.ts";
export { serveSocket } from "./socket-route.ts";
export type { PcRows } from "./panels.ts";
