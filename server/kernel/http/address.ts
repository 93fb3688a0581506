import ipaddr from "ipaddr.js";

/** Addresses of callers, compared as numbers, never as text (api-v2.md 1.2, "Address binding"). */

type Address = ipaddr.IPv4 | ipaddr.IPv6;
export type AddressRange = readonly [Address, number];

interface ReadAddress {
  address: Address | null;
  /** Canonical. */
  text: string;
}

/** The same callers come again and again; strangers must not fill the memory. */
const mostRemembered = 5_000;
const remembered = new Map<string, ReadAddress>();

function readAddress(text: string): ReadAddress {
  let read = remembered.get(text);
  if (read === undefined) {
    const address = parse(text);
    read = { address, text: address?.toString() ?? text };
    if (remembered.size >= mostRemembered) remembered.clear();
    remembered.set(text, read);
  }
  return read;
}

/** The address with IPv4-mapped IPv6 counted as IPv4 and zones left out, or null. */
export const parseAddress = (text: string): Address | null => readAddress(text).address;

function parse(text: string): Address | null {
  const plain = text.trim().replace(/%.*$/, "");
  if (!ipaddr.isValid(plain) || /^\d+$|^0x/i.test(plain)) return null;
  return ipaddr.process(plain);
}

/** Canonical text of an address; text that is none stays as it is. */
export function addressText(text: string): string {
  return readAddress(text).text;
}

export interface AddressList {
  ranges: AddressRange[];
  /** Entries that are no address and no range, as they were written. */
  bad: string[];
  /** The good entries in canonical form, joined by commas. */
  canonical: string;
}

/** Reads a comma list of IPv4, IPv6 and CIDR. */
export function parseAddressList(text: string): AddressList {
  const list: AddressList = { ranges: [], bad: [], canonical: "" };
  const canonical: string[] = [];
  for (const entry of text
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean)) {
    const range = parseRange(entry);
    if (range === null) list.bad.push(entry);
    else {
      list.ranges.push(range);
      const whole = range[0].kind() === "ipv4" ? 32 : 128;
      canonical.push(range[1] === whole ? range[0].toString() : `${range[0].toString()}/${range[1]}`);
    }
  }
  list.canonical = canonical.join(",");
  return list;
}

function parseRange(entry: string): AddressRange | null {
  const [place = "", prefixText, ...rest] = entry.split("/");
  const dotted = /^\d+\.\d+\.\d+\.\d+$/.test(place);
  if (rest.length > 0 || (!dotted && !place.includes(":"))) return null;
  const address = parseAddress(place);
  if (address === null) return null;
  const whole = address.kind() === "ipv4" ? 32 : 128;
  if (prefixText === undefined) return [address, whole];
  if (!/^\d{1,3}$/.test(prefixText)) return null;
  // A mapped range such as ::ffff:192.0.2.0/120 is the IPv4 range of its last 32 bits.
  const prefix = Number(prefixText) - (address.kind() === "ipv4" && !dotted ? 96 : 0);
  return prefix >= 0 && prefix <= whole ? [address, prefix] : null;
}

/** Whether the address lies in one of the ranges. */
export function isListed(address: string, ranges: readonly AddressRange[]): boolean {
  const caller = parseAddress(address);
  if (caller === null) return false;
  return ranges.some(([range, prefix]) => range.kind() === caller.kind() && caller.match(range, prefix));
}

/** What kind of place an address is, for the advice on the API page. */
export function placeOf(address: string): "public" | "private" | "loopback" | "unknown" {
  const parsed = parseAddress(address);
  if (parsed === null) return "unknown";
  const range = parsed.range();
  if (range === "loopback") return "loopback";
  return range === "unicast" ? "public" : "private";
}

/**
 * Who calls: the socket's address, or behind configured proxies the last hop of X-Forwarded-For that is not one of
 * them. Nothing a stranger writes into the header counts, because their own socket is not a trusted proxy.
 */
export function callerAddress(
  socketAddress: string,
  forwardedFor: string | undefined,
  proxies: readonly AddressRange[],
): string {
  let caller = addressText(socketAddress);
  if (proxies.length === 0 || forwardedFor === undefined) return caller;
  const hops = forwardedFor.split(",").map((hop) => hop.trim());
  while (isListed(caller, proxies) && hops.length > 0) {
    const hop = parseAddress((hops.pop() as string).replace(/^\[(.*)\](:\d+)?$/, "$1"));
    if (hop === null) return caller;
    caller = hop.toString();
  }
  return caller;
}
