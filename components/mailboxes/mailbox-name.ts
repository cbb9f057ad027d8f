import { t } from '#lib/client/index.ts';
import type { Mailbox } from '#lib/contract/index.ts';

/** The name on screen: our word for a mailbox with a role, else its own. */
export function mailboxName(mailbox: Mailbox): string {
  switch (mailbox.role) {
    case 'inbox':
      return t('mailbox.inbox');
    case 'drafts':
      return t('mailbox.drafts');
    case 'sent':
      return t('mailbox.sent');
    case 'archive':
      return t('mailbox.archive');
    case 'junk':
      return t('mailbox.junk');
    case 'trash':
      return t('mailbox.trash');
    case 'all':
      return t('mailbox.all');
    case 'flagged':
      return t('mailbox.flagged');
    case 'snoozed':
      return t('mailbox.snoozed');
    case 'important':
      return t('mailbox.important');
    default:
      return mailbox.name;
  }
}
