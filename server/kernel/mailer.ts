import { createTransport } from "nodemailer";
import type { Log } from "./log.ts";

export interface Mail {
  to: string;
  subject: string;
  text: string;
}

export interface Mailer {
  send(mail: Mail): Promise<void>;
}

/** Sends by SMTP when a server is configured; else, or when it fails, one sentence in the log and nothing to the caller. */
export function openMailer(smtpUrl: string | undefined, from: string, log: Log): Mailer {
  const transport = smtpUrl === undefined ? undefined : createTransport(smtpUrl);
  return {
    async send(mail) {
      if (transport === undefined) {
        log.warn("a mail could not be sent: no mail server is configured (NETCAFE_SMTP_URL)");
        return;
      }
      try {
        await transport.sendMail({ ...mail, from });
      } catch (error) {
        log.warn(`a mail could not be sent: ${error instanceof Error ? error.message : String(error)}`);
      }
    },
  };
}
