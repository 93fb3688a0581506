import { createServer } from "node:https";
import type { AddressInfo } from "node:net";

/** The least a list can be: the same bytes under the same kind of certificate, from `node:https` alone. */

interface SetUp {
  keyPem: string;
  certPem: string;
  contentType: string;
  text: string;
}

process.once("message", ({ keyPem, certPem, contentType, text }: SetUp) => {
  const bytes = Buffer.from(text);
  const server = createServer({ key: keyPem, cert: certPem, minVersion: "TLSv1.2" }, (request, response) => {
    request.resume();
    response.writeHead(200, { "content-type": contentType, "content-length": bytes.length }).end(bytes);
  });
  server.listen({ host: "127.0.0.1", port: 0 }, () => {
    process.send?.({ port: (server.address() as AddressInfo).port });
  });
});
