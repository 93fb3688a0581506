import { readClientStatus } from "../contract/frames/client-status.ts";
import {
  dataObject,
  refusal,
  response,
  type RequestFrame,
  type ResponseFrame,
} from "../contract/frames/frame.ts";
import { journalText } from "../contract/frames/journal.ts";
import type { EnrolAnswer, LoginAnswer, NetworkAddress } from "../contract/frames/login.ts";
import { formatDuration, secondsLeft, shownLeft } from "./core/countdown.ts";
import { firstState, type PcCommand, type PcEvent, type PcState } from "./core/pc-state.ts";
import { SeenIds } from "./core/seen-ids.ts";
import { step } from "./core/step.ts";
import { readClosing, readWarnings } from "./core/read-warnings.ts";
import { agentVersion, takeServerList, writeCredential } from "./link/credential.ts";
import { JournalFile } from "./link/journal-file.ts";
import { firstServer, keepLink, type KeptLink } from "./link/keep-link.ts";
import {
  askForTime,
  enterCode,
  fetchSettings,
  logInMember,
  type AtThisPc,
  type LogIn,
} from "./link/member-calls.ts";
import type { Link } from "./link/open-link.ts";
import type { PcKey } from "./link/pc-key.ts";
import { readLeaseToken } from "./link/take-lease.ts";
import { every, type Timing } from "./link/timing.ts";
import { KeptPlay } from "./kept-play.ts";
import { RememberedLeases } from "./remembered-leases.ts";
import { answerCommand, type CommandPlace, type PowerAction } from "./staff-commands.ts";

export interface PcOptions {
  credential: EnrolAnswer;
  key: PcKey;
  dir: string;
  bootId: string;
  net: readonly NetworkAddress[];
  timing: Timing;
  allowPower: boolean;
  power: (action: PowerAction) => void;
  say: (text: string) => void;
  /** After each change of what snapshot() shows, its running clock apart. */
  onChange(): void;
  /** The server no longer knows this credential (4401, 4404). */
  onNotEnrolled?(): void;
}

/** What a PC shows; the keys of one line of `netcafe pc --json`. */
export interface PcSnapshot {
  pc_name: string;
  state: PcState["name"];
  offline: boolean;
  member_account: string;
  member_balance: string;
  member_balance_bonus: string;
  /** HH:MM:SS of the source in use; "" while locked. */
  left: string;
  /** HH:MM:SS until nothing is left of any source; "" while locked and where nothing ends the session. */
  total_left: string;
}

/** A café PC without a screen: the state machine, its link, its journal (pc-protocol.md 6). */
export class Pc {
  readonly #options: PcOptions;
  readonly #journal: JournalFile;
  readonly #leases: RememberedLeases;
  readonly #play: KeptPlay;
  readonly #seen = new SeenIds<ResponseFrame>();
  readonly #kept: KeptLink;
  readonly #stopTicking: () => void;
  readonly #place: CommandPlace;
  #credential: EnrolAnswer;
  #state: PcState;
  #relayToken = "";
  #settingsVersion: number | null = null;
  #heartbeat = { everyMs: 30_000, timeoutMs: 120_000 };
  #longestTryMs = 30_000;

  constructor(options: PcOptions) {
    this.#options = options;
    this.#credential = options.credential;
    this.#journal = new JournalFile(options.dir);
    this.#leases = new RememberedLeases(options.dir);
    this.#play = new KeptPlay(options.dir, options.key, () => ({
      wallMs: options.timing.wallMs(),
      monoMs: options.timing.monoMs(),
      bootId: options.bootId,
    }));
    this.#state = { ...firstState(true), leaseNo: this.#leases.read() };
    this.#place = {
      allowPower: options.allowPower,
      say: options.say,
      power: options.power,
      maintenance: (on, minutes) => this.#dispatch({ kind: "maintenance", on, minutes }),
      settingsChanged: () => void this.#takeSettings(),
    };
    this.#kept = this.#keep();
    this.#stopTicking = every(options.timing, 1000, () =>
      this.#dispatch({ kind: "tick", wallMs: options.timing.wallMs() }),
    );
  }

  state(): PcSnapshot {
    const { status } = this.#state;
    const open = this.#state.name === "session" || this.#state.name === "paused";
    return {
      pc_name: status?.pc_name ?? this.#credential.pc_name,
      state: this.#state.name,
      offline: this.#state.offline,
      member_account: open ? (status?.member_account ?? "") : this.#state.waitingAccount,
      member_balance: status?.member_balance ?? "0.00",
      member_balance_bonus: status?.member_balance_bonus ?? "0.00",
      left: open ? shownLeft(this.#state, this.#options.timing.monoMs()) : "",
      total_left: open ? this.#totalLeft() : "",
    };
  }

  #totalLeft(): string {
    const seconds = secondsLeft(this.#state, this.#options.timing.monoMs());
    return seconds === null ? "" : formatDuration(seconds);
  }

  /** A member sits down here. Without link nobody can begin; otherwise refuses as the server does. */
  logIn(member: { account: string; password: string; bookingPassword?: string }): Promise<LogIn> {
    if (!this.#kept.current())
      return Promise.reject(new Error("The PC has no link to the server; nobody can log in."));
    return logInMember(this.#here(), member);
  }

  /** A guest types an access code here; refuses as the server does. */
  enterCode(code: string): Promise<LogIn> {
    if (!this.#kept.current())
      return Promise.reject(new Error("The PC has no link to the server; nobody can log in."));
    return enterCode(this.#here(), code);
  }

  /** Somebody without an account asks for time here; answers the account it is to be paid to. */
  askForTime(amount: string): Promise<string> {
    if (!this.#kept.current())
      return Promise.reject(new Error("The PC has no link to the server; nobody can ask for time."));
    return askForTime(this.#here(), amount);
  }

  /** The customer asks to leave (pc-protocol.md 3.4); answers "" or why not. Without link the PC locks all the same (6.5). */
  async requestCheckout(): Promise<string> {
    const data = { member_recent_played: [], source: "client" };
    const link = this.#kept.current();
    if (!link) {
      this.#dispatch({ kind: "leave" });
      return "Contact admin";
    }
    const answer = await link.ask("request_checkout", data);
    if (!answer) return "Contact admin";
    const { message } = dataObject(answer);
    return answer.status === "success" ? "" : typeof message === "string" ? message : "The server refused.";
  }

  /** The machine begins to end: tells the server, waiting 3 s for it at most (pc-protocol.md 6.4). */
  async ending(reason: "shutdown" | "reboot" | "logoff"): Promise<void> {
    const answer = await this.#kept.current()?.ask("pc_ending", { reason }, 3000);
    // What the server did not hear of it is told at the next start.
    if (!answer) this.#write({ kind: "journal", entry: "reboot", data: { reason } });
  }

  async stop(): Promise<void> {
    this.#stopTicking();
    await this.#kept.stop();
  }

  #here(): AtThisPc {
    return {
      server: firstServer(this.#credential),
      credential: this.#credential,
      relayToken: this.#relayToken,
    };
  }

  #keep(): KeptLink {
    const { key, timing, bootId, net } = this.#options;
    const os = process.platform === "win32" ? "windows" : process.platform;
    return keepLink({
      role: "client",
      credential: () => this.#credential,
      key,
      machine: { bootId, os, agentVersion, net },
      timing,
      leaseNo: () => this.#state.leaseNo,
      heartbeat: () => this.#heartbeat,
      longestTryMs: () => this.#longestTryMs,
      pulse: () => this.#pulse(),
      onPulsed: ({ relay_token }) => {
        if (typeof relay_token === "string") this.#relayToken = relay_token;
      },
      onUp: (link, login) => this.#up(link, login),
      onDown: ({ notEnrolled, reason, wasUp, retryMs }) => {
        if (retryMs === null) {
          // An orderly end is no lost link.
          this.#state = { ...this.#state, offline: true };
          return;
        }
        const seconds = Math.ceil(retryMs / 1000);
        this.#options.say(
          `${wasUp ? "Link lost" : "No link"}: ${reason || "the hub closed it"}; next try in ${seconds} s.`,
        );
        if (notEnrolled) this.#play.serverSpoke();
        this.#dispatch({ kind: notEnrolled ? "not_enrolled" : "link_down" });
        const resumed = this.#play.resume(this.#state.leaseNo);
        if (resumed) this.#dispatch(resumed);
        if (notEnrolled) this.#options.onNotEnrolled?.();
      },
      onRequest: (link, frame) => this.#take(link, frame),
    });
  }

  #pulse() {
    const { name, status, leaseNo } = this.#state;
    const now = this.#options.timing.monoMs();
    return {
      state: name,
      session_id: status?.session_id ?? null,
      lease_no: leaseNo,
      left_s: secondsLeft(this.#state, now),
      page: 0,
      games: [],
      idle_s: 0,
      mono_ms: now,
    };
  }

  #up(link: Link, login: LoginAnswer): void {
    this.#relayToken = login.relay_token;
    const credential = takeServerList(this.#credential, login);
    if (credential !== this.#credential) writeCredential(this.#options.dir, credential);
    this.#credential = credential;
    this.#play.serverSpoke();
    this.#dispatch({ kind: "enrolled" });
    this.#dispatch({ kind: "link_up" });
    if (login.settings_version !== this.#settingsVersion) {
      this.#settingsVersion = login.settings_version;
      void this.#takeSettings();
    }
    void this.#sendJournal(link);
  }

  /** Carries each request out once; the same id again is given the same answer again (pc-protocol.md 2.4). */
  #take(link: Link, frame: RequestFrame): void {
    const before = frame.id === undefined ? undefined : this.#seen.answerTo(frame.id);
    const answer = before ?? this.#answer(frame);
    if (frame.id === undefined) return;
    this.#seen.remember(frame.id, answer);
    link.send(answer);
  }

  #answer(frame: RequestFrame): ResponseFrame {
    if (frame.action === "client_status") {
      const status = readClientStatus(frame.data);
      if (!status)
        return refusal(frame, { error: "request.validation", message: "The state of the PC is incomplete." });
      this.#dispatch({ kind: "status", status });
      return response(frame);
    }
    if (frame.action !== "lease") return answerCommand(frame, this.#place);
    const { token } = dataObject(frame);
    const lease = typeof token === "string" ? readLeaseToken(token, this.#credential) : null;
    if (!lease) {
      this.#options.say("A lease was dropped: the server's signature, the café or the PC does not fit.");
      return refusal(frame, { error: "request.validation", message: "The lease is not signed for this PC." });
    }
    this.#dispatch({ kind: "lease", lease });
    return response(frame, { lease_no: this.#state.leaseNo });
  }

  #dispatch(event: PcEvent): void {
    const before = this.#state;
    const next = step(before, event, this.#options.timing.monoMs());
    this.#state = next.state;
    if (next.state.leaseNo !== before.leaseNo) this.#leases.write(next.state.leaseNo);
    this.#play.follow(next.state);
    for (const command of next.commands) this.#carryOut(command);
    const shown = (state: PcState) =>
      [state.name, state.offline, state.status?.state_no, state.waitingAccount].join("|");
    if (shown(before) !== shown(next.state)) this.#options.onChange();
  }

  #carryOut(command: PcCommand): void {
    const { say } = this.#options;
    switch (command.kind) {
      case "lock":
        return say(`Locked: ${command.text}`);
      case "unlock":
        return say(`Unlocked for ${command.account}`);
      case "leave":
        return say("The customer left: profile cleared.");
      case "cover":
        return say(command.on ? "Paused: the screen is covered." : "Resumed: the screen is uncovered.");
      case "note":
        return say(command.text);
      case "journal":
        return this.#write(command);
    }
  }

  #write({ entry, data }: Extract<PcCommand, { kind: "journal" }>): void {
    const { bootId, timing } = this.#options;
    const { status, leaseNo } = this.#state;
    this.#journal.append({
      boot_id: bootId,
      mono_ms: timing.monoMs(),
      wall_ms: timing.wallMs(),
      kind: entry,
      session_id: status?.session_id ?? null,
      lease_no: leaseNo,
      data,
    });
  }

  /** Sends what is kept until the server has all of it; what it does not acknowledge goes again after the next login. */
  async #sendJournal(link: Link): Promise<void> {
    for (let entries = this.#journal.pending(); entries.length > 0; entries = this.#journal.pending()) {
      const signature = this.#options.key.sign(journalText(this.#credential.credential_id, entries));
      const answer = await link.ask("journal", { entries, signature });
      const acked = answer?.status === "success" ? dataObject(answer).acked : undefined;
      if (typeof acked !== "number" || acked < (entries[0]?.n ?? 0)) return;
      this.#journal.acknowledge(acked);
    }
  }

  async #takeSettings(): Promise<void> {
    try {
      const settings = await fetchSettings(this.#here());
      const seconds = (key: string, otherwise: number) =>
        (Number(settings[key]) > 0 ? Number(settings[key]) : otherwise) * 1000;
      this.#heartbeat = {
        everyMs: seconds("wss_ping_interval", 30),
        timeoutMs: seconds("wss_ping_timeout", 120),
      };
      this.#longestTryMs = seconds("wss_connect_interval", 30);
      this.#dispatch({
        kind: "warnings",
        settings: readWarnings(settings),
        closing: readClosing(settings),
      });
      this.#kept.current()?.beatAnew();
    } catch (error) {
      this.#settingsVersion = null;
      this.#options.say(
        `The settings could not be fetched: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
}
