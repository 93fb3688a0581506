import { request } from "node:http";
import { isRecord } from "../../contract/frames/frame.ts";
import type { ServerAddress } from "../../contract/frames/login.ts";
import { LinkRefused, openPinnedTls } from "./pinned-tls.ts";

const answerTimeoutMs = 15_000;
const maxAnswerBytes = 4 * 1024 * 1024;

/** A refusal of the server, in its own words (api-v2.md 1.4). */
export class ApiRefusal extends Error {
  override name = "ApiRefusal";
  readonly code: number;
  readonly error: string;

  constructor(code: number, error: string, message: string) {
    super(message);
    this.code = code;
    this.error = error;
  }
}

export interface ApiCall {
  server: Pick<ServerAddress, "url" | "pins">;
  method?: "GET" | "POST";
  path: string;
  body?: Readonly<Record<string, unknown>>;
  headers?: Readonly<Record<string, string>>;
}

/** Calls the REST API over pinned TLS and answers `data`. Refuses with ApiRefusal or LinkRefused. */
export async function callApi(call: ApiCall): Promise<Readonly<Record<string, unknown>>> {
  const { status, text } = await exchange(call);
  let envelope: unknown;
  try {
    envelope = JSON.parse(text);
  } catch {
    throw new LinkRefused(`${call.server.url}${call.path} answered HTTP ${status} without JSON.`);
  }
  if (!isRecord(envelope) || typeof envelope.code !== "number") {
    throw new LinkRefused(`${call.server.url}${call.path} answered no envelope (HTTP ${status}).`);
  }
  if (envelope.code !== 200 && envelope.code !== 201) {
    const error = typeof envelope.error === "string" ? envelope.error : "";
    const message = typeof envelope.message === "string" ? envelope.message : "The server refused.";
    throw new ApiRefusal(envelope.code, error, message);
  }
  return isRecord(envelope.data) ? envelope.data : {};
}

async function exchange({ server, method = "POST", path, body, headers = {} }: ApiCall) {
  const socket = await openPinnedTls(server.url, server.pins);
  const payload = body === undefined ? undefined : JSON.stringify(body);
  const withBody =
    payload === undefined
      ? {}
      : { "content-type": "application/json", "content-length": Buffer.byteLength(payload) };
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const fail = (error: Error) => {
      socket.destroy();
      reject(
        error instanceof LinkRefused ? error : new LinkRefused(`${server.url}${path}: ${error.message}`),
      );
    };
    const asked = request(
      {
        // The judged connection is the only one this call may use.
        createConnection: () => socket,
        host: new URL(server.url).host,
        method,
        path,
        headers: {
          host: new URL(server.url).host,
          accept: "application/json",
          connection: "close",
          ...withBody,
          ...headers,
        },
      },
      (answer) => {
        const parts: Buffer[] = [];
        let length = 0;
        answer.on("data", (part: Buffer) => {
          length += part.length;
          if (length > maxAnswerBytes) fail(new LinkRefused(`${path} answered more than 4 MB.`));
          else parts.push(part);
        });
        answer.on("error", fail);
        answer.on("end", () => {
          socket.end();
          resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(parts).toString("utf8") });
        });
      },
    );
    asked.setTimeout(answerTimeoutMs, () => fail(new LinkRefused(`${path} was not answered within 15 s.`)));
    asked.on("error", fail);
    asked.end(payload);
  });
}
