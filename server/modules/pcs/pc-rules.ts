/** What a PC is, and what others know of its session. Pure. */

/** The kinds of a session on the wire (api-v2.md 3.18). */
export type SessionKind = "member" | "prepaid" | "postpaid" | "offer" | "free" | "guest";

/** The group of the customer; discounts in percent. */
export interface CustomerGroup {
  /** Below 0: guest kinds (api-v2.md 4.3). */
  memberGroupId: number;
  name: string;
  description: string;
  discountRate: number;
  discountOffer: number;
  discountPcTime: number;
}

/**
 * A running session as PC rows show it. Used and left are counted between whole seconds, so that start + used = now =
 * planned end − left holds to the second in a session paid from money (api-v2.md 6 #4).
 */
export interface PcSessionFacts {
  sessionId: number;
  kind: SessionKind;
  startedAt: Date;
  /** Planned end; null = nothing ends it. */
  endsAt: Date | null;
  usedSeconds: number;
  /** Below 0 = over; null = nothing ends it. */
  leftSeconds: number | null;
  isPaused: boolean;
  /** Name of the offer in use; null = price or balance. */
  offerName: string | null;
  priceName: string;
  memberId: number;
  account: string;
  balanceMinor: number;
  bonusMinor: number;
  group: CustomerGroup;
  /** Another member who pays; 0 = the customer. */
  paidByMemberId: number;
}

/** A PC's next booking, or the one that has it now. */
export interface PcBookingFacts {
  at: Date;
  isNow: boolean;
}

/** Most PCs, groups, rooms and switches of a café (api-v2.md 1.9). */
export const mostOf = { pcs: 500, pc_groups: 100, rooms: 100, hardware: 100 } as const;

/** What is wrong with a PC's name, or null. Commas part names in lists; control signs cannot be shown. */
export function pcNameFault(field: string, name: string): string | null {
  if (name.trim() === "") return `The ${field} field is required.`;
  if ([...name].length > 15) return `The ${field} may not be longer than 15 characters.`;
  // eslint-disable-next-line no-control-regex -- control signs are what is looked for
  if (/[,\u0000-\u001f\u007f]/.test(name)) return `The ${field} may not hold commas or control characters.`;
  return null;
}

/** A MAC in the form of the wire, upper case with dashes; "" stays, null when it is none. */
export function normalisedMac(text: string): string | null {
  const trimmed = text.trim();
  if (trimmed === "") return "";
  const digits = trimmed.replace(/[-:.]/g, "").toUpperCase();
  const separated =
    /^(?:[0-9a-f]{2}([-:]?)(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}|(?:[0-9a-f]{4}\.){2}[0-9a-f]{4})$/i;
  return separated.test(trimmed) ? (digits.match(/../g) ?? []).join("-") : null;
}
