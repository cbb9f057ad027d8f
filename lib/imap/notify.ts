import { isMailError } from '#lib/mail/index.ts';
import type { MailboxNews } from './api.ts';
import type { SessionContext } from './session-context.ts';
import { mailboxStatusOf } from './status.ts';
import { atom, type ImapTokens, listOf, textOf } from './tokens.ts';
import type { RunOptions } from './wire.ts';

const timeoutMs = 30_000;
/** Longer than any name that `LIST` is believed for. */
const maxNameLength = 4_000;
const messageEvents = ['MessageNew', 'MessageExpunge', 'FlagChange'].map(atom);
const nameEvents = ['MailboxName', 'SubscriptionChange'].map(atom);
/** The open mailbox must be named too: without it the server falls silent about it (RFC 5465 §6.1). */
const wanted: ImapTokens = [atom('SET'), [atom('selected'), messageEvents], [atom('personal'), [...messageEvents, ...nameEvents]]];

/**
 * Asks the server to tell of every mailbox of the person, open or not, until the connection ends.
 *
 * @returns false when the server refuses; then everything is as it was
 * @throws MailError 'network', 'aborted'
 * @see RFC 5465 §3, §5
 */
export async function notify(context: SessionContext, onNews: (news: MailboxNews) => void, options: RunOptions): Promise<boolean> {
  const { wire, names } = context;
  const pathOf = (raw: string | null) => (raw === null || raw === '' || raw.length > maxNameLength ? null : names.path(raw));
  wire.onUnsolicited('STATUS', ({ attributes }) => {
    const path = pathOf(textOf(attributes?.[0]));
    const items = listOf(attributes?.[1]);
    if (path === null || items === null) return;
    const { uidNext, uidValidity, unseen, highestModSeq, messages } = mailboxStatusOf(items);
    const isCounted = items.some((item) => textOf(item)?.toUpperCase() === 'MESSAGES');
    onNews({ kind: 'status', path, status: { messages: isCounted ? messages : null, uidNext, uidValidity, unseen, highestModSeq } });
  });
  wire.onUnsolicited('LIST', () => onNews({ kind: 'list' }));
  wire.onCode(({ name }) => {
    if (name === 'NOTIFICATIONOVERFLOW') onNews({ kind: 'overflow' });
  });
  try {
    await wire.run('NOTIFY', wanted, { timeoutMs, ...options });
    return true;
  } catch (error) {
    if (!isMailError(error) || error.kind === 'network' || error.kind === 'aborted' || wire.client.isClosed) throw error;
    return false;
  }
}
