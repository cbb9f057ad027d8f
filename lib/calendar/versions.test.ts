import { expect, test } from 'vitest';
import { readCalendar } from './read-invitation.ts';
import { type CalendarMail, standingOf } from './versions.ts';

type Made = {
  method?: string;
  sequence?: number;
  stamp?: string;
  organizer?: string;
  from?: string;
  more?: string[];
  isDraft?: boolean;
  uid?: string;
};
let count = 0;

function mail({
  method = 'REQUEST',
  sequence = 0,
  stamp = '20261101T100000Z',
  organizer = 'bea@x.test',
  ...rest
}: Made = {}): CalendarMail {
  const { from = organizer, more = [], isDraft = false, uid = 'u' } = rest;
  const text = [
    'BEGIN:VCALENDAR',
    `METHOD:${method}`,
    'BEGIN:VEVENT',
    `UID:${uid}`,
    `SEQUENCE:${sequence}`,
    `DTSTAMP:${stamp}`,
    `ORGANIZER:mailto:${organizer}`,
    ...more,
    'END:VEVENT',
    'END:VCALENDAR',
  ].join('\n');
  const file = readCalendar(text);
  if (file === null) throw new Error('no event');
  count += 1;
  return { id: `m${count}`, from, isDraft, file };
}
const own = new Set(['ann@x.test']);

test('C8: the higher version, then the later one, replaces an invitation; its copy and an older one do not', () => {
  const first = mail();
  const same = mail();
  const later = mail({ stamp: '20261102T100000Z' });
  const next = mail({ sequence: 1, stamp: '20261030T100000Z' });
  expect(standingOf(first, [first, same], own).replacedBy).toBeNull();
  expect(standingOf(first, [same, later], own).replacedBy).toEqual({ id: later.id, isCancelled: false });
  expect(standingOf(first, [next, later], own).replacedBy?.id).toBe(next.id);
  expect(standingOf(next, [first, later], own).replacedBy).toBeNull();
  expect(standingOf(first, [mail({ sequence: 5, uid: 'other' })], own).replacedBy).toBeNull();
});

test('C8: a cancellation counts from the organiser, or from whom the invitation came, and from nobody else', () => {
  const first = mail({ from: 'calendar@x.test' });
  const real = mail({ method: 'CANCEL', sequence: 1 });
  const same = mail({ method: 'CANCEL', sequence: 1, from: 'calendar@x.test' });
  const forged = mail({ method: 'CANCEL', sequence: 9, from: 'eve@evil.test' });
  const takenOver = mail({ sequence: 9, organizer: 'eve@evil.test' });
  expect(standingOf(first, [real], own).replacedBy).toEqual({ id: real.id, isCancelled: true });
  expect(standingOf(first, [same], own).replacedBy?.id).toBe(same.id);
  expect(standingOf(first, [forged, takenOver], own).replacedBy).toBeNull();
});

test('one date of a series does not replace the series; the end of the series ends its dates', () => {
  const series = mail();
  const date = mail({ sequence: 1, more: ['RECURRENCE-ID:20261124T100000Z'] });
  const off = mail({ method: 'CANCEL', sequence: 2 });
  expect(standingOf(series, [date], own).replacedBy).toBeNull();
  expect(standingOf(date, [series, off], own).replacedBy).toEqual({ id: off.id, isCancelled: true });
});

test('the last answer counts, only one’s own, and says when it was to an older version', () => {
  const answer = (status: string, stamp: string, made: Made = {}) =>
    mail({ method: 'REPLY', from: 'ann@x.test', stamp, more: [`ATTENDEE;PARTSTAT=${status}:mailto:ann@x.test`], ...made });
  const first = mail();
  const yes = answer('ACCEPTED', '20261103T100000Z');
  const no = answer('DECLINED', '20261104T100000Z');
  expect(standingOf(first, [no, yes], own).answered).toMatchObject({ answer: 'declined', isOutdated: false });
  expect(standingOf(mail({ sequence: 1 }), [yes], own).answered).toMatchObject({ answer: 'accepted', isOutdated: true });
  expect(standingOf(first, [answer('ACCEPTED', '20261103T100000Z', { from: 'eve@x.test' })], own).answered).toBeNull();
  expect(standingOf(first, [answer('ACCEPTED', '20261103T100000Z', { isDraft: true })], own).answered).toBeNull();
});
