import type { DetailedPeerCertificate } from 'node:tls';
import type { DoctorFact } from '#lib/contract/index.ts';
import type { ShownTls } from '#lib/security/index.ts';
import { fact } from './speech.ts';

const mostInChain = 10;
const dayMs = 24 * 60 * 60_000;

/** What a certificate says: whom it is for, who signed it, how long it lasts, and the chain that came with it (RFC 5280). */
export function tlsFacts({ version, cipher, certificate }: ShownTls, nowMs: number): DoctorFact[] {
  const facts: DoctorFact[] = [];
  if (version !== null) facts.push(fact('tlsVersion', version, version === 'TLSv1.2' ? 'Good; TLS 1.3 would be newer.' : null));
  if (cipher !== null) facts.push(fact('cipher', cipher));
  if (certificate.subject === undefined) return facts;
  facts.push(fact('certificateFor', certificateNames(certificate).join(', ')));
  facts.push(fact('issuer', nameOf(certificate.issuer)));
  facts.push(fact('validity', `${certificate.valid_from} – ${certificate.valid_to}`, lifetime(certificate, nowMs)));
  facts.push(fact('chain', chainOf(certificate).join(' ← '), chainWords(certificate)));
  return facts;
}

/** The names in the certificate; the common name only where there are none (RFC 9525 §6.3). */
export function certificateNames(certificate: DetailedPeerCertificate): string[] {
  const names = (certificate.subjectaltname ?? '')
    .split(', ')
    .flatMap((entry) => /^(?:DNS|IP Address):(.+)$/.exec(entry)?.[1] ?? [])
    .slice(0, 100);
  return names.length > 0 ? names : [nameOf(certificate.subject)];
}

function nameOf(subject: DetailedPeerCertificate['subject']): string {
  const first = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);
  return [first(subject.CN), first(subject.O)].filter(Boolean).join(', ') || '(no name)';
}

function lifetime({ valid_from, valid_to }: DetailedPeerCertificate, nowMs: number): string | null {
  const from = Date.parse(valid_from);
  const to = Date.parse(valid_to);
  if (Number.isNaN(from) || Number.isNaN(to)) return null;
  if (nowMs < from) return 'Not valid yet.';
  const days = Math.floor((to - nowMs) / dayMs);
  if (days < 0) return `Expired ${-days} ${days === -1 ? 'day' : 'days'} ago.`;
  return days <= 14 ? `Runs out in ${days} ${days === 1 ? 'day' : 'days'}: it should have been renewed by now.` : null;
}

function chainOf(leaf: DetailedPeerCertificate): string[] {
  const names: string[] = [];
  const seen = new Set<string>();
  for (let each: DetailedPeerCertificate | undefined = leaf; each?.subject !== undefined && names.length < mostInChain; ) {
    if (seen.has(each.fingerprint256)) break;
    seen.add(each.fingerprint256);
    names.push(nameOf(each.subject));
    each = each.issuerCertificate;
  }
  return names;
}

const chainWords = (leaf: DetailedPeerCertificate): string | null =>
  chainOf(leaf).length === 1 && nameOf(leaf.issuer) === nameOf(leaf.subject) ? 'Signed by itself.' : null;
