import type { Answer } from './build-reply.ts';
import { timeMs } from './calendar-time.ts';
import type { CalendarEvent, CalendarFile } from './read-invitation.ts';

/** A calendar file in a conversation, and who its message is from (lower case). */
export type CalendarMail = { id: string; from: string; isDraft: boolean; file: CalendarFile };

/** What became of an invitation later in its conversation. */
export type Standing = {
  /** a newer version of the same event, or its cancellation, by the same organiser */
  replacedBy: { id: string; isCancelled: boolean } | null;
  /** what this person answered to this version, or to an older one */
  answered: { answer: Answer; stampMs: number | null; isOutdated: boolean } | null;
};

/**
 * How an invitation stands among the other calendar files of its conversation. Newer is the higher SEQUENCE, then the later DTSTAMP (RFC 5546
 * §2.1.5). Only what names the same organiser, and comes from whom the invitation came or from the organiser, replaces it: anybody who knows
 * the event could write the rest.
 *
 * @param own  addresses of the person, lower case
 */
export function standingOf(invitation: CalendarMail, others: readonly CalendarMail[], own: ReadonlySet<string>): Standing {
  const event = invitation.file.events[0];
  if (event === undefined) return { replacedBy: null, answered: null };
  let newest: { mail: CalendarMail; event: CalendarEvent } = { mail: invitation, event };
  let answered: Standing['answered'] = null;
  for (const mail of others) {
    if (mail.id === invitation.id || mail.isDraft) continue;
    for (const other of mail.file.events) {
      if (other.uid === '' || other.uid !== event.uid) continue;
      const { method } = mail.file;
      if ((method === 'REQUEST' || method === 'CANCEL') && mayReplace(invitation, event, mail, other) && isNewer(other, newest.event))
        newest = { mail, event: other };
      if (method === 'REPLY' && own.has(mail.from) && keyOf(other) === keyOf(event)) {
        const mine = other.attendees.find(({ address }) => own.has(address));
        if (mine === undefined || !isAnswer(mine.status)) continue;
        if (answered !== null && (other.stampMs ?? 0) < (answered.stampMs ?? 0)) continue;
        answered = { answer: mine.status, stampMs: other.stampMs, isOutdated: other.sequence < event.sequence };
      }
    }
  }
  const { mail } = newest;
  return {
    replacedBy: mail === invitation ? null : { id: mail.id, isCancelled: mail.file.method === 'CANCEL' || newest.event.isCancelled },
    answered,
  };
}

const isAnswer = (status: string): status is Answer => status === 'accepted' || status === 'tentative' || status === 'declined';

function mayReplace(invitation: CalendarMail, event: CalendarEvent, mail: CalendarMail, other: CalendarEvent): boolean {
  // a single date never replaces the series; the whole series replaces a single date of it only when it is called off
  const isSame = keyOf(other) === keyOf(event) || (other.recurrenceId === null && mail.file.method === 'CANCEL');
  const organizer = event.organizer?.address ?? '';
  if (!isSame || (other.organizer?.address ?? '') !== organizer) return false;
  return mail.from === invitation.from || (mail.from === organizer && organizer !== '');
}

const keyOf = (event: CalendarEvent): string => (event.recurrenceId === null ? '' : String(timeMs(event.recurrenceId)));

function isNewer(other: CalendarEvent, than: CalendarEvent): boolean {
  if (other.sequence !== than.sequence) return other.sequence > than.sequence;
  return (other.stampMs ?? 0) > (than.stampMs ?? 0);
}
