import type { DoctorFinding, DoctorServer, DoctorSuggestion } from '#lib/contract/index.ts';
import { isMailError, MailError, plainWords } from '#lib/mail/index.ts';
import { speakerOf } from './foreign-greeting.ts';

/** Any failure as a typed one. */
export const asMailError = (error: unknown): MailError =>
  isMailError(error) ? error : new MailError('internal', 'the examination broke off', { cause: error });

/** Table 8.2: the one cause in words, with what the certificate or the greeting tells in its gaps. */
export function findingOf(error: MailError, server: DoctorServer, suggestion: DoctorSuggestion | null = null): DoctorFinding {
  const [validFrom = null, validTo = null] = error.serverText?.split(' – ') ?? [];
  const isDated = error.code === 'CERT_HAS_EXPIRED' || error.code === 'CERT_NOT_YET_VALID';
  const { title, detail, nextStep } = plainWords({
    ...error,
    stage: error.stage,
    facts: {
      host: server.host,
      certificateFor: error.code === 'ERR_TLS_CERT_ALTNAME_INVALID' ? namesOnly(error.serverText) : null,
      ...speakers(error, server),
      ...(isDated ? { validFrom, validTo } : {}),
    },
  });
  return { title, detail, nextStep, code: error.enhancedCode ?? error.code, serverText: spoken(error), suggestion };
}

const protocolNames: Record<string, string> = {
  imap: 'IMAP',
  pop3: 'POP3',
  smtp: 'SMTP',
  http: 'web pages (HTTP)',
  ssh: 'remote shells (SSH)',
};

function speakers({ code, serverText }: MailError, { protocol }: DoctorServer): { speaks?: string; wanted?: string } {
  const speaker = code === 'OTHER_PROTOCOL' ? speakerOf(Buffer.from(serverText ?? '')) : null;
  const speaks = speaker === null ? undefined : protocolNames[speaker];
  return speaks === undefined ? {} : { speaks, wanted: protocolNames[protocol] ?? protocol };
}

const namesOnly = (names: string | null): string | null => names?.replaceAll(/\b(DNS|IP Address):/g, '') ?? null;

/** What a certificate tells stands in the sentence already. */
const spoken = ({ stage, serverText }: MailError): string | null => (stage === 'tls' ? null : serverText);
