import type { AccountId } from '#lib/mail/index.ts';
import type { BlobStore } from './blobs.ts';
import type { BulkActStore } from './bulk-acts.ts';
import type { ContactStore } from './contacts.ts';
import type { EmailStore } from './emails.ts';
import type { HouseSettingStore } from './house-settings.ts';
import type { AccountEvent, IntentStore } from './intents.ts';
import type { MailboxStore } from './mailboxes.ts';
import type { MaildropStore } from './maildrops.ts';
import type { OutgoingServerStore } from './outgoing-servers.ts';
import type { PeopleStore } from './people.ts';
import type { PushStore } from './push.ts';
import type { SenderKeyStore } from './sender-keys.ts';
import type { SnoozeStore } from './snoozes.ts';
import type { Changes, CommitEvent, StateType, ToldType } from './states.ts';
import type { IdentityStore, SubmissionStore } from './submissions.ts';
import type { TagStore } from './tags.ts';
import type { TemplateStore } from './templates.ts';
import type { VacationStore } from './vacations.ts';

export interface Store {
  readonly people: PeopleStore;
  readonly mailboxes: MailboxStore;
  readonly emails: EmailStore;
  readonly intents: IntentStore;
  readonly submissions: SubmissionStore;
  readonly identities: IdentityStore;
  readonly blobs: BlobStore;
  readonly tags: TagStore;
  readonly push: PushStore;
  readonly snoozes: SnoozeStore;
  readonly bulkActs: BulkActStore;
  readonly vacations: VacationStore;
  readonly contacts: ContactStore;
  readonly templates: TemplateStore;
  readonly maildrops: MaildropStore;
  readonly outgoingServers: OutgoingServerStore;
  readonly senderKeys: SenderKeyStore;
  readonly houseSettings: HouseSettingStore;
  state(accountId: AccountId, type: StateType): Promise<string>;
  states(accountId: AccountId): Promise<Record<ToldType, string>>;
  /** `null`: cannotCalculateChanges (other epoch, unknown number). Objects created and destroyed in between are left out (RFC 8620 §5.2). */
  changes(accountId: AccountId, type: StateType, sinceState: string, maxChanges: number | null): Promise<Changes | null>;
  events(accountId: AccountId, sinceMs: number): Promise<AccountEvent[]>;
  onCommit(listener: (event: CommitEvent) => void): () => void;
  /** Tidies up now what is tidied up from time to time anyway: words that wait for the full-text index, cached parts over the limit, change log over 30 days. */
  tidy(): Promise<void>;
  close(): Promise<void>;
}

/** Opens `<dataDir>/postern.db` (WAL), migrates it, starts the writer's worker thread (settled 8). @throws MailError 'storage', code DATA_IN_USE while another process works in the folder. ':memory:' is not offered: readers and the writer need one file. */
export type OpenStore = (options: {
  dataDir: string;
  /** how many octets of fetched parts are kept, the least used go first; default 512 MiB */
  cachedPartBytes?: number;
  log?: { warn(message: string, fields?: Record<string, unknown>): void };
}) => Promise<Store>;
