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
import type { PcRow } from "./pc-state.ts";

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
    const opened = new LiveLink(`wss://${location.host}/wss`, csrfToken, {
      state: (state) => store.setLink(state),
      everything: (data) => {
        store.replace(rowsOf(data), performance.now());
        void client.invalidateQueries({ queryKey: ["rooms"] });
        void client.invalidateQueries({ queryKey: ["members"] });
      },
      frame: (frame) => {
        if (frame.action === "pcs_changed") store.merge(rowsOf(dataObject(frame)), performance.now());
        else if (frame.action === "signed_out")
          void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
        else tell(frame);
      },
    });
    opened.start();
    return () => opened.stop();
  }, [csrfToken, store, client]);

  const { data } = useQuery({
    queryKey: ["pcs"],
    queryFn: () => call(initData, {}),
    enabled: link !== "live",
    refetchInterval: link === "live" ? false : pollMs,
  });
  useEffect(() => {
    if (data && store.snapshot().link !== "live") store.replace(data.pc_list, performance.now());
  }, [data, store]);

  return <LiveContext value={store}>{children}</LiveContext>;
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

/** A PC or the server wants the desk's eye. */
function tell(frame: Frame): void {
  const data = dataObject(frame);
  const text = (name: string) => (typeof data[name] === "string" ? data[name] : "");
  if (frame.action === "notice") {
    notifications.show({ title: text("pc_name") || t.live.notice, message: text("text"), autoClose: 15_000 });
  } else if (frame.action === "remind") {
    notifications.show({
      title: t.live.callsFor(text("pc")),
      message: t.live.assist,
      color: "red",
      autoClose: false,
    });
  }
}
