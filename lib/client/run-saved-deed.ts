import { type EmailId, isMailError } from '#lib/mail/index.ts';
import type { Account } from './account.ts';
import { announce } from './announcements.ts';
import { steer } from './bulk-acts.ts';
import type { EmailPatch, EmailPatches } from './email-view.ts';
import { errorText } from './error-text.ts';
import { t } from './messages/t.ts';
import { setEmails } from './set-emails.ts';
import { showToast } from './toasts.ts';
import type { SavedDeed, WhyGone } from './undo-stack.ts';

type Way = 'back' | 'forth';
const mostPerGet = 250;

/** Takes back, or does again, what another page did. @returns why it can not be any more */
export async function runSavedDeed(deed: SavedDeed, way: Way, accountOf: (id: string) => Account | null): Promise<WhyGone | null> {
  const parts = deed.parts.map((part) => ({ part, account: accountOf(part.accountId) }));
  if (parts.some(({ account }) => account === null)) return 'changed';
  try {
    const done = await Promise.all(deed.parts.map((_, index) => runPart(deed, index, way, parts[index]?.account as Account)));
    if (!done.includes(true)) return 'changed';
    announce(t(way === 'back' ? 'action.undone' : 'action.redone'));
    return null;
  } catch (error) {
    if (!isMailError(error)) throw error;
    showToast({ kind: 'error', text: t('action.failed'), detail: errorText(error) });
    return 'refused';
  }
}

/** @returns false: nothing of it is as it was left */
async function runPart(deed: SavedDeed, index: number, way: Way, account: Account): Promise<boolean> {
  if (deed.kind === 'bulk') {
    const part = deed.parts[index];
    if (part !== undefined) await steer(account, part.id, way === 'back' ? 'undo' : 'redo');
    return true;
  }
  if (deed.kind === 'snooze') {
    const part = deed.parts[index];
    if (part === undefined) return false;
    const until = way === 'back' ? null : new Date(part.untilMs).toISOString().replace(/\.\d+Z$/, 'Z');
    const answer = await account.client.call('Snooze/set', { accountId: account.id, emailIds: [...part.emailIds], until });
    return answer.done.length > 0;
  }
  const part = deed.parts[index];
  if (part === undefined) return false;
  const [patches, opposite] = way === 'back' ? [part.back, part.forth] : [part.forth, part.back];
  const left = await asLeft(account, patches, new Map(opposite));
  if (left.size > 0) await setEmails(account, left);
  return left.size > 0;
}

/** Of these patches those whose Emails are still as the opposite left them: what somebody moved since stays as they made it. */
async function asLeft(account: Account, patches: readonly [EmailId, EmailPatch][], opposite: EmailPatches): Promise<EmailPatches> {
  const left = new Map<EmailId, EmailPatch>();
  for (let at = 0; at < patches.length; at += mostPerGet) {
    const some = new Map(patches.slice(at, at + mostPerGet));
    const { list } = await account.client.call('Email/get', {
      accountId: account.id,
      ids: [...some.keys()],
      properties: ['id', 'mailboxIds'],
    });
    for (const { id, mailboxIds = {} } of list) {
      const patch = some.get(id as EmailId);
      const entered = Object.entries(opposite.get(id as EmailId)?.mailboxIds ?? {}).filter(([, on]) => on);
      const isThere = entered.every(([mailboxId]) => (mailboxIds as Record<string, true>)[mailboxId] === true);
      if (patch !== undefined && isThere) left.set(id as EmailId, patch);
    }
  }
  return left;
}
