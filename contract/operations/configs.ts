import Type, { type TProperties, type TSchema } from "typebox";
import { decOut, flagOut, intOut, jsonTextOut, listOf, nothing, shape, strOut } from "../kit/answer.ts";
import { dec, file, flag, int, json, text, time, type Field, type FieldRules } from "../kit/field.ts";
import { operation, type Operation } from "../kit/operation.ts";
import { keysOfPage, pages, type SettingKey, type SettingKind, type SettingPage } from "../setting-keys.ts";

/** Settings of the café, one operation for each page and direction (api-v2.md 2.2, 3.15). */
const group = "configs";
const right = "config_edit";

/** Pages whose PUT is documented; the others are ours. */
const documentedPages: readonly SettingPage[] = ["centerSettings", "clientSettings", "gameSettings"];

/** A time is answered as text; json as JSON text. */
const answerOf: Record<SettingKind, TSchema> = {
  flag: flagOut,
  int: intOut,
  text: strOut,
  time: strOut,
  dec: decOut,
  json: jsonTextOut,
};

const fieldMakers: Record<SettingKind, (description: string, rules: FieldRules) => Field<unknown>> = {
  flag: flag.optional,
  int: int.optional,
  text: text.optional,
  time: time.optional,
  dec: dec.optional,
  json: json.optional,
};

function fieldOf(setting: SettingKey): Field<unknown> {
  const { kind, description, choices, min, max, maxLength } = setting;
  const rules: FieldRules = {
    ...(choices && { choices }),
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(maxLength !== undefined && { maxLength }),
  };
  const kept = setting.secret ? '; reads as "***", writing "***" keeps it' : "";
  return fieldMakers[kind](description + kept, rules);
}

/** Values of one page, keys in the order of the specification. */
export type PageValues = Record<string, string | number>;

function pageAnswer(page: SettingPage) {
  const properties: TProperties = {};
  for (const setting of keysOfPage(page)) properties[setting.key] = answerOf[setting.kind];
  return Type.Unsafe<PageValues>(shape(properties));
}

const changed = shape({ changed: listOf(strOut) });

export const listConfigs = operation({
  id: "configs.list",
  method: "GET",
  path: "configs",
  auth: "K",
  mark: "ours",
  group,
  summary: "Read all settings, page by page",
  answer: Type.Unsafe<Record<SettingPage, PageValues>>(
    shape(Object.fromEntries(pages.map((page) => [page, pageAnswer(page)]))),
  ),
});

/** Reading a page: secrets read as "***". */
const readPage = (page: SettingPage) =>
  operation({
    id: `configs.get.${page}`,
    method: "GET",
    path: `configs/${page}`,
    auth: "K",
    mark: "ours",
    group,
    summary: `Read ${page}`,
    description: 'JSON values are JSON text. Secrets read as "***".',
    answer: pageAnswer(page),
  });

/** Writing a page: keys that are not sent stay, keys of other pages are ignored. */
const writePage = (page: SettingPage) =>
  operation({
    id: `configs.change.${page}`,
    method: "PUT",
    path: `configs/${page}`,
    auth: "K",
    right,
    mark: documentedPages.includes(page) ? "partly" : "ours",
    group,
    summary: `Change ${page}`,
    description: "Settings that are not sent stay. Answers the keys whose value is now another.",
    input: Object.fromEntries(keysOfPage(page).map((setting) => [setting.key, fieldOf(setting)])),
    answer: changed,
  });

type OfPage<Made> = Record<SettingPage, Made>;
const eachPage = <Made>(make: (page: SettingPage) => Made): OfPage<Made> =>
  Object.fromEntries(pages.map((page) => [page, make(page)])) as OfPage<Made>;

export const readPages = eachPage(readPage);
export const writePages = eachPage(writePage);

/** Pictures of the café. */
export const imageNames = [
  "cafe_logo",
  "member_logo",
  "login_background",
  "menu_background",
  "manual_topup_qr_code",
] as const;

const imagePath = {
  name: text.required(
    "Which picture: cafe_logo, member_logo, login_background, menu_background or manual_topup_qr_code",
    {
      choices: imageNames,
      example: "cafe_logo",
    },
  ),
};

export const getImage = operation({
  id: "configs.getImage",
  method: "GET",
  path: "configs/images/{name}",
  auth: "none",
  mark: "ours",
  group,
  summary: "Read a picture of the café",
  pathFields: imagePath,
  answer: "bytes",
  refusals: ["image.not_found"],
  rate: "image",
  example: { name: "cafe_logo" },
});

export const putImage = operation({
  id: "configs.putImage",
  method: "PUT",
  path: "configs/images/{name}",
  auth: "K",
  right,
  mark: "ours",
  group,
  summary: "Store or remove a picture of the café",
  description:
    "PNG, JPEG, WebP or GIF, at most 2 MB, as multipart/form-data; an empty file field removes it.",
  pathFields: imagePath,
  input: { file: file.optional("The picture; empty = remove") },
  answer: nothing,
  refusals: ["image.invalid", "image.not_found"],
});

/** All of them, for the list of operations. */
export const configOperations: readonly Operation[] = [
  listConfigs,
  ...pages.flatMap((page) => [readPages[page], writePages[page]]),
  getImage,
  putImage,
];
