import { license } from "../objects/license.ts";
import { pcFull } from "../objects/pc.ts";
import { pcGroup } from "../objects/pc-group.ts";
import { room } from "../objects/room.ts";
import { intOut, listOf, shape, strOut } from "../kit/answer.ts";
import { text } from "../kit/field.ts";
import { operation } from "../kit/operation.ts";

/** The licence, and what a panel reads first (api-v2.md 2.3). */
const group = "license";

export const getLicense = operation({
  id: "license.get",
  method: "GET",
  path: "license/info",
  auth: "K",
  mark: "known",
  group,
  summary: "Read the licence and address of the café",
  description: "object_id is the cafeId of the paths.",
  answer: shape({ info: license }),
});

export const changeLicense = operation({
  id: "license.change",
  method: "PUT",
  path: "license/info",
  auth: "A",
  mark: "ours",
  group,
  summary: "Change name and address of the café",
  description: "Fields that are not sent stay.",
  input: {
    license_icafename: text.optional("Name of the café", { maxLength: 100, example: "Demo Café" }),
    license_email: text.optional("E-mail; links for a new Admin password go there"),
    license_contact: text.optional("Person to speak to"),
    license_phone: text.optional("Phone number", { maxLength: 50 }),
    license_address: text.optional("Postal address", { maxLength: 500 }),
    license_country: text.optional("Country, two letters", { maxLength: 2 }),
    license_website: text.optional("Web address"),
    license_latlng: text.optional("Latitude and longitude with a comma", { maxLength: 50 }),
    license_comment: text.optional("Note", { maxLength: 2_000 }),
  },
  answer: shape({ object_id: intOut }),
  example: { license_icafename: "Demo Café" },
});

export const queryBase = operation({
  id: "license.baseQuery",
  method: "GET",
  path: "base/query",
  auth: "K",
  mark: "partly",
  group,
  summary: "PCs, rooms, PC groups, currency and time zone in one call",
  answer: shape({
    pcs_init: shape({ pc_list: listOf(pcFull), room_list: listOf(room), pc_group_list: listOf(pcGroup) }),
    license_using_billing: intOut,
    shift_status: intOut,
    currency: strOut,
    timezone: strOut,
  }),
});
