import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { license } from "../../../contract/objects/license.ts";
import type { CacheBus } from "../../kernel/cache-bus.ts";
import { openTestDatabase, type TestDatabase } from "../../testing/test-database.ts";
import { addSampleCafe, listConfigLogs, openProcess, sampleActOf } from "./cafe-samples.ts";
import type { Cafes } from "./cafe-scope.ts";
import { changeLicense, type LicenseAsked } from "./change-license.ts";
import { licenseOf } from "./license-wire.ts";

let database: TestDatabase;
let here: { bus: CacheBus; cafes: Cafes };
let cafeId: number;
let licenseName: string;

beforeAll(async () => {
  database = await openTestDatabase();
  here = await openProcess(database.db);
});
afterAll(async () => {
  await here.bus.close();
  await database.close();
});
beforeEach(async () => {
  ({ cafeId, licenseName } = await addSampleCafe(database.db, "Café"));
});

const change = (asked: LicenseAsked) => changeLicense(here.bus, sampleActOf(database.db, cafeId), asked);
const read = async () => licenseOf((await here.cafes.scope(cafeId)).row, 0);

test("the licence has every key of the specification in its order, with the values of a self-hosted café", async () => {
  const shown = await read();
  expect(new Set(Object.keys(shown))).toEqual(new Set(Object.keys(license.properties)));
  expect(shown).toMatchObject({
    object_id: cafeId,
    license_name: licenseName,
    license_icafename: "Café",
    license_expired: "2099-01-01",
    license_product: 1,
    license_pcs: 500,
    license_server_code: "main",
    license_country: "ES",
    license_country_name: "Spain",
    license_created: "2025-06-15 12:00:00",
    license_email: "",
    lat: 0,
  });
});

test("fields that are not given stay, and the new ones are read at once", async () => {
  await change({ license_email: "owner@cafe.example", license_latlng: "40.4168,-3.7038" });
  await change({ license_icafename: "Café Dos", license_country: "pt" });
  expect(await read()).toMatchObject({
    license_icafename: "Café Dos",
    license_country: "PT",
    license_country_name: "Portugal",
    license_email: "owner@cafe.example",
    lat: 40.4168,
    lng: -3.7038,
  });
});

test("an empty text empties a field that may be empty", async () => {
  await change({ license_phone: "+34 1" });
  await change({ license_phone: "" });
  expect((await read()).license_phone).toBe("");
});

test("each change is one log row with before and after, no change is none", async () => {
  await change({ license_icafename: "Café Dos", license_contact: "Ana" });
  await change({ license_icafename: "Café Dos", license_contact: "Ana" });
  expect(await listConfigLogs(database.db, cafeId)).toEqual([
    'license: license_icafename: "Café" → "Café Dos"; license_contact: "" → "Ana"',
  ]);
});

test("one field that is not right refuses all, each named", async () => {
  const refused = change({ license_icafename: "", license_country: "XX", license_phone: "1" });
  await expect(refused).rejects.toMatchObject({
    error: "request.validation",
    data: {
      fields: {
        license_icafename: [expect.any(String)],
        license_country: [expect.stringContaining("ISO 3166")],
      },
    },
  });
  expect((await read()).license_phone).toBe("");
});

test("a café is found by its licence name, and an unknown one is refused", async () => {
  expect((await here.cafes.scopeOfLicense(licenseName)).cafeId).toBe(cafeId);
  await expect(here.cafes.scopeOfLicense("000000000000")).rejects.toMatchObject({
    error: "license.not_found",
  });
});
