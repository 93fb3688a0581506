/**
 * Calls that move money and whose answer has not come yet, with the Idempotency-Key they went out under. They outlive
 * their dialog and a reload of the page, because only the same key can be sent again without moving money twice.
 */
export interface OpenCall {
  key: string;
  wanted: unknown;
}

const nameOf = (name: string) => `netcafe.open.${name}`;

export function findOpenCall(name: string): OpenCall | null {
  const text = sessionStorage.getItem(nameOf(name));
  return text === null ? null : (JSON.parse(text) as OpenCall);
}

export const keepOpenCall = (name: string, open: OpenCall): void =>
  sessionStorage.setItem(nameOf(name), JSON.stringify(open));

export const dropOpenCall = (name: string): void => sessionStorage.removeItem(nameOf(name));
