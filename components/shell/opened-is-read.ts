import { useEffect, useRef } from 'react';
import type { MailView } from './mail-view.ts';

/** Opening a conversation marks it as read, once: what is marked unread afterwards stays so. */
export function useOpenedIsRead(view: MailView | null): void {
  const done = useRef<string | null>(null);
  const threadId = view?.route.threadId ?? null;
  const emails = view === null || threadId === null ? [] : view.account.cache.threadEmails(threadId);
  const isHere = emails.length > 0;
  useEffect(() => {
    if (threadId === null) done.current = null;
    if (threadId === null || !isHere || done.current === threadId) return;
    done.current = threadId;
    view?.actions.read([threadId], true, { quiet: true });
  });
}
