import { randomBytes, X509Certificate, type KeyObject } from "node:crypto";
import type { HostNames } from "./host-names.ts";

export interface CertificateWish {
  subject: string;
  publicKey: KeyObject;
  issuer: string;
  /** EC P-256 keys of the issuer; for a self-signed certificate those of the subject. */
  issuerPrivateKey: KeyObject;
  issuerPublicKey: KeyObject;
  notBefore: Date;
  notAfter: Date;
  /** An authority signs certificates of its own; a server answers under its names. */
  use: { kind: "authority" } | { kind: "server"; names: HostNames };
}

const keyAlgorithm = { name: "ECDSA", namedCurve: "P-256" };
const serverAuthentication = "1.3.6.1.5.5.7.3.1";

// Loaded when a certificate is made, which is once a year: a start needs it only the first time.
async function loadLibrary() {
  await import("reflect-metadata");
  return import("@peculiar/x509");
}

type Library = Awaited<ReturnType<typeof loadLibrary>>;

/** An X.509 v3 certificate (RFC 5280) signed with ECDSA and SHA-256. */
export async function signCertificate(wish: CertificateWish): Promise<X509Certificate> {
  const x509 = await loadLibrary();
  const publicKey = wish.publicKey.toCryptoKey(keyAlgorithm, true, ["verify"]);
  const issuerPublicKey = wish.issuerPublicKey.toCryptoKey(keyAlgorithm, true, ["verify"]);
  const certificate = await x509.X509CertificateGenerator.create({
    // 127 random bits: unique without a count that would have to be kept.
    serialNumber: randomSerial(),
    subject: [{ CN: [wish.subject] }],
    issuer: [{ CN: [wish.issuer] }],
    notBefore: wish.notBefore,
    notAfter: wish.notAfter,
    publicKey,
    signingKey: wish.issuerPrivateKey.toCryptoKey(keyAlgorithm, true, ["sign"]),
    signingAlgorithm: { name: "ECDSA", hash: "SHA-256" },
    extensions: [
      ...extensionsFor(x509, wish.use),
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuerPublicKey),
    ],
  });
  return new X509Certificate(Buffer.from(certificate.rawData));
}

/** The public key as SubjectPublicKeyInfo, the form that pins are made of (pc-protocol.md 2.1). */
export function spkiOf(key: KeyObject): Buffer {
  return key.export({ type: "spki", format: "der" });
}

function randomSerial(): string {
  const serial = randomBytes(16);
  serial.writeUInt8((serial.readUInt8(0) & 0x7f) | 0x40, 0);
  return serial.toString("hex");
}

function extensionsFor(x509: Library, use: CertificateWish["use"]) {
  const { KeyUsageFlags } = x509;
  switch (use.kind) {
    case "authority":
      return [
        // An authority with no further authority below it, for signing certificates and lists of cancelled ones.
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      ];
    case "server":
      return [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([serverAuthentication]),
        new x509.SubjectAlternativeNameExtension([
          ...use.names.domains.map((value) => ({ type: "dns" as const, value })),
          ...use.names.addresses.map((value) => ({ type: "ip" as const, value })),
        ]),
      ];
  }
}
