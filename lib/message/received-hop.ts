import { unfold } from './header-forms.ts';
import { parseMailDate } from './mail-date.ts';
import { traceComments, traceWords } from './trace-text.ts';

/** One Received field: a server's word on how the message came to it (RFC 5321 §4.4). */
export type ReceivedHop = {
  /** what the sending side called itself, as the server wrote it down */
  from: string | null;
  by: string | null;
  /** `ESMTPS`, `LMTP`, … in capitals (RFC 3848) */
  protocol: string | null;
  /** true when the protocol or the server's remark says TLS; null when nothing is said either way */
  isEncrypted: boolean | null;
  atMs: number | null;
};

const clauses = new Set(['from', 'by', 'via', 'with', 'id', 'for']);
/** RFC 3848 and RFC 8314: the S behind SMTP or LMTP. */
const encrypted = /^(?:UTF8)?(?:E?SMTP|LMTP|HTTP)SA?$/;
const plain = /^(?:UTF8)?(?:E?SMTP|LMTP)A?$/;

/** Reads a Received field, best effort: what is missing is null. Linear. */
export function parseReceived(value: string): ReceivedHop {
  const line = unfold(value);
  const semicolon = line.lastIndexOf(';');
  const found = new Map<string, string>();
  const words = traceWords(semicolon < 0 ? line : line.slice(0, semicolon));
  for (let at = 0; at + 1 < words.length; at += 1) {
    const clause = words[at]?.isQuoted === false ? (words[at]?.text.toLowerCase() ?? '') : '';
    const next = words[at + 1]?.text ?? '';
    if (!clauses.has(clause) || found.has(clause) || clauses.has(next.toLowerCase())) continue;
    found.set(clause, next);
    at += 1;
  }
  const protocol = found.get('with')?.toUpperCase() ?? null;
  const isSaid = traceComments(line).some((comment) => /\b(?:using\s+)?tls(?:v?1|\b)|\bcipher[= ]/i.test(comment));
  return {
    from: found.get('from') ?? null,
    by: found.get('by') ?? null,
    protocol,
    isEncrypted:
      isSaid || (protocol !== null && encrypted.test(protocol)) ? true : protocol !== null && plain.test(protocol) ? false : null,
    atMs: semicolon < 0 ? null : (parseMailDate(line.slice(semicolon + 1))?.ms ?? null),
  };
}
