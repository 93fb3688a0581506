import { expect, it } from "vitest";
import { FlushTurns } from "./flush-turns.ts";

/** Flushes that end when the test says so. */
function heldFlushes() {
  const begun: { end: () => void; fail: () => void }[] = [];
  const turns = new FlushTurns(
    () =>
      new Promise((resolve, reject) =>
        begun.push({ end: () => resolve(undefined), fail: () => reject(new Error("gone")) }),
      ),
  );
  return { begun, turns };
}
const ticks = async () => {
  for (let tick = 0; tick < 20; tick++) await Promise.resolve();
};

it("nobody is answered by a flush that began before they asked, and all who wait share the next", async () => {
  const { begun, turns } = heldFlushes();
  const done: string[] = [];
  const ask = (name: string) => turns.flushed().then(() => done.push(name));
  const all = [ask("first"), ask("second"), ask("third")];
  expect(begun).toHaveLength(1);
  begun[0]?.end();
  await ticks();
  expect(done).toEqual(["first"]);
  expect(begun).toHaveLength(2);
  all.push(ask("fourth"));
  begun[1]?.end();
  await ticks();
  expect(done).toEqual(["first", "second", "third"]);
  begun[2]?.end();
  await Promise.all(all);
  expect(begun).toHaveLength(3);
});

it("a flush that fails is told to those who waited for it alone", async () => {
  const { begun, turns } = heldFlushes();
  const first = turns.flushed();
  const second = turns.flushed();
  begun[0]?.fail();
  await expect(first).rejects.toThrow("gone");
  await ticks();
  begun[1]?.end();
  await second;
  const third = turns.flushed();
  begun[2]?.end();
  await third;
});
