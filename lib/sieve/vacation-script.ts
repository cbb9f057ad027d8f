import type { Vacation } from '#lib/mail/index.ts';
import { htmlToText } from '#lib/message/index.ts';
import { splitRequires } from './split-requires.ts';
import { recordLines, type UnderlyingScript } from './vacation-record.ts';

/** The person's script that was active before: included by name, or copied below where the server cannot include. */
export type Underlying = { name: string; copy: { hash: string; text: string } | null };

export type VacationScriptOptions = {
  /** addresses of the person: only mail to one of them is answered (RFC 5230 §4.5) */
  addresses: readonly string[];
  /** the words where the person gave none (RFC 8621 §8) */
  defaultText: string;
};

/** Extensions that the script needs beside those of what lies below. */
export function neededExtensions(vacation: Vacation, underlying: Underlying | null): string[] {
  const hasDates = vacation.isEnabled && (vacation.fromMs !== null || vacation.toMs !== null);
  return [
    ...(vacation.isEnabled ? ['vacation'] : []),
    ...(hasDates ? ['date', 'relational'] : []),
    ...(underlying !== null && underlying.copy === null ? ['include'] : []),
  ];
}

/**
 * Our script: the data as comments, the answer, then the person's own rules, untouched.
 *
 * @see RFC 5230 (vacation), RFC 5260 §5 (currentdate), RFC 5231 (relational), RFC 6609 §3.2 (include)
 */
export function vacationScript(vacation: Vacation, underlying: Underlying | null, options: VacationScriptOptions): string {
  const record: UnderlyingScript | null = underlying === null ? null : { name: underlying.name, hash: underlying.copy?.hash ?? null };
  const needed = neededExtensions(vacation, underlying);
  const below = underlying?.copy == null ? null : splitRequires(underlying.copy.text);
  return [
    '# Made by Postern when the out-of-office answer was set. Your own script is not changed;',
    '# Postern makes it the active one again when the answer is switched off.',
    recordLines({ vacation, underlying: record }).trimEnd(),
    ...(needed.length === 0 ? [] : [`require [${needed.map(quoted).join(', ')}];`]),
    ...(below === null ? [] : [below.head]),
    ...(vacation.isEnabled ? [answer(vacation, options)] : []),
    ...(underlying === null ? [] : ['# what was active before']),
    ...(underlying !== null && underlying.copy === null ? [`include :personal :optional ${quoted(underlying.name)};`] : []),
    ...(below === null ? [] : [below.rest]),
    '',
  ].join('\r\n');
}

function answer(vacation: Vacation, { addresses, defaultText }: VacationScriptOptions): string {
  const own = addresses.slice(0, 50);
  const subject = vacation.subject?.trim() ?? '';
  const action = [
    'vacation',
    ...(own.length === 0 ? [] : [`  :addresses [${own.map(quoted).join(', ')}]`]),
    ...(subject === '' ? [] : [`  :subject ${quoted(oneLine(subject))}`]),
    ...reason(vacation, defaultText),
  ].join('\r\n');
  const tests = [
    ...(vacation.fromMs === null ? [] : [`not ${isBefore(vacation.fromMs)}`]),
    ...(vacation.toMs === null ? [] : [isBefore(vacation.toMs)]),
  ];
  if (tests.length === 0) return `${action};`;
  return `if allof (${tests.join(',\r\n  ')}) {\r\n${action};\r\n}`;
}

/** Whether it is earlier than an instant: day and time of day, since both compare as text in every implementation (RFC 5260 §4). */
function isBefore(ms: number): string {
  const [day, time] = new Date(Math.min(Math.max(ms, 0), Date.UTC(9999, 11, 31))).toISOString().split('T') as [string, string];
  const now = 'currentdate :zone "+0000"';
  return `anyof (${now} :value "lt" "date" ${quoted(day)},\r\n    allof (${now} :is "date" ${quoted(day)}, ${now} :value "lt" "time" ${quoted(time.slice(0, 8))}))`;
}

/** The text alone as a string; with HTML as a MIME entity (RFC 5230 §4.4). */
function reason({ textBody, htmlBody }: Vacation, defaultText: string): string[] {
  if (htmlBody === null) return [`  ${quoted(withCrlf(textBody ?? defaultText))}`];
  const part = (type: string, text: string) =>
    `Content-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${folded(withCrlf(text))}\r\n`;
  const boundary = 'postern-out-of-office';
  const entity = [
    `Content-Type: multipart/alternative; boundary="${boundary}"\r\n\r\n`,
    `--${boundary}\r\n${part('text/plain', textBody ?? htmlToText(htmlBody))}`,
    `--${boundary}\r\n${part('text/html', htmlBody)}`,
    `--${boundary}--\r\n`,
  ].join('');
  return ['  :mime', `  ${quoted(entity)}`];
}

/** RFC 5228 §2.4.2: a quoted string may hold line breaks; `"` and `\` are escaped, and NUL may not be in a script. */
const quoted = (text: string): string => `"${text.replaceAll('\0', '').toWellFormed().replaceAll(/["\\]/g, '\\$&')}"`;
const oneLine = (text: string): string => text.replaceAll(/\p{Cc}+/gu, ' ');
const withCrlf = (text: string): string => text.replaceAll(/\r\n|\r|\n/g, '\r\n');
const folded = (text: string): string =>
  (
    Buffer.from(text, 'utf8')
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  ).join('\r\n');
