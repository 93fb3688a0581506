import { createHash, createPublicKey, type KeyObject, type X509Certificate } from "node:crypto";
import { join } from "node:path";
import { StartRefusal } from "../start-refusal.ts";
import { damaged, makeKey, readCertificate, readKey, replaceFile } from "./identity-files.ts";
import { signCertificate, spkiOf } from "./sign-certificate.ts";

export const dayMs = 86_400_000;
const authorityDays = 3652;
/** An authority is signed anew while it still outlives every certificate it may give out. */
const authorityLeftDays = 400;

export interface Authority {
  name: string;
  file: string;
  certificate: X509Certificate;
  privateKey: KeyObject;
  publicKey: KeyObject;
}

/**
 * Netcafe's own authority, made on first start. Near its end it is signed anew with the same key and name, so that
 * whoever trusts the old certificate trusts what comes after it. Refuses damaged files, a key without its certificate's
 * trust and a certificate without its key: a new authority would be a stranger to every device.
 */
export async function loadAuthority(dir: string, now: Date): Promise<Authority> {
  const keyPath = join(dir, "ca.key");
  const file = join(dir, "ca.pem");
  const anew = `delete ${keyPath} and ${file} for a new authority that every device must be told to trust again`;
  const known = await readCertificate(file, "delete it to have it made again from ca.key");
  const knownKey = await readKey(keyPath, anew);
  if (known !== null && knownKey === null) {
    throw new StartRefusal(
      `The file ${keyPath} is missing beside its certificate; restore it from a backup, or ${anew}.`,
    );
  }
  const privateKey = knownKey ?? (await makeKey(keyPath));
  const publicKey = createPublicKey(privateKey);
  if (known !== null && !known.checkPrivateKey(privateKey)) throw damaged(keyPath, anew);
  const name = nameFor(publicKey);
  const lasts = known !== null && known.validToDate.getTime() - now.getTime() > authorityLeftDays * dayMs;
  const certificate = lasts ? known : await signAuthority(name, privateKey, publicKey, now);
  if (!lasts) await replaceFile(file, certificate.toString(), 0o644);
  return { name, file, certificate, privateKey, publicKey };
}

function signAuthority(
  name: string,
  privateKey: KeyObject,
  publicKey: KeyObject,
  now: Date,
): Promise<X509Certificate> {
  return signCertificate({
    subject: name,
    publicKey,
    issuer: name,
    issuerPrivateKey: privateKey,
    issuerPublicKey: publicKey,
    // A day early, for devices whose clock is behind.
    notBefore: new Date(now.getTime() - dayMs),
    notAfter: new Date(now.getTime() + authorityDays * dayMs),
    use: { kind: "authority" },
  });
}

// Two authorities in one trust store must not be taken for each other.
function nameFor(publicKey: KeyObject): string {
  return `Netcafe authority ${createHash("sha256").update(spkiOf(publicKey)).digest("hex").slice(0, 8)}`;
}
