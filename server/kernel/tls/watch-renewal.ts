import type { Clock } from "../clock.ts";
import { openAuthority, type AuthorityWish, type ServerIdentity } from "./server-identity.ts";

export interface RenewalWatch extends Omit<AuthorityWish, "now"> {
  clock: Clock;
  /** The identity in use when the watch begins. */
  current: ServerIdentity;
  /** Called with each new certificate; the key stays the same (`server.setSecureContext`). */
  renewed: (identity: ServerIdentity) => void;
  /** Called with what stood in the way; the certificate in use stays, and the next look comes in its time. */
  failed: (reason: unknown) => void;
}

/** Twice a day: a laptop that sleeps through one look, or a changed address, waits half a day at most. */
const betweenLooksMs = 12 * 3_600_000;

/** Looks after the certificate of a running server. Answers the means to stop; afterwards nothing is called. */
export function watchRenewal(watch: RenewalWatch): () => void {
  let certPem = watch.current.certPem;
  let stopped = false;
  let callOff: () => void;

  const look = async () => {
    try {
      const { dir, hostNames } = watch;
      const identity = await openAuthority({ dir, hostNames, now: watch.clock.now() });
      if (!stopped && identity.certPem !== certPem) {
        certPem = identity.certPem;
        watch.renewed(identity);
      }
    } catch (error) {
      if (!stopped) watch.failed(error);
    }
    if (!stopped) arm();
  };
  const arm = () => {
    callOff = watch.clock.at(new Date(watch.clock.now().getTime() + betweenLooksMs), () => void look());
  };
  arm();
  return () => {
    stopped = true;
    callOff();
  };
}
