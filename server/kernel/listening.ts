import { createServer, type AddressInfo, type Server } from "node:net";
import { StartRefusal } from "./start-refusal.ts";

/** Ports of this machine, and sentences for why one cannot be opened. */

const sentences: Record<string, string> = {
  EADDRINUSE: "is in use by another program",
  EACCES: "may not be opened by this user",
  EADDRNOTAVAIL: "cannot be opened: this machine does not have the address",
  EAFNOSUPPORT: "cannot be opened: this machine does not speak that kind of address",
  EINVAL: "cannot be opened: this is no address to listen on",
  ENOTFOUND: "cannot be opened: nobody knows that name",
  EAI_AGAIN: "cannot be opened: the name could not be looked up",
};

const codeOf = (error: unknown) =>
  typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";

/** The sentence an owner reads, or the error itself when it is none of the usual. */
export function portRefusal(option: string, host: string, port: number, error: unknown): unknown {
  const sentence = sentences[codeOf(error)];
  if (sentence === undefined) return error;
  return new StartRefusal(
    `Port ${port} (${option}) on ${host} ${sentence}. Choose another with ${option}, or another address with --host.`,
    { cause: error },
  );
}

const listen = (server: Server, host: string, port: number) =>
  new Promise<number>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port }, () => resolve((server.address() as AddressInfo).port));
  });

/** Listens, and answers the port. Throws a StartRefusal. */
export function listenOn(server: Server, option: string, host: string, port: number): Promise<number> {
  return listen(server, host, port).catch((error: unknown) => {
    throw portRefusal(option, host, port, error);
  });
}

async function tryPort(host: string, port: number): Promise<void> {
  const probe = createServer();
  await listen(probe, host, port);
  await new Promise((resolve) => probe.close(resolve));
}

/** Throws a StartRefusal when the port cannot be had; 0 asks for any free one of the address. */
export async function refuseBusyPort(option: string, host: string, port: number): Promise<void> {
  await tryPort(host, port).catch((error: unknown) => {
    throw portRefusal(option, host, port, error);
  });
}

const everyAddress = "::";
const everyIPv4Address = "0.0.0.0";

/** `::` means all addresses of the machine, also on one where IPv6 is off: there it is 0.0.0.0. */
export async function addressesMeantBy(host: string, tryHost = (tried: string) => tryPort(tried, 0)) {
  if (host !== everyAddress) return host;
  try {
    await tryHost(host);
    return host;
  } catch (error) {
    const isIPv6Off = ["EAFNOSUPPORT", "EADDRNOTAVAIL", "EINVAL"].includes(codeOf(error));
    return isIPv6Off ? everyIPv4Address : host;
  }
}
