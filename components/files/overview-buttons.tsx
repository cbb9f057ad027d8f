import { Newspaper, Paperclip } from 'lucide-react';
import { useState } from 'react';
import { type Account, t } from '#lib/client/index.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { FilesDialog } from './files-dialog.tsx';
import { SubscriptionsDialog } from './subscriptions-dialog.tsx';

/** The ways to all files and to all newsletters of an account. `onLeave`: something of them is gone to, in the mail. */
export function OverviewButtons({ account, onLeave }: { account: Account; onLeave: () => void }) {
  const [shown, setShown] = useState<'files' | 'news' | null>(null);
  const close = (): void => setShown(null);
  const leave = (): void => {
    close();
    onLeave();
  };
  return (
    <>
      <IconButton icon={Paperclip} label={t('files.show')} aria-haspopup="dialog" onClick={() => setShown('files')} />
      <IconButton icon={Newspaper} label={t('news.open')} aria-haspopup="dialog" onClick={() => setShown('news')} />
      {shown === 'files' ? <FilesDialog account={account} threadId={null} onClose={close} onLeave={leave} /> : null}
      {shown === 'news' ? <SubscriptionsDialog account={account} onClose={close} onLeave={leave} /> : null}
    </>
  );
}
