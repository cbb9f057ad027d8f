/** Words of the view over all accounts; they come with it. */
export const all = {
  'all.accounts': 'Accounts',
  'all.starred': 'All starred',
  'all.sent': 'All sent',
  'all.drafts': 'All drafts',
  'all.snoozed': 'All snoozed',
  'all.mail': 'All mail',
  'all.moveOne': 'Conversations of several accounts cannot go into one folder. Choose those of one account.',
  'all.waiting': '{count, plural, one {# message is} other {# messages are}} not sent yet',
} as const;
