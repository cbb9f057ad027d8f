export type { Answer } from './build-reply.ts';
export { buildReply } from './build-reply.ts';
export type { CalendarTime } from './calendar-time.ts';

export type { Attendee, CalendarEvent, CalendarFile, CalendarPerson } from './read-invitation.ts';
export { readCalendar } from './read-invitation.ts';
export type { Recurrence } from './recurrence.ts';
export type { CalendarMail, Standing } from './versions.ts';
export { standingOf } from './versions.ts';
