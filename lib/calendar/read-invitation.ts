import { type CalendarTime, durationMs, later, readTime, timeMs, type Zones } from './calendar-time.ts';
import { type Component, firstProperty, type Property, readComponents, textOf } from './components.ts';
import { limits } from './limits.ts';
import { type Recurrence, readRecurrence } from './recurrence.ts';
import { readZoneRules, type ZoneRules } from './zone-rules.ts';

/** Somebody in an event; `address` is a mail address in lower case, empty when the file names none. */
export type CalendarPerson = { name: string | null; address: string };
export type AttendeeStatus = 'needs-action' | 'accepted' | 'declined' | 'tentative' | 'delegated';
export type Attendee = CalendarPerson & {
  status: AttendeeStatus;
  isOptional: boolean;
  /** a room or a thing, no person */
  isResource: boolean;
};

/** One VEVENT as it is shown; texts are as the file has them, uncleaned. */
export type CalendarEvent = {
  uid: string;
  sequence: number;
  stampMs: number | null;
  /** the date of a series that this is about, null for the event itself or the whole series */
  recurrenceId: CalendarTime | null;
  summary: string | null;
  location: string | null;
  description: string | null;
  comment: string | null;
  url: string | null;
  start: CalendarTime | null;
  /** as in the file: the first moment, or day, that is not part of it any more */
  end: CalendarTime | null;
  recurrence: Recurrence | null;
  /** dates taken out of the series */
  exceptions: number;
  isCancelled: boolean;
  organizer: (CalendarPerson & { sentBy: string | null }) | null;
  attendees: readonly Attendee[];
  /** more attendees than are read */
  hasMoreAttendees: boolean;
};

/** What a calendar file asks or tells (RFC 5546 §3.2). `NONE`: it is no message, only events. */
export type CalendarMethod = 'REQUEST' | 'CANCEL' | 'REPLY' | 'COUNTER' | 'DECLINECOUNTER' | 'REFRESH' | 'ADD' | 'PUBLISH' | 'NONE';
export type CalendarFile = { method: CalendarMethod; events: readonly CalendarEvent[]; isCut: boolean };

const methods = new Set<string>(['REQUEST', 'CANCEL', 'REPLY', 'COUNTER', 'DECLINECOUNTER', 'REFRESH', 'ADD', 'PUBLISH']);

/**
 * Reads the events of a calendar file, those of a series first. Everything in it is a stranger's: it is bounded (`limits.ts`), takes linear
 * time, and no alarm, attachment or rule in it is ever carried out.
 *
 * @returns null when there is no event in it
 * @see RFC 5545, RFC 5546, RFC 6047
 */
export function readCalendar(text: string): CalendarFile | null {
  const { root, isCut } = readComponents(text);
  const calendars = root.components.filter(({ name }) => name === 'vcalendar');
  const inside = calendars.flatMap(({ components }) => components);
  const zones = readZones(inside);
  const all = inside.filter(({ name }) => name === 'vevent');
  const events = all.slice(0, limits.maxEvents).map((event) => readEvent(event, zones));
  if (events.length === 0) return null;
  const said = calendars.map((calendar) => textOf(calendar, 'method')?.trim().toUpperCase() ?? '').find((one) => methods.has(one));
  return {
    method: (said as CalendarMethod | undefined) ?? 'NONE',
    // what is about the whole of a series comes before its single dates
    events: events.toSorted((a, b) => Number(a.recurrenceId !== null) - Number(b.recurrenceId !== null)),
    isCut: isCut || all.length > limits.maxEvents,
  };
}

function readZones(components: readonly Component[]): Zones {
  const zones = new Map<string, ZoneRules>();
  for (const component of components.filter(({ name }) => name === 'vtimezone').slice(0, limits.maxZones)) {
    const name = textOf(component, 'tzid');
    const rules = readZoneRules(component);
    if (name !== null && rules !== null) zones.set(name, rules);
  }
  return zones;
}

function readEvent(event: Component, zones: Zones): CalendarEvent {
  const time = (name: string): CalendarTime | null => {
    const property = firstProperty(event, name);
    return property === null ? null : readTime(property, property.values[0], zones);
  };
  const start = time('dtstart');
  const sequence = firstProperty(event, 'sequence')?.values[0];
  const stamp = time('dtstamp');
  const attendees = event.properties.filter(({ name }) => name === 'attendee');
  const organizer = firstProperty(event, 'organizer');
  return {
    uid: (textOf(event, 'uid') ?? '').slice(0, 1_000),
    sequence: typeof sequence === 'number' && Number.isSafeInteger(sequence) && sequence > 0 ? sequence : 0,
    stampMs: stamp === null ? null : timeMs(stamp),
    recurrenceId: time('recurrence-id'),
    summary: textOf(event, 'summary'),
    location: textOf(event, 'location'),
    description: textOf(event, 'description'),
    comment: textOf(event, 'comment'),
    url: textOf(event, 'url'),
    start,
    end: endOf(start, time('dtend'), durationMs(firstProperty(event, 'duration')?.values[0])),
    recurrence: readRecurrence(event),
    exceptions: event.properties.filter(({ name }) => name === 'exdate').reduce((sum, { values }) => sum + values.length, 0),
    isCancelled: textOf(event, 'status')?.trim().toUpperCase() === 'CANCELLED',
    organizer: organizer === null ? null : { ...person(organizer), sentBy: addressIn(organizer.params.get('sent-by') ?? '') || null },
    attendees: attendees.slice(0, limits.maxAttendees).map(attendee),
    hasMoreAttendees: attendees.length > limits.maxAttendees,
  };
}

/** RFC 5545 §3.6.1: without an end a day is a whole one, and a moment has no length. */
function endOf(start: CalendarTime | null, end: CalendarTime | null, lengthMs: number | null): CalendarTime | null {
  if (start === null) return null;
  if (end !== null) return end.kind === start.kind && timeMs(end) < timeMs(start) ? null : end;
  if (lengthMs !== null && lengthMs >= 0) return later(start, lengthMs);
  return start.kind === 'date' ? later(start, 86_400_000) : null;
}

const statuses: Record<string, AttendeeStatus> = {
  ACCEPTED: 'accepted',
  DECLINED: 'declined',
  TENTATIVE: 'tentative',
  DELEGATED: 'delegated',
};

function attendee(property: Property): Attendee {
  const { params } = property;
  const type = params.get('cutype')?.toUpperCase();
  const role = params.get('role')?.toUpperCase();
  return {
    ...person(property),
    status: statuses[params.get('partstat')?.toUpperCase() ?? ''] ?? 'needs-action',
    isOptional: role === 'OPT-PARTICIPANT' || role === 'NON-PARTICIPANT',
    isResource: type === 'ROOM' || type === 'RESOURCE',
  };
}

function person(property: Property): CalendarPerson {
  const name = property.params.get('cn')?.trim() ?? '';
  const [value] = property.values;
  // Some write the address as a parameter, beside an identifier of their own (RFC 7986 §6.2).
  const address = addressIn(typeof value === 'string' ? value : '') || addressIn(property.params.get('email') ?? '');
  return { name: name === '' || name.toLowerCase() === address ? null : name.slice(0, 200), address };
}

/** `MAILTO:Bea@x.test` → `bea@x.test`; empty for other URIs. */
function addressIn(uri: string): string {
  const text = uri
    .trim()
    .replace(/^mailto:/i, '')
    .split('?')[0]
    ?.trim()
    .toLowerCase();
  return text !== undefined && text.length <= 320 && /^[^\s<>"(),:;]+@[^\s<>"(),:;@]+$/.test(text) ? text : '';
}
