/** Who speaks on the socket (pc-protocol.md 1). */
export const roles = ["client", "server", "boot", "web", "wss-server"] as const;
export type Role = (typeof roles)[number];

export type FrameData = Readonly<Record<string, unknown>> | readonly unknown[];

interface FrameHead {
  action: string;
  version: 2;
  from: Role;
  target: Role;
  data: FrameData;
  /** ULID; a receiver carries no id out twice (pc-protocol.md 2.4). Absent towards and from the menu page. */
  id?: string;
}

export interface RequestFrame extends FrameHead {
  type: "request";
}

export interface ResponseFrame extends FrameHead {
  type: "response";
  status: "success" | "error";
}

/** One message on the socket (pc-protocol.md 3.1). */
export type Frame = RequestFrame | ResponseFrame;

/** Largest message in bytes of UTF-8; more closes the link with 4413 (pc-protocol.md 2.2). */
export const maxFrameBytes = 256 * 1024;
/** Frames a link may carry a second, and in one burst, before it is closed with 4429 (pc-protocol.md 2.7). */
export const frameRate = { perSecond: 20, burst: 100 } as const;
/** Ids each side remembers so that nothing is carried out twice (pc-protocol.md 2.4). */
export const rememberedIds = 512;
export const subprotocol = "netcafe.v2";

const maxActionLength = 64;
const maxIdLength = 64;

/** The frame in a message, or null: no JSON object, another version, an unknown role, above 256 KB. Unknown fields are dropped. */
export function parseFrame(text: string): Frame | null {
  if (!fitsFrame(text)) return null;
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(message)) return null;
  const { action, version, type, from, target, data, status, id } = message;
  if (typeof action !== "string" || action === "" || action.length > maxActionLength || version !== 2)
    return null;
  if (!isRole(from) || !isRole(target) || !isFrameData(data)) return null;
  if (id !== undefined && (typeof id !== "string" || id === "" || id.length > maxIdLength)) return null;
  const head = { action, version, from, target, ...(id === undefined ? {} : { id }) } as const;
  if (type === "request") return { ...head, type, data };
  if (type !== "response" || (status !== "success" && status !== "error")) return null;
  return { ...head, type, status, data };
}

/** The frame as text, its keys in the order of the examples of pc-protocol.md 3. */
export function formatFrame(frame: Frame): string {
  const { action, version, type, from, target, id, data } = frame;
  const status = frame.type === "response" ? frame.status : undefined;
  return JSON.stringify({ action, version, type, from, target, id, status, data });
}

export interface RequestParts {
  action: string;
  from: Role;
  target: Role;
  data?: FrameData;
  id?: string;
}

export function request({ action, from, target, data = {}, id }: RequestParts): RequestFrame {
  return { action, version: 2, type: "request", from, target, data, ...(id === undefined ? {} : { id }) };
}

/** The success answer to a request: same action and id, the way back. */
export function response(to: RequestFrame, data: FrameData = {}, from: Role = to.target): ResponseFrame {
  return answer(to, from, "success", data);
}

/** The refusal of a request; `error` is a stable name of api-v2.md 1.6, `message` English text for a person. */
export function refusal(
  to: RequestFrame,
  why: { error: string; message: string },
  from: Role = to.target,
): ResponseFrame {
  return answer(to, from, "error", { message: why.message, error: why.error });
}

function answer(to: RequestFrame, from: Role, status: "success" | "error", data: FrameData): ResponseFrame {
  const id = to.id === undefined ? {} : { id: to.id };
  return { action: to.action, version: 2, type: "response", from, target: to.from, status, data, ...id };
}

/** The payload when it is an object; `[]`, as pcs_status carries, counts as empty. */
export function dataObject(frame: Frame): Readonly<Record<string, unknown>> {
  return isRecord(frame.data) ? frame.data : {};
}

export function isRole(value: unknown): value is Role {
  return (roles as readonly unknown[]).includes(value);
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isFrameData(value: unknown): value is FrameData {
  return isRecord(value) || Array.isArray(value);
}

/** A UTF-16 unit is at most 3 bytes of UTF-8, so most texts need not be encoded to be judged. */
function fitsFrame(text: string): boolean {
  if (text.length > maxFrameBytes) return false;
  return text.length * 3 <= maxFrameBytes || new TextEncoder().encode(text).length <= maxFrameBytes;
}
