import { X } from 'lucide-react';
import { openComposer, t } from '#lib/client/index.ts';
import { Button } from '../ui/button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import type { DraftNotice } from './composer-state.ts';
import type { DraftSession } from './draft-session.ts';

/** What happened to the draft elsewhere, and what was done about it. */
export function DraftNoticeBar({ session, notice }: { session: DraftSession; notice: DraftNotice }) {
  const { kind, other } = notice;
  return (
    <div role="status" className="flex items-start gap-3 border-b border-line bg-warn-soft py-2 pe-2 ps-4 text-sm">
      <div className="min-w-0 flex-1 py-1">
        <p>{t(`compose.notice.${kind}`)}</p>
        {kind === 'parted' && other !== null ? (
          <Button
            size="small"
            className="mt-1.5"
            onClick={() => openComposer({ mode: 'draft', accountId: session.account.id, emailId: other })}
          >
            {t('compose.openOther')}
          </Button>
        ) : null}
        {kind === 'deleted' ? (
          <Button
            size="small"
            className="mt-1.5"
            onClick={() => {
              session.dismissNotice();
              session.change({});
            }}
          >
            {t('compose.keepDraft')}
          </Button>
        ) : null}
      </div>
      <IconButton icon={X} size="small" label={t('compose.dismiss')} onClick={() => session.dismissNotice()} />
    </div>
  );
}
