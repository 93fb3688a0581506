import { product, saleProduct, productGroup } from "../objects/product.ts";
import { intOut, listOf, nothing, pagingInfo, shape } from "../kit/answer.ts";
import { allOptional, file, flag, int, paging } from "../kit/field.ts";
import { operation } from "../kit/operation.ts";
import { firstStock, productFields, productIdPath } from "./product-fields.ts";

/** Products and offers on sale (api-v2.md 2.10, 3.7). An offer is a product of group -1. */
const group = "products";
const right = "product_edit";

export const listProducts = operation({
  id: "products.list",
  method: "GET",
  path: "products",
  auth: "K",
  mark: "known",
  group,
  summary: "List products and offers",
  input: {
    ...paging,
    product_group_id: int.optional(
      "-1 offers, -2 those with a price in coins, -3 all, -4 promoted; absent = all",
      {
        min: -4,
        example: -1,
      },
    ),
    product_is_offer: flag.optional("0 = only products, 1 = only offers"),
  },
  answer: shape({ items: listOf(product), paging_info: pagingInfo }),
  example: { product_group_id: -1, page: "1" },
});

export const addProduct = operation({
  id: "products.add",
  method: "POST",
  path: "products",
  auth: "K",
  right,
  mark: "partly",
  group,
  summary: "Add a product or an offer",
  description: "With product_group_id -1 it is an offer and needs product_mins.",
  input: { ...productFields, ...firstStock },
  answer: shape({ product_id: intOut }),
  successCode: 201,
  refusals: ["product_group.not_found", "pc_group.not_found", "member_group.not_found", "limit.max_records"],
  idempotent: true,
  example: { product_name: "3 hours", product_price: "10.00", product_group_id: -1, product_mins: 180 },
});

export const getProduct = operation({
  id: "products.get",
  method: "GET",
  path: "products/{productId}",
  auth: "K",
  mark: "ours",
  group,
  summary: "Read one product",
  pathFields: productIdPath,
  answer: shape({ product }),
  refusals: ["product.not_found"],
  example: { productId: "12" },
});

export const changeProduct = operation({
  id: "products.change",
  method: "PUT",
  path: "products/{productId}",
  auth: "K",
  right,
  mark: "partly",
  group,
  summary: "Change a product",
  description: "Fields that are not sent stay. Offers that were bought keep the terms of their sale.",
  pathFields: productIdPath,
  input: allOptional(productFields),
  answer: shape({ product_id: intOut }),
  refusals: ["product.not_found", "product_group.not_found", "pc_group.not_found", "member_group.not_found"],
  example: { productId: "12", product_price: "12.00" },
});

export const removeProduct = operation({
  id: "products.remove",
  method: "DELETE",
  path: "products/{productId}",
  auth: "K",
  right,
  mark: "partly",
  group,
  summary: "Remove a product",
  description: "What was sold of it keeps its name and its terms. A part of a set stays.",
  pathFields: productIdPath,
  answer: nothing,
  refusals: ["product.not_found", "product.in_use"],
  example: { productId: "12" },
});

export const getProductImage = operation({
  id: "products.getImage",
  method: "GET",
  path: "products/{productId}/image",
  auth: "none",
  mark: "partly",
  group,
  summary: "Read the picture of a product",
  pathFields: productIdPath,
  answer: "bytes",
  refusals: ["image.not_found"],
  rate: "image",
  example: { productId: "12" },
});

export const putProductImage = operation({
  id: "products.putImage",
  method: "PUT",
  path: "products/{productId}/image",
  auth: "K",
  right,
  mark: "ours",
  group,
  summary: "Store or remove the picture of a product",
  description:
    "PNG, JPEG, WebP or GIF, at most 2 MB, as multipart/form-data; an empty file field removes it.",
  pathFields: productIdPath,
  input: { file: file.optional("The picture; empty = remove") },
  answer: nothing,
  refusals: ["product.not_found", "image.invalid"],
  example: { productId: "12" },
});

export const productList = operation({
  id: "orders.productList",
  method: "GET",
  path: "orders/action/productList",
  auth: "K",
  mark: "known",
  group,
  summary: "What is on sale now, for the desk",
  description: "Ids as o-N (offers) and p-N.",
  answer: shape({ product_group_list: listOf(productGroup), product_list: listOf(saleProduct) }),
});
