/**
 * People, accounts and the mail index.
 *
 * Integer keys inside, opaque text ids outside (settled 16). Keys of Emails and Threads are `account key × 2^32 + number`, so one account's
 * rows lie together and a full-text search can be kept to them by a range of rowids.
 * Foreign keys guard the small tables; the large ones go without, since each insert would pay for the check.
 */
export const mailIndex = `
create table person (
  key integer primary key autoincrement,
  id text not null unique,
  created_at_ms integer not null,
  preferences text not null default '{}'
) strict;

create table account (
  key integer primary key autoincrement,
  id text not null unique,
  person integer not null references person,
  address text not null,
  name text not null,
  servers text not null,
  created_at_ms integer not null,
  is_demo integer not null,
  is_removed integer not null default 0,
  epoch text not null,
  n_mailbox integer not null default 0,
  n_email integer not null default 0,
  n_thread integer not null default 0,
  n_identity integer not null default 0,
  n_submission integer not null default 0,
  next_email integer not null default 1,
  next_thread integer not null default 1,
  path_prefix text,
  path_delimiter text
) strict;
create index account_of_person on account (person);

create table sign_in_identity (
  protocol text not null,
  host text not null,
  port integer not null,
  login text not null,
  person integer not null references person on delete cascade,
  primary key (protocol, host, port, login)
) strict, without rowid;
create index sign_in_identity_of_person on sign_in_identity (person);

create table credential (
  person integer not null references person on delete cascade,
  account integer not null references account on delete cascade,
  sealed blob not null,
  primary key (person, account)
) strict, without rowid;
create index credential_of_account on credential (account);

create table session (
  id text primary key not null,
  token_hash text not null unique,
  person integer not null references person on delete cascade,
  created_at_ms integer not null,
  last_seen_at_ms integer not null,
  expires_at_ms integer not null,
  user_agent text
) strict;
create index session_of_person on session (person);

create table app_password (
  id text primary key not null,
  secret_hash text not null unique,
  person integer not null references person on delete cascade,
  name text not null,
  scope text not null,
  account_ids text,
  created_at_ms integer not null,
  last_used_at_ms integer
) strict;
create index app_password_of_person on app_password (person);

create table identity (
  key integer primary key autoincrement,
  id text not null unique,
  log integer not null,
  account integer not null references account on delete cascade,
  name text not null,
  email text not null,
  reply_to text,
  bcc text,
  text_signature text not null default '',
  html_signature text not null default ''
) strict;
create index identity_of_account on identity (account);

-- One row per object that ever had an id, rewritten at each change (compacted): n is its latest change, created_n its first.
create table change (
  key integer primary key autoincrement,
  account integer not null,
  type integer not null,
  id text not null,
  created_n integer not null,
  n integer not null,
  -- latest change of anything but counts; for Mailbox/changes updatedProperties
  property_n integer not null,
  is_destroyed integer not null default 0
) strict;
create index change_since on change (account, type, n);

create table mailbox (
  key integer primary key autoincrement,
  id text not null unique,
  log integer,
  account integer not null references account on delete cascade,
  name text not null,
  parent integer,
  role text,
  role_is_chosen integer not null default 0,
  sort_order integer not null default 0,
  is_subscribed integer not null default 1,
  rights text not null,
  path text,
  delimiter text,
  is_selectable integer not null default 1,
  server_mailbox_id text,
  -- listed: on the server; local: only here until something is put in it (J13); creating, deleting: an intent is pending
  stage text not null,
  total_emails integer not null default 0,
  unread_emails integer not null default 0,
  total_threads integer not null default 0,
  unread_threads integer not null default 0,
  uid_validity integer,
  uid_next integer,
  highest_mod_seq integer,
  low_uid integer,
  is_filled integer not null default 0,
  server_messages integer not null default 0,
  fill_mod_seq integer
) strict;
create index mailbox_of_account on mailbox (account);

create table thread (
  key integer primary key,
  id text not null unique,
  -- null while no visible Email is in it; it comes back under a new id (J3)
  log integer,
  emails integer not null default 0,
  -- unread Emails that are in some mailbox other than the trash (RFC 8621 §2 unreadThreads)
  unread_outside_trash integer not null default 0
) strict;

create table thread_redirect (old integer primary key, new integer not null) strict;
create table hub_thread (account integer not null, hash blob not null, thread integer not null, primary key (account, hash, thread)) strict, without rowid;
create table thread_server_id (account integer not null, server_thread_id text not null, thread integer not null,
  primary key (account, server_thread_id)) strict, without rowid;

-- Every Message-ID seen, own or cited, with the thread it leads to (T2); thread may be an old one, see thread_redirect.
create table mid (account integer not null, hash blob not null, thread integer, subjects integer not null default 0, subject integer,
  is_present integer not null default 0,
  primary key (account, hash)) strict, without rowid;
-- Base subjects that cite an id, but the first, which stands in mid.subject; mid.subjects counts them all for the hub guard.
create table citation (account integer not null, hash blob not null, subject integer not null, primary key (account, hash, subject)) strict, without rowid;

create table email (
  key integer primary key,
  id text not null unique,
  account integer not null,
  -- null while invisible (only \\Deleted copies, or already destroyed here and still on the server)
  log integer,
  thread integer not null,
  received_at_ms integer not null,
  sent_at_ms integer,
  sent_at text,
  size_bytes integer not null,
  subject text,
  from_sort text not null,
  to_sort text not null,
  subject_sort text not null,
  -- bits: 1 $seen, 2 $flagged, 4 $answered, 8 $draft; other keywords stand in table keyword
  flags integer not null,
  has_attachment integer not null,
  preview text not null,
  text_state integer not null,
  raw_blob_id text,
  own_hash blob not null,
  -- base subject, for joining by it (T4); null where it cannot join or be joined
  subject_hash integer,
  -- sent, else received
  thread_at_ms integer not null,
  -- cites nothing, is a reply: waits for a message with its subject
  is_joiner integer not null,
  server_email_id text,
  server_thread_id text,
  -- addresses and ids as JSON
  head text not null
) strict;
create index email_by_date on email (account, received_at_ms desc, id);
create index email_by_subject on email (subject_hash, thread_at_ms) where subject_hash is not null;
create index email_waiting on email (subject_hash, thread_at_ms) where is_joiner = 1;
create index email_without_text on email (account, received_at_ms desc) where text_state = 0;
create index email_of_thread on email (thread);
create index email_by_server_id on email (server_email_id) where server_email_id is not null;
create index email_by_blob on email (raw_blob_id) where raw_blob_id is not null;

create table email_detail (email integer primary key, structure text, header_block blob not null, is_header_complete integer not null) strict;

create table keyword (email integer not null, keyword text not null, primary key (email, keyword)) strict, without rowid;
create index keyword_emails on keyword (keyword, email);

-- Where an Email is seen, in list order. What an Email or a thread is a member of is asked of table location.
create table membership (
  mailbox integer not null,
  received_desc integer not null,
  email_id text not null,
  email integer not null,
  thread integer not null,
  flags integer not null,
  primary key (mailbox, received_desc, email_id)
) strict, without rowid;

create table thread_mailbox (
  thread integer not null,
  mailbox integer not null,
  latest_desc integer not null,
  latest_id text not null,
  emails integer not null,
  unread integer not null,
  -- counted in unreadThreads of the mailbox
  is_unread integer not null,
  primary key (thread, mailbox)
) strict, without rowid;
create index thread_mailbox_list on thread_mailbox (mailbox, latest_desc, latest_id);

create table location (
  key integer primary key autoincrement,
  email integer not null,
  account integer not null,
  mailbox integer not null,
  uid_validity integer,
  -- null while we have not learnt it
  uid integer,
  -- the person wants the Email here
  is_wanted integer not null,
  -- \\Deleted is set on the server (J6)
  is_deleted integer not null default 0,
  -- flags last agreed with the server, blank-separated; null: never agreed (J2)
  base text,
  -- keywords carried whose storing the server has not shown yet
  unsure text not null default '',
  size_bytes integer,
  held_since_ms integer,
  is_void integer not null default 0,
  -- UIDNEXT and UIDVALIDITY noted before the copy was sent (J5)
  note_uid_next integer,
  note_uid_validity integer,
  -- the server said yes without saying where it landed
  is_confirmed integer not null default 0
) strict;
create unique index location_of_uid on location (mailbox, uid_validity, uid) where uid is not null;
create index location_of_email on location (email);
create index location_held on location (account, held_since_ms) where held_since_ms is not null;
create index location_arriving on location (mailbox) where uid is null and held_since_ms is null;

create table intent (
  key integer primary key autoincrement,
  id text not null unique,
  account integer not null references account on delete cascade,
  kind text not null,
  email integer,
  mailbox integer,
  from_location integer,
  to_location integer,
  detail text not null default '{}',
  is_started integer not null default 0,
  attempts integer not null default 0,
  due_at_ms integer not null default 0,
  reason text
) strict;
create index intent_order on intent (account, key);
create index intent_of_email on intent (email) where email is not null;

create table account_event (
  key integer primary key autoincrement,
  id text not null unique,
  account integer not null references account on delete cascade,
  at_ms integer not null,
  kind text not null,
  email_id text,
  mailbox_id text,
  blob_id text,
  server_text text
) strict;
create index account_event_since on account_event (account, at_ms);

create table submission (
  key integer primary key autoincrement,
  id text not null unique,
  log integer,
  account integer not null references account on delete cascade,
  identity_id text not null,
  email_id text,
  thread_id text,
  envelope text not null,
  send_at_ms integer not null,
  created_at_ms integer not null,
  state text not null,
  recipients text not null,
  raw_blob_id text not null,
  message_id text,
  attempts integer not null default 0,
  next_attempt_at_ms integer,
  lease_until_ms integer,
  error text
) strict;
create index submission_of_account on submission (account, state);
create index submission_by_blob on submission (raw_blob_id);

create table blob (id text primary key not null, size_bytes integer not null) strict;
create table account_blob (
  account integer not null references account on delete cascade,
  blob_id text not null references blob,
  type text not null,
  created_at_ms integer not null,
  -- octets of a refused append, kept for "recover" until then (J12)
  keep_until_ms integer,
  primary key (account, blob_id)
) strict, without rowid;
create index account_blob_of_blob on account_blob (blob_id);

create table cached_part (email integer not null, part_id text not null, bytes blob not null, primary key (email, part_id)) strict;

create virtual table email_fts using fts5 (
  subject, sender, recipient, cc, bcc, body,
  content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);
`;
