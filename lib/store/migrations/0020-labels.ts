/**
 * Servers that keep every message once and file it by labels (X-GM-EXT-1, I33): which mailboxes hold messages and which only show those that
 * bear their label, and the labels that the server and we last agreed on.
 */
export const labels = `
-- 'own': holds its messages itself · 'all': holds all that bear labels · 'view': shows those of 'all' that bear its label
alter table mailbox add column filing text not null default 'own';
-- the label where it is not the path: '\\Inbox'
alter table mailbox add column label text;
-- of a place in 'all': keys of the mailboxes whose labels the server last told, blank-separated; null: never told
alter table location add column labels text;
`;
