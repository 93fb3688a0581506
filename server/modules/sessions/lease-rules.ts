/** How long a PC may let its customer play without a new lease (billing.md 7.5, pc-protocol.md 6.5). Seconds. */

export interface LeaseSettings {
  /** `offline_play_minutes`; 0 = lock after `wss_lock_timeout`. */
  readonly offlinePlayMinutes: number;
  readonly lockTimeoutSeconds: number;
  /** `auto_checkout_power_outage_minutes`; 0 = no such end. */
  readonly outageMinutes: number;
}

/** Never longer than the minutes after which a PC that is not heard from is checked out. */
export function leaseValidSeconds(settings: LeaseSettings): number {
  const { offlinePlayMinutes, lockTimeoutSeconds, outageMinutes } = settings;
  const alone = offlinePlayMinutes > 0 ? offlinePlayMinutes * 60 : lockTimeoutSeconds;
  return outageMinutes > 0 ? Math.min(alone, outageMinutes * 60) : alone;
}

/** The seconds a lease lasts at the PC: what is left over all sources, and never more than it is valid. */
export function leaseLasts(lease: { leftSeconds: number | null; validSeconds: number }): number {
  return Math.max(0, Math.min(lease.leftSeconds ?? Infinity, lease.validSeconds));
}

/** New leases come this often: every minute, or often enough that a short one never runs out while the link is up. */
export function renewalSeconds(validSeconds: number): number {
  return Math.max(1, Math.min(60, Math.floor(validSeconds / 3)));
}
