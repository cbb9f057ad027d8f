import { type ConversationEmail, errorText, mailClient, showToast, t } from '#lib/client/index.ts';
import { type AccountId, isMailError } from '#lib/mail/index.ts';

/** Prints these messages, one below the other; what is not here of them is fetched first. */
export async function printThese(accountId: AccountId, emails: readonly ConversationEmail[]): Promise<void> {
  const conversations = mailClient().account(accountId)?.conversations;
  if (conversations === undefined) return;
  try {
    const { printMessages } = await import('./print-messages.ts');
    const whole: ConversationEmail[] = [];
    for (const email of emails) whole.push(email.body === null ? await conversations.email(email.id) : email);
    await printMessages(accountId, whole);
  } catch (error) {
    if (!isMailError(error)) throw error;
    showToast({ kind: 'error', text: t('message.printFailed'), detail: errorText(error) });
  }
}
