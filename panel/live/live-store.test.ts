import { expect, test } from "vitest";
import { LiveStore } from "./live-store.ts";
import type { PcRow } from "./pc-state.ts";

const row = (pc_name: string, more: Partial<PcRow> = {}) =>
  ({ pc_name, pc_in_using: 0, is_connected: 1, ...more }) as PcRow;

test("rows told of take the place of those of their name; new names come last", () => {
  const store = new LiveStore();
  store.replace([row("A"), row("B")], 1_000);
  const [a] = store.snapshot().pcs;
  store.merge([row("C"), row("B", { pc_in_using: 1 })], 2_000);
  expect(store.snapshot().pcs.map((pc) => [pc.pc_name, pc.pc_in_using, pc.atMs])).toEqual([
    ["A", 0, 1_000],
    ["B", 1, 2_000],
    ["C", 0, 2_000],
  ]);
  expect(store.snapshot().pcs[0]).toBe(a);
});

test("all rows at once: removed PCs go, a free PC that looks as before stays the same row, a session counts anew", () => {
  const store = new LiveStore();
  store.replace([row("A"), row("B", { pc_in_using: 1 }), row("C"), row("D")], 1_000);
  const [a] = store.snapshot().pcs;
  store.replace([row("A"), row("B", { pc_in_using: 1 }), row("C", { is_connected: 0 })], 2_000);
  expect(store.snapshot().pcs.map((pc) => [pc.pc_name, pc.atMs])).toEqual([
    ["A", 1_000],
    ["B", 2_000],
    ["C", 2_000],
  ]);
  expect(store.snapshot().pcs[0]).toBe(a);
});
