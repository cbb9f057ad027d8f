import { type Account, errorText, go, showToast, t } from '#lib/client/index.ts';
import { isMailError, type ThreadId } from '#lib/mail/index.ts';

/** Groups the messages of a conversation anew and says what came of it. `isOpen`: the reader shows it still, and stays on what became of it. */
export async function rebuildConversation(account: Account, threadId: ThreadId, isOpen: () => boolean): Promise<void> {
  try {
    const threads = await account.threading.rebuild(threadId);
    const said =
      threads === null
        ? t('reader.rebuildLater')
        : threads.length > 1
          ? t('reader.rebuilt', { count: threads.length })
          : t('reader.rebuiltSame');
    showToast({ kind: 'success', text: said });
    const [first] = threads ?? [];
    if (first !== undefined && !threads?.includes(threadId) && isOpen()) go({ threadId: first }, { replace: true });
  } catch (error) {
    if (!isMailError(error)) throw error;
    showToast({ kind: 'error', text: t('action.failed'), detail: errorText(error) });
  }
}
