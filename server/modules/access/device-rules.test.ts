import { expect, test } from "vitest";
import { deviceOf } from "./device-rules.ts";

const mozilla = (place: string, rest: string) => `Mozilla/5.0 (${place}) ${rest}`;
const webKit = "AppleWebKit/537.36 (KHTML, like Gecko)";
const windows = "Windows NT 10.0; Win64; x64";

test.each([
  [mozilla(`${windows}; rv:140.0`, "Gecko/20100101 Firefox/140.0"), "Firefox on Windows"],
  [mozilla(windows, `${webKit} Chrome/139.0.0.0 Safari/537.36`), "Chrome on Windows"],
  [mozilla(windows, `${webKit} Chrome/139.0.0.0 Safari/537.36 Edg/139.0.0.0`), "Edge on Windows"],
  [mozilla(windows, `${webKit} Chrome/139.0.0.0 Safari/537.36 OPR/120.0`), "Opera on Windows"],
  [mozilla("X11; Linux x86_64", `${webKit} HeadlessChrome/139.0.0.0 Safari/537.36`), "Chrome on Linux"],
  [mozilla("X11; CrOS x86_64 14541.0.0", `${webKit} Chrome/139.0.0.0 Safari/537.36`), "Chrome on ChromeOS"],
  [
    mozilla("Linux; Android 16; SM-S921B", `${webKit} SamsungBrowser/28.0 Chrome/130.0 Mobile Safari/537.36`),
    "Samsung Internet on Android",
  ],
  [mozilla("Linux; Android 10; K", `${webKit} Chrome/139.0.0.0 Mobile Safari/537.36`), "Chrome on Android"],
  [
    mozilla(
      "iPhone; CPU iPhone OS 18_6 like Mac OS X",
      "AppleWebKit/605.1.15 Version/18.6 Mobile/15E148 Safari/604.1",
    ),
    "Safari on iPhone",
  ],
  [
    mozilla("iPad; CPU OS 18_6 like Mac OS X", "AppleWebKit/605.1.15 CriOS/139.0 Mobile/15E148 Safari/604.1"),
    "Chrome on iPad",
  ],
  [
    mozilla("Macintosh; Intel Mac OS X 10_15_7", "AppleWebKit/605.1.15 Version/18.6 Safari/605.1.15"),
    "Safari on macOS",
  ],
  [mozilla("Linux; something new", ""), "Browser on Linux"],
  ["curl/8.14.1", "Program curl"],
  ["python-requests/2.32.5", "Program python-requests"],
  ["node", "Program node"],
  ["Mozilla/5.0", "Unknown device"],
  ["", "Unknown device"],
  ["<script>alert(1)</script>", "Unknown device"],
])("%s is told as %s", (userAgent, device) => expect(deviceOf(userAgent)).toBe(device));
