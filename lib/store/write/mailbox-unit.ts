import type { MailboxRights, MailboxRole } from '#lib/mail/index.ts';
import type { MailboxFiling } from '../api.ts';

/** A mailbox's row as the writer works with it; counts are changed by deltas only and so are not among it. */
export type MailboxUnit = {
  key: number;
  id: string;
  log: number | null;
  name: string;
  parent: number | null;
  role: MailboxRole | null;
  role_is_chosen: number;
  sort_order: number;
  is_subscribed: number;
  rights: MailboxRights;
  path: string | null;
  delimiter: string | null;
  is_selectable: number;
  server_mailbox_id: string | null;
  stage: 'listed' | 'local' | 'creating' | 'deleting';
  uid_validity: number | null;
  is_filled: number;
  filing: MailboxFiling;
  label: string | null;
};

export const mailboxColumns =
  'key, id, log, name, parent, role, role_is_chosen, sort_order, is_subscribed, rights, path, delimiter, is_selectable, server_mailbox_id, stage, uid_validity, is_filled, filing, label';

export type MailboxUnitRow = Omit<MailboxUnit, 'rights'> & { rights: string };

export const mailboxUnitOf = (row: MailboxUnitRow): MailboxUnit => ({ ...row, rights: JSON.parse(row.rights) as MailboxRights });

/** Seen by JMAP: a mailbox whose deletion waits is gone already. */
export const isLive = (mailbox: MailboxUnit): boolean => mailbox.stage !== 'deleting';
