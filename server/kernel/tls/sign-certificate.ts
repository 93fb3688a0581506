import { createHash, randomBytes, sign, X509Certificate, type KeyObject } from "node:crypto";
import { bits, instant, integer, octets, oid, sequence, set, tagged, utf8, yes, type Der } from "./der.ts";
import { addressBytes, type HostNames } from "./host-names.ts";

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

const ecdsaWithSha256 = sequence(oid("1.2.840.10045.4.3.2"));

/** An X.509 v3 certificate (RFC 5280) signed with ECDSA and SHA-256. */
export function signCertificate(wish: CertificateWish): X509Certificate {
  const content = sequence(
    tagged(0, integer(Buffer.from([2])), "constructed"),
    // 127 random bits: unique without a count that would have to be kept.
    integer(randomSerial()),
    ecdsaWithSha256,
    nameOf(wish.issuer),
    sequence(instant(wish.notBefore), instant(wish.notAfter)),
    nameOf(wish.subject),
    spkiOf(wish.publicKey),
    tagged(3, sequence(...extensionsFor(wish)), "constructed"),
  );
  const signature = sign("sha256", content, wish.issuerPrivateKey);
  return new X509Certificate(sequence(content, ecdsaWithSha256, bits(signature)));
}

/** The public key as SubjectPublicKeyInfo, the form that pins are made of (pc-protocol.md 2.1). */
export function spkiOf(key: KeyObject): Buffer {
  return key.export({ type: "spki", format: "der" });
}

function randomSerial(): Buffer {
  const serial = randomBytes(16);
  serial.writeUInt8((serial.readUInt8(0) & 0x7f) | 0x40, 0);
  return serial;
}

function nameOf(commonName: string): Der {
  return sequence(set(sequence(oid("2.5.4.3"), utf8(commonName))));
}

// RFC 7093 2, method 1: an identifier need not be more than a short name of the key.
function keyIdentifier(key: KeyObject): Buffer {
  return createHash("sha256").update(spkiOf(key)).digest().subarray(0, 20);
}

function extensionsFor(wish: CertificateWish): Der[] {
  const identifiers = [
    extension("2.5.29.14", octets(keyIdentifier(wish.publicKey))),
    extension("2.5.29.35", sequence(tagged(0, keyIdentifier(wish.issuerPublicKey), "primitive"))),
  ];
  switch (wish.use.kind) {
    case "authority":
      return [
        // An authority with no further authority below it, for signing certificates and lists of cancelled ones.
        extension("2.5.29.19", sequence(yes, integer(Buffer.from([0]))), "critical"),
        extension("2.5.29.15", bits(Buffer.from([0b0000_0110]), 1), "critical"),
        ...identifiers,
      ];
    case "server":
      return [
        extension("2.5.29.19", sequence(), "critical"),
        extension("2.5.29.15", bits(Buffer.from([0b1000_0000]), 7), "critical"),
        extension("2.5.29.37", sequence(oid("1.3.6.1.5.5.7.3.1"))),
        extension("2.5.29.17", sequence(...alternativeNames(wish.use.names))),
        ...identifiers,
      ];
  }
}

function alternativeNames({ domains, addresses }: HostNames): Der[] {
  return [
    ...domains.map((domain) => tagged(2, Buffer.from(domain, "ascii"), "primitive")),
    ...addresses.map((address) => tagged(7, addressBytes(address), "primitive")),
  ];
}

function extension(id: string, value: Der, weight: "critical" | "plain" = "plain"): Der {
  return weight === "critical" ? sequence(oid(id), yes, octets(value)) : sequence(oid(id), octets(value));
}
