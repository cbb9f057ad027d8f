import type { DoctorFact, DoctorProtocol } from '#lib/contract/index.ts';
import { fact } from './speech.ts';

/** What the names of capabilities mean for who reads mail; names that are not here are shown without words. */
const words: Record<DoctorProtocol, Record<string, string>> = {
  imap: {
    IMAP4REV1: 'The usual IMAP (RFC 3501).',
    IMAP4REV2: 'The newer IMAP (RFC 9051).',
    IDLE: 'New mail is told at once.',
    NOTIFY: 'News of every folder over one connection.',
    CONDSTORE: 'Changed flags are found quickly.',
    QRESYNC: 'What changed while away is found in one step.',
    MOVE: 'Messages are moved in one step.',
    UIDPLUS: 'Where a copied message landed is known.',
    'SPECIAL-USE': 'Sent, Drafts, Trash … are marked.',
    ESEARCH: 'Searches answer briefly.',
    SORT: 'The server can sort.',
    THREAD: 'The server can group conversations.',
    QUOTA: 'How full the mailbox is can be asked.',
    ACL: 'Folders can be shared.',
    NAMESPACE: 'Shared and public folders are told apart.',
    'COMPRESS=DEFLATE': 'Traffic can be compressed.',
    BINARY: 'Attachments come decoded.',
    PREVIEW: 'The server makes the preview lines.',
    'LIST-STATUS': 'Folders and their counts in one answer.',
    'UTF8=ACCEPT': 'International names and addresses.',
    'SASL-IR': 'Signing in takes one step less.',
    'X-GM-EXT-1': 'Gmail’s labels and conversations.',
    STARTTLS: 'Encryption can be switched on here.',
    LOGINDISABLED: 'No password is taken before encryption.',
    APPENDLIMIT: 'The largest message that can be stored.',
    METADATA: 'Notes on folders can be stored.',
  },
  pop3: {
    UIDL: 'Every message has a name that stays.',
    TOP: 'The beginning of a message can be read alone.',
    PIPELINING: 'Commands need not wait for each other.',
    STLS: 'Encryption can be switched on here.',
    USER: 'Sign-in by name and password.',
    'RESP-CODES': 'Refusals say why.',
    'AUTH-RESP-CODE': 'A wrong password is told from other trouble.',
    EXPIRE: 'How long messages are kept.',
    'LOGIN-DELAY': 'Least time between two sign-ins.',
    UTF8: 'International names and addresses.',
  },
  smtp: {
    SIZE: 'The largest message that is taken.',
    STARTTLS: 'Encryption can be switched on here.',
    '8BITMIME': 'Letters beyond ASCII need no re-coding.',
    SMTPUTF8: 'International addresses.',
    PIPELINING: 'Commands need not wait for each other.',
    DSN: 'Delivery notices can be asked for.',
    CHUNKING: 'Large messages are sent in pieces.',
    REQUIRETLS: 'Encryption can be demanded for the whole way.',
    ENHANCEDSTATUSCODES: 'Refusals say why.',
    FUTURERELEASE: 'The server itself can send later.',
  },
};

const nameIn = (line: string): string => line.toUpperCase().split(/[ =]/)[0] ?? '';

/** Capabilities as facts; the ways of signing in and the size limit have facts of their own. */
export function capabilityFacts(protocol: DoctorProtocol, capabilities: readonly string[], ways: readonly string[]): DoctorFact[] {
  const known = words[protocol];
  const facts = capabilities
    .filter((line) => !/^(AUTH|SASL)\b/i.test(line))
    .map((line) => fact('capability', line, known[line.toUpperCase()] ?? known[nameIn(line)] ?? null));
  const limit = protocol === 'smtp' ? capabilities.flatMap((line) => /^SIZE (\d{1,15})$/i.exec(line)?.[1] ?? [])[0] : undefined;
  if (limit !== undefined && limit !== '0') facts.push(fact('sizeLimit', `${(Number(limit) / 1_000_000).toFixed(1)} MB`));
  if (ways.length > 0) facts.push(fact('signInWays', [...new Set(ways)].join(', ')));
  return facts;
}
