import fc from "fast-check";
import { expect, test } from "vitest";
import { pageRequest, pagingInfo } from "./paging.ts";

test("a list without rows answers exactly what was observed (api-v2.md 6 #9)", () => {
  expect(JSON.stringify(pagingInfo(pageRequest({ page: "1" }), 0))).toBe(
    '{"total_records":0,"pages":0,"page":1,"page_prev":1,"page_next":0,"page_start":1,"page_end":0,"start_from":"0","end_from":"30"}',
  );
});

test("page is the text that was sent, or 1 as a number", () => {
  expect(pagingInfo(pageRequest({ page: "2" }), 100).page).toBe("2");
  expect(pagingInfo(pageRequest({}), 100).page).toBe(1);
});

test("the last page has no next one", () => {
  expect(pagingInfo(pageRequest({ page: "4" }), 100)).toMatchObject({
    pages: 4,
    page_prev: 3,
    page_next: 0,
    start_from: "90",
    end_from: "120",
  });
});

test("the pager's window holds ten pages", () => {
  expect(pagingInfo(pageRequest({ page: "14" }), 3000)).toMatchObject({ page_start: 11, page_end: 20 });
});

test("any page and limit takes effect and is never refused", () => {
  fc.assert(
    fc.property(fc.string(), fc.oneof(fc.string(), fc.integer().map(String)), (page, limit) => {
      const request = pageRequest({ page, limit });
      expect(request.limit).toBeGreaterThanOrEqual(1);
      expect(request.limit).toBeLessThanOrEqual(500);
      expect(request.offset).toBeGreaterThanOrEqual(0);
    }),
  );
});

test("a loop over pages until page_next is 0 sees every row once", () => {
  fc.assert(
    fc.property(fc.nat(2_000), fc.integer({ min: 1, max: 500 }), (total, limit) => {
      let seen = 0;
      for (let page = 1; page !== 0;) {
        const request = pageRequest({ page: String(page), limit: String(limit) });
        seen += Math.max(0, Math.min(limit, total - request.offset));
        page = pagingInfo(request, total).page_next;
      }
      expect(seen).toBe(total);
    }),
  );
});
