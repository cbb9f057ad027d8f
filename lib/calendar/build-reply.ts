import type { CalendarTime } from './calendar-time.ts';
import type { CalendarEvent, CalendarPerson } from './read-invitation.ts';

export type Answer = 'accepted' | 'tentative' | 'declined';

export type ReplyOptions = {
  answer: Answer;
  /** one of the attendees */
  attendee: CalendarPerson;
  /** a word to the organiser; empty: none */
  comment: string;
  nowMs: number;
};

/**
 * The calendar file that answers an invitation (RFC 5546 §3.2.3): the one attendee with their answer, in the version that was answered.
 * Times go in UTC, so that no zone has to be explained. CRLF, lines of at most 75 octets.
 *
 * @param events  the series or the event; of a series changed on single dates alone, each of these
 */
export function buildReply(events: readonly CalendarEvent[], { answer, attendee, comment, nowMs }: ReplyOptions): string {
  const name = attendee.name === null ? '' : `;CN=${quoted(attendee.name)}`;
  const lines = events.flatMap((event) => [
    'BEGIN:VEVENT',
    `UID:${escaped(event.uid)}`,
    `SEQUENCE:${event.sequence}`,
    `DTSTAMP:${utc(nowMs)}`,
    ...(event.recurrenceId === null ? [] : [`RECURRENCE-ID${timeText(event.recurrenceId)}`]),
    ...(event.start === null ? [] : [`DTSTART${timeText(event.start)}`]),
    ...(event.start === null || event.end === null ? [] : [`DTEND${timeText(event.end)}`]),
    ...(event.organizer === null ? [] : [`ORGANIZER${cn(event.organizer)}:mailto:${event.organizer.address}`]),
    `ATTENDEE;PARTSTAT=${answer.toUpperCase()}${name}:mailto:${attendee.address}`,
    ...(event.summary === null ? [] : [`SUMMARY:${escaped(event.summary)}`]),
    ...(comment.trim() === '' ? [] : [`COMMENT:${escaped(comment.trim())}`]),
    'END:VEVENT',
  ]);
  const all = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Postern//EN', 'CALSCALE:GREGORIAN', 'METHOD:REPLY', ...lines, 'END:VCALENDAR'];
  return all.map((line) => `${folded(line)}\r\n`).join('');
}

const cn = ({ name }: CalendarPerson): string => (name === null ? '' : `;CN=${quoted(name)}`);

/** A parameter's value (RFC 5545 §3.2): no quotes, no controls. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what goes
const quoted = (text: string): string => `"${text.replace(/["\u0000-\u001f\u007f\u2028\u2029]+/g, ' ').slice(0, 200)}"`;

/** TEXT (RFC 5545 §3.3.11); control characters but line ends go. */
const escaped = (text: string): string =>
  text
    .slice(0, 10_000)
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what goes
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f]/g, ' ')
    .replace(/[\\;,]/g, '\\$&')
    .replace(/\n/g, '\\n');

const digits = (iso: string): string => iso.replace(/[-:]|\.\d+/g, '');
const utc = (ms: number): string => digits(new Date(ms).toISOString());

function timeText(time: CalendarTime): string {
  if (time.kind === 'date') return `;VALUE=DATE:${digits(time.date)}`;
  return time.kind === 'instant' ? `:${utc(time.atMs)}` : `:${utc(time.localMs).slice(0, -1)}`;
}

/** RFC 5545 §3.1: at most 75 octets a line, never cut within a letter. */
function folded(line: string): string {
  const encoder = new TextEncoder();
  const lines: string[] = [];
  let current = '';
  let octets = 0;
  for (const letter of line) {
    const size = encoder.encode(letter).length;
    if (octets + size > 75) {
      lines.push(current);
      current = ' ';
      octets = 1;
    }
    current += letter;
    octets += size;
  }
  return [...lines, current].join('\r\n');
}
