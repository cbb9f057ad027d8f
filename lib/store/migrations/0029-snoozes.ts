/**
 * What was put off until later. A row stays for a while after the message came back, so that a screen can show it on top. Without a foreign
 * key: rows whose message has gone are left out, and removed when the account is looked through.
 */
export const snoozes = `
create table snooze (
  email integer primary key,
  account integer not null references account on delete cascade,
  until_ms integer not null,
  -- JSON: ids of the mailboxes that it came out of
  mailboxes text not null,
  -- null: still away
  back_at_ms integer
) strict;
create index snooze_due on snooze (account, back_at_ms, until_ms);
`;
