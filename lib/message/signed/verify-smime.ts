import { Buffer } from 'node:buffer';
import { X509Certificate } from 'node:crypto';
import { fromBER, OctetString } from 'asn1js';
import { Certificate, CertificateChainValidationEngine, ContentInfo, id_ContentType_SignedData, SignedData } from 'pkijs';
import { type SignatureCheck, uncheckedSignature } from './signature-check.ts';

const maxSignatureBytes = 256 * 1024;
/** Opaque ones hold the message. */
const maxInsideBytes = 25 * 1024 * 1024;
const maxCertificates = 20;
const maxSigners = 5;

/** MD2, MD5, SHA-1: others can make octets of the same digest. */
const weakDigests = new Set(['1.2.840.113549.2.2', '1.2.840.113549.2.5', '1.3.14.3.2.26']);
const emailProtection = '1.3.6.1.5.5.7.3.4';
const anyPurpose = '2.5.29.37.0';
const oid = {
  subjectAltName: '2.5.29.17',
  emailAddress: '1.2.840.113549.1.9.1',
  commonName: '2.5.4.3',
  signingTime: '1.2.840.113549.1.9.5',
};

export type SmimeResult = {
  checks: SignatureCheck[];
  /** what an opaque signature holds, a MIME entity; null for a detached one */
  inside: Buffer | null;
};

/**
 * Checks an S/MIME signature (RFC 8551, RFC 5652 §5) and whether its certificate leads to an authority of the root store, is meant for mail
 * and is in date. Nothing is fetched: no revocation lists, no missing certificates (security.md §3).
 *
 * @param octets  what was signed; null = the signature holds it
 * @param roots  authorities that count, PEM
 */
export async function verifySmime(octets: Buffer | null, signature: Buffer, nowMs: number, roots: readonly string[]): Promise<SmimeResult> {
  const unreadable: SmimeResult = { checks: [uncheckedSignature('unreadable')], inside: null };
  if (signature.length > (octets === null ? maxInsideBytes : maxSignatureBytes)) return unreadable;
  const signed = readSignedData(signature);
  if (signed === null || signed.signerInfos.length === 0) return unreadable;
  const inside = octets === null ? contentOf(signed) : null;
  if (octets === null && inside === null) return unreadable;
  const certificates = (signed.certificates ?? [])
    .filter((one): one is Certificate => one instanceof Certificate)
    .slice(0, maxCertificates);
  const checks: SignatureCheck[] = [];
  for (let signer = 0; signer < Math.min(signed.signerInfos.length, maxSigners); signer += 1)
    checks.push(await checkSigner(signed, signer, octets, certificates, nowMs, roots));
  return { checks, inside };
}

function readSignedData(signature: Buffer): SignedData | null {
  try {
    const asn1 = fromBER(arrayBufferOf(signature));
    if (asn1.offset === -1) return null;
    const content = new ContentInfo({ schema: asn1.result });
    return content.contentType === id_ContentType_SignedData ? new SignedData({ schema: content.content }) : null;
  } catch (error) {
    // what is no CMS fails in many ways; here it is none
    if (!(error instanceof Error)) throw error;
    return null;
  }
}

function contentOf(signed: SignedData): Buffer | null {
  const content = signed.encapContentInfo.eContent;
  return content instanceof OctetString ? Buffer.from(content.getValue()) : null;
}

async function checkSigner(
  signed: SignedData,
  signer: number,
  octets: Buffer | null,
  certificates: Certificate[],
  nowMs: number,
  roots: readonly string[],
): Promise<SignatureCheck> {
  const info = signed.signerInfos[signer];
  const signedAtMs = signingTime(info?.signedAttrs?.attributes ?? []);
  const outcome = await signed
    .verify({ signer, checkChain: false, extendedMode: true, ...(octets === null ? {} : { data: arrayBufferOf(octets) }) })
    .catch((error: unknown) => {
      if (!(error instanceof Error)) throw error;
      return { signatureVerified: false, signerCertificate: null };
    });
  // With a wrong digest nothing is said of the certificate, so it is looked for apart.
  const certificate = outcome.signerCertificate ?? (certificates.length === 1 ? certificates[0] : null) ?? null;
  if (certificate === null) return { ...uncheckedSignature(certificates.length === 0 ? 'no-key' : 'changed'), signedAtMs };
  const x509 = x509Of(certificate);
  if (x509 === null) return { ...uncheckedSignature('unreadable'), signedAtMs };
  const isWeak = weakDigests.has(info?.digestAlgorithm.algorithmId ?? '');
  const isInDate = x509.validFromDate.getTime() <= nowMs && nowMs <= x509.validToDate.getTime();
  const status = outcome.signatureVerified !== true ? 'changed' : isWeak ? 'weak' : isInDate ? 'valid' : 'outdated';
  return {
    status,
    emails: emailsOf(certificate),
    name: subjectValue(certificate, oid.commonName),
    fingerprint: x509.fingerprint256.replaceAll(':', ''),
    authority: {
      name: issuerName(certificate),
      isKnown: isForMail(x509) && (await leadsToRoot(certificate, certificates, nowMs, roots)),
    },
    signedAtMs,
  };
}

function x509Of(certificate: Certificate): X509Certificate | null {
  try {
    return new X509Certificate(Buffer.from(certificate.toSchema(true).toBER()));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return null;
  }
}

/** Neither purposes at all, or mail among them (RFC 8551 §4.4.4). */
const isForMail = (x509: X509Certificate): boolean =>
  x509.keyUsage === undefined || x509.keyUsage.includes(emailProtection) || x509.keyUsage.includes(anyPurpose);

async function leadsToRoot(leaf: Certificate, all: readonly Certificate[], nowMs: number, roots: readonly string[]): Promise<boolean> {
  // A root that came with the message is no root of ours.
  const between = all.filter((one) => one !== leaf && !isSelfIssued(one));
  const issuers = new Set([leaf, ...between].map((one) => one.issuer.toString()));
  const trustedCerts = rootsOf(roots).filter((root) => issuers.has(root.subject.toString()));
  if (trustedCerts.length === 0) return false;
  // The engine takes the last one for that of the signer.
  const engine = new CertificateChainValidationEngine({ certs: [...between, leaf], trustedCerts, checkDate: new Date(nowMs) });
  return (await engine.verify()).result;
}

const isSelfIssued = (one: Certificate): boolean => one.subject.isEqual(one.issuer);

const readRoots = new WeakMap<readonly string[], Certificate[]>();
function rootsOf(roots: readonly string[]): Certificate[] {
  const known = readRoots.get(roots);
  if (known !== undefined) return known;
  const made = roots.map((pem) => Certificate.fromBER(arrayBufferOf(new X509Certificate(pem).raw)));
  readRoots.set(roots, made);
  return made;
}

function emailsOf(certificate: Certificate): string[] {
  const names = certificate.extensions?.find(({ extnID }) => extnID === oid.subjectAltName)?.parsedValue as
    | { altNames?: { type: number; value: unknown }[] }
    | undefined;
  const listed = (names?.altNames ?? []).flatMap(({ type, value }) => (type === 1 && typeof value === 'string' ? [value] : []));
  const inSubject = subjectValue(certificate, oid.emailAddress);
  return [...new Set([...listed, ...(inSubject === null ? [] : [inSubject])].map((email) => email.toLowerCase()))].slice(0, 50);
}

const subjectValue = (certificate: Certificate, type: string): string | null =>
  certificate.subject.typesAndValues.find((one) => one.type === type)?.value.valueBlock.value ?? null;

function issuerName(certificate: Certificate): string {
  const values = certificate.issuer.typesAndValues;
  const value = values.find(({ type }) => type === oid.commonName) ?? values.find(({ type }) => type === '2.5.4.10') ?? values[0];
  return String(value?.value.valueBlock.value ?? '').slice(0, 200);
}

function signingTime(attributes: readonly { type: string; values: unknown[] }[]): number | null {
  const value = attributes.find(({ type }) => type === oid.signingTime)?.values[0] as { toDate?: () => Date } | undefined;
  return value?.toDate?.().getTime() ?? null;
}

const arrayBufferOf = (octets: Uint8Array): ArrayBuffer => new Uint8Array(octets).buffer;
