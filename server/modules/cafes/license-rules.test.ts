import { describe, expect, test } from "vitest";
import { countryName, isCountry } from "./country-rules.ts";
import { licenseFieldRefusal, placeOf, type LicenseField } from "./license-rules.ts";

describe("a text of the licence that is not right is refused with what would be right", () => {
  test.each<[LicenseField, string, string | null]>([
    ["license_icafename", "Café Uno", null],
    ["license_icafename", "", "The license_icafename must be the name of the café."],
    ["license_country", "ES", null],
    ["license_country", "ZZ", "The license_country must be two letters of ISO 3166, such as ES."],
    ["license_country", "EU", "The license_country must be two letters of ISO 3166, such as ES."],
    ["license_email", "", null],
    ["license_email", "owner@cafe.example", null],
    [
      "license_email",
      "owner, other@cafe.example",
      "The license_email must be an e-mail address such as owner@cafe.example.",
    ],
    ["license_website", "https://cafe.example", null],
    [
      "license_website",
      "javascript:alert(1)",
      "The license_website must be a web address such as https://cafe.example.",
    ],
    ["license_latlng", "40.4168, -3.7038", null],
    ["license_latlng", "91,0", "The license_latlng must be latitude and longitude such as 40.4168,-3.7038."],
    ["license_comment", "anything", null],
  ])("%s = %j", (field, text, refusal) => expect(licenseFieldRefusal(field, text)).toBe(refusal));
});

test("a place is read from its text, and none reads as zeros", () => {
  expect(placeOf("40.4168, -3.7038")).toEqual({ lat: 40.4168, lng: -3.7038 });
  expect(placeOf("")).toEqual({ lat: 0, lng: 0 });
  expect(placeOf("200,200")).toEqual({ lat: 0, lng: 0 });
});

test("countries are those of ISO 3166, with their English names", () => {
  expect([isCountry("ES"), isCountry("es"), isCountry("XX"), isCountry("")]).toEqual([
    true,
    false,
    false,
    false,
  ]);
  expect([countryName("ES"), countryName("XX")]).toEqual(["Spain", ""]);
});
