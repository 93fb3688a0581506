import { isNotEnrolled, nextTryMs, stableAfterMs } from "../core/back-off.ts";
import type { EnrolAnswer, ServerAddress } from "../../contract/frames/login.ts";
import { openLink, type Link, type LinkWishes } from "./open-link.ts";

export interface KeptWishes extends Omit<LinkWishes, "onUp" | "onEnd" | "server" | "credential"> {
  /** Asked at each try: a signed login answer may have changed addresses, pins and keys. */
  credential(): EnrolAnswer;
  /** wss_connect_interval. */
  longestTryMs(): number;
  onUp: LinkWishes["onUp"];
  /** `wasUp`: there was a link that could be lost. `retryMs`: null when it was stopped and is not tried again. */
  onDown(end: {
    closeCode?: number;
    reason: string;
    wasUp: boolean;
    notEnrolled: boolean;
    retryMs: number | null;
  }): void;
}

export interface KeptLink {
  /** The link when it stands. */
  current(): Link | null;
  /** Ends the link and every further try; done when the socket is closed. */
  stop(): Promise<void>;
}

/** Holds one link to the hub, trying again as pc-protocol.md 2.3 says, until it is stopped. */
export function keepLink(wishes: KeptWishes): KeptLink {
  const { timing } = wishes;
  let link: Link | null = null;
  let upAtMs: number | null = null;
  let failures = 0;
  let stopped: (() => void) | null = null;
  let callOff = () => {};
  let giveUp: (() => void) | null = null;

  const isStopped = () => stopped !== null;

  const onEnd: LinkWishes["onEnd"] = (end) => {
    const wasUp = upAtMs !== null;
    if (upAtMs !== null && timing.monoMs() - upAtMs >= stableAfterMs) failures = 0;
    link = null;
    upAtMs = null;
    giveUp = null;
    if (stopped) {
      wishes.onDown({ ...end, wasUp, notEnrolled: false, retryMs: null });
      stopped();
      return;
    }
    const code = end.closeCode === undefined ? {} : { closeCode: end.closeCode };
    const longestMs = wishes.longestTryMs();
    const retryMs = nextTryMs({ failures, ...code, longestMs, random: timing.random() });
    failures += 1;
    wishes.onDown({ ...end, wasUp, notEnrolled: isNotEnrolled(end.closeCode), retryMs });
    // Whoever was told may have stopped the link meanwhile; then stop() has already found nothing under way.
    if (!isStopped()) callOff = timing.after(retryMs, tryOnce);
  };

  const tryOnce = () => {
    const credential = wishes.credential();
    giveUp = openLink({
      ...wishes,
      credential,
      server: firstServer(credential),
      onUp: (up, login) => {
        link = up;
        upAtMs = timing.monoMs();
        wishes.onUp(up, login);
      },
      onEnd,
    });
  };
  tryOnce();

  return {
    current: () => link,
    stop: () =>
      new Promise((resolve) => {
        stopped = resolve;
        callOff();
        if (giveUp) giveUp();
        else resolve();
      }),
  };
}

/** Where a PC of this credential connects. */
export function firstServer({ servers }: EnrolAnswer): ServerAddress {
  const [server] = servers;
  if (!server) throw new Error("The credential names no server; enrol the PC again.");
  return server;
}
