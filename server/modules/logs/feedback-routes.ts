import * as operations from "../../../contract/operations/feedback.ts";
import { customerFeedback } from "../../../contract/operations/member-own.ts";
import type { Api } from "../../kernel/http/api.ts";
import { actorOf } from "../../kernel/http/caller.ts";
import { pageRequest, pagingInfo } from "../../kernel/http/paging.ts";
import { notFound, Refusal, unauthenticated } from "../../kernel/refusal.ts";
import { addFeedback, changeFeedback } from "./change-feedback.ts";
import { findFeedback, listFeedback } from "./feedback-store.ts";
import { daysOf, markOf, type LogParts } from "./log-routes.ts";
import { hideLog } from "./log-store.ts";
import { feedbackOf } from "./log-wire.ts";

/** feedback (api-v2.md 2.13, 3.24). */
export function bindFeedbackRoutes(api: Api, { db, cafes, tellMember }: LogParts): void {
  api.bind(operations.listFeedback, async ({ cafeId, input }) => {
    const { zone } = await cafes.scope(cafeId);
    const page = pageRequest(input);
    const asked = { isRead: markOf(input.read), range: daysOf(input, zone), page };
    const direction = input.sort?.toLowerCase();
    const { rows, totalRows } = await listFeedback(db, cafeId, asked, {
      sort: direction === "asc" || direction === "desc" ? direction : null,
      sortName: input.sort_name,
      searchText: input.search_text,
      searchField: input.search_field,
    });
    return { items: rows.map((row) => feedbackOf(zone, row)), paging_info: pagingInfo(page, totalRows) };
  });
  api.bind(operations.getFeedback, async ({ cafeId, input }) => {
    const row = await findFeedback(db, cafeId, input.logId);
    if (row === undefined) throw notFound("feedback.not_found", "Feedback");
    return { feedback: feedbackOf((await cafes.scope(cafeId)).zone, row) };
  });
  api.bind(operations.addFeedback, async ({ cafeId, caller, now, input, transact }) => {
    const asked = {
      ...{ cafeId, now, subject: input.subject, message: input.message },
      ...{ memberAccount: input.member_account, pcName: input.pc_name },
      staffName: actorOf(caller).actorName,
    };
    return { log_id: await transact((tx) => addFeedback(tx, asked)) };
  });
  api.bind(customerFeedback, async ({ cafeId, caller, now, input, transact }) => {
    if (caller.kind !== "member") throw unauthenticated();
    const named = input.member_account ?? caller.account;
    if (named.toLowerCase() !== caller.account.toLowerCase())
      throw new Refusal("permission.other_member", "A member may name its own account only.");
    const asked = {
      ...{ cafeId, now, subject: input.subject, message: input.message },
      ...{ memberAccount: caller.account, pcName: input.pc_name, staffName: "" },
    };
    await transact((tx) => addFeedback(tx, asked));
    return {};
  });
  api.bind(operations.changeFeedback, async ({ cafeId, caller, now, input, transact }) => {
    const asked = {
      ...{ cafeId, now, logId: input.logId, subject: input.subject, message: input.message },
      ...{ memberAccount: input.member_account, pcName: input.pc_name },
      ...{ isRead: input.read, reply: input.reply, staffName: actorOf(caller).actorName },
    };
    await transact((tx) => changeFeedback(tx, tellMember, asked));
    return { log_id: input.logId };
  });
  api.bind(operations.removeFeedback, async ({ cafeId, caller, now, input, transact }) => {
    const by = { staffName: actorOf(caller).actorName, now };
    await transact(async (tx) => {
      const row = await findFeedback(tx, cafeId, input.logId);
      if (row === undefined || !(await hideLog(tx, cafeId, input.logId, by)))
        throw notFound("feedback.not_found", "Feedback");
    });
    return {};
  });
}
