import { describe, expect, test } from "vitest";
import { readOutOfOrder } from "./out-of-order-rules.ts";

const out = (pcName: string) => ({ pcName, isEnabled: false });
const back = (pcName: string) => ({ pcName, isEnabled: true });

describe("bodies of setOutOfOrder", () => {
  test.each([
    ["names with out_of_order 1", { pc_name: ["PC1", "PC2"], out_of_order: true }, [out("PC1"), out("PC2")]],
    ["names with out_of_order 0", { pc_name: ["PC1"], out_of_order: false }, [back("PC1")]],
    [
      "rows",
      {
        pcs: [
          { pc_name: "PC1", pc_enabled: 0 },
          { pc_name: "PC2", pc_enabled: 1 },
        ],
      },
      [out("PC1"), back("PC2")],
    ],
    ["rows with texts as flags", { pcs: [{ pc_name: "PC1", pc_enabled: "0" }] }, [out("PC1")]],
    ["rows with booleans", { pcs: [{ pc_name: "PC1", pc_enabled: true }] }, [back("PC1")]],
    ["rows with further keys", { pcs: [{ pc_name: "PC1", pc_enabled: 0, pc_ip: "x" }] }, [out("PC1")]],
    [
      "rows of a form",
      { pcs: { "1": { pc_name: "B" }, "0": { pc_name: "A", pc_enabled: "1" } } },
      [back("A"), out("B")],
    ],
    ["one row alone", { pcs: { pc_name: "PC1", pc_enabled: 0 } }, [out("PC1")]],
    ["bare names, out_of_order absent = 1", { pcs: ["PC1", "PC2"] }, [out("PC1"), out("PC2")]],
    ["bare names with out_of_order 0", { pcs: ["PC1"], out_of_order: false }, [back("PC1")]],
    [
      "rows without pc_enabled follow out_of_order",
      { pcs: [{ pc_name: "PC1" }], out_of_order: false },
      [back("PC1")],
    ],
    ["names that are numbers", { pcs: [101, { pc_name: 102, pc_enabled: 1 }] }, [out("101"), back("102")]],
    [
      "a name given twice counts as last said",
      {
        pcs: [
          { pc_name: "pc1", pc_enabled: 0 },
          { pc_name: "PC1", pc_enabled: 1 },
        ],
      },
      [back("PC1")],
    ],
  ])("%s", (_, body, rows) => {
    expect(readOutOfOrder(body)).toEqual({ rows });
  });

  test.each([
    ["nothing", {}, "pc_name"],
    ["names without out_of_order", { pc_name: ["PC1"] }, "out_of_order"],
    ["an empty list", { pcs: [] }, "pcs"],
    ["a row without a name", { pcs: [{ pc_enabled: 0 }] }, "pcs"],
    ["a flag that is none", { pcs: [{ pc_name: "PC1", pc_enabled: 2 }] }, "pcs"],
    ["more rows than a café has PCs", { pcs: Array.from({ length: 501 }, (_, n) => `PC${n}`) }, "pcs"],
  ])("%s is refused with the field named", (_, body, field) => {
    expect(readOutOfOrder(body)).toMatchObject({ field });
  });
});
