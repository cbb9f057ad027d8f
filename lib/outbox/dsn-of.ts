import type { DsnRequest } from '#lib/smtp/index.ts';
import type { SubmissionRecord } from '#lib/store/index.ts';

/**
 * What is to be heard of a submission (S7, RFC 3461): the parameters of its envelope, else that it failed or is late, with its id to know it
 * again by. A message with the null reverse path, such as a read receipt, wants no answer (RFC 8098 §3).
 */
export function dsnOf({ id, envelope }: SubmissionRecord): DsnRequest {
  const returns = parameter(envelope.mailFrom.parameters, 'RET')?.toUpperCase();
  return {
    envelopeId: parameter(envelope.mailFrom.parameters, 'ENVID') ?? id,
    returns: returns === 'FULL' ? 'FULL' : 'HDRS',
    recipients: new Map(
      envelope.rcptTo.map(({ email, parameters }) => [
        email,
        { notify: parameter(parameters, 'NOTIFY'), originalRecipient: parameter(parameters, 'ORCPT') },
      ]),
    ),
    usualNotify: envelope.mailFrom.email === '' ? 'NEVER' : 'FAILURE,DELAY',
  };
}

/** RFC 8689: the envelope asks for TLS all the way. */
export const requiresTls = ({ envelope }: SubmissionRecord): boolean =>
  Object.keys(envelope.mailFrom.parameters ?? {}).some((name) => name.toUpperCase() === 'REQUIRETLS');

const parameter = (parameters: Record<string, string | null> | null, wanted: string): string | null =>
  Object.entries(parameters ?? {}).find(([name]) => name.toUpperCase() === wanted)?.[1] ?? null;
