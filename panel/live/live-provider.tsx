import { useQuery, useQueryClient } from "@tanstack/react-query";
import { notifications } from "@mantine/notifications";
import {
  createContext,
  use,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
  type ReactNode,
} from "react";
import { dataObject, type Frame } from "../../contract/frames/frame.ts";
import { initData } from "../../contract/operations/pcs.ts";
import { useCall } from "../api/calls.ts";
import { sessionQuery, useSignedIn } from "../api/session.ts";
import { t } from "../text/en.ts";
import { LiveLink } from "./live-link.ts";
import { LiveStore, type LiveSnapshot } from "./live-store.ts";
import { noticeSleep } from "./notice-sleep.ts";
import { pcStates, type PcRow } from "./pc-state.ts";
import { serverClock, serverNowMs } from "./server-clock.ts";

const LiveContext = createContext<LiveStore | null>(null);

/** How often PCs are asked for by a call while the socket is away, ms. */
const pollMs = 10_000;

/** Keeps the socket open while somebody is signed in, and the PCs known to every page. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const { csrfToken } = useSignedIn();
  const call = useCall();
  const client = useQueryClient();
  const [store] = useState(() => new LiveStore());
  const { link } = useSyncExternalStore(store.subscribe, store.snapshot);

  useEffect(() => {
    // All rows at once: PCs or rooms were added, changed or removed.
    const hearPcs = (data: Readonly<Record<string, unknown>>): void => {
      const rows = rowsOf(data);
      if (rows.length < countOf(data)) return store.merge(rows, instantOf(data));
      store.replace(rows, instantOf(data));
      void client.invalidateQueries({ queryKey: ["rooms"] });
    };
    const opened = new LiveLink(`wss://${location.host}/wss`, csrfToken, {
      state: (state) => store.setLink(state),
      clock: (serverMs) => serverClock.hear(serverMs, performance.now()),
      everything: (data) => {
        store.replace(rowsOf(data), instantOf(data));
        void client.invalidateQueries({ queryKey: ["rooms"] });
        void client.invalidateQueries({ queryKey: ["members"] });
      },
      frame: (frame) => {
        if (frame.action === "pcs_changed") hearPcs(dataObject(frame));
        // Signed out, or somebody changed name or rights of this account: who am I now?
        else if (frame.action === "signed_out" || frame.action === "session_changed")
          void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
        else tell(frame);
      },
    });
    opened.start();
    const stopNoticing = noticeSleep(() => {
      serverClock.forget();
      opened.renew();
    });
    return () => {
      stopNoticing();
      opened.stop();
    };
  }, [csrfToken, store, client]);

  const { data } = useQuery({
    queryKey: ["pcs"],
    queryFn: () => call(initData, {}),
    enabled: link !== "live",
    refetchInterval: link === "live" ? false : pollMs,
  });
  useEffect(() => {
    if (!data || store.snapshot().link === "live") return;
    serverClock.hear(data.server_ms, performance.now());
    store.replace(data.pc_list, data.server_ms);
  }, [data, store]);

  return <LiveContext value={store}>{children}</LiveContext>;
}

/** Asks for all PCs by a call, for whoever must not wait until they are told of. */
export function useLiveRefresh(): () => Promise<void> {
  const store = use(LiveContext);
  const call = useCall();
  return async () => {
    const data = await call(initData, {});
    serverClock.hear(data.server_ms, performance.now());
    store?.replace(data.pc_list, data.server_ms);
  };
}

export function useLive(): LiveSnapshot {
  const store = use(LiveContext);
  const empty = useMemo(() => new LiveStore(), []);
  const from = store ?? empty;
  return useSyncExternalStore(from.subscribe, from.snapshot);
}

function rowsOf(data: Readonly<Record<string, unknown>>): PcRow[] {
  const pcs = data["pcs"];
  return Array.isArray(pcs) ? (pcs as PcRow[]) : [];
}

/** The server's instant at which the times of rows hold. */
const instantOf = (data: Readonly<Record<string, unknown>>) =>
  typeof data["server_ms"] === "number" ? data["server_ms"] : serverNowMs();

/** How many PCs the café has, by the counts that come with rows; each PC is counted once, paused ones within busy. */
function countOf({ counts }: Readonly<Record<string, unknown>>): number {
  const told = (typeof counts === "object" && counts !== null ? counts : {}) as Record<string, unknown>;
  return pcStates.reduce((sum, state) => sum + Number(told[state] ?? 0), 0);
}

/** What somebody has to see to stays until it was seen. */
const noticeLooks: Readonly<Record<string, { color: string; stays: boolean }>> = {
  checkout_request: { color: "orange", stays: true },
  leave_request: { color: "orange", stays: true },
  pc_lost: { color: "red", stays: true },
  pc_twice: { color: "red", stays: true },
  overrun: { color: "yellow", stays: true },
  alert: { color: "red", stays: true },
};

/** A PC or the server wants the desk's eye. */
function tell(frame: Frame): void {
  const data = dataObject(frame);
  const text = (name: string) => (typeof data[name] === "string" ? data[name] : "");
  if (frame.action === "notice") {
    const look = noticeLooks[text("kind")] ?? { color: "cyan", stays: false };
    notifications.show({
      title: text("pc_name") || t.live.notice,
      message: text("text"),
      color: look.color,
      autoClose: look.stays ? false : 15_000,
      "data-testid": `notice-${text("kind")}`,
    });
  } else if (frame.action === "remind") {
    notifications.show({
      title: t.live.callsFor(text("pc")),
      message: t.live.assist,
      color: "red",
      autoClose: false,
    });
  }
}
