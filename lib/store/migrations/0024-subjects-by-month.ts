/**
 * Emails with one base subject are looked for within 30 days of each other (T4), so the index has the month first: a fill, which goes from
 * newest to oldest, writes it in one place at a time. By the subject's hash alone each message touched another page; a fifth of all pages that
 * a fill of 100,000 wrote were of this index.
 */
export const subjectsByMonth = `
drop index email_by_subject;
create index email_by_subject on email (thread_at_ms / 2592000000, subject_hash, thread_at_ms) where subject_hash is not null;
`;
