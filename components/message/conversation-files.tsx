import { Paperclip } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { type Account, t } from '#lib/client/index.ts';
import type { ThreadId } from '#lib/mail/index.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { untilItComes } from '../ui/until-it-comes.ts';

const FilesDialog = lazy(async () => ({ default: (await untilItComes(() => import('#components/files/index.ts'))).FilesDialog }));

/** All files of a conversation at once, where more than one message has some. */
export function ConversationFiles({ account, threadId }: { account: Account; threadId: ThreadId }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <IconButton
        icon={Paperclip}
        size="small"
        label={t('message.conversationFiles')}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      />
      {isOpen ? (
        <Suspense fallback={null}>
          <FilesDialog account={account} threadId={threadId} onClose={() => setOpen(false)} onLeave={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
