import { describe, expect, test } from "vitest";
import { mediaTypeOf } from "./image-rules.ts";

describe("a picture is told by its first bytes", () => {
  const ascii = (text: string) => Buffer.from(text, "latin1");
  test.each<[string, Buffer, string | null]>([
    ["PNG", ascii("\x89PNG\r\n\x1a\n\0"), "image/png"],
    ["JPEG", ascii("\xff\xd8\xff\xe0"), "image/jpeg"],
    ["GIF of 1987", ascii("GIF87a\0"), "image/gif"],
    ["GIF of 1989", ascii("GIF89a\0"), "image/gif"],
    ["WebP", ascii("RIFF\x10\0\0\0WEBPVP8 "), "image/webp"],
    ["WAV in the same wrapping", ascii("RIFF\x10\0\0\0WAVEfmt "), null],
    ["SVG", ascii('<svg xmlns="http://www.w3.org/2000/svg"/>'), null],
    ["HTML", ascii("<!doctype html>"), null],
    ["half a sign", ascii("\x89PNG"), null],
    ["nothing", ascii(""), null],
  ])("%s", (_name, bytes, mediaType) => expect(mediaTypeOf(bytes)).toBe(mediaType));
});
