import type { SetError } from '#lib/contract/index.ts';
import type { MailboxId } from '#lib/mail/index.ts';
import type { Outcome } from '#lib/store/index.ts';
import { checkArguments } from '../check-arguments.ts';
import { MethodError } from '../method-error.ts';
import type { Method } from '../request-context.ts';
import { readyAccount } from '../request-context.ts';
import { setErrorOf } from '../set-error.ts';

/** Until the undo of a folder's deletion has passed, nothing is deleted on the server (settled 22). */
export const holdDestroyMs = 10_000;

/** DestroyedMailbox/restore (`urn:postern:folders`): Mailboxes whose deletion is held come back under their ids, with what was in them. */
export const restoreMailboxes: Method = {
  capability: 'urn:postern:folders',
  async run(context, given) {
    const { accountId, ids } = checkArguments('DestroyedMailbox/restore', given);
    if (ids.length > context.limits.objectsInSet) throw new MethodError('requestTooLarge');
    const account = await readyAccount(context, accountId, 'write');
    const { mailboxes } = account.store;
    const oldState = await account.store.state(account.id, 'Mailbox');
    // A parent that is in the same call has to be there first, wherever it stands in it.
    const refusals = new Map<string, SetError>();
    const restored: string[] = [];
    for (let waiting = [...new Set(ids)], before = -1; waiting.length > 0 && waiting.length !== before; ) {
      before = waiting.length;
      const outcomes = await each(waiting, (id) => mailboxes.restore(account.id, id));
      restored.push(...outcomes.done);
      for (const [id, error] of outcomes.refused) refusals.set(id, error);
      waiting = [...outcomes.refused.keys()];
    }
    for (const id of restored) refusals.delete(id);
    const newState = await account.store.state(account.id, 'Mailbox');
    return [['DestroyedMailbox/restore', { accountId: account.id, oldState, newState, restored, notRestored: orNull(refusals) }]];
  },
};

/** DestroyedMailbox/hold: the undo is still offered, so their deletion waits. */
export const holdMailboxes: Method = {
  capability: 'urn:postern:folders',
  async run(context, given) {
    const { accountId, ids } = checkArguments('DestroyedMailbox/hold', given);
    if (ids.length > context.limits.objectsInSet) throw new MethodError('requestTooLarge');
    const account = await readyAccount(context, accountId, 'write');
    const untilMs = context.nowMs() + holdDestroyMs;
    const outcomes = await each([...new Set(ids)], (id) => account.store.mailboxes.holdDestroyed(account.id, id, untilMs));
    return [['DestroyedMailbox/hold', { accountId: account.id, held: outcomes.done, notHeld: orNull(outcomes.refused) }]];
  },
};

async function each(
  ids: readonly string[],
  act: (id: MailboxId) => Promise<Outcome<null>>,
): Promise<{ done: string[]; refused: Map<string, SetError> }> {
  const done: string[] = [];
  const refused = new Map<string, SetError>();
  for (const id of ids) {
    const outcome = await act(id as MailboxId);
    if (outcome.ok) done.push(id);
    else refused.set(id, setErrorOf(outcome.refusal));
  }
  return { done, refused };
}

const orNull = (errors: ReadonlyMap<string, SetError>) => (errors.size === 0 ? null : Object.fromEntries(errors));
