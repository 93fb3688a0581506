/** The door of the module: the socket hub. */
export { Hub, type HubParts } from "./hub.ts";
export { bindRealtimeRoutes } from "./realtime-routes.ts";
export { serveSocket } from "./socket-route.ts";
export type { SigningKey } from "./server-keys.ts";
export type { PcRows } from "./panels.ts";
