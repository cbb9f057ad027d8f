import type { MailServers, MailUser } from '../servers/index.ts';

export type ServerMessage = { uid: number; flags: string[]; subject: string };

/** What stands in a mailbox according to the server itself; empty when there is no such mailbox. */
export async function messagesOn(servers: MailServers, user: MailUser, mailbox: string): Promise<ServerMessage[]> {
  const out = await servers.doveadm(['-f', 'json', 'fetch', '-u', user.login, 'uid flags hdr.subject', 'mailbox', mailbox, 'all']);
  const rows = JSON.parse(out.trim() || '[]') as { uid: string; flags: string; 'hdr.subject': string }[];
  return rows.map((row) => ({ uid: Number(row.uid), flags: row.flags.split(' ').filter(Boolean), subject: row['hdr.subject'] }));
}

/** The flags of the message with this subject, or null when the mailbox has none. */
export async function flagsOn(servers: MailServers, user: MailUser, mailbox: string, subject: string): Promise<string[] | null> {
  return (await messagesOn(servers, user, mailbox)).find((message) => message.subject === subject)?.flags ?? null;
}

/** In which mailboxes of the server a subject stands, once for each copy. */
export async function placesOn(servers: MailServers, user: MailUser, subject: string): Promise<string[]> {
  const listed = await servers.doveadm(['mailbox', 'list', '-u', user.login]);
  const places: string[] = [];
  for (const mailbox of listed.split('\n').filter(Boolean).sort()) {
    for (const message of await messagesOn(servers, user, mailbox)) if (message.subject === subject) places.push(mailbox);
  }
  return places;
}

/** The raw octets of the message with this subject. @throws Error when there is none */
export async function rawOn(servers: MailServers, user: MailUser, mailbox: string, subject: string): Promise<string> {
  const out = await servers.doveadm(['-f', 'json', 'fetch', '-u', user.login, 'text', 'mailbox', mailbox, 'subject', subject]);
  const [row] = JSON.parse(out) as { text: string }[];
  if (row === undefined) throw new Error(`no message “${subject}” in ${mailbox}`);
  return row.text;
}
