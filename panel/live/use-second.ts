import { useEffect, useState } from "react";
import { eachSecond } from "./each-second.ts";
import { localMinute } from "./pc-state.ts";
import { serverNowMs } from "./server-clock.ts";

/** The server's full second, ms since 1970; draws anew each second, so only for small things. */
export function useServerMs(): number {
  const [second, setSecond] = useState(() => Math.floor(serverNowMs() / 1000));
  useEffect(() => eachSecond(setSecond), []);
  return second * 1000;
}

/** The café's own minute as "MM-DD HH:MM", by the server's clock; draws anew each minute. */
export function useLocalMinute(zone: string): string {
  const [minute, setMinute] = useState(() => Math.floor(serverNowMs() / 60_000));
  useEffect(() => eachSecond((second) => setMinute(Math.floor(second / 60))), []);
  return localMinute(zone, new Date(minute * 60_000));
}
