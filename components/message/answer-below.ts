import { openComposer, openComposers } from '#lib/client/index.ts';
import type { AccountId, EmailId } from '#lib/mail/index.ts';
import { useValue } from '../ui/use-value.ts';

/** Whether an answer to this message is being written below it, and what begins one: there, or on a phone on the whole screen. */
export function useAnswerBelow(accountId: AccountId, emailId: EmailId): [boolean, (mode: 'reply' | 'reply-all') => void] {
  const isAnswered = useValue(openComposers).some((open) => open.inline === true && open.emailId === emailId);
  // as in layout-mode.ts of the shell
  const begin = (mode: 'reply' | 'reply-all') =>
    openComposer({ mode, accountId, emailId, inline: window.matchMedia('(min-width: 640px)').matches });
  return [isAnswered, begin];
}
