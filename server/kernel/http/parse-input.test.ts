import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as field from "../../../contract/kit/field.ts";
import { Refusal } from "../refusal.ts";
import { parseInput } from "./parse-input.ts";
import { parseBody, parseQuery } from "./raw-parameters.ts";

const onCreate = { emptyTextCounts: false };
const onChange = { emptyTextCounts: true };
const parse = (fields: field.Fields, raw: Record<string, unknown>, mode = onCreate) =>
  parseInput(fields, raw, mode);

function refusedFields(act: () => unknown): Record<string, string[]> {
  try {
    act();
  } catch (error) {
    if (error instanceof Refusal) return error.data?.["fields"] as Record<string, string[]>;
  }
  throw new Error("nothing was refused");
}

describe("each kind of field (api-v2.md 1.3, 1.5)", () => {
  const rows: [string, field.Field<unknown>, unknown, unknown][] = [
    ["an integer as number", field.int.required("n"), 12, 12],
    ["an integer as text", field.int.required("n"), "12", 12],
    ["a negative integer", field.int.required("n"), "-7", -7],
    ["a decimal keeps its text", field.dec.required("n"), "20.50", "20.50"],
    ["a decimal as number", field.dec.required("n"), 20.5, "20.5"],
    ["text is trimmed", field.text.required("n"), "  a b ", "a b"],
    ["a password is kept as it is", field.text.required("n", { verbatim: true }), " a ", " a "],
    ["a number as text", field.text.required("n"), 12, "12"],
    ["a date", field.date.required("n"), "2024-02-29", "2024-02-29"],
    ["midnight as an end", field.time.required("n"), "24:00", "24:00"],
    ["a timestamp without seconds", field.timestamp.required("n"), "2025-01-31 18:00", "2025-01-31 18:00:00"],
    ["a date as timestamp", field.timestamp.required("n"), "2025-01-31", "2025-01-31 00:00:00"],
    ["never, as a timestamp", field.timestamp.required("n"), "0000-00-00", "0000-00-00 00:00:00"],
    ["flag 1", field.flag.required("n"), 1, true],
    ['flag "0"', field.flag.required("n"), "0", false],
    ["flag true", field.flag.required("n"), true, true],
    ["json as text", field.json.required("n"), '{"a":[1]}', { a: [1] }],
    ["json as such", field.json.required("n"), [1, 2], [1, 2]],
    ["ids as comma list, each once", field.ids.required("n"), "7,7,9", [7, 9]],
    ["ids as one number", field.ids.required("n"), 7, [7]],
    ["ids as array", field.ids.required("n"), ["7", 9], [7, 9]],
    ["ids as JSON text", field.ids.required("n"), "[7,9]", [7, 9]],
    ["a list as array", field.list.required("n", field.int.required("e")), ["1", 2], [1, 2]],
    ["a list as JSON text", field.list.required("n", field.int.required("e")), "[1,2]", [1, 2]],
    ["a list as one bare value", field.list.required("n", field.text.required("e")), "PC1", ["PC1"]],
    [
      "a list with commas where the row says so",
      field.list.required("n", field.text.required("e"), { commaList: true }),
      "A, B",
      ["A", "B"],
    ],
    ["a name given twice: the last", field.int.required("n"), ["1", "2"], 2],
  ];
  test.each(rows)("%s", (_name, declared, raw, wanted) => {
    expect(parse({ n: declared }, { n: raw })).toEqual({ n: wanted });
  });
});

describe("what is refused names the field and what would be right", () => {
  const rows: [field.Field<unknown>, unknown, string][] = [
    [field.int.required("n"), undefined, "The n field is required."],
    [field.int.required("n"), "", "The n field is required."],
    [field.int.required("n"), "1.5", "The n must be an integer."],
    [field.int.required("n"), "9".repeat(16), "The n must be an integer."],
    [field.int.required("n", { min: 1, max: 5 }), 6, "The n must be between 1 and 5."],
    [field.dec.required("n"), "1e3", "The n must be a number."],
    [field.dec.required("n"), "1,50", "The n must be a number."],
    [field.dec.required("n"), "NaN", "The n must be a number."],
    [field.date.required("n"), "2023-02-29", "The n must be a date (YYYY-MM-DD)."],
    [field.time.required("n"), "25:00", "The n must be a time (HH:MM)."],
    [field.flag.required("n"), "yes", "The n must be 0 or 1."],
    [field.text.required("n", { maxLength: 3 }), "abcd", "The n may not be longer than 3 characters."],
    [field.text.required("n"), "a\0b", "The n must be text."],
    [field.text.required("n", { choices: ["a"] }), "b", "The selected n is invalid."],
    [field.ids.required("n"), "7,x", "The n must be a comma list of ids."],
    [field.json.required("n"), "{", "The n must be JSON."],
    [field.file.required("n"), "text", "The n must be a file, sent as multipart/form-data."],
  ];
  test.each(rows)("%#: %o", (declared, raw, message) => {
    expect(refusedFields(() => parse({ n: declared }, { n: raw }))).toEqual({ n: [message] });
  });

  test("all bad fields are named, the first is the message", () => {
    const fields = { a: field.int.required("a"), b: field.int.required("b") };
    expect(() => parse(fields, { a: "x" })).toThrow("The a must be an integer.");
    expect(Object.keys(refusedFields(() => parse(fields, { a: "x" })))).toEqual(["a", "b"]);
  });
});

test("an alias stands in for a name that was not given; the first given wins", () => {
  const fields = { member_id: field.int.required("m", { aliases: ["id", "user"] }) };
  expect(parse(fields, { user: 3, id: 2 })).toEqual({ member_id: 2 });
  expect(parse(fields, { member_id: 1, id: 2 })).toEqual({ member_id: 1 });
});

test("an empty text is absent on create and empties a text on PUT", () => {
  const fields = { name: field.text.optional("n"), size: field.int.optional("s") };
  expect(parse(fields, { name: "", size: "" })).toEqual({});
  expect(parse(fields, { name: "", size: "" }, onChange)).toEqual({ name: "" });
});

test("null clears a nullable field and is absent elsewhere", () => {
  const fields = { day: field.date.nullable("d"), name: field.text.optional("n") };
  expect(parse(fields, { day: null, name: null }, onChange)).toEqual({ day: null });
});

test("unknown parameters are ignored", () => {
  expect(parse({ a: field.int.optional("a") }, { _t: "1", sort_dir: "x", a: 1 })).toEqual({ a: 1 });
});

describe("forms nest by brackets in every way programs write them", () => {
  const items = {
    items: field.list.required(
      "i",
      field.object.required("o", { product_id: field.int.required("p"), qty: field.int.required("q") }),
    ),
  };
  const wanted = {
    items: [
      { product_id: 1, qty: 2 },
      { product_id: 3, qty: 4 },
    ],
  };
  test.each([
    "items[0][product_id]=1&items[0][qty]=2&items[1][product_id]=3&items[1][qty]=4",
    `items=${encodeURIComponent('[{"product_id":1,"qty":2},{"product_id":3,"qty":4}]')}`,
  ])("%s", (query) => expect(parse(items, parseQuery(query))).toEqual(wanted));

  const names = { name: field.list.required("n", field.text.required("e")) };
  test.each(["name[]=a&name[]=b", "name[0]=a&name[1]=b", "name=a&name=b", "name=%5B%22a%22%2C%22b%22%5D"])(
    "%s",
    (query) => expect(parse(names, parseQuery(query))).toEqual({ name: ["a", "b"] }),
  );
});

test("no name in a request reaches a prototype", () => {
  parseQuery("__proto__[polluted]=1&constructor[prototype][polluted]=1");
  expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
});

test("any bytes of any content type parse or are refused with a code below 500", async () => {
  const types = fc.constantFrom(
    "",
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "multipart/form-data",
    "text/html",
    "application/json;charset=UTF-8",
  );
  const bodies = fc.oneof(
    fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
    fc.json().map((text) => Buffer.from(text)),
    fc
      .string()
      .map((text) => Buffer.from(`--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n${text}\r\n--x--`)),
  );
  const fields = {
    a: field.int.optional("a"),
    b: field.list.optional("b", field.object.required("o", { c: field.dec.required("c") })),
    d: field.json.optional("d"),
    e: field.ids.optional("e"),
    f: field.text.optional("f"),
    g: field.file.optional("g"),
  };
  await fc.assert(
    fc.asyncProperty(types, bodies, async (contentType, body) => {
      try {
        parse(fields, await parseBody(contentType, body));
      } catch (error) {
        expect(error).toBeInstanceOf(Refusal);
        expect((error as Refusal).code).toBeLessThan(500);
      }
    }),
    { numRuns: 500 },
  );
});

test("any query parses or is refused with a code below 500", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (query) => {
      const raw = parseQuery(query);
      try {
        parse(
          { a: field.list.optional("a", field.int.required("e")), b: field.timestamp.optional("b") },
          raw,
        );
      } catch (error) {
        expect((error as Refusal).code).toBe(400);
      }
    }),
  );
});
