import { expect, test } from "vitest";
import { CallRefused } from "../../contract/client.ts";
import { allPages, type PageReader } from "./all-pages.ts";

const perPage = 3;

/** A list that grows at its head while it is read. */
function growing(rows: number[], grow: (page: number) => number[]): Omit<PageReader<number>, "wait"> {
  return {
    keyOf: (row) => row,
    read: (page) => {
      rows.unshift(...grow(page));
      const part = rows.slice((page - 1) * perPage, page * perPage);
      const next = page * perPage < rows.length ? page + 1 : 0;
      return Promise.resolve({ rows: part, next, total: rows.length });
    },
  };
}

async function gather(reader: PageReader<number>): Promise<number[]> {
  const found: number[] = [];
  for await (const { rows } of allPages(reader)) found.push(...rows);
  return found;
}
const wait = () => Promise.resolve();

test("every row is told once, also when rows come while it is read", async () => {
  const reader = growing([7, 6, 5, 4, 3, 2, 1], (page) => (page === 2 ? [8, 9] : page === 3 ? [10] : []));
  expect(await gather({ ...reader, wait })).toEqual([7, 6, 5, 4, 3, 2, 1]);
});

test("the limit of calls is waited out as long as the server says", async () => {
  const waited: number[] = [];
  const reader = growing([2, 1], () => []);
  let calls = 0;
  const limited: PageReader<number> = {
    ...reader,
    read: (page) => {
      calls += 1;
      if (calls > 2) return reader.read(page);
      const refusal = {
        code: 429,
        error: "rate.limited",
        message: "Too Many Attempts",
        retryAfterSeconds: 17,
      };
      return Promise.reject(new CallRefused(refusal));
    },
    wait: (seconds) => {
      waited.push(seconds);
      return Promise.resolve();
    },
  };
  expect(await gather(limited)).toEqual([2, 1]);
  expect(waited).toEqual([17, 17]);
});

test("any other refusal ends it", async () => {
  const read = () =>
    Promise.reject(new CallRefused({ code: 403, error: "permission.denied", message: "no" }));
  await expect(gather({ read, keyOf: (row) => row, wait })).rejects.toThrow("no");
});
