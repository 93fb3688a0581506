import { expect, test } from "vitest";
import { csvLines } from "./csv.ts";

test("commas, quotes and new lines stay inside their cell", () => {
  expect(csvLines([["a,b", 'say "hi"', "two\nlines", " space"]])).toBe(
    '"a,b","say ""hi""","two\nlines"," space"\r\n',
  );
});

test("a text that would run as a formula is shown instead; a number stays one", () => {
  expect(csvLines([["=1+1", "+43", "@x", "-cmd", "-", "－1", " =1"]])).toBe(
    "'=1+1,'+43,'@x,'-cmd,'-,'－1,' =1\r\n",
  );
  expect(csvLines([["-2+3+cmd|' /C calc'!A0", "\t=1"]])).toBe(`'-2+3+cmd|' /C calc'!A0,"'\t=1"\r\n`);
  expect(csvLines([["-4.50", "4", "-12"]])).toBe("-4.50,4,-12\r\n");
});
