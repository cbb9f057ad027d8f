import { type Account, discardDraft, draftVersions, showToast, t } from '#lib/client/index.ts';
import { type EmailId, isMailError } from '#lib/mail/index.ts';
import { forgetLocally, keepLocally, type LocalDraft } from './local-drafts.ts';

/** As long as the toast that takes it back. */
const undoDiscardMs = 8_000;
/** Clocks of browser and gateway differ. */
export const clockSlackMs = 24 * 3_600_000;

/** Off the screen at once, gone for good when it cannot be taken back any more: until then its files are still there. */
export function discardLater(
  account: Account,
  person: string,
  draft: LocalDraft,
  savedId: EmailId | null,
  end: { release: () => void; takeUp: (draft: LocalDraft) => void },
): void {
  const { release, takeUp } = end;
  // One that nobody looked at in Drafts is not in the cache, but it is in the count of the folder.
  const drafts = account.withRole('drafts');
  const isUnseen = savedId !== null && drafts !== null && account.cache.email(savedId) === null;
  const one = { totalEmails: -1, unreadEmails: 0, totalThreads: -1, unreadThreads: 0 };
  const laid =
    savedId === null ? null : account.cache.lay(new Map([[savedId, { destroyed: true }]]), isUnseen ? new Map([[drafts, one]]) : undefined);
  const cancel = account.io.after(undoDiscardMs, () => {
    void discardForGood(account, draft, savedId).then((isDone) => {
      laid?.settle(isDone);
      release();
    });
  });
  function undo(): void {
    cancel();
    laid?.settle(false);
    release();
    void keepLocally(person, draft);
    takeUp(draft);
  }
  // A page that ends before it is gone for good does not bring it back: from the moment that it says so.
  void keepLocally(person, { ...draft, isDiscarded: true }).then(() =>
    showToast({ text: t('compose.discarded'), durationMs: undoDiscardMs, action: { label: t('compose.undo'), run: undo } }),
  );
}

/** What was thrown away in a page that ended before it was gone. */
export async function discardAtLast(account: Account, draft: LocalDraft): Promise<void> {
  await account.load();
  await discardForGood(account, draft, draft.stand?.savedId ?? null);
}

/** With the versions whose save was never answered. Without the gateway they stay in Drafts, where they can be seen. */
async function discardForGood(account: Account, { id, ties, stand, openedAtMs }: LocalDraft, savedId: EmailId | null): Promise<boolean> {
  try {
    const versions = await draftVersions(account, ties.messageId, savedId, openedAtMs - clockSlackMs);
    const own = versions.filter(({ emailId, isDraft, mark }) => emailId === savedId || (isDraft && mark?.writer === stand?.writer));
    const ends = await Promise.all(own.map(({ emailId }) => discardDraft(account, emailId)));
    await forgetLocally(id);
    return !ends.includes('not-told');
  } catch (error) {
    if (!isMailError(error)) throw error;
    await forgetLocally(id);
    return false;
  }
}
