import type { SetError } from '#lib/contract/index.ts';
import { snoozeProperties } from '#lib/contract/index.ts';
import type { AccountMail } from '#lib/gateway/index.ts';
import type { EmailId, MailboxId } from '#lib/mail/index.ts';
import { checkArguments } from '../check-arguments.ts';
import { MethodError } from '../method-error.ts';
import type { Method, RequestContext } from '../request-context.ts';
import { readyAccount, resolveId } from '../request-context.ts';
import { setErrorOf } from '../set-error.ts';
import { runGet } from '../standard/run-get.ts';
import { inTurn } from '../standard/turns.ts';
import { utcDate } from '../utc-date.ts';
import { ownState } from './own-state.ts';

/** Other mail programs show the mailbox under this name. */
const snoozedName = 'Snoozed';
/** Whoever means longer than that means never. */
const longestMs = 10 * 366 * 24 * 60 * 60_000;

/** Snooze/get (`urn:postern:triage`): what is put off, and what came back and was not read since. It changes with the Emails. */
export const getSnoozes: Method = {
  capability: 'urn:postern:triage',
  async run(context, given) {
    const checked = checkArguments('Snooze/get', given);
    const account = await readyAccount(context, checked.accountId, 'read');
    const list = (await account.store.snoozes.list(account.id)).map(({ emailId, untilMs, backAtMs }) => ({
      id: emailId,
      until: utcDate(untilMs),
      isBack: backAtMs !== null,
    }));
    const result = await runGet(context, checked, {
      properties: snoozeProperties,
      state: () => ownState(undefined, list),
      all: () => Promise.resolve(list),
      some: (ids) => Promise.resolve(list.filter(({ id }) => ids.includes(id))),
    });
    return [['Snooze/get', { accountId: account.id, ...result }]];
  },
};

/** Snooze/set: puts Emails off until a time, into a mailbox that other programs see; or takes that back. */
export const setSnoozes: Method = {
  capability: 'urn:postern:triage',
  async run(context, given) {
    const checked = checkArguments('Snooze/set', given);
    const account = await readyAccount(context, checked.accountId, 'write');
    if (checked.emailIds.length > context.limits.objectsInSet) throw new MethodError('requestTooLarge');
    const emailIds = checked.emailIds.map((id) => resolveId(context, id) as EmailId);
    const untilMs = checked.until === null ? null : snoozeUntil(context, checked.until);
    const { snoozes } = account.store;
    const mailboxId = await snoozedMailbox(account, untilMs !== null);
    if (untilMs !== null && mailboxId === null) throw new MethodError('serverFail', 'no mailbox for what is put off');
    const outcomes =
      untilMs === null || mailboxId === null
        ? await snoozes.takeBack(account.id, emailIds)
        : await snoozes.put(account.id, { emailIds, mailboxId, untilMs });
    account.snoozesChanged();
    const notDone = new Map<string, SetError>();
    for (const [id, outcome] of outcomes) if (!outcome.ok) notDone.set(id, setErrorOf(outcome.refusal));
    const response = {
      accountId: account.id,
      mailboxId,
      done: [...outcomes.keys()].filter((id) => !notDone.has(id)),
      notDone: notDone.size === 0 ? null : Object.fromEntries(notDone),
    };
    return [['Snooze/set', response]];
  },
};

/** @throws MethodError invalidArguments: nobody means that long */
export function snoozeUntil(context: RequestContext, until: string): number {
  const untilMs = Date.parse(until);
  if (untilMs - context.nowMs() > longestMs) throw new MethodError('invalidArguments', 'until: too far ahead');
  return untilMs;
}

/** The account's mailbox for what is put off, made when it is first needed; a folder of that name becomes it. */
export function snoozedMailbox(account: AccountMail, isNeeded: boolean): Promise<MailboxId | null> {
  return inTurn(`snoozed of ${account.id}`, 'alone', () => findSnoozed(account, isNeeded));
}

async function findSnoozed({ store, id }: AccountMail, isNeeded: boolean): Promise<MailboxId | null> {
  const known = (await store.mailboxes.get(id, null)).find(({ role }) => role === 'snoozed');
  if (known !== undefined || !isNeeded) return known?.id ?? null;
  const wish = { name: snoozedName, parentId: null, isSubscribed: true, sortOrder: 0, role: 'snoozed' as const };
  const made = await store.mailboxes.create(id, wish);
  if (made.ok) return made.value.id;
  const { existingId } = made.refusal;
  if (existingId === undefined) return null;
  const taken = await store.mailboxes.update(id, existingId as MailboxId, { role: 'snoozed' });
  return taken.ok ? (existingId as MailboxId) : null;
}
