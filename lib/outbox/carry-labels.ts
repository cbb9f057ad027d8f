import type { ImapSession } from '#lib/imap/index.ts';
import type { Intent, IntentWork } from '#lib/store/index.ts';
import { type Carried, stillSending } from './carry-messages.ts';
import type { OutboxContext } from './outbox-context.ts';
import { awaitsProviderCopy } from './provider-copy.ts';

/**
 * UID STORE +X-GM-LABELS and -X-GM-LABELS (I33); safe to repeat. All intents of the batch ask for the same change. What is being sent gets no
 * label of ours for it: the provider files its own copy (J10).
 */
export async function carryLabels(
  context: OutboxContext,
  session: ImapSession,
  intents: (Intent & { work: Extract<IntentWork, { kind: 'labels' }> })[],
): Promise<Carried> {
  const [first] = intents;
  if (first === undefined) return [];
  for (const { work } of intents)
    for (const { mailboxId } of work.add) if (await awaitsProviderCopy(context, work.emailId, mailboxId)) throw stillSending();
  const { location, add, remove } = first.work;
  await session.storeLabels(
    location.path,
    location.uidValidity,
    intents.map(({ work }) => work.location.uid).sort((a, b) => a - b),
    { add: add.map(({ label }) => label), remove: remove.map(({ label }) => label) },
    { signal: context.signal },
  );
  return intents.map(({ id }) => ({ intentId: id, landed: null }));
}
