import { expect, test } from 'vitest';
import { limits } from './limits.ts';
import { type CalendarEvent, readCalendar } from './read-invitation.ts';

const file = (event: readonly string[], { method = 'REQUEST', before = [] as readonly string[] } = {}): string =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    `METHOD:${method}`,
    ...before,
    'BEGIN:VEVENT',
    'UID:one@x.test',
    'DTSTAMP:20261101T100000Z',
    ...event,
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n');

function eventOf(text: string): CalendarEvent {
  const event = readCalendar(text)?.events[0];
  if (event === undefined) throw new Error('no event');
  return event;
}
const startOf = (text: string): string | null => {
  const { start } = eventOf(text);
  return start?.kind === 'instant' ? new Date(start.atMs).toISOString() : null;
};

const outlookZone = (name: string, from: string, to: string): string[] => [
  'BEGIN:VTIMEZONE',
  `TZID:${name}`,
  'BEGIN:STANDARD',
  'DTSTART:16010101T030000',
  `TZOFFSETFROM:${to}`,
  `TZOFFSETTO:${from}`,
  'RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10',
  'END:STANDARD',
  'BEGIN:DAYLIGHT',
  'DTSTART:16010101T020000',
  `TZOFFSETFROM:${from}`,
  `TZOFFSETTO:${to}`,
  'RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3',
  'END:DAYLIGHT',
  'END:VTIMEZONE',
];

test('C8: a time in a zone that Windows names is the right instant, in summer and in winter', () => {
  expect(startOf(file(['DTSTART;TZID=Romance Standard Time:20261124T100000']))).toBe('2026-11-24T09:00:00.000Z');
  expect(startOf(file(['DTSTART;TZID="Romance Standard Time":20260724T100000']))).toBe('2026-07-24T08:00:00.000Z');
  expect(startOf(file(['DTSTART;TZID=India Standard Time:20261124T100000']))).toBe('2026-11-24T04:30:00.000Z');
  expect(startOf(file(['DTSTART;TZID=/mozilla.org/20050126_1/America/Argentina/Buenos_Aires:20261124T100000']))).toBe(
    '2026-11-24T13:00:00.000Z',
  );
});

test('C8: what the file says of its zone counts, whatever the zone is called', () => {
  const zone = { before: outlookZone('Customized Time Zone', '+0100', '+0200') };
  const at = (time: string) => startOf(file([`DTSTART;TZID=Customized Time Zone:${time}`], zone));
  expect(at('20261124T100000')).toBe('2026-11-24T09:00:00.000Z');
  expect(at('20260724T100000')).toBe('2026-07-24T08:00:00.000Z');
  // 2026-03-29 02:00 → 03:00, 2026-10-25 03:00 → 02:00
  expect(at('20260329T015900')).toBe('2026-03-29T00:59:00.000Z');
  expect(at('20260329T030000')).toBe('2026-03-29T01:00:00.000Z');
  // RFC 5545 §3.3.5: left out → by the clock before; twice → the first
  expect(at('20260329T023000')).toBe('2026-03-29T01:30:00.000Z');
  expect(at('20261025T023000')).toBe('2026-10-25T00:30:00.000Z');
  expect(at('20261025T030000')).toBe('2026-10-25T02:00:00.000Z');
});

test('an IANA zone without an explanation is looked up, and an unknown one is said to be unknown', () => {
  expect(startOf(file(['DTSTART;TZID=Europe/Berlin:20260724T100000']))).toBe('2026-07-24T08:00:00.000Z');
  expect(eventOf(file(['DTSTART;TZID=Moon:20260724T100000'])).start).toMatchObject({ kind: 'floating', zoneName: 'Moon' });
  expect(eventOf(file(['DTSTART:20260724T100000'])).start).toMatchObject({ kind: 'floating', zoneName: null });
  expect(eventOf(file(['DTSTART:tomorrow at ten'])).start).toBeNull();
});

test('a zone whose rule is not a yearly one is looked up by its name; nothing is ever expanded', () => {
  const before = outlookZone('Europe/Berlin', '+0500', '+0600').map((line) =>
    line.startsWith('RRULE') ? 'RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30' : line,
  );
  expect(startOf(file(['DTSTART;TZID=Europe/Berlin:20261124T100000'], { before }))).toBe('2026-11-24T09:00:00.000Z');
});

test('days, lengths and ends: an end before the beginning is none', () => {
  expect(eventOf(file(['DTSTART;VALUE=DATE:20261124'])).end).toEqual({ kind: 'date', date: '2026-11-25' });
  expect(eventOf(file(['DTSTART;VALUE=DATE:20261231', 'DURATION:P2D'])).end).toEqual({ kind: 'date', date: '2027-01-02' });
  const long = eventOf(file(['DTSTART:20261124T100000Z', 'DURATION:PT1H30M']));
  expect(long.end).toMatchObject({ atMs: Date.parse('2026-11-24T11:30:00Z') });
  expect(eventOf(file(['DTSTART:20261124T100000Z', 'DTEND:20261124T090000Z'])).end).toBeNull();
  expect(eventOf(file(['DTSTART:20261124T100000Z', 'DURATION:P99999W'])).end).toBeNull();
});

test('people: names in quotes, addresses in any case, as a parameter, rooms, and who sends for the organiser', () => {
  const event = eventOf(
    file([
      'ORGANIZER;CN="Lee, Bea";SENT-BY="MAILTO:office@x.test":MAILTO:Bea@X.test',
      'ATTENDEE;CN=Ann;PARTSTAT=ACCEPTED;ROLE=OPT-PARTICIPANT:mailto:ann@x.test',
      'ATTENDEE;CUTYPE=ROOM;EMAIL=room@x.test:urn:uuid:1',
      'ATTENDEE;CN=Nobody:tel:+4930',
    ]),
  );
  expect(event.organizer).toEqual({ name: 'Lee, Bea', address: 'bea@x.test', sentBy: 'office@x.test' });
  expect(event.attendees).toEqual([
    { name: 'Ann', address: 'ann@x.test', status: 'accepted', isOptional: true, isResource: false },
    { name: null, address: 'room@x.test', status: 'needs-action', isOptional: false, isResource: true },
    { name: 'Nobody', address: '', status: 'needs-action', isOptional: false, isResource: false },
  ]);
});

test('a series comes before its changed dates, and its rule is read without being carried out', () => {
  const changed = ['BEGIN:VEVENT', 'UID:one@x.test', 'RECURRENCE-ID:20261201T100000Z', 'SUMMARY:Later', 'END:VEVENT'];
  const text = file(
    [
      'DTSTART:20261124T100000Z',
      'RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;UNTIL=20270101T000000Z',
      'EXDATE:20261208T100000Z,20261222T100000Z',
    ],
    {
      before: changed,
    },
  );
  const read = readCalendar(text);
  expect(read?.events.map(({ summary, recurrenceId }) => [summary, recurrenceId?.kind ?? null])).toEqual([
    [null, null],
    ['Later', 'instant'],
  ]);
  expect(read?.events[0]).toMatchObject({
    exceptions: 2,
    recurrence: { every: 'week', interval: 2, until: '2027-01-01T00:00:00Z', isMore: false },
  });
  expect(eventOf(file(['RRULE:FREQ=SECONDLY'])).recurrence?.isMore).toBe(true);
  expect(eventOf(file(['RRULE:FREQ=MONTHLY;BYDAY=MO;BYSETPOS=-1'])).recurrence?.isMore).toBe(true);
});

test('one broken line costs itself alone; alarms and attachments are not read at all', () => {
  const read = readCalendar(
    file([
      'SUMMARY:Ten\\, sharp\\nby the door',
      'RRULE:FREQ=NEVER',
      'no line at all',
      'BEGIN:VALARM',
      'ACTION:PROCEDURE',
      'SUMMARY:Run me',
      'END:VALARM',
    ]),
  );
  expect(read?.isCut).toBe(true);
  expect(read?.events[0]).toMatchObject({ summary: 'Ten, sharp\nby the door', recurrence: null });
});

test('folded lines, bare line feeds and lower case are read; no event is no invitation', () => {
  const text = file(['SUMMARY:Bring the bl', ' ue folder']).replaceAll('\r\n', '\n').replace('BEGIN:VEVENT', 'begin:vevent');
  expect(eventOf(text).summary).toBe('Bring the blue folder');
  expect(readCalendar('BEGIN:VCALENDAR\nBEGIN:VTODO\nEND:VTODO\nEND:VCALENDAR')).toBeNull();
  expect(readCalendar('')).toBeNull();
  expect(readCalendar('<html>no calendar</html>')).toBeNull();
});

test('§5: at each bound all is read, one above is cut and said', () => {
  const attendees = (count: number) => eventOf(file(Array.from({ length: count }, (_, n) => `ATTENDEE:mailto:a${n}@x.test`)));
  expect(attendees(limits.maxAttendees)).toMatchObject({ hasMoreAttendees: false });
  expect(attendees(limits.maxAttendees + 1)).toMatchObject({ hasMoreAttendees: true });
  const events = (count: number) => readCalendar(`BEGIN:VCALENDAR\n${'BEGIN:VEVENT\nUID:a\nEND:VEVENT\n'.repeat(count)}END:VCALENDAR`);
  expect(events(limits.maxEvents)).toMatchObject({ isCut: false });
  expect(events(limits.maxEvents + 1)).toMatchObject({ isCut: true });
  expect(events(limits.maxComponents + 1)?.events).toHaveLength(limits.maxEvents);
  const deep = (depth: number) =>
    readCalendar(`BEGIN:VCALENDAR\nBEGIN:VEVENT\n${'BEGIN:X\n'.repeat(depth)}${'END:X\n'.repeat(depth)}END:VEVENT\nEND:VCALENDAR`);
  expect(deep(limits.maxDepth - 2)).toMatchObject({ isCut: false });
  expect(deep(limits.maxDepth - 1)).toMatchObject({ isCut: true });
  expect(eventOf(file([`SUMMARY:${'x'.repeat(limits.maxLineChars * 2)}`])).summary).toHaveLength(limits.maxLineChars - 'SUMMARY:'.length);
});

test('§5: hostile files end, with what they hold within its bounds', () => {
  const nasty = [
    (n: number) => 'BEGIN:VEVENT\n'.repeat(n),
    (n: number) => 'END:VEVENT\n'.repeat(n),
    (n: number) => `BEGIN:VEVENT\nSUMMARY:${'a\n '.repeat(n)}`,
    (n: number) => file(Array.from({ length: n / 10 }, () => 'RRULE:FREQ=YEARLY;BYDAY=1SU,2SU,3SU;BYSETPOS=1')),
    (n: number) => file([`ATTENDEE;CN="${'";A="'.repeat(n)}:mailto:a@b.test`]),
    (n: number) =>
      file(['DTSTART;TZID=Z:20261124T100000'], {
        before: Array.from({ length: n / 100 }, () => outlookZone('Z', '+0100', '+0200')).flat(),
      }),
  ];
  for (const make of nasty) expect(readCalendar(make(100_000))?.events.length ?? 0).toBeLessThanOrEqual(limits.maxEvents);
});
