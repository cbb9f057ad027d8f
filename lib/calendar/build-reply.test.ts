import { expect, test } from 'vitest';
import { buildReply } from './build-reply.ts';
import { readCalendar } from './read-invitation.ts';

const invitation = [
  'BEGIN:VCALENDAR',
  'METHOD:REQUEST',
  'BEGIN:VEVENT',
  'UID:one;two@x.test',
  'SEQUENCE:3',
  'DTSTAMP:20261101T100000Z',
  'DTSTART;TZID=Romance Standard Time:20261124T100000',
  'DTEND;TZID=Romance Standard Time:20261124T113000',
  'ORGANIZER;CN=Bea:mailto:bea@x.test',
  'ATTENDEE;CN=Ann:mailto:ann@x.test',
  'ATTENDEE;CN=Cleo:mailto:cleo@x.test',
  'SUMMARY:Käse\\, Brot und sehr viel mehr als in eine einzige Zeile von fünfundsiebzig Oktetten passt 🎉',
  'END:VEVENT',
  'END:VCALENDAR',
].join('\r\n');

function reply(comment = ''): { text: string; lines: string[] } {
  const read = readCalendar(invitation);
  if (read === null) throw new Error('no event');
  const attendee = { name: 'Ann "A"\r\nX:y', address: 'ann@x.test' };
  const text = buildReply(read.events, { answer: 'tentative', attendee, comment, nowMs: Date.parse('2026-11-22T12:00:00.123Z') });
  return { text, lines: text.replaceAll('\r\n ', '').split('\r\n') };
}

test('RFC 5546 §3.2.3: the answer names the event, its version and the one attendee, with times in UTC', () => {
  const { lines } = reply();
  expect(lines).toEqual(
    expect.arrayContaining([
      'METHOD:REPLY',
      'UID:one\\;two@x.test',
      'SEQUENCE:3',
      'DTSTAMP:20261122T120000Z',
      'DTSTART:20261124T090000Z',
      'DTEND:20261124T103000Z',
      'ORGANIZER;CN="Bea":mailto:bea@x.test',
      'ATTENDEE;PARTSTAT=TENTATIVE;CN="Ann  A X:y":mailto:ann@x.test',
    ]),
  );
  expect(lines.filter((line) => line.startsWith('ATTENDEE'))).toHaveLength(1);
});

test('what is written comes back when it is read, and nothing that is typed makes a line of its own', () => {
  const { text } = reply('Late,\r\nsorry; END:VEVENT\nMETHOD:CANCEL');
  const read = readCalendar(text);
  expect(read?.method).toBe('REPLY');
  expect(read?.events).toHaveLength(1);
  expect(read?.events[0]).toMatchObject({
    uid: 'one;two@x.test',
    sequence: 3,
    comment: 'Late,\nsorry; END:VEVENT\nMETHOD:CANCEL',
    summary: 'Käse, Brot und sehr viel mehr als in eine einzige Zeile von fünfundsiebzig Oktetten passt 🎉',
    attendees: [{ status: 'tentative', address: 'ann@x.test' }],
  });
});

test('RFC 5545 §3.1: no line is longer than 75 octets, none is cut within a letter', () => {
  const { text } = reply('ü'.repeat(500));
  expect(text.split('\r\n').every((line) => new TextEncoder().encode(line).length <= 75)).toBe(true);
  expect(text).not.toContain('\ufffd');
});

test('an answer to one date of a series names that date', () => {
  const read = readCalendar(invitation.replace('SEQUENCE:3', 'RECURRENCE-ID;VALUE=DATE:20261201'));
  const options = { answer: 'accepted', attendee: { name: null, address: 'ann@x.test' }, comment: '', nowMs: 0 } as const;
  expect(buildReply(read?.events ?? [], options)).toContain('\r\nRECURRENCE-ID;VALUE=DATE:20261201\r\n');
});
