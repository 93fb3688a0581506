import { operations } from "../../../contract/operations/index.ts";
import type { Api } from "../../kernel/http/api.ts";
import { pageRequest, pagingInfo, type PageRequest } from "../../kernel/http/paging.ts";
import { instantOfLocal } from "../../kernel/local-time.ts";
import { notFound, Refusal } from "../../kernel/refusal.ts";
import { findMember } from "../members/index.ts";
import { listSessions, sessionOnWire, type SessionSearch } from "./list-sessions.ts";
import type { Sessions } from "./sessions.ts";

/** Sessions that run or ran (api-v2.md 2.6). */
export function bindHistoryRoutes(api: Api, sessions: Sessions): void {
  const { pcSessions } = operations;
  const { db, cafes } = sessions.parts;

  const read = async (cafeId: number, search: SessionSearch) => {
    const rows = await listSessions(db, cafeId, search);
    const running = rows.filter((row) => row.ended_at === null).map((row) => row.member_id);
    const views = running.length === 0 ? [] : await sessions.viewsOfMembers(cafeId, running);
    const scope = await cafes.scope(cafeId);
    const viewOf = (id: number) => views.find((view) => view.id === id);
    return {
      total: rows[0]?.total ?? 0,
      items: rows.map((row) => sessionOnWire(scope, row, viewOf(row.session_id))),
    };
  };
  const page = async (
    cafeId: number,
    asked: PageRequest,
    search: Omit<SessionSearch, "limit" | "offset">,
  ) => {
    const { items, total } = await read(cafeId, { ...search, limit: asked.limit, offset: asked.offset });
    return { items, paging_info: pagingInfo(asked, total) };
  };

  api.bind(pcSessions.listSessions, async ({ cafeId, input }) => {
    const { zone } = await cafes.scope(cafeId);
    const midnight = (day: string | undefined) =>
      day === undefined ? null : instantOfLocal(`${day} 00:00`, zone);
    return page(cafeId, pageRequest(input), {
      pcName: input.pc_name,
      account: input.member ?? input.search_text,
      isRunning: input.running,
      from: midnight(input.date_start),
      until: input.date_end === undefined ? null : midnight(dayAfter(input.date_end)),
    });
  });
  api.bind(pcSessions.getSession, async ({ cafeId, input }) => {
    const { items } = await read(cafeId, { sessionId: input.sessionId, limit: 1, offset: 0 });
    const [session] = items;
    if (session === undefined) throw notFound("session.not_found", "Session");
    return { session };
  });
  api.bind(pcSessions.memberSessionHistory, async ({ cafeId, caller, input }) => {
    if (caller.kind === "member" && caller.memberId !== input.memberId)
      throw new Refusal("permission.other_member", "A member's token opens only the member's own account.");
    if ((await findMember(db, cafeId, input.memberId)) === undefined)
      throw notFound("member.not_found", "Member");
    return page(cafeId, pageRequest(input), { memberId: input.memberId });
  });
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}
