import { logEvents, type LogType } from "../../../contract/objects/billing-log.ts";

/** Which rows of a range are asked for. Names are compared without regard to case. */
export interface LogFilter {
  /** Null = any event. */
  events: readonly string[] | null;
  staffName: string | null;
  memberAccount: string | null;
  pcName: string | null;
  of: "member" | "guest" | null;
}

export interface FilterAsked {
  event?: string | undefined;
  staff?: string | undefined;
  member?: string | undefined;
  pc?: string | undefined;
  member_or_guest?: string | undefined;
  log_type?: string | undefined;
}

/** What was asked, without the ways of saying "any" that programs have (`all`). */
function said(value: string | undefined): string | null {
  return value === undefined || value.toLowerCase() === "all" ? null : value;
}

function eventsOf(event: string | null, logType: string | null): readonly string[] | null {
  const ofType: readonly string[] | null = logType === null ? null : logEvents[logType as LogType];
  if (event === null) return ofType;
  return ofType === null || ofType.includes(event) ? [event] : [];
}

/** The filter of a call (api-v2.md 2.13, 4.9). The parser lets through only the groups and kinds of the contract. */
export function filterOf(asked: FilterAsked): LogFilter {
  return {
    events: eventsOf(said(asked.event), said(asked.log_type)),
    staffName: said(asked.staff),
    memberAccount: asked.member ?? null,
    pcName: asked.pc ?? null,
    of: said(asked.member_or_guest) as LogFilter["of"],
  };
}

/** The facet of the kept sums (migration 0030) that a filter asks for; its event is told apart in every facet. */
export const wholeFacet = "";

/** The facet whose kept sums answer the filter, or null where rows must be counted: an account, or several facets at once. */
export function facetOf({ staffName, memberAccount, pcName, of }: LogFilter): string | null {
  if (memberAccount !== null) return null;
  const asked = [
    ...(staffName === null ? [] : [`s:${staffName}`]),
    ...(pcName === null ? [] : [`p:${pcName}`]),
    ...(of === null ? [] : [`k:${of}`]),
  ];
  const [facet = wholeFacet] = asked;
  return asked.length > 1 ? null : facet;
}
