import type { EnrolAnswer, NetworkAddress } from "../contract/frames/login.ts";
import { BootService, type BootPcState } from "./boot-service.ts";
import { SeenIds } from "./core/seen-ids.ts";
import { agentVersion } from "./link/credential.ts";
import { keepLink } from "./link/keep-link.ts";
import type { PcKey } from "./link/pc-key.ts";
import type { Timing } from "./link/timing.ts";
import type { ResponseFrame } from "../contract/frames/frame.ts";

export interface BootServiceOptions {
  credential: EnrolAnswer;
  key: PcKey;
  bootId: string;
  net: readonly NetworkAddress[];
  timing: Timing;
  /** Boot PCs it plays until the server sends its own list. */
  count: number;
  say: (text: string) => void;
}

export interface RunningBootService {
  states(): BootPcState[];
  isConnected(): boolean;
  stop(): Promise<void>;
}

/** A boot service on the hub, enrolled with a credential of role boot (pc-protocol.md 3.8). */
export function startBootService(options: BootServiceOptions): RunningBootService {
  const { credential, key, timing, bootId, net, say } = options;
  const service = new BootService(timing, options.count);
  const seen = new SeenIds<ResponseFrame>();
  const kept = keepLink({
    role: "boot",
    credential: () => credential,
    key,
    machine: { bootId, os: process.platform, agentVersion, net },
    timing,
    leaseNo: () => 0,
    heartbeat: () => ({ everyMs: 30_000, timeoutMs: 120_000 }),
    longestTryMs: () => 30_000,
    pulse: () => ({
      state: "on",
      session_id: null,
      lease_no: 0,
      left_s: null,
      page: 0,
      games: [],
      idle_s: 0,
      mono_ms: timing.monoMs(),
    }),
    onPulsed: () => undefined,
    onUp: () => say("The boot service is connected."),
    onDown: ({ reason, retryMs }) => {
      if (retryMs === null) return;
      say(`The boot service has no link: ${reason}; next try in ${Math.ceil(retryMs / 1000)} s.`);
    },
    onRequest: (link, frame) => {
      if (frame.id === undefined) return;
      const answer = seen.answerTo(frame.id) ?? service.answer(frame);
      seen.remember(frame.id, answer);
      link.send(answer);
    },
  });
  return {
    states: () => service.states(),
    isConnected: () => kept.current() !== null,
    stop: () => kept.stop(),
  };
}
