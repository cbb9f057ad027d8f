import type { SenderCheck, SenderReport } from '#lib/contract/index.ts';
import type { EmailAddress } from '#lib/mail/index.ts';
import {
  type AuthenticationResults,
  disputedSender,
  fieldText,
  firstField,
  type ParsedHeaders,
  parseReceived,
  takenInAt,
  trustedResults,
  withoutInvisible,
} from '#lib/message/index.ts';
import { utcDateOrNull } from '../utc-date.ts';
import { lookAlike } from './look-alike.ts';

/** Whom the person has to do with; addresses and domains in lower case. */
export type KnownPeople = { own: ReadonlySet<string>; written: readonly EmailAddress[] };

const maxHops = 50;
const maxShown = 10;

/** What the header of a message says about who sent it (security.md §4, C7), beside whom the person knows. Pure. */
export function senderReport(
  headers: ParsedHeaders,
  { own, written }: KnownPeople,
  isProvider: (host: string) => boolean,
): Omit<SenderReport, 'id' | 'isFirst' | 'contactId'> {
  const from = headers.from?.[0] ?? null;
  const fromEmail = from?.email.toLowerCase() ?? '';
  const domain = domainOf(fromEmail);
  const authentication = checksOf(trustedResults(headers.fields, isProvider));
  const returnPath = (firstField(headers, 'return-path') ?? '').replace(/[<>\s]/g, '');
  const ownDomains = [...new Set([...own].map(domainOf))];
  const known = [...new Set([...ownDomains, ...written.map(({ email }) => domainOf(email.toLowerCase()))])].filter((each) => each !== '');
  const resembled = domain === '' ? null : lookAlike(domain, known);
  return {
    disputedFrom: disputedSender(headers.fields),
    sender: headers.sender?.find(({ email }) => email.toLowerCase() !== fromEmail) ?? null,
    replyTo: (headers.replyTo ?? []).filter(({ email }) => email.toLowerCase() !== fromEmail).slice(0, maxShown),
    returnPath: returnPath !== '' && !isSameHouse(domainOf(returnPath.toLowerCase()), domain) ? returnPath : null,
    authentication,
    verdict: authentication === null ? 'unknown' : verdictOf(authentication, domain),
    resembles: resembled === null ? null : { domain: resembled, isOwn: ownDomains.includes(resembled) },
    namesake: from === null ? null : namesakeOf(from, written, own),
    hops: hopsOf(headers, isProvider),
  };
}

const domainOf = (email: string): string => email.slice(email.lastIndexOf('@') + 1);
const isSameHouse = (one: string, other: string): boolean => one === other || one.endsWith(`.${other}`) || other.endsWith(`.${one}`);

function checksOf(found: AuthenticationResults | null): SenderReport['authentication'] {
  if (found === null) return null;
  const checks = (method: string, properties: readonly string[]): SenderCheck[] =>
    found.results
      .filter((each) => each.method === method)
      .slice(0, maxShown)
      .map((each) => {
        const value = properties.map((name) => each.properties.get(name)).find((text) => text !== undefined) ?? null;
        return { result: each.result, domain: value === null ? null : domainOf(value.toLowerCase()) };
      });
  return {
    authservId: found.authservId,
    spf: checks('spf', ['smtp.mailfrom', 'smtp.helo'])[0] ?? null,
    dkim: checks('dkim', ['header.d', 'header.i']),
    dmarc: checks('dmarc', ['header.from'])[0] ?? null,
  };
}

/** DMARC decides where it was looked at (RFC 7489 §3.1); else a signature of the From domain does. SPF alone says nothing about From. */
function verdictOf({ dmarc, dkim, spf }: NonNullable<SenderReport['authentication']>, domain: string): SenderReport['verdict'] {
  const isSigned = dkim.some(({ result, domain: signer }) => result === 'pass' && signer !== null && isSameHouse(signer, domain));
  if (dmarc?.result === 'fail') return 'failed';
  if (dmarc?.result === 'pass' && (dmarc.domain === null || isSameHouse(dmarc.domain, domain))) return 'verified';
  if (isSigned) return 'verified';
  const isRefused = dkim.some(({ result }) => result === 'fail') || spf?.result === 'fail';
  return isRefused && !dkim.some(({ result }) => result === 'pass') ? 'failed' : 'unknown';
}

/** Somebody of the same name whom the person wrote to, none of whose addresses is this one. */
function namesakeOf(from: EmailAddress, written: readonly EmailAddress[], own: ReadonlySet<string>): EmailAddress | null {
  const name = folded(from.name);
  const email = from.email.toLowerCase();
  if (name.length < 3 || own.has(email)) return null;
  const same = written.filter((each) => folded(each.name) === name);
  return same.some((each) => each.email.toLowerCase() === email) ? null : (same[0] ?? null);
}

const folded = (name: string | null): string =>
  withoutInvisible(name ?? '')
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s"']+/g, ' ')
    .trim();

function hopsOf(headers: ParsedHeaders, isProvider: (host: string) => boolean): SenderReport['hops'] {
  const takenIn = takenInAt(headers.fields, isProvider);
  return headers.fields
    .map((field, index) => ({ field, isOurs: index <= takenIn && takenIn > 0 }))
    .filter(({ field }) => field.name.toLowerCase() === 'received')
    .slice(0, maxHops)
    .reverse()
    .map(({ field, isOurs }) => {
      const { atMs, ...hop } = parseReceived(fieldText(field));
      return { ...hop, at: utcDateOrNull(atMs), isOurs };
    });
}
