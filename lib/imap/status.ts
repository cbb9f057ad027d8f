import { MailError } from '#lib/mail/index.ts';
import type { MailboxStatus } from './api.ts';
import type { SessionContext } from './session-context.ts';
import { atom, bigintOf, type ImapTokens, listOf, numberOf, textOf } from './tokens.ts';
import type { RunOptions } from './wire.ts';

/** What is asked of a mailbox that is not open (I9): enough to see whether anything changed (I10). */
export function statusItems({ capabilities }: Pick<SessionContext, 'capabilities'>): ImapTokens {
  const items = [atom('MESSAGES'), atom('UIDNEXT'), atom('UIDVALIDITY'), atom('UNSEEN')];
  if (capabilities.condstore) items.push(atom('HIGHESTMODSEQ'));
  if (capabilities.objectId) items.push(atom('MAILBOXID'));
  return items;
}

export function mailboxStatusOf(items: ImapTokens): MailboxStatus {
  const status: MailboxStatus = { messages: 0, uidNext: null, uidValidity: null, unseen: null, highestModSeq: null, mailboxId: null };
  for (let at = 0; at + 1 < items.length; at += 2) {
    const value = items[at + 1];
    switch (textOf(items[at])?.toUpperCase()) {
      case 'MESSAGES':
        status.messages = numberOf(value) ?? 0;
        break;
      case 'UIDNEXT':
        status.uidNext = numberOf(value);
        break;
      case 'UIDVALIDITY':
        status.uidValidity = numberOf(value);
        break;
      case 'UNSEEN':
        status.unseen = numberOf(value);
        break;
      case 'HIGHESTMODSEQ':
        // 0: the mailbox keeps no mod-sequences (RFC 7162 §3.1.7)
        status.highestModSeq = bigintOf(value) || null;
        break;
      case 'MAILBOXID':
        status.mailboxId = textOf(listOf(value)?.[0] ?? value);
        break;
    }
  }
  return status;
}

/** @throws MailError 'not-found', 'forbidden' … @see RFC 9051 §6.3.11 */
export async function mailboxStatus(context: SessionContext, path: string, options: RunOptions): Promise<MailboxStatus> {
  let status: MailboxStatus | null = null;
  await context.wire.run('STATUS', [context.names.token(path), statusItems(context)], {
    ...options,
    stage: 'mailbox',
    untagged: {
      status: (response) => {
        const items = listOf(response.attributes?.[1]);
        if (items !== null) status = mailboxStatusOf(items);
      },
    },
  });
  if (status === null) throw new MailError('protocol', 'STATUS without an answer', { stage: 'mailbox' });
  return status;
}
