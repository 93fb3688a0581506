import { productGroup } from "../objects/product.ts";
import { intOut, listOf, nothing, shape } from "../kit/answer.ts";
import { allOptional, file, int, text } from "../kit/field.ts";
import { operation } from "../kit/operation.ts";

/** Groups of products (api-v2.md 2.10, 3.8, 4.8). -1 (offers) and 1 (default) are built in. */
const group = "products";
const right = "product_edit";

const pathFields = { productGroupId: int.required("The group's id", { min: -4, example: 1 }) };

const writable = {
  product_group_name: text.required("Name of the group, unique", { maxLength: 50, example: "Drinks" }),
  product_group_desc: text.optional("What customers read of it", { maxLength: 500 }),
  product_parent_group_id: int.optional("The group it lies in; 0 (unless said) = none", { min: 0 }),
};

export const listProductGroups = operation({
  id: "productGroups.list",
  method: "GET",
  path: "productGroups",
  auth: "K",
  mark: "partly",
  group,
  summary: "List product groups",
  description: "The built-in ones come first: -1 offers, 1 default.",
  answer: listOf(productGroup),
});

export const addProductGroup = operation({
  id: "productGroups.add",
  method: "POST",
  path: "productGroups",
  auth: "K",
  right,
  mark: "ours",
  group,
  summary: "Add a product group",
  input: writable,
  answer: shape({ product_group_id: intOut }),
  successCode: 201,
  refusals: ["product_group.not_found", "product_group.name_exists", "limit.max_records"],
  idempotent: true,
  example: { product_group_name: "Drinks" },
});

export const getProductGroup = operation({
  id: "productGroups.get",
  method: "GET",
  path: "productGroups/{productGroupId}",
  auth: "K",
  mark: "ours",
  group,
  summary: "Read one product group",
  pathFields,
  answer: shape({ product_group: productGroup }),
  refusals: ["product_group.not_found"],
  example: { productGroupId: 1 },
});

export const changeProductGroup = operation({
  id: "productGroups.change",
  method: "PUT",
  path: "productGroups/{productGroupId}",
  auth: "K",
  right,
  mark: "ours",
  group,
  summary: "Change a product group",
  description: "Fields that are not sent stay. Built-in groups stay as they are.",
  pathFields,
  input: allOptional(writable),
  answer: shape({ product_group_id: intOut }),
  refusals: ["product_group.not_found", "product_group.name_exists", "product_group.built_in"],
  example: { productGroupId: 400001, product_group_desc: "Cold ones" },
});

export const removeProductGroup = operation({
  id: "productGroups.remove",
  method: "DELETE",
  path: "productGroups/{productGroupId}",
  auth: "K",
  right,
  mark: "ours",
  group,
  summary: "Remove a product group",
  description: "Its products then belong to group 1, groups inside it lie at the top. Built-in groups stay.",
  pathFields,
  answer: nothing,
  refusals: ["product_group.not_found", "product_group.built_in"],
  example: { productGroupId: 400001 },
});

export const getProductGroupIcon = operation({
  id: "productGroups.getIcon",
  method: "GET",
  path: "productGroups/{productGroupId}/icon",
  auth: "none",
  mark: "ours",
  group,
  summary: "Read the icon of a product group",
  pathFields,
  answer: "bytes",
  refusals: ["image.not_found"],
  rate: "image",
  example: { productGroupId: 1 },
});

export const putProductGroupIcon = operation({
  id: "productGroups.putIcon",
  method: "PUT",
  path: "productGroups/{productGroupId}/icon",
  auth: "K",
  right,
  mark: "ours",
  group,
  summary: "Store or remove the icon of a product group",
  description:
    "PNG, JPEG, WebP or GIF, at most 2 MB, as multipart/form-data; an empty file field removes it.",
  pathFields,
  input: { file: file.optional("The picture; empty = remove") },
  answer: nothing,
  refusals: ["product_group.not_found", "image.invalid"],
  example: { productGroupId: 1 },
});
