/** What the panel shows for a new PC (pc-protocol.md 2.1): `netcafe:host[:port]#code#pin`. */
export interface PairText {
  /** Name or address, IPv6 in brackets. */
  host: string;
  /** 443 when the text names none. */
  port: number;
  pairCode: string;
  /** base64url SHA-256 of the server's public key (SPKI); absent = the certificate must be publicly trusted. */
  pin?: string;
}

const form = /^netcafe:(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(?::(\d{1,5}))?#([^#]*)(?:#([^#]*))?$/;
/** 10 characters without those that are mistaken for one another. */
export const pairCodeForm = /^[23456789ABCDEFGHJKMNPQRSTUVWXYZ]{10}$/;
export const pinForm = /^[A-Za-z0-9_-]{43}$/;

/** The parts of a pair text, or one sentence saying what is wrong with it. */
export function parsePairText(text: string): PairText | { wrong: string } {
  const parts = form.exec(text.trim());
  if (!parts) return { wrong: "A pair text looks like netcafe:host[:port]#code#pin." };
  const [, host = "", portText, codeText = "", pin = ""] = parts;
  const port = portText === undefined ? 443 : Number(portText);
  if (port < 1 || port > 65_535)
    return { wrong: `The port ${port} of the pair text is not between 1 and 65535.` };
  const pairCode = codeText.toUpperCase();
  if (!pairCodeForm.test(pairCode)) {
    return { wrong: "The code of the pair text must be 10 characters of 23456789ABCDEFGHJKMNPQRSTUVWXYZ." };
  }
  if (pin === "") return { host, port, pairCode };
  if (!pinForm.test(pin))
    return { wrong: "The pin of the pair text must be 43 characters of base64url (a SHA-256)." };
  return { host, port, pairCode, pin };
}

export function formatPairText({ host, port, pairCode, pin }: PairText): string {
  return `netcafe:${host}${port === 443 ? "" : `:${port}`}#${pairCode}${pin === undefined ? "" : `#${pin}`}`;
}
