import { describe, expect, it } from "vitest";
import { SharedReads } from "./shared-reads.ts";

/** What has arrived is taken up before a read begins. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

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
  it("are one for all who ask before it begins", async () => {
    const { reads, shared } = openReads();
    const asked = [shared.get(1), shared.get(1), shared.get(1)];
    await turn();
    expect(reads).toHaveLength(1);
    reads[0]!.end();
    expect(await Promise.all(asked)).toEqual([1, 1, 1]);
  });

  it("answer nobody by a read that began before they asked, and all who waited by one", async () => {
    const { reads, shared } = openReads();
    const first = shared.get(1);
    await turn();
    const waiting = [shared.get(1), shared.get(1), shared.get(1)];
    await turn();
    expect(reads).toHaveLength(1);
    reads[0]!.end();
    expect(await first).toBe(1);
    await turn();
    expect(reads).toHaveLength(2);
    const late = shared.get(1);
    reads[1]!.end();
    expect(await Promise.all(waiting)).toEqual([2, 2, 2]);
    await turn();
    reads[2]!.end();
    expect(await late).toBe(3);
  });

  it("keep nothing once a read is over", async () => {
    const { reads, shared } = openReads();
    for (const number of [1, 2]) {
      const asked = shared.get(1);
      await turn();
      reads[number - 1]!.end();
      expect(await asked).toBe(number);
    }
  });

  it("fail only those who shared the read that failed", async () => {
    const { reads, shared } = openReads();
    const first = shared.get(1);
    await turn();
    const second = shared.get(1);
    reads[0]!.end(new Error("down"));
    await expect(first).rejects.toThrow("down");
    await turn();
    reads[1]!.end();
    expect(await second).toBe(2);
  });

  it("of one café do not wait for those of another", async () => {
    const { reads, shared } = openReads();
    void shared.get(1);
    void shared.get(2);
    await turn();
    expect(reads.map(({ cafeId }) => cafeId)).toEqual([1, 2]);
  });
});
