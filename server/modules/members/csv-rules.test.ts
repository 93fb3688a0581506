import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCsv } from "./csv-rules.ts";

describe("reading CSV (RFC 4180)", () => {
  it.each<[string, string, string[][]]>([
    ["nothing", "", []],
    ["one cell", "a", [["a"]]],
    [
      "comma",
      "a,b\n1,2",
      [
        ["a", "b"],
        ["1", "2"],
      ],
    ],
    [
      "semicolon, as table programs of many countries write",
      "a;b\n1,5;2",
      [
        ["a", "b"],
        ["1,5", "2"],
      ],
    ],
    [
      "tab",
      "a\tb\n1\t2",
      [
        ["a", "b"],
        ["1", "2"],
      ],
    ],
    ["a byte-order mark", "\uFEFFa,b", [["a", "b"]]],
    ["a byte-order mark before a quote", '\uFEFF"a",b', [["a", "b"]]],
    [
      "an end of line at the end",
      "a,b\r\n1,2\r\n",
      [
        ["a", "b"],
        ["1", "2"],
      ],
    ],
    [
      "lines ended by CR alone",
      "a,b\r1,2",
      [
        ["a", "b"],
        ["1", "2"],
      ],
    ],
    [
      "empty cells",
      ",\n,,",
      [
        ["", ""],
        ["", "", ""],
      ],
    ],
    ["a blank line, which keeps its row", "a\n\nb", [["a"], [""], ["b"]]],
    ["a separator in quotes", 'a,"b,c"', [["a", "b,c"]]],
    ["doubled quotes", '"say ""hi""",x', [['say "hi"', "x"]]],
    ["an empty quoted cell", '"",""', [["", ""]]],
    [
      "a line end in quotes",
      '"one\r\ntwo",b\n3,4',
      [
        ["one\r\ntwo", "b"],
        ["3", "4"],
      ],
    ],
    ["a quote inside a plain cell", 'a,5" disk', [["a", '5" disk']]],
    [
      "separators in a quoted first line do not mislead",
      '"a,b,c";d\n1;2',
      [
        ["a,b,c", "d"],
        ["1", "2"],
      ],
    ],
    ["spaces, which belong to the cell", " a , b ", [[" a ", " b "]]],
  ])("%s", (_name, text, records) => {
    expect(readCsv(text)).toEqual({ records });
  });

  it.each([
    ['a\n"b', "The quote that opens in row 2 is never closed."],
    ['a\nb\n"c"d', "In row 3 a quoted cell goes on behind its closing quote."],
  ])("says in which row it cannot go on: %j", (text, problem) => {
    expect(readCsv(text)).toEqual({ problem });
  });

  it("reads whatever is written by the rules, with each separator and line end", () => {
    const cell = fc.string({ unit: fc.constantFrom("a", '"', ",", ";", "\t", "\r", "\n", " ", "é") });
    const table = fc
      .integer({ min: 2, max: 4 })
      .chain((width) =>
        fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }),
      );
    fc.assert(
      fc.property(
        table,
        fc.constantFrom(",", ";", "\t"),
        fc.constantFrom("\n", "\r\n"),
        (rows, sign, end) => {
          const text = rows
            .map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(sign))
            .join(end);
          expect(readCsv(text)).toEqual({ records: rows });
        },
      ),
    );
  });

  it("never fails, whatever it is given", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("a", '"', ",", "\r", "\n", "\uFEFF") }), (text) => {
        expect(Object.keys(readCsv(text))).toHaveLength(1);
      }),
    );
  });
});
