/** Pictures told apart by their first bytes: what a caller says of a file is not believed (api-v2.md 1.3). Pure. */

export const largestImageBytes = 2 * 1024 * 1024;

/** -1 stands for any byte. */
const signs: readonly { mediaType: string; bytes: readonly number[] }[] = [
  { mediaType: "image/png", bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { mediaType: "image/jpeg", bytes: [0xff, 0xd8, 0xff] },
  { mediaType: "image/gif", bytes: [0x47, 0x49, 0x46, 0x38, 0x37, 0x61] },
  { mediaType: "image/gif", bytes: [0x47, 0x49, 0x46, 0x38, 0x39, 0x61] },
  { mediaType: "image/webp", bytes: [0x52, 0x49, 0x46, 0x46, -1, -1, -1, -1, 0x57, 0x45, 0x42, 0x50] },
];

/** The media type of a PNG, JPEG, WebP or GIF; null for anything else, SVG too: it can carry a script. */
export function mediaTypeOf(bytes: Uint8Array): string | null {
  const fits = signs.find(
    (sign) =>
      bytes.length > sign.bytes.length && sign.bytes.every((byte, at) => byte < 0 || bytes[at] === byte),
  );
  return fits?.mediaType ?? null;
}
