/**
 * Tags (C6): a row for each keyword that Emails of an account ever had, with what a person calls it, and which mailboxes keep it.
 *
 * The trigger sees every road on which a keyword comes. It looks before it inserts, since the conflict clause of the statement that fires
 * it would count instead of its own.
 */
export const tags = `
create table tag (
  account integer not null references account on delete cascade,
  keyword text not null,
  -- null: nobody named it here
  name text,
  colour text,
  sort_order integer,
  is_hidden integer not null default 0,
  primary key (account, keyword)
) strict, without rowid;

create trigger tag_found after insert on keyword
  when not exists (select 1 from tag where account = new.email >> 32 and keyword = new.keyword)
  begin insert into tag (account, keyword) values (new.email >> 32, new.keyword); end;

insert into tag (account, keyword)
  select distinct k.email >> 32, k.keyword from keyword k where exists (select 1 from account a where a.key = k.email >> 32);

-- keywords that a mailbox of the server was asked to keep and does not (I31)
create table unkept_keyword (
  mailbox integer not null references mailbox on delete cascade,
  keyword text not null,
  primary key (mailbox, keyword)
) strict, without rowid;
`;
