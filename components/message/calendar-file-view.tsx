import { useCallback } from 'react';
import { type Account, calendarFile, t } from '#lib/client/index.ts';
import type { BlobId } from '#lib/mail/index.ts';
import { Notice } from '../ui/notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { EventDetails } from './event-details.tsx';
import { visibleText } from './shown-sender.ts';
import { useLoaded } from './use-loaded.ts';

const mostShown = 20;

/** The events of a calendar file: looked at, never answered from here. */
export function CalendarFileView({ account, blobId }: { account: Account; blobId: BlobId }) {
  const load = useCallback(() => calendarFile(account, account.client.session(), blobId), [account, blobId]);
  const loaded = useLoaded(load);
  if (loaded.kind === 'failed') return <Notice kind="danger">{loaded.why}</Notice>;
  if (loaded.kind === 'loading') return <Skeleton className="h-40 w-full" />;
  const file = loaded.value;
  if (file === null) return <Notice kind="info">{t('viewer.noEvent')}</Notice>;
  const left = file.events.length - mostShown;
  return (
    <ul className="flex flex-col divide-y divide-line">
      {file.events.slice(0, mostShown).map((event, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a file may hold the same event twice, and never changes
        <li key={index} className="py-3 first:pt-0">
          <EventDetails
            file={{ ...file, events: [event], isCut: file.isCut && index === 0 }}
            title={visibleText(event.summary ?? '').slice(0, 300) || t('invitation.untitled')}
            isOff={event.isCancelled}
          />
        </li>
      ))}
      {left > 0 ? <li className="py-3 text-sm text-ink-muted">{t('viewer.moreEvents', { count: left })}</li> : null}
    </ul>
  );
}
