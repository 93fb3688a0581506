/** What somebody typed as their sign-in code: of the phone, of the printed sheet, or neither. Pure. */

/** Letters and digits that are not mistaken for one another. */
export const recoveryAlphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
/** 16 of 31 characters: 79 random bits, so that what is kept of them needs no slow hash. */
export const recoveryLength = 16;
export const recoveryCodes = 10;

export type TypedCode =
  { kind: "phone"; digits: string } | { kind: "recovery"; text: string } | { kind: "neither" };

const recoveryForm = new RegExp(`^[${recoveryAlphabet}]{${recoveryLength}}$`);

/** Spaces and hyphens are only there to be read by. */
export function readTypedCode(typed: string | undefined): TypedCode {
  const text = (typed ?? "").replace(/[\s-]/g, "").toUpperCase();
  if (/^[0-9]{6}$/.test(text)) return { kind: "phone", digits: text };
  return recoveryForm.test(text) ? { kind: "recovery", text } : { kind: "neither" };
}

/** In fours, as it stands on the sheet. */
export const recoveryText = (code: string): string => (code.match(/.{1,4}/g) ?? []).join("-");
