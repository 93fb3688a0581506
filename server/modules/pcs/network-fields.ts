import { isIP, isIPv4 } from "node:net";
import { invalidField } from "../../kernel/refusal.ts";
import { normalisedMac, pcNameFault } from "./pc-rules.ts";

/** The MAC of a field in the form of the wire ("02-00-00-00-00-01"), "" when empty; refuses `request.validation`. */
export function checkedMac(field: string, text: string): string {
  const mac = normalisedMac(text);
  if (mac === null)
    throw invalidField(field, `The ${field} must be a network address such as 02-00-00-00-00-01.`);
  return mac;
}

/** The IP address of a field, "" when empty; refuses `request.validation`. */
export function checkedIp(field: string, text: string, kind: "any" | "ipv4" = "any"): string {
  const address = text.trim();
  const fits = kind === "ipv4" ? isIPv4(address) : isIP(address) !== 0;
  if (address === "" || fits) return address;
  throw invalidField(
    field,
    `The ${field} must be an ${kind === "ipv4" ? "IPv4" : "IP"} address such as 192.0.2.11.`,
  );
}

/** The name of a PC; refuses `request.validation`. */
export function checkedPcName(field: string, name: string): string {
  const fault = pcNameFault(field, name);
  if (fault !== null) throw invalidField(field, fault);
  return name.trim();
}
