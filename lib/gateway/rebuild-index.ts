import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { type AccountId, type BlobId, newId, type PersonId } from '#lib/mail/index.ts';
import { type Journal, MaildropBatch, MailJournals, openStore, type Store } from '#lib/store/index.ts';
import { contentOfMessage, contentOfRaw, headerHash } from '#lib/sync/index.ts';

/** Messages stored in one transaction. */
const batchSize = 50;

export type Rebuilt = {
  accounts: { address: string; messages: number; made: number; missing: number; damaged: number }[];
};

/**
 * Makes an index from the files of POP3 mail, after the database was lost: the accounts of the journals, without passwords (each person signs
 * in again), what came from a maildrop in the inbox, and what was made here in Sent. What the database alone knew is gone: folders, keywords,
 * tags, and that a message which is still on the server was deleted.
 *
 * @throws MailError 'storage', code DATA_IN_USE while a server works in the folder
 */
export async function rebuildIndex(dataDir: string): Promise<Rebuilt> {
  const journals = await new MailJournals(dataDir).all();
  const store = await openStore({ dataDir });
  try {
    const accounts: Rebuilt['accounts'] = [];
    for (const journal of journals) accounts.push(await rebuildAccount(store, journal));
    return { accounts };
  } finally {
    await store.close();
  }
}

async function rebuildAccount(store: Store, { account, lines }: Journal): Promise<Rebuilt['accounts'][number]> {
  const { incoming } = account.servers;
  const { accountId } = await store.people.createPersonWithAccount({
    identity: { protocol: incoming.protocol, host: incoming.host, port: incoming.port, login: incoming.login },
    address: account.address,
    name: account.name,
    servers: account.servers,
    isDemo: false,
    personId: newId('p') as PersonId,
    accountId: account.id as AccountId,
    // Nobody has it: the person brings it with the next sign-in.
    sealedCredential: new Uint8Array(),
  });
  await store.maildrops.makeMailboxes(accountId);
  const result = { address: account.address, messages: 0, made: 0, missing: 0, damaged: 0 };
  const seen = new Set<string>();
  const octetsOf = async (blobId: BlobId): Promise<Buffer | null> => {
    const bytes = await store.maildrops.readRaw(blobId);
    if (bytes === null) result.missing += 1;
    else if (`U${createHash('sha256').update(bytes).digest('base64url')}` !== blobId) result.damaged += 1;
    else return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return null;
  };
  const batch = new MaildropBatch();
  const flush = async () => {
    result.messages += await store.maildrops.store(accountId, batch);
  };
  for (const line of lines) {
    const key = JSON.stringify('made' in line ? line.made : [line.uid, line.headerHash, line.blobId]);
    if (seen.has(key)) continue;
    seen.add(key);
    if ('made' in line) {
      if (await makeAgain(store, accountId, line.made, await octetsOf(line.made), line.atMs)) result.made += 1;
      continue;
    }
    const raw = await octetsOf(line.blobId);
    if (raw === null) continue;
    const { content } = contentOfMessage(raw, line.atMs);
    const { uid, sizeBytes, blobId } = line;
    batch.add({ key: null, uid, headerHash: headerHash(raw), sizeBytes, content, raw: { blobId, sizeBytes: raw.length } });
    if (batch.length === batchSize) await flush();
  }
  await flush();
  return result;
}

async function makeAgain(store: Store, accountId: AccountId, blobId: BlobId, raw: Buffer | null, atMs: number): Promise<boolean> {
  const sent = (await store.mailboxes.get(accountId, null)).find(({ role }) => role === 'sent');
  if (raw === null || sent === undefined) return false;
  await store.maildrops.adoptRaw(accountId, { blobId, sizeBytes: raw.length });
  const created = await store.emails.create(accountId, {
    content: contentOfRaw(raw, atMs),
    rawBlobId: blobId,
    mailboxIds: [sent.id],
    keywords: ['$seen'],
  });
  while ((await store.maildrops.carryLocally(accountId, Date.now())) > 0);
  return created.ok;
}
