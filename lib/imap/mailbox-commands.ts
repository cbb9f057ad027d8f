import { MailError } from '#lib/mail/index.ts';
import type { ImapRole } from './api.ts';
import type { SessionContext } from './session-context.ts';
import { atom, type ImapTokens, textOf } from './tokens.ts';
import type { RunOptions } from './wire.ts';

const useOfRole: Partial<Record<ImapRole, string>> = {
  all: '\\All',
  archive: '\\Archive',
  drafts: '\\Drafts',
  flagged: '\\Flagged',
  important: '\\Important',
  junk: '\\Junk',
  sent: '\\Sent',
  trash: '\\Trash',
};

/**
 * @param specialUse told to the server where it takes it (RFC 6154 §3); elsewhere the mailbox is made without
 * @throws MailError 'already-exists', 'forbidden', 'refused', 'over-quota'
 * @see RFC 9051 §6.3.4, RFC 8474 §4.1
 */
export async function createMailbox(
  context: SessionContext,
  path: string,
  specialUse: ImapRole | null,
  options: RunOptions,
): Promise<{ mailboxId: string | null }> {
  const use = specialUse === null || !context.capabilities.createSpecialUse ? undefined : useOfRole[specialUse];
  const tokens: ImapTokens = [context.names.token(path)];
  if (use !== undefined) tokens.push([atom('USE'), [atom(use)]]);
  const { code } = await context.wire.run('CREATE', tokens, { ...options, stage: 'mailbox' });
  const id = code?.name === 'MAILBOXID' ? code.args[0] : null;
  return { mailboxId: Array.isArray(id) ? textOf(id[0]) : textOf(id) };
}

/** @see RFC 9051 §6.3.6 */
export async function renameMailbox(context: SessionContext, from: string, to: string, options: RunOptions): Promise<void> {
  if (from === 'INBOX') throw new MailError('forbidden', 'INBOX cannot be renamed', { stage: 'mailbox', permanent: true });
  await leave(context, from, options);
  await context.wire.run('RENAME', [context.names.token(from), context.names.token(to)], { ...options, stage: 'mailbox' });
}

/** @see RFC 9051 §6.3.5 */
export async function deleteMailbox(context: SessionContext, path: string, options: RunOptions): Promise<void> {
  if (path === 'INBOX') throw new MailError('forbidden', 'INBOX cannot be deleted', { stage: 'mailbox', permanent: true });
  await leave(context, path, options);
  await context.wire.run('DELETE', [context.names.token(path)], { ...options, stage: 'mailbox' });
}

export async function subscribeMailbox(
  context: SessionContext,
  command: 'SUBSCRIBE' | 'UNSUBSCRIBE',
  path: string,
  options: RunOptions,
): Promise<void> {
  await context.wire.run(command, [context.names.token(path)], { ...options, stage: 'mailbox' });
}

/** Leaves the open mailbox without expunging it (I3: CLOSE would). */
export async function unselect(context: SessionContext, options: RunOptions): Promise<void> {
  if (context.selection.open === null || !context.capabilities.unselect) return;
  context.selection.forget();
  await context.wire.run('UNSELECT', [], { ...options, stage: 'mailbox' });
}

/** Servers refuse, or hang up, when the open mailbox is renamed or deleted under them. */
async function leave(context: SessionContext, path: string, options: RunOptions): Promise<void> {
  const open = context.selection.open?.path;
  if (open === undefined || (open !== path && !open.startsWith(path))) return;
  await unselect(context, options);
}
