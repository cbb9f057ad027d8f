import { type ReactNode, useState } from 'react';
import type { Attendee, CalendarFile } from '#lib/calendar/index.ts';
import { t } from '#lib/client/index.ts';
import { Notice } from '../ui/notice.tsx';
import { leafWords, recurrenceWords, timeWords, whenWords } from './event-words.ts';
import { calendarName } from './invitation-says.ts';
import { visibleText } from './shown-sender.ts';

const mostShown = 8;
const mostNotes = 4_000;

/** What an event is, when, where and with whom: the same in a card of a message and in a file that is looked at. */
export function EventDetails({ file, title, isOff }: { file: CalendarFile; title: string; isOff: boolean }) {
  const [zone] = useState(() => Intl.DateTimeFormat().resolvedOptions().timeZone);
  const [event, ...others] = file.events;
  if (event === undefined) return null;
  const when = whenWords(event, zone);
  const leaf = event.start === null ? null : leafWords(event.start, zone);
  const location = visibleText(event.location ?? '').slice(0, 500);
  const notes = notesText(event.description ?? '');
  const dates = others.filter(({ uid, recurrenceId }) => uid === event.uid && recurrenceId !== null).length;
  return (
    <>
      {file.isCut ? (
        <Notice kind="info" className="mt-2">
          {t('invitation.cut')}
        </Notice>
      ) : null}
      <div className="mt-2 flex items-start gap-4">
        {leaf === null ? null : (
          <div aria-hidden className="w-12 shrink-0 overflow-hidden rounded-md border border-line text-center">
            <div className="bg-paper-sunken px-1 py-0.5 text-xs text-ink-muted">{leaf.month}</div>
            <div className="py-1 text-lg leading-6 font-semibold tabular-nums">{leaf.day}</div>
          </div>
        )}
        <div className="min-w-0 flex-1 select-text">
          <h4 className={`text-lg leading-6 font-semibold break-words ${isOff ? 'text-ink-muted line-through' : ''}`}>{title}</h4>
          <p className="mt-0.5 break-words tabular-nums">
            {when.mine}
            {when.note === null ? null : <span className="text-ink-muted"> · {when.note}</span>}
          </p>
          {when.theirs === null ? null : <p className="text-sm break-words text-ink-muted tabular-nums">{when.theirs}</p>}
        </div>
      </div>
      <dl className="mt-3 grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-sm select-text">
        {event.recurrenceId === null ? null : (
          <Row label={t('invitation.repeats')}>{t('invitation.oneDate', { date: timeWords(event.recurrenceId, zone) })}</Row>
        )}
        {event.recurrence === null ? null : (
          <Row label={t('invitation.repeats')}>
            {recurrenceWords(event.recurrence, event.exceptions, zone)}
            {dates > 0 ? ` ${t('invitation.moreDates', { count: dates })}` : ''}
          </Row>
        )}
        {location === '' ? null : (
          <Row label={t('invitation.where')}>
            <Linked text={location} />
          </Row>
        )}
        {event.organizer === null && event.attendees.length === 0 ? null : (
          <Row label={t('invitation.who')}>
            <ul>
              {event.organizer === null ? null : (
                <li>
                  {t('invitation.organizer', { name: calendarName(event.organizer) })}
                  {event.organizer.sentBy === null || event.organizer.sentBy === event.organizer.address ? null : (
                    <span className="text-ink-muted"> · {t('invitation.onBehalf', { address: event.organizer.sentBy })}</span>
                  )}
                </li>
              )}
              <People attendees={event.attendees.filter(({ address }) => address === '' || address !== event.organizer?.address)} />
              {event.hasMoreAttendees ? <li className="text-ink-muted">{t('invitation.manyAttendees')}</li> : null}
            </ul>
          </Row>
        )}
        {notes === '' ? null : (
          <Row label={t('invitation.notes')}>
            <p className="max-h-40 overflow-y-auto break-words whitespace-pre-line">
              <Linked text={notes} />
            </p>
          </Row>
        )}
      </dl>
    </>
  );
}

function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-muted">{label}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}

function People({ attendees }: { attendees: readonly Attendee[] }) {
  const [showsAll, setShowsAll] = useState(false);
  const shown = showsAll ? attendees : attendees.slice(0, mostShown);
  return (
    <>
      {shown.map((attendee, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a file may name somebody twice, and the list never changes
        <li key={index}>
          {calendarName(attendee)}
          <span className="text-ink-muted">
            {' · '}
            {t(`invitation.${attendee.status}`)}
            {attendee.isOptional ? `, ${t('invitation.optional')}` : ''}
          </span>
        </li>
      ))}
      {attendees.length > shown.length ? (
        <li>
          <button type="button" className="rounded-sm text-accent hover:underline" onClick={() => setShowsAll(true)}>
            {t('invitation.moreAttendees', { count: attendees.length - shown.length })}
          </button>
        </li>
      ) : null}
    </>
  );
}

/** Line ends stay, what cannot be seen goes. */
const notesText = (text: string): string =>
  text
    .slice(0, mostNotes)
    .split(/\r\n?|\n/)
    .map((line) => visibleText(line))
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();

/** Text with its web addresses as links, as they stand: a link never shows another place than it leads to (security.md §2). */
function Linked({ text }: { text: string }) {
  return text.split(/(https:\/\/[^\s<>"']{3,500}[^\s<>"'.,;:!?)\]])/).map((piece, index) => {
    const key = `${index}`;
    if (index % 2 === 0) return <span key={key}>{piece}</span>;
    const url = URL.parse(piece);
    return url === null ||
      url.username !== '' ||
      !/^[\x21-\x7e]+$/.test(url.host) ||
      url.host !== piece.slice(8, 8 + url.host.length).toLowerCase() ? (
      <span key={key}>{piece}</span>
    ) : (
      <a key={key} href={url.href} target="_blank" rel="noopener noreferrer nofollow" className="text-accent break-all hover:underline">
        {piece}
      </a>
    );
  });
}
