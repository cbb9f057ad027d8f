import { commaList, locale, t } from '#lib/client/index.ts';
import { messageBytes } from '#lib/compose/index.ts';
import type { OutgoingServer } from '#lib/contract/index.ts';
import { hasInternationalLocalPart } from '#lib/mail/index.ts';
import { shownSize } from '../message/shown-size.ts';
import type { ComposerFields, ComposerFile } from './composer-state.ts';
import { plainText } from './draft-content.ts';

type Limited = Pick<OutgoingServer, 'host' | 'maxSize' | 'smtpUtf8'>;
type Sized = Pick<ComposerFile, 'sizeBytes' | 'type'>;

/** Why the outgoing server will not take a message of this size, in words; null when it will, or nobody knows. */
export function sizeProblem(server: Limited | null, fields: ComposerFields, files: readonly Sized[]): string | null {
  if (server === null || server.maxSize === null) return null;
  const recipients = fields.to.length + fields.cc.length;
  const quoted = fields.quoted?.html ?? '';
  // Nearly every message is far below the limit, and this is asked at every keystroke.
  const roughly = messageBytes([], files, recipients) + 12 * (fields.html.length + fields.text.length + quoted.length) + 10_000;
  if (roughly <= server.maxSize) return null;
  const words = fields.format === 'plain' ? [fields.text] : [plainText(fields), fields.html + quoted];
  const bytes = messageBytes(words, files, recipients);
  if (bytes <= server.maxSize) return null;
  return t('compose.tooLargeForServer', {
    host: server.host,
    limit: shownSize(server.maxSize, locale()),
    size: shownSize(bytes, locale()),
  });
}

/** Recipients that the outgoing server cannot take because it has no SMTPUTF8 (RFC 6531), in words. */
export function addressProblem(server: Limited | null, fields: ComposerFields): string | null {
  if (server === null || server.smtpUtf8 !== false) return null;
  const names = [...fields.to, ...fields.cc, ...fields.bcc].map(({ email }) => email).filter(hasInternationalLocalPart);
  if (names.length === 0) return null;
  return t('compose.internationalRefused', { host: server.host, count: names.length, names: commaList(names).slice(0, 300) });
}
