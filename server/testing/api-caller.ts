import { Agent, request } from "node:https";

/** Calls as programs send them, over real TLS, kept alive. */
export interface ApiAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  code: number;
  message: string;
  data: unknown;
  error: string | undefined;
}

export interface RawCall {
  method: string;
  path: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
}

export interface ApiCaller {
  /** Path relative to the café, or absolute with a leading slash; a body of parameters travels as JSON, of GET as query. */
  call(
    method: string,
    path: string,
    parameters?: Record<string, unknown>,
    headers?: Record<string, string>,
  ): Promise<ApiAnswer>;
  raw(call: RawCall): Promise<ApiAnswer>;
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

export function callerOf(target: {
  baseUrl: string;
  cafeId: number;
  token: string | undefined;
  ca: string;
}): ApiCaller {
  const raw = (call: RawCall) => send(target.baseUrl, target.ca, target.token, call);
  return {
    raw,
    call(method, path, parameters = {}, headers = {}) {
      const full = path.startsWith("/") ? path : `/api/v2/cafe/${target.cafeId}/${path}`;
      const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
      if (method === "GET" || given.length === 0) {
        const query = new URLSearchParams(
          given.map(([name, value]) => [name, String(value)] as [string, string]),
        ).toString();
        return raw({ method, path: query === "" ? full : `${full}?${query}`, headers });
      }
      return raw({
        method,
        path: full,
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify(parameters),
      });
    },
  };
}

function send(
  baseUrl: string,
  ca: string,
  token: string | undefined,
  { method, path, headers, body }: RawCall,
): Promise<ApiAnswer> {
  const { hostname, port } = new URL(baseUrl);
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        host: "127.0.0.1",
        servername: hostname,
        port,
        ca,
        agent,
        method,
        path,
        headers: { ...authorization, ...length, ...headers },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () =>
          resolve(
            answerOf(response.statusCode ?? 0, response.headers, Buffer.concat(chunks).toString("utf8")),
          ),
        );
        response.on("error", reject);
      },
    );
    asked.on("error", reject);
    asked.end(body);
  });
}

function answerOf(status: number, headers: ApiAnswer["headers"], text: string): ApiAnswer {
  let envelope: Partial<ApiAnswer> = {};
  if (String(headers["content-type"]).startsWith("application/json"))
    envelope = JSON.parse(text) as Partial<ApiAnswer>;
  return {
    status,
    headers,
    text,
    code: envelope.code ?? 0,
    message: envelope.message ?? "",
    data: envelope.data,
    error: envelope.error,
  };
}
