import { expect, it } from "vitest";
import { changeInWords } from "./change-words-rules.ts";

it.each([
  [{ name: "A", order: 1 }, { name: "A", order: 1 }, null],
  [{ name: "A", order: 1 }, { name: "B", order: 1 }, 'name: "A" → "B"'],
  [{ room: "", on: true }, { room: "Hall", on: false }, 'room: "" → "Hall"; on: true → false'],
])("%j to %j", (before, after, words) => {
  expect(changeInWords(before, after)).toBe(words);
});
