import { expect, test } from "vitest";
import { csvText } from "./csv.ts";

const bodyOf = (rows: string[][]) => csvText(rows).slice(1);

test("a file begins with the mark that tells UTF-8", () => {
  expect(csvText([["ä"]])).toBe("\uFEFFä\r\n");
});

test("commas, quotes and new lines stay inside their cell", () => {
  expect(bodyOf([["a,b", 'say "hi"', "two\nlines", " space"]])).toBe(
    '"a,b","say ""hi""","two\nlines"," space"\r\n',
  );
});

test("a text that would run as a formula is shown instead; a negative number stays one", () => {
  expect(bodyOf([["=1+1", "+43", "@x", "-cmd", "-4.50", "-"]])).toBe("'=1+1,'+43,'@x,'-cmd,-4.50,'-\r\n");
});
