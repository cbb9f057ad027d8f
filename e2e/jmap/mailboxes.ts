import type { GetResponse, Mailbox } from '#lib/contract/index.ts';
import type { JmapDoor } from './jmap-door.ts';

/** Role, or name where there is none, to id. */
export async function mailboxIds(door: JmapDoor): Promise<Record<string, string>> {
  const { list } = await door.ask<GetResponse<Mailbox>>('Mailbox/get', { ids: null });
  return Object.fromEntries(list.map((mailbox) => [mailbox.role ?? mailbox.name, mailbox.id]));
}
