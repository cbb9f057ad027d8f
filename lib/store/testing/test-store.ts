import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AccountId, type EmailId, type MailboxId, newId, type PersonId } from '#lib/mail/index.ts';
import type { Checkpoint, FlagFact, ListedMailboxFact, Store, SyncedMessage, UidRange } from '../api.ts';
import { openStore } from '../open-store.ts';
import { listedMailbox } from './store-content.ts';

export type TestStore = {
  store: Store;
  dataDir: string;
  personId: PersonId;
  accountId: AccountId;
  /** mailbox by its path, or by its role where it has no path yet */
  mailbox(name: string): Promise<MailboxId>;
  /** one pass with UIDVALIDITY 1 */
  pass(
    mailbox: MailboxId,
    facts: {
      appeared?: SyncedMessage[];
      flags?: FlagFact[];
      vanished?: UidRange[];
      checkpoint?: Partial<Checkpoint> | null;
      uidValidity?: number;
    },
  ): Promise<EmailId[]>;
  /** another person's account in the same store, for opening one takes long; closing that closes nothing */
  another(listed: ListedMailboxFact[]): Promise<TestStore>;
  /** closes and opens again */
  reopen(): Promise<Store>;
  close(): Promise<void>;
};

const defaultMailboxes = [
  listedMailbox('INBOX'),
  listedMailbox('Archive', { role: 'archive' }),
  listedMailbox('Sent', { role: 'sent' }),
  listedMailbox('Drafts', { role: 'drafts' }),
  listedMailbox('Trash', { role: 'trash' }),
];

/** A store in a temporary folder with one person, one account and some mailboxes. The caller closes it, which removes the folder. */
export async function openTestStore(listed: ListedMailboxFact[] = defaultMailboxes): Promise<TestStore> {
  const dataDir = await mkdtemp(join(tmpdir(), 'postern-store-'));
  const opened = { store: await openStore({ dataDir }), dataDir };
  const close = async () => {
    await opened.store.close();
    await rm(dataDir, { recursive: true, force: true });
  };
  return personIn(opened, 'ann@a.example', listed, close);
}

async function personIn(
  opened: { store: Store; readonly dataDir: string },
  address: string,
  listed: ListedMailboxFact[],
  close: () => Promise<void>,
): Promise<TestStore> {
  const { personId, accountId } = await addTestPerson(opened.store, address);
  if (listed.length > 0) await opened.store.mailboxes.recordListing(accountId, listed, []);
  return {
    get store() {
      return opened.store;
    },
    dataDir: opened.dataDir,
    personId,
    accountId,
    async mailbox(name) {
      const rows = await opened.store.mailboxes.syncRows(accountId);
      const row =
        rows.find((each) => each.path === name) ?? rows.find((each) => each.role === name) ?? rows.find((each) => each.name === name);
      if (!row) throw new Error(`no mailbox ${name}`);
      return row.id;
    },
    async pass(mailboxId, facts) {
      const { created } = await opened.store.emails.applyPass(accountId, mailboxId, {
        uidValidity: facts.uidValidity ?? 1,
        appeared: facts.appeared ?? [],
        flags: facts.flags ?? [],
        vanished: facts.vanished ?? [],
        checkpoint: facts.checkpoint ?? null,
      });
      return created;
    },
    another: (others) => personIn(opened, `${newId('p')}@a.example`, others, async () => undefined),
    async reopen() {
      await opened.store.close();
      opened.store = await openStore({ dataDir: opened.dataDir });
      return opened.store;
    },
    close,
  };
}

export async function addTestPerson(store: Store, address: string): Promise<{ personId: PersonId; accountId: AccountId }> {
  const host = 'imap.test.example';
  return store.people.createPersonWithAccount({
    identity: { protocol: 'imap', host, port: 993, login: address },
    address,
    name: address,
    servers: {
      incoming: { protocol: 'imap', host, port: 993, tls: 'tls', login: address },
      outgoing: { host: 'smtp.test.example', port: 465, tls: 'tls', login: address },
      traits: {},
    },
    isDemo: false,
    personId: newId('p'),
    accountId: newId('a'),
    sealedCredential: new Uint8Array([1, 2, 3]),
  });
}
