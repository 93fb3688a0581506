import { exampleParts, type ExampleParts } from "./call-parts.ts";
import type { Operation } from "./kit/operation.ts";

export const sampleLanguages = ["curl", "typescript", "python", "php"] as const;
export type SampleLanguage = (typeof sampleLanguages)[number];

interface Call {
  method: string;
  url: string;
  /** Name and value of the header that shows who calls, the value read from the environment variable NETCAFE_KEY. */
  header: { name: string; prefix: string } | null;
  form: ExampleParts["form"];
  files: ExampleParts["files"];
}

/** A call of an operation as text to run. The key is read from NETCAFE_KEY, so that no sample ever holds one. */
export function sampleCall(
  operation: Operation,
  { baseUrl, cafeId }: { baseUrl: string; cafeId: number },
  language: SampleLanguage,
): string {
  const parts = exampleParts(operation, String(cafeId));
  const search = new URLSearchParams(
    parts.query.map(([name, value]): [string, string] => [name, value]),
  ).toString();
  const url = `${baseUrl}${parts.path}${search === "" ? "" : `?${search}`}`;
  return writers[language]({
    method: operation.method,
    url,
    header: headerOf(operation.auth),
    form: parts.form,
    files: parts.files,
  });
}

function headerOf(auth: Operation["auth"]): Call["header"] {
  if (auth === "none") return null;
  return auth === "P" ? { name: "X-Netcafe-PC", prefix: "" } : { name: "Authorization", prefix: "Bearer " };
}

/** Quoted for a POSIX shell. */
const shell = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
/** A JSON text is a string literal of TypeScript and of Python. */
const literal = (text: string) => JSON.stringify(text);
const php = (text: string) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
const fileOf = (name: string) => `${name}.png`;

function curl({ method, url, header, form, files }: Call): string {
  const options = [
    ...(header ? [`-H "${header.name}: ${header.prefix}$NETCAFE_KEY"`] : []),
    ...form.map(([name, value]) => `--form-string ${shell(`${name}=${value}`)}`),
    ...files.map((name) => `-F ${shell(`${name}=@${fileOf(name)}`)}`),
  ];
  return [`curl -X ${method} ${shell(url)}`, ...options].join(" \\\n  ");
}

function typescript({ method, url, header, form, files }: Call): string {
  const withBody = form.length + files.length > 0;
  return [
    ...(files.length > 0 ? [`import { openAsBlob } from "node:fs";`, ""] : []),
    ...(withBody ? ["const body = new FormData();"] : []),
    ...form.map(([name, value]) => `body.append(${literal(name)}, ${literal(value)});`),
    ...files.map(
      (name) =>
        `body.append(${literal(name)}, await openAsBlob(${literal(fileOf(name))}), ${literal(fileOf(name))});`,
    ),
    `const response = await fetch(${literal(url)}, {`,
    `  method: ${literal(method)},`,
    ...(header
      ? [`  headers: { ${literal(header.name)}: \`${header.prefix}\${process.env.NETCAFE_KEY}\` },`]
      : []),
    ...(withBody ? ["  body,"] : []),
    "});",
    ...(method === "GET" && url.includes("/images/")
      ? ["const bytes = await response.arrayBuffer();"]
      : [
          "const { code, message, data } = await response.json();",
          'if (message !== "success") throw new Error(`${code} ${message}`);',
          "console.log(data);",
        ]),
  ].join("\n");
}

function python({ method, url, header, form, files }: Call): string {
  const fields = [
    ...form.map(([name, value]) => `        ${literal(name)}: (None, ${literal(value)}),`),
    ...files.map((name) => `        ${literal(name)}: open(${literal(fileOf(name))}, "rb"),`),
  ];
  return [
    ...(header ? ["import os"] : []),
    "import requests",
    "",
    "response = requests.request(",
    `    ${literal(method)},`,
    `    ${literal(url)},`,
    ...(header
      ? [`    headers={${literal(header.name)}: ${literal(header.prefix)} + os.environ["NETCAFE_KEY"]},`]
      : []),
    ...(fields.length > 0 ? ["    files={", ...fields, "    },"] : []),
    ")",
    ...(method === "GET" && url.includes("/images/")
      ? ["content = response.content"]
      : [
          "answer = response.json()",
          'if answer["message"] != "success":',
          "    raise RuntimeError(f\"{answer['code']} {answer['message']}\")",
          'print(answer["data"])',
        ]),
  ].join("\n");
}

function phpSample({ method, url, header, form, files }: Call): string {
  const fields = [
    ...form.map(([name, value]) => `    ${php(name)} => ${php(value)},`),
    ...files.map((name) => `    ${php(name)} => new CURLFile(${php(fileOf(name))}),`),
  ];
  return [
    "<?php",
    `$curl = curl_init(${php(url)});`,
    `curl_setopt($curl, CURLOPT_CUSTOMREQUEST, ${php(method)});`,
    "curl_setopt($curl, CURLOPT_RETURNTRANSFER, true);",
    ...(header
      ? [
          `curl_setopt($curl, CURLOPT_HTTPHEADER, [${php(`${header.name}: ${header.prefix}`)} . getenv('NETCAFE_KEY')]);`,
        ]
      : []),
    ...(fields.length > 0 ? ["curl_setopt($curl, CURLOPT_POSTFIELDS, [", ...fields, "]);"] : []),
    ...(method === "GET" && url.includes("/images/")
      ? ["$bytes = curl_exec($curl);"]
      : [
          "$text = curl_exec($curl);",
          "if ($text === false) {",
          "    throw new RuntimeException(curl_error($curl));",
          "}",
          "$answer = json_decode($text, true);",
          "if ($answer['message'] !== 'success') {",
          "    throw new RuntimeException($answer['code'] . ' ' . $answer['message']);",
          "}",
          "print_r($answer['data']);",
        ]),
  ].join("\n");
}

const writers: Record<SampleLanguage, (call: Call) => string> = { curl, typescript, python, php: phpSample };
