export { openAuthority, type AuthorityWish, type ServerIdentity } from "./server-identity.ts";
export { watchRenewal, type RenewalWatch } from "./watch-renewal.ts";
