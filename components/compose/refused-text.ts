import { errorText, t } from '#lib/client/index.ts';
import type { MailError } from '#lib/mail/index.ts';

const refusedKeys = {
  invalidRecipients: 'compose.refused.invalidRecipients',
  forbiddenFrom: 'compose.refused.forbiddenFrom',
  forbiddenMailFrom: 'compose.refused.forbiddenFrom',
  forbiddenToSend: 'compose.refused.forbiddenToSend',
  tooLarge: 'compose.refused.tooLarge',
  tooManyRecipients: 'compose.refused.tooManyRecipients',
  fileReturns: 'compose.refused.fileReturns',
  noRecipients: 'compose.refused.noRecipients',
} as const;

/** RFC 8621 §7.5 in words. */
export function refusedText(error: MailError): string {
  const key = Object.hasOwn(refusedKeys, error.code ?? '') ? refusedKeys[error.code as keyof typeof refusedKeys] : null;
  return key === null ? errorText(error) : t(key);
}
