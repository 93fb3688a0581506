import { createHash, timingSafeEqual, type X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { connect, type TLSSocket } from "node:tls";

const openTimeoutMs = 10_000;

/** Why a server is not trusted or not reached; one sentence for the log. */
export class LinkRefused extends Error {
  override name = "LinkRefused";
}

/** base64url SHA-256 of the certificate's public key, SPKI (pc-protocol.md 2.1). */
export function pinOf(certificate: X509Certificate): string {
  const spki = certificate.publicKey.export({ type: "spki", format: "der" });
  return createHash("sha256").update(spki).digest("base64url");
}

/**
 * A TLS connection to the https `url` that has been judged before anything may be written to it: with pins the key must
 * be one of them, whoever signed the certificate; without pins the certificate must be publicly trusted for this host.
 */
export function openPinnedTls(url: string, pins: readonly string[]): Promise<TLSSocket> {
  const { protocol, hostname, port } = new URL(url);
  if (protocol !== "https:") {
    return Promise.reject(new LinkRefused(`The server's address ${url} must begin with https://.`));
  }
  const host = hostname.replace(/^\[|\]$/g, "");
  return new Promise((resolve, reject) => {
    const socket = connect({
      host,
      port: port === "" ? 443 : Number(port),
      ...(isIP(host) === 0 ? { servername: host } : {}),
      minVersion: "TLSv1.2",
      ALPNProtocols: ["http/1.1"],
      rejectUnauthorized: pins.length === 0,
    });
    const fail = (error: Error) => {
      socket.destroy();
      reject(error instanceof LinkRefused ? error : new LinkRefused(`${url}: ${sentence(error)}`));
    };
    socket.setTimeout(openTimeoutMs, () => fail(new LinkRefused(`${url} did not answer within 10 s.`)));
    socket.once("error", fail);
    socket.once("secureConnect", () => {
      const certificate = socket.getPeerX509Certificate();
      if (pins.length > 0 && (certificate === undefined || !isPinned(certificate, pins))) {
        fail(
          new LinkRefused(
            `The server at ${url} shows another key than the pinned one; nothing was sent to it.`,
          ),
        );
        return;
      }
      socket.setTimeout(0);
      socket.removeAllListeners("timeout");
      socket.removeListener("error", fail);
      resolve(socket);
    });
  });
}

function isPinned(certificate: X509Certificate, pins: readonly string[]): boolean {
  const shown = Buffer.from(pinOf(certificate));
  return pins.some((pin) => pin.length === shown.length && timingSafeEqual(Buffer.from(pin), shown));
}

function sentence(error: Error & { code?: string }): string {
  switch (error.code) {
    case "DEPTH_ZERO_SELF_SIGNED_CERT":
    case "SELF_SIGNED_CERT_IN_CHAIN":
    case "UNABLE_TO_VERIFY_LEAF_SIGNATURE":
    case "UNABLE_TO_GET_ISSUER_CERT_LOCALLY":
      return "the certificate is not publicly trusted and no pin is given; use the whole pair text from the panel.";
    case "ECONNREFUSED":
      return "nobody answers there.";
    default:
      return error.message;
  }
}
