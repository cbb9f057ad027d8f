import { Newspaper, Paperclip } from 'lucide-react';
import { useState } from 'react';
import { type Account, t } from '#lib/client/index.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { FilesDialog } from './files-dialog.tsx';
import { SubscriptionsDialog } from './subscriptions-dialog.tsx';

/** The ways to all files and to all newsletters of an account. */
export function OverviewButtons({ account }: { account: Account }) {
  const [shown, setShown] = useState<'files' | 'news' | null>(null);
  const close = (): void => setShown(null);
  return (
    <>
      <IconButton icon={Paperclip} label={t('files.show')} aria-haspopup="dialog" onClick={() => setShown('files')} />
      <IconButton icon={Newspaper} label={t('news.open')} aria-haspopup="dialog" onClick={() => setShown('news')} />
      {shown === 'files' ? <FilesDialog account={account} threadId={null} onClose={close} /> : null}
      {shown === 'news' ? <SubscriptionsDialog account={account} onClose={close} /> : null}
    </>
  );
}
