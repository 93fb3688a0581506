import { exampleParts } from "./call-parts.ts";
import { groups, type Operation } from "./kit/operation.ts";

const schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";

/** The API as a Postman collection v2.1: a folder for each group, form-data bodies, variables base_url, cafe_id, key. */
export function postmanCollection(operations: readonly Operation[], { baseUrl }: { baseUrl: string }) {
  const folders = groups.map(([slug, title]) => ({
    name: title,
    item: operations.filter(({ group }) => group === slug).map(request),
  }));
  return {
    info: { name: "Netcafe API v2", schema },
    auth: { type: "bearer", bearer: [{ key: "token", value: "{{key}}", type: "string" }] },
    variable: [
      { key: "base_url", value: baseUrl },
      { key: "cafe_id", value: "" },
      { key: "key", value: "" },
    ],
    item: folders.filter(({ item }) => item.length > 0),
  };
}

function request(operation: Operation) {
  const parts = exampleParts(operation, "{{cafe_id}}");
  const query = parts.query.map(([key, value]) => ({ key, value }));
  const search = query.map(({ key, value }) => `${key}=${encodeURIComponent(value)}`).join("&");
  const { method, auth, summary, description = "", idempotent } = operation;
  const fields = [
    ...parts.form.map(([key, value]) => ({ key, value, type: "text" })),
    ...parts.files.map((key) => ({ key, type: "file", src: null })),
  ];
  return {
    name: summary,
    request: {
      method,
      description,
      ...headerAndAuth(auth, idempotent),
      url: {
        raw: `{{base_url}}${parts.path}${search === "" ? "" : `?${search}`}`,
        host: ["{{base_url}}"],
        path: parts.path.split("/").slice(1),
        query,
      },
      ...(method !== "GET" && { body: { mode: "formdata", formdata: fields } }),
    },
    response: [],
  };
}

function headerAndAuth(auth: Operation["auth"], idempotent: boolean) {
  const key = { key: "Idempotency-Key", value: "{{$guid}}", disabled: true };
  const pc = { key: "X-Netcafe-PC", value: "{{key}}", disabled: false };
  return {
    header: [...(idempotent ? [key] : []), ...(auth === "P" ? [pc] : [])],
    ...((auth === "none" || auth === "P") && { auth: { type: "noauth" } }),
  };
}
