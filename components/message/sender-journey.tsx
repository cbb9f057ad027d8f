import { Lock, LockOpen } from 'lucide-react';
import { Fragment } from 'react';
import { t } from '#lib/client/index.ts';
import type { SenderReport } from '#lib/contract/index.ts';
import { fullDate } from '../threads/list-date.ts';
import { classNames } from '../ui/class-names.ts';
import { hopDelay } from './hop-delays.ts';
import { visibleText } from './shown-sender.ts';

/** The servers a message passed, oldest first, as a line with a stop for each. What came with the message is drawn hollow. */
export function SenderJourney({ hops }: { hops: SenderReport['hops'] }) {
  if (hops.length === 0) return <p className="text-ink-muted">{t('trust.noHops')}</p>;
  const border = hops.findIndex(({ isOurs }) => isOurs);
  return (
    <ol className="flex flex-col">
      {hops.map((hop, index) => {
        const delay = hopDelay(hops, index);
        const isLast = index === hops.length - 1;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the stops of a message never change
          <Fragment key={index}>
            {index === border && border > 0 ? (
              <li className="my-1 flex items-center gap-2 pb-2 text-xs text-ink-muted before:h-px before:w-3 before:bg-line-strong after:h-px after:flex-1 after:bg-line-strong">
                {t('trust.takenIn')}
              </li>
            ) : null}
            <li className="relative flex gap-3 pb-3.5">
              {isLast ? null : <span aria-hidden className="absolute top-3 bottom-0 start-[5px] w-px bg-line-strong" />}
              <span
                aria-hidden
                className={classNames(
                  'relative mt-1 size-[11px] shrink-0 rounded-full border-2',
                  hop.isOurs ? 'border-accent bg-accent' : 'border-line-strong bg-paper',
                )}
              />
              <div className="min-w-0 flex-1">
                <p className="font-medium break-words select-text">{visibleText(hop.by ?? '') || t('trust.unknownHost')}</p>
                <p className="flex flex-wrap gap-x-3 text-ink-muted select-text">
                  {hop.from === null ? null : <span className="break-all">{t('trust.hopFrom', { host: visibleText(hop.from) })}</span>}
                  {hop.at === null ? null : <time dateTime={hop.at}>{fullDate(Date.parse(hop.at))}</time>}
                  {delay === null ? null : (
                    <span className={delay.isBackwards ? 'text-warn' : ''}>
                      {t(delay.isBackwards ? 'trust.clock' : 'trust.after', { duration: delay.words })}
                    </span>
                  )}
                  {hop.isEncrypted === null ? null : (
                    <span className={classNames('inline-flex items-center gap-1', !hop.isEncrypted && 'text-warn')}>
                      {hop.isEncrypted ? <Lock aria-hidden size={12} /> : <LockOpen aria-hidden size={12} />}
                      {t(hop.isEncrypted ? 'trust.encrypted' : 'trust.plain')}
                      {hop.protocol === null ? '' : ` (${visibleText(hop.protocol).slice(0, 20)})`}
                    </span>
                  )}
                </p>
              </div>
            </li>
          </Fragment>
        );
      })}
    </ol>
  );
}
