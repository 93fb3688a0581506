import { expect, test } from "vitest";
import { formatPairText, parsePairText } from "./pair-text.ts";

const pin = "A".repeat(43);

test.each([
  [
    `netcafe:cloud.example#7KQM2XPD4H#${pin}`,
    { host: "cloud.example", port: 443, pairCode: "7KQM2XPD4H", pin },
  ],
  [
    `netcafe:192.0.2.1:8443#7KQM2XPD4H#${pin}`,
    { host: "192.0.2.1", port: 8443, pairCode: "7KQM2XPD4H", pin },
  ],
  ["netcafe:[2001:db8::1]:8443#7KQM2XPD4H", { host: "[2001:db8::1]", port: 8443, pairCode: "7KQM2XPD4H" }],
])("%s is read and written back", (text, parts) => {
  expect(parsePairText(text)).toEqual(parts);
  expect(formatPairText(parts)).toBe(text);
});

test("small letters, spaces around and an empty pin are forgiven", () => {
  expect(parsePairText(" netcafe:cloud.example#7kqm2xpd4h# ")).toEqual({
    host: "cloud.example",
    port: 443,
    pairCode: "7KQM2XPD4H",
  });
});

test.each([
  ["https://cloud.example#7KQM2XPD4H", /looks like/],
  ["netcafe:cloud.example:99999#7KQM2XPD4H", /port 99999/],
  ["netcafe:cloud.example#7KQM2XPD40", /10 characters/],
  [`netcafe:cloud.example#7KQM2XPD4H#short`, /43 characters/],
  ["netcafe:cloud.example/path#7KQM2XPD4H", /looks like/],
])("%s is refused with a sentence that says what would be right", (text, sentence) => {
  expect(parsePairText(text)).toEqual({ wrong: expect.stringMatching(sentence) as string });
});
