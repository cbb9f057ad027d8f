/** T7: how an account's mail becomes threads; T5: mail that waits to be grouped anew, after the rule changed or where too much hung together. */
export const threading = `
-- conversation, subject (RFC 8621 §3) or off
alter table account add column thread_rule text not null default 'conversation';

-- An account whose mail is being grouped anew, a little at a time. First what is known of ids is forgotten, then its Emails find their thread
-- again in the order of their keys: those below next_key have, and those from end_key on came meanwhile.
create table regrouping (
  account integer primary key references account on delete cascade,
  is_cleared integer not null default 0,
  -- more to do was found meanwhile: afterwards it begins again
  is_due_again integer not null default 0,
  next_key integer not null default 0,
  end_key integer not null default 0
) strict;
`;
