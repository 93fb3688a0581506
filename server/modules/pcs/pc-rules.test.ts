import { describe, expect, test } from "vitest";
import { judgePairing } from "./pairing-rules.ts";
import { normalisedMac, pcNameFault } from "./pc-rules.ts";

test.each([
  ["02:00:00:ab:cd:ef", "02-00-00-AB-CD-EF"],
  ["02-00-00-ab-cd-ef", "02-00-00-AB-CD-EF"],
  ["020000abcdef", "02-00-00-AB-CD-EF"],
  ["0200.00ab.cdef", "02-00-00-AB-CD-EF"],
  ["", ""],
  ["02-00-00-ab-cd", null],
  ["02:00-00:ab:cd:ef", null],
  ["02-00-00-AB-CD-EG", null],
])("the network address %s reads as %s", (text, mac) => {
  expect(normalisedMac(text)).toBe(mac);
});

test("a name of a PC has 1 to 15 characters, without commas and control characters", () => {
  expect(pcNameFault("pc_name", "Stage 1 · größer")).toBe(
    "The pc_name may not be longer than 15 characters.",
  );
  expect(pcNameFault("pc_name", "Bühne 1")).toBeNull();
  expect(pcNameFault("pc_name", "PC1,PC2")).not.toBeNull();
  expect(pcNameFault("pc_name", "PC\n1")).not.toBeNull();
  expect(pcNameFault("pc_name", "  ")).toBe("The pc_name field is required.");
});

describe("a pair code", () => {
  const now = new Date("2026-01-01T00:00:00Z");
  const code = { pcName: "PC001", expiresAt: new Date("2026-01-01T00:00:01Z"), usedAt: null, wrongTries: 0 };

  test("fits its PC in any case until the second it ends", () => {
    expect(judgePairing(code, "pc001", now)).toBe("fits");
    expect(judgePairing(code, "PC001", code.expiresAt)).toBe("dead");
  });
  test("is dead once used and after five wrong names", () => {
    expect(judgePairing({ ...code, usedAt: now }, "PC001", now)).toBe("dead");
    expect(judgePairing({ ...code, wrongTries: 4 }, "PC001", now)).toBe("fits");
    expect(judgePairing({ ...code, wrongTries: 5 }, "PC001", now)).toBe("dead");
  });
  test("does not fit another PC", () => {
    expect(judgePairing(code, "PC002", now)).toBe("wrong name");
  });
});
