import { createHash, createPublicKey, type KeyObject, type X509Certificate } from "node:crypto";
import { join } from "node:path";
import { StartRefusal } from "../start-refusal.ts";
import { dayMs, loadAuthority, type Authority } from "./authority.ts";
import { hostNamesHere, hostNamesOf, sameNames, type HostNames } from "./host-names.ts";
import {
  damaged,
  keyText,
  makeIdentityFolder,
  makeKey,
  readCertificate,
  readKey,
  replaceFile,
} from "./identity-files.ts";
import { signCertificate, spkiOf } from "./sign-certificate.ts";

export interface AuthorityWish {
  /** Folder of keys and certificates; made with mode 0700. */
  dir: string;
  /** Domain names or addresses beside those the machine knows of itself. */
  hostNames: readonly string[];
  now: Date;
}

/** What a TLS server shows and what others need to trust it. */
export interface ServerIdentity {
  /** The authority's certificate, to be given to browsers and devices. */
  caFile: string;
  caPem: string;
  keyPem: string;
  certPem: string;
  /** base64url SHA-256 of the server's SubjectPublicKeyInfo (pc-protocol.md 2.1); the same after every renewal. */
  spkiPin: string;
  notAfter: Date;
}

/** Longest that browsers accept, and when it is time for the next one. */
const serverDays = 397;
const serverLeftDays = 30;

/**
 * Opens Netcafe's own authority and the server's certificate for all names of this machine; makes what is not there,
 * and renews the certificate 30 days before its end or when the names change, always with the same key. Refuses with
 * a `StartRefusal` damaged or unreadable files, a lost key and host names no certificate can carry.
 */
export async function openAuthority({ dir, hostNames, now }: AuthorityWish): Promise<ServerIdentity> {
  const names = hostNamesHere(hostNames);
  await makeIdentityFolder(dir);
  const authority = await loadAuthority(dir, now);
  const file = join(dir, "server.pem");
  const known = await readCertificate(file, "delete it to have it made again from server.key");
  const privateKey = await serverKey(dir, known);
  const holds = known !== null && isGood(known, authority, names, now);
  const certificate = holds ? known : await signServer(authority, privateKey, names, now);
  if (!holds) await replaceFile(file, certificate.toString(), 0o644);
  return {
    caFile: authority.file,
    caPem: authority.certificate.toString(),
    keyPem: keyText(privateKey),
    certPem: certificate.toString(),
    spkiPin: createHash("sha256")
      .update(spkiOf(createPublicKey(privateKey)))
      .digest("base64url"),
    notAfter: certificate.validToDate,
  };
}

// A new key would break every pin, so a lost or foreign one is for a person to decide on.
async function serverKey(dir: string, certificate: X509Certificate | null): Promise<KeyObject> {
  const path = join(dir, "server.key");
  const anew = `delete ${path} and ${join(dir, "server.pem")} for a new key, with which every PC must be paired again`;
  const key = await readKey(path, anew);
  if (key === null && certificate !== null) {
    throw new StartRefusal(
      `The file ${path} is missing beside its certificate; restore it from a backup, or ${anew}.`,
    );
  }
  if (key !== null && certificate !== null && !certificate.checkPrivateKey(key)) throw damaged(path, anew);
  return key ?? (await makeKey(path));
}

function isGood(certificate: X509Certificate, authority: Authority, names: HostNames, now: Date): boolean {
  const lasts = certificate.validToDate.getTime() - now.getTime() > serverLeftDays * dayMs;
  const begun = certificate.validFromDate.getTime() <= now.getTime();
  return (
    lasts && begun && certificate.verify(authority.publicKey) && sameNames(hostNamesOf(certificate), names)
  );
}

function signServer(
  authority: Authority,
  key: KeyObject,
  names: HostNames,
  now: Date,
): Promise<X509Certificate> {
  return signCertificate({
    subject: "Netcafe",
    publicKey: createPublicKey(key),
    issuer: authority.name,
    issuerPrivateKey: authority.privateKey,
    issuerPublicKey: authority.publicKey,
    // An hour early, for devices whose clock is behind; its length counts from there.
    notBefore: new Date(now.getTime() - 3_600_000),
    notAfter: new Date(now.getTime() - 3_600_000 + serverDays * dayMs - 1000),
    use: { kind: "server", names },
  });
}
