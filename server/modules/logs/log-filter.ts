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

/** Whether the kept sums, which know only events, answer the filter. */
export function isByEventAlone({ staffName, memberAccount, pcName, of }: LogFilter): boolean {
  return staffName === null && memberAccount === null && pcName === null && of === null;
}
