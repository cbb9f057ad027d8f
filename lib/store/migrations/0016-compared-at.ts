/** When a mailbox was last compared with its server message by message (I26); it has to outlive the process, or a gateway that is restarted often never does it. */
export const comparedAt = 'alter table mailbox add column compared_at_ms integer;';
