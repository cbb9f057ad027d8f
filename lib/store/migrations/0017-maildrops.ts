/** What is known of the messages of POP3 maildrops, and who has such a maildrop open: see api/maildrops.ts. */
export const maildrops = `
create table maildrop_message (
  key integer primary key autoincrement,
  account integer not null references account on delete cascade,
  -- as UIDL gave it; null: the server has no UIDL, or the index was rebuilt and did not meet it yet
  uid text,
  -- of the header block; null where only the failure to get the message is known
  header_hash text,
  -- of the whole message as the server gave it, in the form of a blob id; null while only its header is here
  content_hash text,
  -- as LIST said
  size_bytes integer not null,
  -- null: not stored. A key without its row in email: destroyed here, which is remembered (J24)
  email integer,
  first_seen_ms integer not null,
  failures integer not null default 0,
  -- since when the server does not list it any more
  gone_since_ms integer
) strict;
create index maildrop_message_of_account on maildrop_message (account);
create index maildrop_message_of_email on maildrop_message (email) where email is not null;
create index maildrop_message_incomplete on maildrop_message (account) where content_hash is null and email is not null;

create table maildrop_lock (account integer primary key references account on delete cascade, holder text not null, until_ms integer not null) strict;
`;
