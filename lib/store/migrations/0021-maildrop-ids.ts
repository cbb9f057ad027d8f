/** A message that arrives is looked for by its id: without this each one is compared with all that its account ever had. */
export const maildropIds = `
create index maildrop_message_of_uid on maildrop_message (account, uid);
drop index maildrop_message_of_account;
`;
