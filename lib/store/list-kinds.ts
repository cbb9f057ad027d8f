/** The two lists kept of each mailbox, newest first: every Email, and every thread at its newest Email there. */
export const plainList = { number: 0, table: 'membership', date: 'received_desc', id: 'email_id' } as const;
export const collapsedList = { number: 1, table: 'thread_mailbox', date: 'latest_desc', id: 'latest_id' } as const;
export type ListKind = typeof plainList | typeof collapsedList;

/** The first block of a list begins before everything. */
export const beforeAll = { first_desc: Number.MIN_SAFE_INTEGER, first_id: '' };
