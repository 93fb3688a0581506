/** Why a link was closed (pc-protocol.md 2.7). */
export const closeCodes = {
  badFrame: 4400,
  credentialUnknown: 4401,
  notAllowed: 4403,
  pcUnknown: 4404,
  loginTooLate: 4408,
  connectedTwice: 4409,
  replaced: 4410,
  frameTooLarge: 4413,
  agentTooOld: 4426,
  tooManyFrames: 4429,
  serverRestarts: 4503,
} as const;

export type CloseCode = (typeof closeCodes)[keyof typeof closeCodes];

/** One sentence for the log and for a person at the PC. */
export const closeReasons: Readonly<Record<CloseCode, string>> = {
  4400: "a frame could not be read",
  4401: "the credential is unknown or was cancelled; enrol the PC again",
  4403: "this role may not do that",
  4404: "the PC is unknown or was deleted; enrol it again",
  4408: "the login came later than 10 s after hello",
  4409: "this credential is connected already",
  4410: "a newer link of the same credential took over",
  4413: "a frame was above 256 KB",
  4426: "the agent is too old; update it first",
  4429: "too many frames: 20 a second, 100 in one burst",
  4503: "the server restarts",
};

export function closeReason(code: number): string {
  return (closeReasons as Readonly<Record<number, string>>)[code] ?? `the link ended with code ${code}`;
}
