import type { DoctorFinding, DoctorServer, DoctorSuggestion } from '#lib/contract/index.ts';
import { certificateFacts, isMailError, MailError, plainWords } from '#lib/mail/index.ts';
import { speakerOf } from './foreign-greeting.ts';

/** Any failure as a typed one. */
export const asMailError = (error: unknown): MailError =>
  isMailError(error) ? error : new MailError('internal', 'the examination broke off', { cause: error });

/**
 * Table 8.2: the one cause in words, with what the certificate or the greeting tells in its gaps.
 *
 * @param server null where it failed before there was one
 */
export function findingOf(error: MailError, server: DoctorServer | null, suggestion: DoctorSuggestion | null = null): DoctorFinding {
  const port = server?.protocol === 'smtp' ? server.port : null;
  const facts = { host: server?.host ?? null, port, ...certificateFacts(error), ...speakers(error, server) };
  const { title, detail, nextStep } = plainWords({ ...error, stage: error.stage, facts });
  return { title, detail, nextStep, code: error.enhancedCode ?? error.code, serverText: spoken(error), suggestion };
}

const protocolNames: Record<string, string> = {
  imap: 'IMAP',
  pop3: 'POP3',
  smtp: 'SMTP',
  http: 'web pages (HTTP)',
  ssh: 'remote shells (SSH)',
};

function speakers({ code, serverText }: MailError, server: DoctorServer | null): { speaks?: string; wanted?: string } {
  const speaker = code === 'OTHER_PROTOCOL' ? speakerOf(Buffer.from(serverText ?? '')) : null;
  const speaks = speaker === null ? undefined : protocolNames[speaker];
  return speaks === undefined || server === null ? {} : { speaks, wanted: protocolNames[server.protocol] ?? server.protocol };
}

/** What a certificate tells stands in the sentence already. */
const spoken = ({ stage, serverText }: MailError): string | null => (stage === 'tls' ? null : serverText);
