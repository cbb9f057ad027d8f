import { Buffer } from 'node:buffer';
import { type EmailAddress, type EmailAddressGroup, MailError } from '#lib/mail/index.ts';
import { addressPieces, cleanValue, foldedField, groupPieces, messageIdPieces, textPieces, urlPieces } from './header-values.ts';
import { formatMailDate } from './mail-date.ts';

/** One header field to be written, in one of the forms of RFC 8621 §4.1.2. `raw` stands behind the colon as it is. */
export type HeaderSpec = { name: string } & (
  | { form: 'raw'; value: string }
  | { form: 'text'; value: string }
  | { form: 'addresses'; value: readonly EmailAddress[] }
  | { form: 'groups'; value: readonly EmailAddressGroup[] }
  | { form: 'message-ids'; value: readonly string[] }
  | { form: 'date'; ms: number; offsetMinutes: number }
  | { form: 'urls'; value: readonly string[] }
);

const invalid = (message: string): MailError => new MailError('invalid', message, { stage: 'data', permanent: true });

/**
 * Writes one header field, CRLF at its end.
 *
 * @throws MailError 'invalid' for names that are no field names, line breaks or NUL in values, lines over 998 octets
 */
export function headerLine(spec: HeaderSpec): string {
  if (!/^[\x21-\x39\x3b-\x7e]{1,76}$/.test(spec.name)) throw invalid('not a header field name');
  const line = formatted(spec);
  if (line.split('\r\n').some((each) => Buffer.byteLength(each) > 998))
    throw invalid(`a line of ${spec.name} would be longer than 998 octets`);
  return line;
}

function formatted(spec: HeaderSpec): string {
  switch (spec.form) {
    case 'raw':
      return rawField(spec.name, spec.value);
    case 'text':
      return foldedField(spec.name, textPieces(cleanValue(spec.value, spec.name)));
    case 'addresses':
      return foldedField(spec.name, addressPieces(spec.value));
    case 'groups':
      return foldedField(spec.name, groupPieces(spec.value));
    case 'message-ids':
      return foldedField(spec.name, messageIdPieces(spec.value));
    case 'date':
      return foldedField(spec.name, [formatMailDate(spec.ms, spec.offsetMinutes)]);
    case 'urls':
      return foldedField(spec.name, urlPieces(spec.value));
  }
}

/** A raw value may be folded (a line break followed by white space and something else), nothing more. */
function rawField(name: string, value: string): string {
  const text = value.toWellFormed().replace(/\r?\n(?=[ \t])/g, '\r\n');
  const lines = text.split('\r\n');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (lines.some((line, index) => /[\u0000-\u0008\u000a-\u001f\u007f]/.test(line) || (index > 0 && !/^[ \t]+[^ \t]/.test(line)))) {
    throw invalid(`the raw value of ${name} holds a control character or a bare line break`);
  }
  return `${name}:${text}\r\n`;
}
