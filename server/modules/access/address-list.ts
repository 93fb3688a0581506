import { isListed, parseAddressList } from "../../kernel/http/address.ts";
import { Refusal } from "../../kernel/refusal.ts";

/** Lists of addresses that an Admin enters: of the API and of single staff, by the same rules (api-v2.md 1.2). */

const longestList = 4_000;

/** The list in canonical form. Refuses with every bad entry named. */
export function checkedAddressList(field: string, list: string): string {
  const { bad, canonical } = parseAddressList(list);
  const problems = bad.map((entry) => `"${entry}" is no IPv4 address, IPv6 address or CIDR range.`);
  if (list.length > longestList)
    problems.push(`The ${field} may not be longer than ${longestList} characters.`);
  const [first] = problems;
  if (first !== undefined)
    throw new Refusal("request.validation", first, { data: { fields: { [field]: problems } } });
  return canonical;
}

/** A staff account with an address list works only from there. */
export function mayCallFrom({ address_list: list }: { address_list: string }, address: string): boolean {
  return list === "" || isListed(address, parseAddressList(list).ranges);
}
