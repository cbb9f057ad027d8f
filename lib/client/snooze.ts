import type { SnoozeSetResponse } from '#lib/contract/index.ts';
import { type AccountId, type EmailId, isMailError, type MailboxId, type ThreadId } from '#lib/mail/index.ts';
import type { Account } from './account.ts';
import { announce } from './announcements.ts';
import { fetchRows } from './ask-window.ts';
import type { EmailPatch } from './email-view.ts';
import { errorText } from './error-text.ts';
import { loadMailboxes } from './follow-changes.ts';
import { t } from './messages/t.ts';
import { scheduledTime } from './scheduled-time.ts';
import { setErrorToMailError } from './set-emails.ts';
import { completeThreads } from './thread-members.ts';
import { showToast } from './toasts.ts';
import type { UndoStack } from './undo-stack.ts';

/** Conversations of one account, and the mailbox that they are put off from; null: the inbox. */
export type SnoozePart = { account: Account; threads: readonly ThreadId[]; from: MailboxId | null };

/** Emails at once; the gateway takes more. */
const mostAtOnce = 250;

/**
 * Puts conversations off: they leave the lists at once, the gateway is told behind it and brings them back. One step with one undo, over
 * however many accounts. `untilMs` null: what is put off comes back now.
 */
export function snoozeThreads(parts: readonly SnoozePart[], untilMs: number | null, undoStack: UndoStack): void {
  const count = parts.reduce((sum, { threads }) => sum + threads.length, 0);
  if (count === 0) return;
  const label = untilMs === null ? t('snooze.back', { count }) : t('snooze.done', { count, when: scheduledTime(untilMs) });
  const running = parts.map((part) => snoozePart(part, untilMs));
  const step = undoStack.push({
    label,
    undo() {
      announce(t('action.undone'));
      for (const one of running) one.undo();
    },
  });
  showToast({ id: 'action', text: label, action: { label: t('action.undo'), run: step.undo } });
  const saved = Promise.all(running.map(({ told }) => told)).then((parts) => {
    if (untilMs !== null) step.save({ kind: 'snooze', parts: parts.map((part) => ({ ...part, untilMs })) });
  });
  saved.catch((error: unknown) => {
    step.drop('refused');
    if (!isMailError(error)) throw error;
    showToast({ kind: 'error', text: t('action.failed'), detail: errorText(error) });
  });
}

type SnoozingPart = { undo: () => void; told: Promise<{ accountId: AccountId; emailIds: EmailId[] }> };

/** `told`: refused where nothing came of it; the screen has returned to the truth then. */
function snoozePart({ account, threads, from }: SnoozePart, untilMs: number | null): SnoozingPart {
  const { cache, client } = account;
  const place = from ?? account.withRole('inbox');
  const hidden = place === null ? [] : account.mailboxLists(place).map((list) => list.hide(threads));
  let emailIds: EmailId[] = [];

  async function ask(until: number | null): Promise<void> {
    for (let at = 0; at < emailIds.length; at += mostAtOnce) {
      const answer: SnoozeSetResponse = await client.call('Snooze/set', {
        accountId: account.id,
        emailIds: emailIds.slice(at, at + mostAtOnce),
        until: until === null ? null : new Date(until).toISOString().replace(/\.\d+Z$/, 'Z'),
      });
      if (answer.mailboxId !== null && cache.mailbox(answer.mailboxId) === null) await loadMailboxes(client, cache);
      // An Email that has gone meanwhile needs nothing any more.
      const refused = Object.values(answer.notDone ?? {}).find(({ type }) => type !== 'notFound');
      if (refused !== undefined) throw setErrorToMailError(refused);
    }
  }

  async function tell(): Promise<{ accountId: AccountId; emailIds: EmailId[] }> {
    const parts = threads.filter((id) => !cache.isWhole(id) && cache.thread(id) !== null);
    if (parts.length > 0) await completeThreads(client, cache, parts);
    const all = threads.flatMap((id) => cache.threadEmails(id));
    const here = all.filter((email) => place !== null && email.mailboxIds[place] === true);
    // Found by a search a conversation may lie anywhere: what others wrote of it is put off then.
    const own = [account.withRole('sent'), account.withRole('drafts')];
    const emails =
      here.length > 0 || from !== null ? here : all.filter(({ mailboxIds }) => !own.some((id) => id !== null && mailboxIds[id]));
    emailIds = emails.map(({ id }) => id);
    const snoozed = account.withRole('snoozed');
    const patch = (mailboxIds: Record<string, true>): EmailPatch => ({
      mailboxIds: {
        ...Object.fromEntries(Object.keys(mailboxIds).map((id) => [id, false])),
        ...(snoozed === null ? {} : { [snoozed]: true }),
      },
    });
    const laid = untilMs === null ? null : cache.lay(new Map(emails.map((email) => [email.id, patch(email.mailboxIds)])));
    try {
      await ask(untilMs);
      laid?.settle(true);
      for (const one of hidden) one.done();
      return { accountId: account.id, emailIds };
    } catch (error) {
      laid?.settle(false);
      for (const one of hidden) one.restore()();
      throw error;
    }
  }

  const told = tell();
  return {
    told,
    undo() {
      if (untilMs === null) return;
      const release = hidden.map((one) => one.restore());
      // The way back follows the way there.
      told
        .then(() => ask(null))
        .catch((error: unknown) => {
          if (!isMailError(error)) throw error;
          showToast({ kind: 'error', text: t('action.failed'), detail: errorText(error) });
        })
        .finally(() => {
          for (const letGo of release) letGo();
        });
    },
  };
}

/** What came back and was not read since, newest first, of these accounts. An account that does not answer is left out. */
export async function snoozesBack(accounts: readonly Account[]): Promise<{ account: Account; emailIds: EmailId[] }[]> {
  return Promise.all(
    accounts.map(async (account) => {
      try {
        const { list } = await account.client.call('Snooze/get', { accountId: account.id });
        const emailIds = list.filter(({ isBack }) => isBack).map(({ id }) => id);
        const missing = emailIds.filter((id) => account.cache.email(id) === null);
        if (missing.length > 0) await fetchRows(account.client, account.cache, missing);
        return { account, emailIds };
      } catch (error) {
        if (!isMailError(error)) throw error;
        return { account, emailIds: [] };
      }
    }),
  );
}
