import { hasFile } from "./field-schema.ts";
import type { Operation } from "./kit/operation.ts";
import { fullPath } from "./kit/operation.ts";

/** The example values of an operation, put where they go: path, query or form (for Postman and the code samples). */
export interface ExampleParts {
  path: string;
  query: readonly (readonly [string, string])[];
  form: readonly (readonly [string, string])[];
  /** Names of file fields; the reader puts a file of their own there. */
  files: readonly string[];
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Example values, and for required fields without one a word in angle brackets that says what goes there. */
export function exampleParts(operation: Operation, cafeId: string): ExampleParts {
  const { input, pathFields, example = {}, method } = operation;
  const path = fullPath(operation).replace(/\{(\w+)\}/g, (_whole, name: string) =>
    name === "cafeId"
      ? cafeId
      : encodeURIComponent(asText(example[name] ?? pathFields[name]?.example ?? `<${name}>`)),
  );
  const pairs = Object.entries(input).flatMap(([name, field]): [string, string][] => {
    if (field.kind === "file") return [];
    const value = example[name] ?? (field.required ? (field.example ?? `<${name}>`) : undefined);
    return value === undefined ? [] : [[name, asText(value)]];
  });
  const files = hasFile(input) ? Object.keys(input).filter((name) => input[name]?.kind === "file") : [];
  return method === "GET" ? { path, query: pairs, form: [], files } : { path, query: [], form: pairs, files };
}
