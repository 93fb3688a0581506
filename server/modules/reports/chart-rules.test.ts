import { describe, expect, it } from "vitest";
import { chartOf, linesOfChart, placesOf } from "./chart-rules.ts";

const at = (text: string) => new Date(`${text}Z`);
const late = at("2027-01-01T00:00:00");

describe("the places of a chart", () => {
  it("are the days of a range, in the café's time", () => {
    const range = { startsAt: at("2026-05-04T22:00:00"), endsAt: at("2026-05-07T22:00:00") };
    expect(placesOf(range, false, "Europe/Berlin", late).categories).toEqual([
      ...["2026-05-05", "2026-05-06", "2026-05-07"],
    ]);
  });
  it("are the hours of one day", () => {
    const range = { startsAt: at("2026-05-04T22:00:00"), endsAt: at("2026-05-05T22:00:00") };
    const { categories } = placesOf(range, true, "Europe/Berlin", late);
    expect(categories).toEqual(Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, "0")));
  });
  it("end with the hour that runs", () => {
    const range = { startsAt: at("2026-05-04T22:00:00"), endsAt: at("2026-05-05T22:00:00") };
    expect(placesOf(range, true, "Europe/Berlin", at("2026-05-04T23:30:00")).categories).toEqual([
      ...["00", "01"],
    ]);
    expect(placesOf(range, true, "Europe/Berlin", at("2026-05-01T00:00:00")).categories).toEqual(["00"]);
  });
  it("hold an hour that comes twice once, with both in it, and leave out one that is not", () => {
    const back = { startsAt: at("2026-10-24T22:00:00"), endsAt: at("2026-10-25T23:00:00") };
    const doubled = placesOf(back, true, "Europe/Berlin", late);
    expect([doubled.categories.length, doubled.startsAt.length]).toEqual([24, 24]);
    expect(doubled.startsAt[3]).toEqual(at("2026-10-25T02:00:00"));
    const forward = { startsAt: at("2026-03-28T23:00:00"), endsAt: at("2026-03-29T22:00:00") };
    expect(placesOf(forward, true, "Europe/Berlin", late).categories).not.toContain("02");
  });
});

describe("a chart", () => {
  const places = { startsAt: [], categories: ["00", "01"], categoryOf: [0, 1, 1] };
  const placed = [
    { line: "ledger.cash", place: 1, amountMinor: 500 },
    { line: "ledger.cash", place: 2, amountMinor: -120 },
    { line: "ledger.cash", place: 3, amountMinor: 20 },
    { line: "ledger.card", place: 3, amountMinor: 300 },
  ];
  it("of income has the ways and what they come to", () => {
    expect(chartOf("income", places, placed, 2)).toEqual({
      series: [
        { name: "Cash", data: [5, -1] },
        { name: "Credit card", data: [0, 3] },
        { name: "QR", data: [0, 0] },
        { name: "Total", data: [5, 2] },
      ],
      categories: ["00", "01"],
    });
  });
  it("nobody named a type of has the two series that programs know", () => {
    const names = chartOf(undefined, places, placed, 2).series.map(({ name }) => name);
    expect(names).toEqual(["Cash", "Credit card"]);
    expect(linesOfChart(undefined)).toEqual(["ledger.cash", "ledger.card"]);
  });
});
