/**
 * Rows of the full-text index: `2^52 + account key × 2^32 + seconds until the last second of 32 bits`, so that an account's rows lie
 * together and the newest mail comes first. Numbers stay below 2^53 and clear of the keys of Emails.
 */
const offset = 2 ** 52;
const perAccount = 2 ** 32;

/** In the year 2106; mail from outside the 32 bits stands at their ends. */
export const lastSecond = perAccount - 1;
export const secondOf = (receivedAtMs: number): number => Math.min(lastSecond, Math.max(0, Math.floor(receivedAtMs / 1000)));

export const firstWordRow = (account: number): number => offset + account * perAccount;
export const lastWordRow = (account: number): number => firstWordRow(account) + lastSecond;
/** The second that a row stands for; its Email was received so, give or take the account's drift. */
export const secondOfRow = (row: number): number => lastSecond - ((row - offset) % perAccount);

/** SQL: the Email has no words in the full-text index; asked of Emails from `account.unindexed_from` on. */
export const isNotIndexed =
  '(word_row is null or not exists (select 1 from email_fts_docsize where email_fts_docsize.id = email.word_row))';
