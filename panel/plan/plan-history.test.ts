import { expect, test } from "vitest";
import { changeRoom, nothing, removeRooms } from "./edit-plan-rules.ts";
import { changed, freshHistory, pickedNow, redone, undone } from "./plan-history.ts";
import { twoRooms } from "./plan-samples.ts";

const named = (name: string) => changeRoom(twoRooms, "A", { name });

test("each change is undone and done again, in turn", () => {
  const one = changed(freshHistory(twoRooms), named("one"));
  const two = changed(one, named("two"));
  expect(undone(two).present).toBe(one.present);
  expect(undone(undone(two)).present).toBe(twoRooms);
  expect(undone(freshHistory(twoRooms)).present).toBe(twoRooms);
  expect(redone(redone(undone(undone(two)))).present).toEqual(named("two"));
  expect(redone(two)).toBe(two);
});

test("the letters of one name are one step; a change after an undo ends what was undone", () => {
  const typed = ["L", "Lo", "Lou"].reduce(
    (history, name) => changed(history, named(name), "name A"),
    freshHistory(twoRooms),
  );
  expect(undone(typed).present).toBe(twoRooms);
  expect(redone(changed(undone(typed), named("X"))).present).toEqual(named("X"));
});

test("letters typed after another room was picked are a step of their own", () => {
  const first = changed(freshHistory(twoRooms), named("L"), "name A");
  const again = changed(pickedNow(first, { ...nothing, rooms: new Set(["B"]) }), named("Lo"), "name A");
  expect(undone(again).present).toEqual(named("L"));
});

test("what is no longer there is not picked", () => {
  const history = pickedNow(freshHistory(removeRooms(twoRooms, new Set(["A"]))), {
    pcs: new Set(["A1", "GONE"]),
    rooms: new Set(["A", "B"]),
  });
  expect(history.picked).toEqual({ pcs: new Set(["A1"]), rooms: new Set(["B"]) });
});
