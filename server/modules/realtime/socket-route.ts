import websocket from "@fastify/websocket";
import type { FastifyInstance } from "fastify";
import { maxFrameBytes, subprotocol } from "../../../contract/frames/frame.ts";
import { callerAddress, type AddressRange } from "../../kernel/http/address.ts";
import type { Hub } from "./hub.ts";

/** The hub's door: wss://{host}/wss with our subprotocol, no compression (pc-protocol.md 2.2). */
export async function serveSocket(
  app: FastifyInstance,
  hub: Hub,
  proxies: readonly AddressRange[],
): Promise<void> {
  await app.register(websocket, {
    options: {
      // One byte over the limit still reaches the link, which closes with the written code.
      maxPayload: maxFrameBytes + 1024,
      perMessageDeflate: false,
      handleProtocols: (offered) => (offered.has(subprotocol) ? subprotocol : false),
    },
  });
  app.get("/wss", { websocket: true }, (socket, request) => {
    if (socket.protocol !== subprotocol) return socket.close(1002, "subprotocol netcafe.v2 is required");
    const forwarded = request.headers["x-forwarded-for"];
    hub.accept(socket, {
      address: callerAddress(
        request.raw.socket.remoteAddress ?? "",
        Array.isArray(forwarded) ? forwarded.join(",") : forwarded,
        proxies,
      ),
      cookie: request.headers.cookie,
      origin: request.headers.origin,
      host: request.headers.host,
    });
  });
}
