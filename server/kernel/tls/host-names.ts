import type { X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { hostname, networkInterfaces } from "node:os";
import { domainToASCII } from "node:url";
import ipaddr from "ipaddr.js";
import { StartRefusal } from "../start-refusal.ts";

/** What a server may be called: domain names in ASCII, addresses in their one normal form; sorted, without doubles. */
export interface HostNames {
  domains: readonly string[];
  addresses: readonly string[];
}

/**
 * The names this machine answers to: itself, its host name, the addresses of its interfaces, and those given.
 * Refuses a given name that is neither a domain name nor an address.
 */
export function hostNamesHere(given: readonly string[]): HostNames {
  const own = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .map(({ address }) => address)
    // An address of one link only (fe80::) means something else to every machine that reads it.
    .filter((address) => !/^fe80:/i.test(address));
  // A machine may carry a name that no certificate can: it is reached by its others.
  const machine = [hostname()].filter((name) => domainOf(name) !== null);
  return sortNames([...given, ...machine, "localhost", "127.0.0.1", "::1", ...own]);
}

/** The names a certificate was made for. */
export function hostNamesOf(certificate: X509Certificate): HostNames {
  const entries = (certificate.subjectAltName ?? "").split(", ").filter((entry) => entry !== "");
  return sortNames(entries.map((entry) => entry.replace(/^(?:DNS|IP Address):/, "")));
}

export function sameNames(one: HostNames, other: HostNames): boolean {
  const text = ({ domains, addresses }: HostNames) => [...domains, ...addresses].join(" ");
  return text(one) === text(other);
}

function sortNames(names: readonly string[]): HostNames {
  const domains = new Set<string>();
  const addresses = new Set<string>();
  for (const name of names) {
    const bare = name.replace(/^\[(.*)\]$/, "$1");
    if (isIP(bare) !== 0) {
      addresses.add(ipaddr.parse(bare).toString());
      continue;
    }
    const domain = domainOf(bare);
    if (domain === null) {
      throw new StartRefusal(
        `The host name "${name}" can stand in no certificate; give a domain name such as cafe.example or an address such as 192.0.2.1.`,
      );
    }
    domains.add(domain);
  }
  return { domains: [...domains].sort(), addresses: [...addresses].sort() };
}

function domainOf(name: string): string | null {
  const ascii = domainToASCII(name);
  const wellFormed =
    /^(?:\*\.)?(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*$/;
  return ascii.length <= 253 && wellFormed.test(ascii) ? ascii : null;
}
