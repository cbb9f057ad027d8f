import type { DoctorDomainReport, DoctorFactName, DoctorOutcome, DoctorServer, DoctorServiceReport } from './doctor.ts';
import type { DoctorStage } from './doctor-stages.ts';

/** Words for the stages of the road and for what is found on it; English, as all of the Doctor's sentences. */
export const doctorStageNames: Record<DoctorStage, string> = {
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

export const doctorOutcomeNames: Record<DoctorOutcome, string> = {
  ok: 'good',
  slow: 'slow',
  failed: 'failed',
  skipped: 'not part of this road',
  'not-reached': 'not reached',
};

export const doctorFactLabels: Record<DoctorFactName, string> = {
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

const protocolNames = { imap: 'IMAP', pop3: 'POP3', smtp: 'SMTP' };
const tlsNames = { tls: 'TLS', starttls: 'STARTTLS', plain: 'no encryption' };

export const doctorServerName = ({ protocol, host, port, tls }: Omit<DoctorServer, 'login'>): string =>
  `${protocolNames[protocol]} ${host.includes(':') ? `[${host}]` : host}:${port} (${tlsNames[tls]})`;

/** Everything that was found out, as text for a support ticket: no secrets are in it, and the address of the mailbox only where a server says it. */
export function doctorReportText(services: readonly DoctorServiceReport[], domain: DoctorDomainReport | null): string {
  const lines: string[] = [];
  for (const { server, stages, finding, totalMs } of services) {
    lines.push(doctorServerName(server), '='.repeat(doctorServerName(server).length));
    lines.push(finding === null ? `All is well (${totalMs} ms).` : `${finding.title}. ${finding.detail}`);
    if (finding?.nextStep) lines.push(`What helps: ${finding.nextStep}`);
    if (finding?.serverText) lines.push(`The server’s own words: ${finding.serverText}`);
    if (finding?.suggestion) lines.push(`Tried and found open: ${doctorServerName(finding.suggestion)}`);
    lines.push('');
    for (const { stage, outcome, durationMs, facts, transcript } of stages) {
      if (outcome === 'skipped' || outcome === 'not-reached') continue;
      lines.push(`${doctorStageNames[stage]}: ${doctorOutcomeNames[outcome]}${durationMs === null ? '' : ` (${durationMs} ms)`}`);
      for (const { name, text, explanation } of facts)
        lines.push(`  ${doctorFactLabels[name]}: ${text}${explanation === null ? '' : ` — ${explanation}`}`);
      for (const { direction, text } of transcript) lines.push(`    ${{ in: 'S:', out: 'C:', note: '--' }[direction]} ${text}`);
    }
    lines.push('');
  }
  if (domain !== null) {
    lines.push(domain.domain, '='.repeat(domain.domain.length));
    for (const { kind, standing, values, explanation } of domain.records) {
      lines.push(`${kind}: ${standing} — ${explanation}`);
      for (const value of values) lines.push(`  ${value}`);
    }
  }
  return `${lines.join('\n').trimEnd()}\n`;
}
