const alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz";
const length = 16;

/** A password made up by this device: 16 characters without look-alikes, 91 random bits. */
export function madePassword(): string {
  const even = 256 - (256 % alphabet.length);
  let text = "";
  while (text.length < length) {
    for (const byte of crypto.getRandomValues(new Uint8Array(length)))
      if (byte < even && text.length < length) text += alphabet.charAt(byte % alphabet.length);
  }
  return text;
}
