import { describe, expect, it } from "vitest";
import { SharedReads } from "./shared-reads.ts";

/** Reads that end when told to, and say which one they are. */
function openReads() {
  const reads: { cafeId: number; end: (failure?: Error) => void }[] = [];
  const shared = new SharedReads<number>((cafeId) => {
    const number = reads.length + 1;
    return new Promise((resolve, reject) => {
      reads.push({ cafeId, end: (failure) => (failure === undefined ? resolve(number) : reject(failure)) });
    });
  });
  return { reads, shared };
}

describe("shared reads", () => {
  it("answer nobody by a read that began before they asked, and all who waited by one", async () => {
    const { reads, shared } = openReads();
    const first = shared.get(1);
    const waiting = [shared.get(1), shared.get(1), shared.get(1)];
    expect(reads).toHaveLength(1);
    reads[0]!.end();
    expect(await first).toBe(1);
    expect(reads).toHaveLength(2);
    const late = shared.get(1);
    reads[1]!.end();
    expect(await Promise.all(waiting)).toEqual([2, 2, 2]);
    reads[2]!.end();
    expect(await late).toBe(3);
  });

  it("keep nothing once a read is over", async () => {
    const { reads, shared } = openReads();
    const first = shared.get(1);
    reads[0]!.end();
    await first;
    const second = shared.get(1);
    reads[1]!.end();
    expect(await second).toBe(2);
  });

  it("fail only those who shared the read that failed", async () => {
    const { reads, shared } = openReads();
    const first = shared.get(1);
    const second = shared.get(1);
    reads[0]!.end(new Error("down"));
    await expect(first).rejects.toThrow("down");
    reads[1]!.end();
    expect(await second).toBe(2);
  });

  it("of one café do not wait for those of another", () => {
    const { reads, shared } = openReads();
    void shared.get(1);
    void shared.get(2);
    expect(reads.map(({ cafeId }) => cafeId)).toEqual([1, 2]);
  });
});
