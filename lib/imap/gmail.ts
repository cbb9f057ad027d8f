import { MailError } from '#lib/mail/index.ts';
import type { UidSet } from './api.ts';
import { flagTokens, isFlag } from './flags.ts';
import type { NameCodec } from './name-codec.ts';
import { searchUids } from './search-uids.ts';
import type { SessionContext } from './session-context.ts';
import { noteOthers } from './store-flags.ts';
import { atom, type ImapToken, type ImapTokens, sequence } from './tokens.ts';
import { toSetTexts } from './uid-set.ts';
import type { RunOptions } from './wire.ts';

/** Labels of one message that are looked at. */
const maxLabels = 500;

/** X-GM-LABELS as paths of mailboxes; those of the system keep their backslash. */
export const labelsOf = (raw: readonly string[], names: NameCodec): string[] =>
  raw.slice(0, maxLabels).map((label) => (isSystemLabel(label) ? label : names.path(label)));

const isSystemLabel = (label: string) => label.startsWith('\\') && isFlag(label);

const labelToken = (label: string, names: NameCodec): ImapToken =>
  isSystemLabel(label) ? (flagTokens([label])[0] ?? atom(label)) : names.token(label);

/**
 * Adds and removes labels.
 *
 * @throws MailError 'stale-uids', 'refused', 'invalid' where the server has no labels
 */
export async function storeLabels(
  context: SessionContext,
  path: string,
  uidValidity: number,
  uids: UidSet,
  change: { add: readonly string[]; remove: readonly string[] },
  options: RunOptions,
): Promise<void> {
  needGmail(context);
  await context.selection.forWriting(path, uidValidity, options);
  const steps = [
    { sign: '+', labels: change.add },
    { sign: '-', labels: change.remove },
  ].filter(({ labels }) => labels.length > 0);
  for (const { sign, labels } of steps)
    for (const text of toSetTexts(uids))
      await context.wire.run(
        'UID STORE',
        [sequence(text), atom(`${sign}X-GM-LABELS`), labels.map((label) => labelToken(label, context.names))],
        { ...options, untagged: { fetch: (response) => noteOthers(context, response) } },
      );
}

/** UIDs of the open mailbox that bear the label, or are the message. */
export async function searchGmail(
  context: SessionContext,
  what: { label: string } | { msgId: string },
  options: RunOptions,
): Promise<number[]> {
  needGmail(context);
  const criteria: ImapTokens =
    'label' in what ? labelCriterion(what.label, context.names) : [atom('X-GM-MSGID'), atom(msgIdOf(what.msgId))];
  return searchUids(context, criteria, options);
}

export const labelCriterion = (label: string, names: NameCodec): ImapToken[] => [atom('X-GM-LABELS'), labelToken(label, names)];

function msgIdOf(text: string): string {
  if (!/^\d{1,20}$/.test(text)) throw new MailError('invalid', 'not a message id', { code: 'X-GM-MSGID' });
  return text;
}

function needGmail({ capabilities }: SessionContext): void {
  if (!capabilities.gmail) throw new MailError('invalid', 'the server has no labels', { code: 'X-GM-EXT-1' });
}
