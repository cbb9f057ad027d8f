import type { Mailbox } from '#lib/contract/index.ts';
import { isMailError } from '#lib/mail/index.ts';
import type { Account } from './account.ts';
import { announce } from './announcements.ts';
import { errorText } from './error-text.ts';
import { createFolders } from './folders.ts';
import { t } from './messages/t.ts';
import { dismissToast, showToast, toasts } from './toasts.ts';
import type { UndoStack } from './undo-stack.ts';

/** How often the gateway hears that the undo is still offered, and how long after the last time it can be relied on (it holds for ten). */
const holdEveryMs = 4_000;
const reliableMs = 8_000;

type Deletion = {
  mailbox: Mailbox;
  /** as it is called on screen */
  name: string;
  /** it has gone from the tree */
  onGone: () => void;
  /** it is there again, under the same id */
  onBack: () => void;
};

/**
 * Deletes a folder with all that is in it: gone from the tree at once, with a toast and a step of `z` that bring it back whole. The gateway holds
 * the deletion as long as either is there (settled 22). A folder that has folders inside is not deleted; the toast says so.
 */
export function deleteFolder(account: Account, undoStack: UndoStack, { mailbox, name, onGone, onBack }: Deletion): void {
  const { cache, client, io } = account;
  const { id } = mailbox;
  if (cache.mailboxes()?.some((other) => other.parentId === id)) {
    showToast({ kind: 'error', text: t('action.failed'), detail: t('folder.hasChild') });
    return;
  }
  const folders = createFolders(account);
  cache.remove('Mailbox', [id]);
  const told = folders.remove(id);
  onGone();
  let stopHolding = () => {};
  const step = undoStack.push({
    label: t('folder.deleted', { name }),
    undo() {
      stopHolding();
      dismissToast(toastId);
      told
        .then(() => folders.restore(id))
        .then(
          () => {
            announce(t('action.undone'));
            onBack();
          },
          (error: unknown) => failed(error),
        );
    },
  });
  const toastId = showToast({ text: t('folder.deleted', { name }), action: { label: t('action.undo'), run: step.undo } });
  told.then(
    () => hold(io.nowMs()),
    (error: unknown) => {
      step.drop();
      dismissToast(toastId);
      cache.putMailboxes([mailbox], { complete: false });
      failed(error);
    },
  );

  function hold(heldAtMs: number): void {
    stopHolding = io.after(holdEveryMs, () => {
      if (toasts.get().some((toast) => toast.id === toastId)) {
        // When this is lost, the next one comes in time.
        client.call('DestroyedMailbox/hold', { accountId: account.id, ids: [id] }).catch(() => undefined);
        hold(io.nowMs());
      } else if (io.nowMs() - heldAtMs >= reliableMs) step.drop();
      else hold(heldAtMs);
    });
  }

  function failed(error: unknown): void {
    if (!isMailError(error)) throw error;
    if (error.kind === 'aborted') return;
    const detail = error.code === 'notFound' ? t('folder.tooLate') : error.code === 'alreadyExists' ? t('folder.exists') : errorText(error);
    showToast({ kind: 'error', text: t('action.failed'), detail });
  }
}
