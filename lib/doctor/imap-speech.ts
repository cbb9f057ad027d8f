import type { DoctorFact } from '#lib/contract/index.ts';
import { imapRefusalOfLine } from '#lib/imap/index.ts';
import { MailError, type MailStage } from '#lib/mail/index.ts';
import { foreignGreeting } from './foreign-greeting.ts';
import { fact, noWayIn, type Speech, saslPlain, saslXoauth2, type Visit } from './speech.ts';

/** Tags need only differ from each other within a connection (RFC 9051 §2.2.1). */
const tags = new WeakMap<object, number>();
function nextTag(visit: Visit): string {
  const number = (tags.get(visit.client) ?? 0) + 1;
  tags.set(visit.client, number);
  return `d${number}`;
}

/** One command and all lines of its answer. @throws MailError for NO, BAD and BYE */
async function ask(visit: Visit, command: string, stage: MailStage, shown?: string): Promise<string[]> {
  const tag = nextTag(visit);
  visit.client.send(`${tag} ${command}`, shown === undefined ? undefined : `${tag} ${shown}`);
  return answerTo(visit, tag, stage);
}

async function answerTo(visit: Visit, tag: string, stage: MailStage): Promise<string[]> {
  const lines = await visit.client.linesUntil((line) => line.startsWith(`${tag} `) || /^\* BYE\b/i.test(line), stage);
  const last = lines.at(-1) ?? '';
  if (new RegExp(`^${tag} OK\\b`, 'i').test(last)) return lines.slice(0, -1);
  throw imapRefusalOfLine(last, stage, visit.redact);
}

const quoted = (text: string): string => `"${text.replaceAll(/[\\"]/g, '\\$&')}"`;

/** The AUTHENTICATE exchange for mechanisms of one message. The answer to a refused token's challenge ends it (RFC 7628 §3.2.3). */
async function authenticate(visit: Visit, mechanism: string, message: string, hasInitial: boolean): Promise<void> {
  const tag = nextTag(visit);
  if (hasInitial) visit.client.send(`${tag} AUTHENTICATE ${mechanism} ${message}`, `${tag} AUTHENTICATE ${mechanism} [secret]`);
  else visit.client.send(`${tag} AUTHENTICATE ${mechanism}`);
  let isSent = hasInitial;
  for (;;) {
    const line = await visit.client.line('auth');
    if (line.startsWith('+')) {
      visit.client.send(isSent ? '' : message, isSent ? '' : '[secret]');
      isSent = true;
    } else if (line.startsWith(`${tag} `)) {
      if (/^\S+ OK\b/i.test(line)) return;
      throw imapRefusalOfLine(line, 'auth', visit.redact);
    } else if (/^\* BYE\b/i.test(line)) throw imapRefusalOfLine(line, 'auth', visit.redact);
  }
}

const specialUses: Record<string, string> = {
  '\\Sent': 'The folder for sent mail.',
  '\\Drafts': 'The folder for drafts.',
  '\\Trash': 'The folder for deleted mail.',
  '\\Junk': 'The folder for junk.',
  '\\Archive': 'The folder for archived mail.',
  '\\All': 'The folder for all mail.',
  '\\Flagged': 'The folder for starred mail.',
};

/** Folders and special folders of LIST answers (RFC 9051 §7.3.1, RFC 6154). */
export function readFolders(lines: readonly string[]): DoctorFact[] {
  const folders: DoctorFact[] = [];
  let count = 0;
  for (const line of lines) {
    const [, attributes, name] = /^\* LIST \(([^)]*)\) (?:"(?:\\.|[^"\\])*"|NIL) (.+)$/i.exec(line) ?? [];
    if (attributes === undefined || name === undefined) continue;
    count += 1;
    for (const attribute of attributes.split(' ')) {
      const use = Object.entries(specialUses).find(([known]) => known.toLowerCase() === attribute.toLowerCase())?.[1];
      if (use !== undefined) folders.push(fact('specialFolder', `${name.replace(/^"|"$/g, '')} (${attribute})`, use));
    }
  }
  return [fact('folders', String(count)), ...folders];
}

/** Messages of a STATUS answer and the quota of a QUOTA answer (RFC 9051 §7.3.4, RFC 9208 §5.1; STORAGE counts in 1,024 octets). */
export function readState(lines: readonly string[]): { facts: DoctorFact[]; isFull: boolean } {
  const facts: DoctorFact[] = [];
  let isFull = false;
  for (const line of lines) {
    const messages = /^\* STATUS .+ \(.*\bMESSAGES (\d{1,10})/i.exec(line)?.[1];
    if (messages !== undefined) facts.push(fact('messages', messages));
    // A quota of messages alone fills a mailbox as well (RFC 9208 §5.2).
    const [, count, most] = /^\* QUOTA .+ \(.*\bMESSAGE (\d{1,15}) (\d{1,15})/i.exec(line) ?? [];
    if (count !== undefined && most !== undefined && Number(most) > 0) {
      isFull ||= Number(count) >= Number(most);
      facts.push(fact('quota', `${count} / ${most}`, Number(count) >= Number(most) ? 'The mailbox is full.' : null));
    }
    const [, used, limit] = /^\* QUOTA .+ \(.*\bSTORAGE (\d{1,15}) (\d{1,15})/i.exec(line) ?? [];
    if (used === undefined || limit === undefined || Number(limit) === 0) continue;
    const percent = Math.floor((Number(used) / Number(limit)) * 100);
    isFull ||= percent >= 100;
    const words = percent >= 100 ? 'The mailbox is full.' : percent >= 90 ? 'The mailbox is nearly full.' : null;
    facts.push(fact('quota', `${megabytes(used)} / ${megabytes(limit)} MB (${percent} %)`, words));
  }
  return { facts, isFull };
}

const megabytes = (kibibytes: string): string => (Number(kibibytes) / 1024).toFixed(Number(kibibytes) < 10_240 ? 1 : 0);

export const imapSpeech: Speech = {
  protocol: 'imap',
  hasMoreAfterSignIn: true,
  judgeGreeting(octets, redact) {
    const foreign = foreignGreeting(octets, 'imap');
    if (foreign !== null) return foreign;
    const line = octets.toString('utf8');
    if (/^\* OK\b/i.test(line)) return null;
    if (/^\* BYE\b/i.test(line)) return imapRefusalOfLine(line, 'greeting', redact);
    // Somebody is signed in already: whose mailbox that is cannot be told, and before TLS it is how STARTTLS is prevented (RFC 9051 §11.1).
    const code = /^\* PREAUTH\b/i.test(line) ? 'PREAUTH' : 'NOT-IMAP';
    return new MailError('protocol', 'no IMAP greeting', { stage: 'greeting', code, permanent: true, serverText: line.slice(0, 500) });
  },
  async capabilities(visit) {
    const lines = await ask(visit, 'CAPABILITY', 'capabilities');
    return lines.flatMap((line) => /^\* CAPABILITY (.+)$/i.exec(line)?.[1]?.trim().split(/ +/).slice(0, 200) ?? []);
  },
  hasStartTls: (capabilities) => capabilities.some((name) => name.toUpperCase() === 'STARTTLS'),
  startTls: async (visit) => void (await ask(visit, 'STARTTLS', 'starttls')),
  signInWays(capabilities) {
    const ways = capabilities.flatMap((name) => /^AUTH=(.+)$/i.exec(name)?.[1]?.toUpperCase() ?? []);
    return capabilities.some((name) => name.toUpperCase() === 'LOGINDISABLED') ? ways : [...ways, 'LOGIN'];
  },
  async signIn(visit, capabilities) {
    const { login, credential } = visit;
    if (credential === null) return [];
    const names = new Set(capabilities.map((name) => name.toUpperCase()));
    const hasInitial = names.has('SASL-IR');
    if (credential.kind === 'token') {
      await authenticate(visit, 'XOAUTH2', saslXoauth2(login, credential.secret), hasInitial);
      return [fact('signInUsed', 'XOAUTH2')];
    }
    if (names.has('AUTH=PLAIN')) {
      await authenticate(visit, 'PLAIN', saslPlain(login, credential.secret), hasInitial);
      return [fact('signInUsed', 'PLAIN')];
    }
    if (names.has('LOGINDISABLED')) throw noWayIn(this.signInWays(capabilities), !visit.isSecure);
    await ask(visit, `LOGIN ${quoted(login)} ${quoted(credential.secret.reveal())}`, 'auth', 'LOGIN [secret] [secret]');
    return [fact('signInUsed', 'LOGIN')];
  },
  async probe(visit, capabilities, tell) {
    if (visit.credential === null) return void (await ask(visit, 'NOOP', 'command'));
    tell(...readFolders(await ask(visit, 'LIST "" "*"', 'mailbox')));
    const hasQuota = capabilities.some((name) => /^QUOTA(=|$)/i.test(name));
    const state = readState([
      ...(await ask(visit, 'STATUS INBOX (MESSAGES UNSEEN)', 'mailbox')),
      ...(hasQuota ? await ask(visit, 'GETQUOTAROOT INBOX', 'mailbox') : []),
    ]);
    tell(...state.facts);
    if (state.isFull) throw new MailError('over-quota', 'the mailbox is full', { stage: 'mailbox', code: 'OVERQUOTA' });
  },
  async logout(visit) {
    const tag = nextTag(visit);
    visit.client.send(`${tag} LOGOUT`);
    await visit.client.linesUntil((line) => line.startsWith(`${tag} `), 'command');
  },
};
