/**
 * How many rows of a mailbox's list lie between which places, so that a window anywhere is found without walking to it.
 * `list`: 0 each Email (membership), 1 each thread (thread_mailbox). A block reaches to the first place of the next; the first block of a
 * list begins before everything.
 */
export const listBlocks = `
create table list_block (
  mailbox integer not null references mailbox on delete cascade,
  list integer not null,
  first_desc integer not null,
  first_id text not null,
  entries integer not null,
  primary key (mailbox, list, first_desc, first_id)
) strict, without rowid;

insert into list_block (mailbox, list, first_desc, first_id, entries)
  select mailbox, list, iif(block = 0, -9007199254740991, max(iif(place = 0, date, null))), iif(block = 0, '', max(iif(place = 0, id, null))), count(*)
  from (
    select mailbox, list, date, id, (nth - 1) / 1024 block, (nth - 1) % 1024 place from (
      select mailbox, 0 list, received_desc date, email_id id, row_number() over (partition by mailbox order by received_desc, email_id) nth
        from membership
      union all
      select mailbox, 1, latest_desc, latest_id, row_number() over (partition by mailbox order by latest_desc, latest_id) from thread_mailbox
    )
  ) where mailbox in (select key from mailbox) group by mailbox, list, block;
`;
