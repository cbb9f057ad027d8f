import { useMemo } from 'react';
import { type ConversationEmail, t } from '#lib/client/index.ts';
import type { EmailId } from '#lib/mail/index.ts';
import { shortPerson } from './message-people.tsx';
import type { Jump } from './reply-lines.tsx';

type Jumps = { get(id: EmailId): Jump | undefined; list(ids: readonly EmailId[]): readonly Jump[] };

const none: readonly Jump[] = [];

/** What a line says of the messages it can lead to; the same objects as long as the same ids are asked for, so that no card is drawn again. */
export function useJumps(entries: readonly ConversationEmail[], ownAddresses: ReadonlySet<string>): Jumps {
  // Who wrote a message and when never changes for an id.
  const key = entries.map(({ id }) => id).join(' ');
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for the entries
  return useMemo(() => {
    const jumps = new Map<EmailId, Jump>();
    const lists = new Map<readonly EmailId[], readonly Jump[]>();
    for (const email of entries) {
      const sender = email.from?.[0] ?? { name: null, email: t('message.unknownSender') };
      jumps.set(email.id, {
        emailId: email.id,
        name: shortPerson(sender, ownAddresses),
        isOwn: ownAddresses.has(sender.email.toLowerCase()),
        atMs: Date.parse(email.receivedAt),
      });
    }
    return {
      get: (id) => jumps.get(id),
      list(ids) {
        if (ids.length === 0) return none;
        const known = lists.get(ids) ?? ids.map((id) => jumps.get(id)).filter((jump) => jump !== undefined);
        lists.set(ids, known);
        return known;
      },
    };
  }, [key, ownAddresses]);
}
