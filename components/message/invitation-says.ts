import type { CalendarFile, CalendarPerson, Standing } from '#lib/calendar/index.ts';
import { type MessageKey, t } from '#lib/client/index.ts';
import { visibleText } from './shown-sender.ts';

/** What a card says above the event: what kind of message it is, and what is not as it should be. */
export type InvitationSays = { kind: MessageKey; tone: 'plain' | 'off'; lines: readonly string[]; warning: string | null };

/** Somebody as a calendar file names them: the address is never left out, it alone says who it is. */
export const calendarName = ({ name, address }: CalendarPerson): string => {
  const shown = visibleText(name ?? '').slice(0, 120);
  if (shown === '') return address;
  return address === '' ? shown : `${shown} <${address}>`;
};

const replyKeys = {
  accepted: 'invitation.replyAccepted',
  tentative: 'invitation.replyTentative',
  declined: 'invitation.replyDeclined',
  delegated: 'invitation.replyDelegated',
  'needs-action': 'invitation.replyNone',
} as const;

type About = {
  /** lower case */
  from: string;
  own: ReadonlySet<string>;
  standing: Standing;
  /** what replaces it stands in another conversation */
  isReplacedElsewhere: boolean;
};

/** C8: who sent it and who is named in it are held against each other, whatever the message wants. */
export function invitationSays(file: CalendarFile, { from, own, standing, isReplacedElsewhere }: About): InvitationSays {
  const [event] = file.events;
  const organizer = event?.organizer ?? null;
  const isFromOrganizer = organizer === null || organizer.address === from || organizer.sentBy === from || own.has(from);
  const said = { from, organizer: organizer === null ? '' : calendarName(organizer) };
  switch (file.method) {
    case 'CANCEL':
      return {
        kind: 'invitation.kindCancel',
        tone: 'off',
        lines: isFromOrganizer ? [t(event?.recurrenceId == null ? 'invitation.cancelled' : 'invitation.cancelledDate')] : [],
        warning: isFromOrganizer ? null : t('invitation.foreignCancel', said),
      };
    case 'REPLY':
    case 'COUNTER': {
      const attendee = event?.attendees[0];
      const name = attendee === undefined ? from : calendarName(attendee);
      const isForeign = attendee !== undefined && attendee.address !== from;
      const comment = visibleText(event?.comment ?? '').slice(0, 2_000);
      const line =
        file.method === 'COUNTER' ? t('invitation.proposed', { name }) : t(replyKeys[attendee?.status ?? 'needs-action'], { name });
      return {
        kind: file.method === 'COUNTER' ? 'invitation.kindCounter' : 'invitation.kindReply',
        tone: 'plain',
        lines: [line, ...(comment === '' ? [] : [`“${comment}”`])],
        warning: isForeign ? t('invitation.foreignReply', { name, from }) : null,
      };
    }
    case 'REQUEST': {
      const replaced = standing.replacedBy;
      const isOff = event?.isCancelled === true || replaced?.isCancelled === true;
      const [off, newer] = isReplacedElsewhere
        ? (['invitation.calledOffElsewhere', 'invitation.supersededElsewhere'] as const)
        : (['invitation.calledOff', 'invitation.superseded'] as const);
      const lines = replaced === null ? [] : [t(replaced.isCancelled ? off : newer)];
      return {
        kind: event?.isCancelled
          ? 'invitation.kindCancel'
          : (event?.sequence ?? 0) > 0
            ? 'invitation.kindUpdate'
            : 'invitation.kindRequest',
        tone: isOff ? 'off' : 'plain',
        lines: event?.isCancelled && isFromOrganizer ? [t('invitation.cancelled'), ...lines] : lines,
        warning: isFromOrganizer ? null : t('invitation.foreignOrganizer', said),
      };
    }
    default:
      return {
        kind: event?.isCancelled ? 'invitation.kindCancel' : 'invitation.kindEvent',
        tone: event?.isCancelled ? 'off' : 'plain',
        lines: [],
        warning: null,
      };
  }
}
