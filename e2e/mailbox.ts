import { createServer, type AddressInfo, type Socket } from "node:net";

/** A mail server that keeps what it is sent, so that a story can read its mail. */
export interface Mailbox {
  /** For NETCAFE_SMTP_URL. */
  url: string;
  /** The next mail to an address; waits for it. */
  next(to: string): Promise<string>;
  close(): Promise<void>;
}

interface Received {
  to: string;
  text: string;
}

/** Line breaks that only fold long lines, and bytes written as =XX, undone (RFC 2045, quoted-printable). */
const unfolded = (text: string) =>
  text
    .replace(/=\r?\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));

export async function openMailbox(): Promise<Mailbox> {
  const kept: Received[] = [];
  const waiting = new Set<() => void>();
  const server = createServer((socket) =>
    converse(socket, (mail) => {
      kept.push(mail);
      for (const look of waiting) look();
    }),
  );
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    next: (to) =>
      new Promise((found) => {
        const look = () => {
          const at = kept.findIndex((mail) => mail.to === to);
          if (at < 0) return;
          waiting.delete(look);
          found(unfolded(kept.splice(at, 1)[0]?.text ?? ""));
        };
        waiting.add(look);
        look();
      }),
    close: () => new Promise((closed) => server.close(() => closed())),
  };
}

/** Says yes to every command of RFC 5321 that a client sends, and takes the mail after DATA. */
function converse(socket: Socket, deliver: (mail: Received) => void): void {
  let pending = "";
  let mail: Received | null = null;
  let to = "";
  const say = (line: string) => socket.write(`${line}\r\n`);
  const hear = (line: string): void => {
    if (mail !== null) {
      if (line !== ".") {
        mail.text += `${line.replace(/^\.\./, ".")}\r\n`;
        return;
      }
      deliver(mail);
      mail = null;
      say("250 kept");
      return;
    }
    const [verb = ""] = line.toUpperCase().split(/[ :]/);
    if (verb === "RCPT") to = /<([^>]*)>/.exec(line)?.[1] ?? "";
    if (verb === "DATA") {
      mail = { to, text: "" };
      say("354 go on");
    } else if (verb === "QUIT") socket.end("221 bye\r\n");
    else say("250 yes");
  };
  socket.on("data", (chunk) => {
    const lines = (pending + chunk.toString("latin1")).split("\r\n");
    pending = lines.pop() ?? "";
    for (const line of lines) hear(line);
  });
  socket.on("error", () => socket.destroy());
  say("220 mailbox");
}
