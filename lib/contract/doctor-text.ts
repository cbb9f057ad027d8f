import type { DoctorDomainReport, DoctorFactName, DoctorOutcome, DoctorServer, DoctorServiceReport } from './doctor.ts';
import type { DoctorStage, doctorStandings } from './doctor-stages.ts';

/** What a report says beside what servers said: a page has them in its language, the command in English. */
export type DoctorWords = {
  stages: Readonly<Record<DoctorStage, string>>;
  outcomes: Readonly<Record<DoctorOutcome, string>>;
  facts: Readonly<Record<DoctorFactName, string>>;
  standings: Readonly<Record<(typeof doctorStandings)[number], string>>;
  well: string;
  helps: string;
  serverSaid: string;
  /** of another door */
  open: string;
  noEncryption: string;
  /** one of the Doctor's own sentences, which are English on the wire */
  sentence: (english: string) => string;
};

/** One word for each of some names. */
export function wordsOf<Name extends string>(names: readonly Name[], wordFor: (name: Name) => string): Record<Name, string> {
  return Object.fromEntries(names.map((name) => [name, wordFor(name)])) as Record<Name, string>;
}

const stages: Record<DoctorStage, string> = {
  dns: 'Name',
  tcp: 'Connection',
  tls: 'Encryption',
  greeting: 'Greeting',
  capabilities: 'Abilities',
  starttls: 'STARTTLS',
  auth: 'Sign-in',
  probe: 'Try-out',
  logout: 'Goodbye',
};

const outcomes: Record<DoctorOutcome, string> = {
  ok: 'good',
  slow: 'slow',
  failed: 'failed',
  skipped: 'not part of this road',
  'not-reached': 'not reached',
};

const facts: Record<DoctorFactName, string> = {
  address: 'Address',
  tlsVersion: 'Version',
  cipher: 'Cipher',
  certificateFor: 'Certificate for',
  issuer: 'Signed by',
  validity: 'Valid',
  chain: 'Chain',
  greeting: 'Greeting',
  capability: 'Can',
  sizeLimit: 'Largest message',
  signInWays: 'Ways to sign in',
  signInUsed: 'Signed in by',
  folders: 'Folders',
  specialFolder: 'Special folder',
  messages: 'Messages',
  quota: 'Used',
  note: 'Note',
};

export const englishDoctorWords: DoctorWords = {
  ...{ stages, outcomes, facts },
  standings: { good: 'good', weak: 'weak', missing: 'missing', unknown: 'unknown' },
  well: 'All is well',
  helps: 'What helps',
  serverSaid: 'The server’s own words',
  open: 'Tried and found open',
  noEncryption: 'no encryption',
  sentence: (english) => english,
};

const protocolNames = { imap: 'IMAP', pop3: 'POP3', smtp: 'SMTP' };

/** @param noEncryption in words */
export const doctorServerName = (
  { protocol, host, port, tls }: Omit<DoctorServer, 'login'>,
  noEncryption: string = englishDoctorWords.noEncryption,
): string =>
  `${protocolNames[protocol]} ${host.includes(':') ? `[${host}]` : host}:${port} (${{ tls: 'TLS', starttls: 'STARTTLS', plain: noEncryption }[tls]})`;

/** Everything that was found out, as text for a support ticket: no secrets are in it, and the address of the mailbox only where a server says it. */
export function doctorReportText(
  services: readonly DoctorServiceReport[],
  domain: DoctorDomainReport | null,
  words: DoctorWords = englishDoctorWords,
): string {
  const { sentence } = words;
  const lines: string[] = [];
  for (const { server, stages, finding, totalMs } of services) {
    const name = doctorServerName(server, words.noEncryption);
    lines.push(name, '='.repeat(name.length));
    lines.push(finding === null ? `${words.well} (${totalMs} ms).` : `${sentence(finding.title)}. ${sentence(finding.detail)}`);
    if (finding?.nextStep) lines.push(`${words.helps}: ${sentence(finding.nextStep)}`);
    if (finding?.serverText) lines.push(`${words.serverSaid}: ${finding.serverText}`);
    if (finding?.suggestion) lines.push(`${words.open}: ${doctorServerName(finding.suggestion, words.noEncryption)}`);
    lines.push('');
    for (const { stage, outcome, durationMs, facts, transcript } of stages) {
      if (outcome === 'skipped' || outcome === 'not-reached') continue;
      lines.push(`${words.stages[stage]}: ${words.outcomes[outcome]}${durationMs === null ? '' : ` (${durationMs} ms)`}`);
      for (const { name, text, explanation } of facts) {
        const said = name === 'note' ? sentence(text) : text;
        lines.push(`  ${words.facts[name]}: ${said}${explanation === null ? '' : ` — ${sentence(explanation)}`}`);
      }
      for (const { direction, text } of transcript) lines.push(`    ${{ in: 'S:', out: 'C:', note: '--' }[direction]} ${text}`);
    }
    lines.push('');
  }
  if (domain !== null) {
    lines.push(domain.domain, '='.repeat(domain.domain.length));
    for (const { kind, standing, values, explanation } of domain.records) {
      lines.push(`${kind}: ${words.standings[standing]} — ${sentence(explanation)}`);
      for (const value of values) lines.push(`  ${value}`);
    }
  }
  return `${lines.join('\n').trimEnd()}\n`;
}
