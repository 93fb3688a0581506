import { expect, test } from "vitest";
import { covers, pauseAt, type Pause } from "./pause-rules.ts";

const pause = (pauseId: number, pcGroupIds: number[], pcNames: string[]): Pause => ({
  ...{ pauseId, reason: "", pcGroupIds, pcNames },
});
const all = (id: number) => pause(id, [], []);

test.each<[string, Pause, boolean]>([
  ["of all PCs", all(1), true],
  ["of its group", pause(1, [7, 8], []), true],
  ["of another group", pause(1, [9], []), false],
  ["of its name in other letters", pause(1, [], ["pc2", "Pc1"]), true],
  ["of another name", pause(1, [], ["PC10"]), false],
  ["of another group and its name", pause(1, [9], ["PC1"]), true],
  ["of its group and another name", pause(1, [7], ["PC2"]), true],
])("a pause %s covers PC1 of group 7: %s", (_, one, expected) => {
  expect(covers(one, { pcName: "PC1", pcGroupId: 7 })).toBe(expected);
});

test.each<[string, Pause[], number | null, number | null]>([
  ["none lasts", [], null, null],
  ["none covers", [pause(1, [9], [])], null, null],
  ["several cover: the first that began", [all(3), all(2)], null, 2],
  ["the one that holds already goes on", [all(2), all(3)], 3, 3],
  ["the one that held is over", [all(2)], 1, 2],
  ["the one that held does not cover", [pause(1, [9], []), all(2)], 1, 2],
])("%s", (_, lasting, held, expected) => {
  expect(pauseAt(lasting, { pcName: "PC1", pcGroupId: 7 }, held)?.pauseId ?? null).toBe(expected);
});
