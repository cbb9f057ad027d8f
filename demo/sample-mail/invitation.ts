import type { AttachmentSpec } from '#lib/message/index.ts';

const stamp = (ms: number) =>
  new Date(ms)
    .toISOString()
    .replace(/[-:]/g, '')
    .replace(/\.\d{3}/, '');

/** A meeting request (RFC 5546 REQUEST) as calendars send it. */
export function invitation(event: {
  uid: string;
  title: string;
  place: string;
  organiser: string;
  attendee: string;
  startMs: number;
  hours: number;
}): AttachmentSpec {
  const lines = [
    'BEGIN:VCALENDAR',
    'PRODID:-//Postern//Demo//EN',
    'VERSION:2.0',
    'METHOD:REQUEST',
    'BEGIN:VEVENT',
    `UID:${event.uid}`,
    `DTSTAMP:${stamp(event.startMs - 864e5)}`,
    `DTSTART:${stamp(event.startMs)}`,
    `DTEND:${stamp(event.startMs + event.hours * 36e5)}`,
    `SUMMARY:${event.title}`,
    `LOCATION:${event.place}`,
    `ORGANIZER:mailto:${event.organiser}`,
    `ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:${event.attendee}`,
    'SEQUENCE:0',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ];
  return { blob: Buffer.from(lines.join('\r\n')), type: 'text/calendar', name: 'invite.ics', disposition: 'attachment', cid: null };
}
