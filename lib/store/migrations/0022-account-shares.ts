/**
 * Accounts that other people of the house may use (architecture, decision 6). A share is made to a mail address and holds for whoever proves
 * one of its mailboxes here, now or later: so making one asks nothing about who is here, and its answer cannot tell.
 */
export const accountShares = `
create table account_share (
  key integer primary key,
  id text not null unique,
  account integer not null references account on delete cascade,
  address text not null collate nocase,
  -- read or write
  access text not null,
  created_at_ms integer not null,
  unique (account, address)
) strict;
-- sign-in identities that are this address: the only ones that a share opens for
create table account_share_identity (
  share integer not null references account_share on delete cascade,
  protocol text not null,
  host text not null,
  port integer not null,
  login text not null collate nocase,
  primary key (share, protocol, host, port, login)
) strict, without rowid;
create index account_share_identity_by_login on account_share_identity (login, host);
-- The one answer to whose account it is: its owner's, and theirs with whom it is shared. 'write' is more than 'read', as texts too.
create view account_access as
  select key as account, person, 1 as is_own, 'write' as access from account where is_removed = 0
  union all
  select a.key, g.person, 0, max(s.access)
    from account_share s
    join account a on a.key = s.account and a.is_removed = 0
    join account_share_identity i on i.share = s.key
    join sign_in_identity g on g.login = i.login collate nocase and g.protocol = i.protocol and g.host = i.host and g.port = i.port
    where g.person <> a.person
    group by a.key, g.person;
`;
