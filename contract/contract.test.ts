import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { errorNames } from "./error-names.ts";
import type { Field, Fields } from "./kit/field.ts";
import { fullPath, groups } from "./kit/operation.ts";
import { member } from "./objects/member.ts";
import { consolePc, pcFull, pcListRow, pcsRow } from "./objects/pc.ts";
import { envelopeSchema, openApiDocument } from "./openapi.ts";
import { needsShift } from "./needs-shift.ts";
import { allOperations, operations } from "./operations/index.ts";
import { postmanCollection } from "./postman.ts";
import { rights } from "./rights.ts";
import { sampleCall, sampleLanguages } from "./samples.ts";
import { keysOfPage, pages, settingKeys } from "./setting-keys.ts";

const sixteen =
  "pc_icafe_id pc_ip pc_name pc_mac pc_comment pc_console_type pc_group_id pc_area_name pc_box_position pc_box_top pc_box_left pc_enabled pc_mining_enabled pc_mining_tool pc_mining_options pc_in_using".split(
    " ",
  );
const thirtySix = [
  ...sixteen.slice(0, 15),
  ..."recent_booking pc_group_name status_connect_time_local status_disconnect_time_local status_connect_time_duration status_connect_time_left status_pay_by_member_id member_id member_icafe_id member_account member_balance member_balance_bonus member_group_id member_group_name member_group_desc member_group_discount_rate member_group_discount_offer member_group_discount_pc_time offer_in_using price_name status_total_time".split(
    " ",
  ),
];
const fortyFive =
  "member_id member_icafe_id member_account member_balance member_first_name member_last_name member_birthday member_expire_time_local member_is_active member_photo member_email member_telegram_username member_telegram_username_valid member_phone member_id_card member_points member_create member_update member_group_id member_balance_bonus member_coin_balance member_sex member_comments member_address member_company_id member_loan member_recent_played member_id_icafe_id member_oauth_platform member_referrer_id member_oauth_user_id member_create_local member_update_local member_is_expired member_is_logined member_pc_name offers member_group_discount_rate member_group_discount_pc_time member_group_discount_offer member_group_name left_time is_owner member_center_name referrer_account".split(
    " ",
  );
const ours = [
  "is_connected",
  "session_id",
  "is_paused",
  "pc_area_id",
  "pc_turn_off_monitor_seconds",
  "pc_agent_version",
];

const keysOf = (schema: { properties: object }) => Object.keys(schema.properties);

describe("recorded key orders", () => {
  test("a pcs row has its 16 keys, then ours", () => {
    expect(sixteen).toHaveLength(16);
    expect(keysOf(pcsRow)).toEqual([...sixteen, ...ours]);
  });
  test("a pcList row has its 36 keys without pc_in_using, then ours", () => {
    expect(thirtySix).toHaveLength(36);
    expect(keysOf(pcListRow)).toEqual([...thirtySix, ...ours]);
  });
  test("a whole PC has all known keys, then ours; consoleDetail adds left_time", () => {
    expect(keysOf(pcFull)).toEqual([...sixteen, ...thirtySix.slice(15), ...ours]);
    expect(keysOf(consolePc)).toEqual([...keysOf(pcFull), "left_time"]);
  });
  test("a member has its 45 keys and nothing else", () => {
    expect(fortyFive).toHaveLength(45);
    expect(keysOf(member)).toEqual(fortyFive);
  });
  test("of a member only birthday, comments and recently played may be null", () => {
    const open = Object.entries(member.properties as unknown as Record<string, { type: unknown }>).filter(
      ([, { type }]) => Array.isArray(type),
    );
    expect(open.map(([name]) => name)).toEqual([
      "member_birthday",
      "member_comments",
      "member_recent_played",
    ]);
  });
});

function* everyField(fields: Fields, place: string): Generator<[string, Field<unknown>]> {
  for (const [name, field] of Object.entries(fields)) {
    yield [`${place}.${name}`, field];
    if (field.element) yield* everyField({ element: field.element }, `${place}.${name}`);
    if (field.members) yield* everyField(field.members, `${place}.${name}`);
  }
}

describe("what staff may call without a shift", () => {
  test("is reading, shifts and signing in or out, and what others call", () => {
    const free = allOperations.filter((one) => one.method !== "GET" && !needsShift(one));
    const paths = free
      .filter(({ auth }) => auth === "K" || auth === "KM" || auth === "S")
      .map(({ path }) => path.split("/").slice(0, 4).join("/"));
    expect([...new Set(paths)].sort()).toEqual(
      ["/api/v2/auth", "shifts", "shifts/action/end", "shifts/action/moveCash", "shifts/{shiftId}"].sort(),
    );
    expect(needsShift(operations.expenses.addExpense)).toBe(true);
    expect(needsShift(operations.members.topUp)).toBe(true);
  });
});

describe("every operation", () => {
  test("there are as many as the areas declare", () => {
    expect(allOperations.length).toBeGreaterThan(100);
  });
  test("has an id of its own", () => {
    expect(new Set(allOperations.map(({ id }) => id)).size).toBe(allOperations.length);
  });
  test("has a method and path of its own", () => {
    const places = allOperations.map(
      (each) => `${each.method} ${fullPath(each).replace(/\{(?!cafeId)\w+\}/g, "{}")}`,
    );
    expect(new Set(places).size).toBe(places.length);
  });
  test("refuses by known names, each once", () => {
    for (const { id, refusals } of allOperations) {
      expect(
        refusals.filter((name) => !errorNames.includes(name)),
        id,
      ).toEqual([]);
      expect(new Set(refusals).size, id).toBe(refusals.length);
    }
  });
  test("belongs to a page of the documentation and names a right that exists", () => {
    for (const { id, group, right } of allOperations) {
      expect(
        groups.map(([slug]) => slug),
        id,
      ).toContain(group);
      if (right !== undefined) expect(rights, id).toContain(right);
    }
  });
  test("describes every field", () => {
    for (const { id, input, pathFields } of allOperations) {
      for (const [place, field] of everyField({ ...pathFields, ...input }, id)) {
        expect(field.description.length, place).toBeGreaterThan(2);
      }
    }
  });
  test("declares exactly the parameters of its path", () => {
    for (const each of allOperations) {
      const named = [...each.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      expect(Object.keys(each.pathFields), each.id).toEqual(named);
      expect(
        Object.keys(each.input).filter((name) => name in each.pathFields),
        each.id,
      ).toEqual([]);
    }
  });
  test("has no name or alias that stands for two fields", () => {
    for (const { id, input } of allOperations) {
      const names = Object.entries(input).flatMap(([name, { aliases = [] }]) => [name, ...aliases]);
      expect(new Set(names).size, id).toBe(names.length);
    }
  });
  test("gives examples only of its own fields, and all required ones if any", () => {
    for (const { id, input, pathFields, example } of allOperations) {
      if (!example) continue;
      const fields: Fields = { ...pathFields, ...input };
      expect(
        Object.keys(example).filter((name) => !(name in fields)),
        id,
      ).toEqual([]);
      const missing = Object.keys(fields).filter(
        (name) => fields[name]?.required && example[name] === undefined,
      );
      expect(missing, id).toEqual([]);
    }
  });
  test("of staff that writes needs a right, unless the value sent decides which", () => {
    const decidedByValue = ["members.topup", "pcSessions.sendWssCommand"];
    const changesNothing = [
      "members.memberInfo",
      "members.fetchBonus",
      "members.previewBonus",
      "pcSessions.pushClientStatus",
      "promoCodes.check",
      "prices.preview",
    ];
    // The table of rights names none for these: what has expired is gone anyway, any staff may write to a member, and a note to
    // their own shift.
    const openToStaff = ["members.refreshBonus", "members.sendMessage", "shifts.change"];
    const open = allOperations.filter(
      ({ method, auth, right }) => method !== "GET" && auth === "K" && right === undefined,
    );
    expect(open.map(({ id }) => id).sort()).toEqual(
      [...decidedByValue, ...changesNothing, ...openToStaff].sort(),
    );
  });
  test("that adds a thing answers code 201 and may be repeated with a key", () => {
    const adding = allOperations.filter(({ id }) => id.endsWith(".add"));
    expect(adding.length).toBeGreaterThan(5);
    for (const { id, successCode, idempotent } of adding)
      expect([successCode, idempotent], id).toEqual([201, true]);
  });
});

describe("settings", () => {
  test("stand on eleven pages, each key once, each described", () => {
    expect(pages).toHaveLength(11);
    expect(new Set(settingKeys.map(({ key }) => key)).size).toBe(settingKeys.length);
    expect(settingKeys.filter(({ description }) => description.length < 3)).toEqual([]);
  });
  test("have defaults of their kind", () => {
    const fits: Record<string, (value: unknown) => boolean> = {
      flag: (value) => value === 0 || value === 1,
      int: Number.isInteger,
      text: (value) => typeof value === "string",
      time: (value) => /^\d\d:\d\d$/.test(String(value)),
      dec: (value) => /^\d+\.\d\d$/.test(String(value)),
      json: (value) => typeof value === "object" && value !== null,
    };
    expect(settingKeys.filter((setting) => !fits[setting.kind]?.(setting.default))).toEqual([]);
  });
  test("are read and written on their page, all of them", () => {
    for (const page of pages) {
      const keys = keysOfPage(page).map(({ key }) => key);
      expect(Object.keys(operations.configs.writePages[page].input)).toEqual(keys);
      const read = operations.configs.readPages[page].answer as unknown as { properties: object };
      expect(keysOf(read)).toEqual(keys);
    }
  });
  test("that hold keys of other services are secret", () => {
    const secrets = settingKeys.filter(({ secret }) => secret).map(({ key }) => key);
    expect(secrets).toContain("payment_gateway");
    expect(secrets).toContain("social_login_accounts");
  });
});

describe("the OpenAPI document", () => {
  const document = openApiDocument(allOperations, { serverUrl: "https://cloud.example", version: "0.1.0" });
  const plain = JSON.parse(JSON.stringify(document)) as typeof document;

  test("holds every operation under its path, method and group", () => {
    expect(plain.openapi).toBe("3.1.0");
    for (const each of allOperations) {
      const found = plain.paths[fullPath(each)]?.[each.method.toLowerCase()];
      expect(found?.["operationId"], each.id).toBe(each.id);
      expect(plain.tags.map(({ name }) => name)).toContain((found?.["tags"] as string[])[0]);
    }
  });
  test("names every parameter of a path and refers only to what it holds", () => {
    for (const [path, methods] of Object.entries(plain.paths)) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      for (const object of Object.values(methods)) {
        const parameters = object["parameters"] as { name: string; in: string; required: boolean }[];
        const inPath = parameters.filter((each) => each.in === "path" && each.required);
        expect(inPath.map(({ name }) => name)).toEqual(named);
      }
    }
    for (const [, kind, name] of JSON.stringify(plain).matchAll(/"#\/components\/(\w+)\/([\w-]+)"/g)) {
      const components = plain.components as Record<string, Record<string, unknown>>;
      expect(components[kind as string], name).toHaveProperty(name as string);
    }
  });
  test("puts the documented encoding first and offers files as form data only", () => {
    const encodings = (id: string) => {
      const object = Object.values(plain.paths)
        .flatMap(Object.values)
        .find((each) => (each as Record<string, unknown>)["operationId"] === id) as {
        requestBody: { content: object };
      };
      return Object.keys(object.requestBody.content);
    };
    expect(encodings("members.topup")).toEqual([
      "multipart/form-data",
      "application/x-www-form-urlencoded",
      "application/json",
    ]);
    expect(encodings("configs.putImage")).toEqual(["multipart/form-data"]);
  });
  test("has only schemas that compile strictly, of parameters and answers", () => {
    const ajv = new Ajv2020({
      strict: true,
      allowUnionTypes: true,
      strictRequired: false,
      strictTypes: false,
    });
    ajv.addFormat("binary", true);
    for (const each of allOperations) expect(() => ajv.compile(envelopeSchema(each)), each.id).not.toThrow();
    for (const object of Object.values(plain.paths).flatMap(Object.values)) {
      const { parameters, requestBody } = object as {
        parameters: { schema: object }[];
        requestBody?: { content: Record<string, { schema: object }> };
      };
      const bodies = Object.values(requestBody?.content ?? {});
      for (const { schema } of [...parameters, ...bodies]) expect(() => ajv.compile(schema)).not.toThrow();
    }
  });
  test("shows the key header exactly where it is honoured", () => {
    for (const each of allOperations) {
      const parameters = plain.paths[fullPath(each)]?.[each.method.toLowerCase()]?.["parameters"] as {
        name: string;
      }[];
      expect(
        parameters.some(({ name }) => name === "Idempotency-Key"),
        each.id,
      ).toBe(each.idempotent);
    }
  });
});

describe("for programs", () => {
  test("the Postman collection has a folder for each group and form-data bodies", () => {
    const collection = postmanCollection(allOperations, { baseUrl: "https://cloud.example" });
    expect(collection.info.schema).toContain("v2.1.0");
    expect(collection.variable.map(({ key }) => key)).toEqual(["base_url", "cafe_id", "key"]);
    expect(collection.variable.find(({ key }) => key === "key")?.value).toBe("");
    const requests = collection.item.flatMap(({ item }) => item);
    expect(requests).toHaveLength(allOperations.length);
    for (const { request } of requests) {
      if (request.method === "GET") expect(request).not.toHaveProperty("body");
      else expect(request).toHaveProperty("body.mode", "formdata");
      expect(request.url.raw.startsWith("{{base_url}}/api/v2/")).toBe(true);
    }
  });
  test("a sample holds the address and reads the key from the environment", () => {
    for (const each of allOperations) {
      for (const language of sampleLanguages) {
        const sample = sampleCall(each, { baseUrl: "https://cloud.example", cafeId: 10001 }, language);
        expect(sample, each.id).toContain("https://cloud.example/api/v2/");
        expect(sample.includes("NETCAFE_KEY"), each.id).toBe(each.auth !== "none");
        expect(sample, each.id).not.toMatch(/Bearer [\w-]{16,}/);
      }
    }
  });
  test("a quote in an example cannot leave its place in a sample", () => {
    const odd = {
      ...operations.members.suggestMembers,
      method: "POST" as const,
      example: { search_text: `o'neil "x" $HOME` },
    };
    const where = { baseUrl: "https://cloud.example", cafeId: 10001 };
    expect(sampleCall(odd, where, "curl")).toContain(`'search_text=o'\\''neil "x" $HOME'`);
    expect(sampleCall(odd, where, "php")).toContain(`'o\\'neil "x" $HOME'`);
    expect(sampleCall(odd, where, "python")).toContain(String.raw`"o'neil \"x\" $HOME"`);
  });
});
