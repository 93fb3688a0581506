import { expect, test } from "vitest";
import { gathered } from "./deliver-announcements.ts";

const of = (cafeId: number, topic: string, payload: Record<string, unknown>) => ({ cafeId, topic, payload });

test("what one café says of several members is said once, each member named once", () => {
  const news = [
    of(1, "members.money", { member_ids: [7] }),
    of(1, "sessions.changed", { pc_ids: [3, 4] }),
    of(1, "members.money", { member_ids: [8, 7] }),
    of(2, "members.money", { member_ids: [7] }),
    of(1, "sessions.changed", { pc_ids: [3] }),
  ];
  expect(gathered(news)).toEqual([
    of(1, "members.money", { member_ids: [7, 8] }),
    of(1, "sessions.changed", { pc_ids: [3, 4] }),
    of(2, "members.money", { member_ids: [7] }),
  ]);
});

test("what names more than members or PCs stays as it was said, in its place", () => {
  const news = [
    of(1, "pc.credential_cancelled", { credential_id: "a" }),
    of(1, "members.changed", { member_ids: [1] }),
    of(1, "pc.credential_cancelled", { credential_id: "b" }),
    of(1, "settings.changed", {}),
  ];
  expect(gathered(news)).toEqual(news);
});
