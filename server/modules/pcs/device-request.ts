import { lookup } from "node:dns";
import { request as requestHttp, type RequestOptions } from "node:http";
import { request as requestHttps } from "node:https";
import type { LookupFunction } from "node:net";
import { parseAddress } from "../../kernel/http/address.ts";

/**
 * Calls a switch in the café's own network. The address comes from staff, so the server could be made to call whom
 * they like: only private and loopback addresses are called, checked on the address that is connected to (a name may
 * answer otherwise the next time), and no redirect is followed. Link-local addresses, where clouds keep their secrets,
 * are not among them.
 */

const waitMs = 5_000;
const ownNetworks = new Set(["private", "loopback", "uniqueLocal"]);

/** Whether the address lies in a private network or on this machine. */
export function isOwnNetwork(address: string): boolean {
  const range = parseAddress(address)?.range();
  return range !== undefined && ownNetworks.has(range);
}

const hostOf = (url: URL): string => url.hostname.replace(/^\[(.*)\]$/, "$1");

/** What is wrong with the address of an http switch, or null. A name is checked when it is called. */
export function deviceAddressFault(address: string): string | null {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return "The hardware_address must be an address such as http://192.168.1.20/switch/{switch}.";
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    return "The hardware_address must begin with http:// or https://.";
  }
  if (url.username !== "" || url.password !== "") {
    return "The hardware_address may not hold a user name: put the key of the device into hardware_secret.";
  }
  const host = hostOf(url);
  if (parseAddress(host) !== null && !isOwnNetwork(host)) {
    return "The hardware_address must lie in the café's own network: a private or loopback address.";
  }
  return null;
}

/** A name is looked up here, and only an address of the own network is handed to the connection. */
const ownNetworkLookup: LookupFunction = (name, options, done) => {
  lookup(name, { family: options.family ?? 0, all: true }, (error, found) => {
    if (error) return done(error, [], 0);
    const own = found.filter(({ address }) => isOwnNetwork(address));
    const [first] = own;
    if (first === undefined) done(new Error(`${name} lies outside the café's network`), [], 0);
    else if (options.all === true) done(null, own);
    else done(null, first.address, first.family);
  });
};

/** The call for one switch: `{switch}` in the address becomes on or off; without it the body says so. */
function callOf(device: { address: string; secret: string }, turn: "on" | "off") {
  const named = device.address.includes("{switch}");
  const url = new URL(device.address.replaceAll("{switch}", turn));
  const body = named ? "" : JSON.stringify({ switch: turn });
  const headers: Record<string, string> = named ? {} : { "content-type": "application/json" };
  if (device.secret !== "") headers["authorization"] = `Bearer ${device.secret}`;
  if (!named) headers["content-length"] = String(Buffer.byteLength(body));
  return { url, method: named ? "GET" : "POST", body, headers };
}

/** Switches a device over HTTP: whether it answered 2xx within five seconds. */
export function switchDevice(
  device: { address: string; secret: string },
  turn: "on" | "off",
): Promise<boolean> {
  if (deviceAddressFault(device.address) !== null) return Promise.resolve(false);
  const { url, method, body, headers } = callOf(device, turn);
  const options: RequestOptions = {
    method,
    headers,
    lookup: ownNetworkLookup,
    agent: false,
    signal: AbortSignal.timeout(waitMs),
  };
  const send = url.protocol === "https:" ? requestHttps : requestHttp;
  return new Promise((resolve) => {
    const call = send(url, options, (answer) => {
      const status = answer.statusCode ?? 0;
      resolve(status >= 200 && status < 300);
      answer.destroy();
    });
    call.on("error", () => resolve(false));
    call.end(body);
  });
}
