import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Limits } from '#lib/config/index.ts';
import { defaultLimits } from '#lib/config/index.ts';
import type { Invocation, JmapResponse, MethodName, MethodResponse, ProblemDetails } from '#lib/contract/index.ts';
import { capability } from '#lib/contract/index.ts';
import type { AccessScope, PushEvent, PushType, UserMail } from '#lib/gateway/index.ts';
import { ownPushSubscriptions } from '#lib/gateway/index.ts';
import type { Logger } from '#lib/log/index.ts';
import { createLogger } from '#lib/log/index.ts';
import type { AccountId, MailboxRole } from '#lib/mail/index.ts';
import { newId } from '#lib/mail/index.ts';
import type { ListedMailboxFact, Store } from '#lib/store/index.ts';
import { openStore } from '#lib/store/index.ts';
import { runRequest } from '../run-request.ts';
import type { AccountDouble } from './account-double.ts';
import { accountDouble } from './account-double.ts';

export type Answer = { status: number; problem: ProblemDetails | null; response: JmapResponse | null };

/** A person with mail, over the real store in a folder of its own. */
export type JmapWorld = {
  store: Store;
  userMail: UserMail & { scope: AccessScope };
  account: AccountDouble;
  accountId: AccountId;
  address: string;
  limits: { -readonly [Name in keyof Limits]: number };
  logLines: string[];
  log: Logger;
  now: { ms: number };
  /** states of what is the person's alone, as listeners were told of them */
  told: [type: string, state: string][];
  /** mailbox ids by role */
  mailbox: Record<'inbox' | 'drafts' | 'sent' | 'trash' | 'archive' | 'junk', string>;
  /** a whole request, as octets */
  post(body: string | Uint8Array, contentType?: string | null): Promise<Answer>;
  /** some calls with every capability; the responses */
  calls(...calls: [name: string, given: Record<string, unknown>][]): Promise<Invocation[]>;
  /** one call on the account: the arguments of its response, or of its error */
  call<Name extends MethodName>(
    name: Name,
    given?: Record<string, unknown>,
  ): Promise<MethodResponse<Name> & { type?: string; description?: string }>;
  /** one more account of the person */
  addAccount(address: string): Promise<{ account: AccountDouble; mailbox: JmapWorld['mailbox'] }>;
  stop(): Promise<void>;
};

const messageIdKey = new Uint8Array(32).fill(7);

/** Starts the world of one test file. */
export async function startJmap(): Promise<JmapWorld> {
  const dataDir = await mkdtemp(join(tmpdir(), 'postern-jmap-'));
  const store = await openStore({ dataDir });
  const address = 'ann@example.org';
  const { personId, accountId } = await addPerson(store, address);
  const mailbox = await listMailboxes(store, accountId);
  const others: AccountDouble[] = [];
  const now = { ms: Date.parse('2026-05-01T12:00:00Z') };
  const account = accountDouble(store, accountId, address, () => now.ms);
  const preferences: { now: Record<string, unknown> } = { now: {} };
  const told: [string, string][] = [];
  const accounts = [{ id: accountId, name: address, address, isPersonal: true, isReadOnly: false, isDemo: false, hasVacation: false }];
  const userMail: JmapWorld['userMail'] = {
    personId,
    username: address,
    scope: 'send',
    accounts,
    account: (id) => [account, ...others].find((one) => one.id === id) ?? null,
    subscribe(listener: (event: PushEvent) => void) {
      return store.onCommit((event) => {
        if (event.accountId === accountId) listener(event);
      });
    },
    isCurrent: () => Promise.resolve(true),
    async pushStates() {
      const states = await store.states(accountId);
      return {
        [accountId]: {
          ...states,
          MailboxProgress: 'p0',
          AccountHealth: 'h0',
          Quota: account.quotasSaid.at(-1)!.state,
          Tag: `g${account.tagChanges}`,
        } as Record<PushType, string>,
      };
    },
    pushSubscriptions: ownPushSubscriptions({
      personId,
      credential: `m:${accountId}`,
      accountIds: null,
      store,
      service: null,
      serverKey: 'BKey',
      nowMs: () => now.ms,
    }),
    contacts: {
      ...{ accountId: personId as string as AccountId, personId, store: store.contacts, templates: store.templates },
      changed: (type, state) => void told.push([type, state]),
    },
    preferences: () => Promise.resolve(preferences.now),
    setPreferences(values) {
      preferences.now = values;
      return Promise.resolve();
    },
  };
  const logLines: string[] = [];
  const log = createLogger({ level: () => 'debug', write: (line) => void logLines.push(line) });
  const limits = { ...defaultLimits };
  const post = async (body: string | Uint8Array, contentType: string | null = 'application/json'): Promise<Answer> => {
    const octets = typeof body === 'string' ? Buffer.from(body, 'utf8') : body;
    const outcome = await runRequest(userMail, contentType, octets, {
      limits,
      signal: new AbortController().signal,
      log,
      messageIdKey,
      sessionState: 'session-1',
      nowMs: () => now.ms,
    });
    return outcome.ok
      ? { status: 200, problem: null, response: JSON.parse(JSON.stringify(outcome.response)) as JmapResponse }
      : { status: outcome.problem.status, problem: outcome.problem, response: null };
  };
  const calls: JmapWorld['calls'] = async (...wanted) => {
    const request = { using: Object.values(capability), methodCalls: wanted.map(([name, given], index) => [name, given, `c${index}`]) };
    const { response, problem } = await post(JSON.stringify(request));
    if (response === null) throw new Error(`request refused: ${JSON.stringify(problem)}`);
    return response.methodResponses;
  };
  return {
    ...{ told, store, userMail, account, accountId, address, limits, logLines, log, now, mailbox, post, calls },
    async call<Name extends MethodName>(name: Name, given: Record<string, unknown> = {}) {
      const [response] = await calls([name, { accountId, ...given }]);
      return response![1] as unknown as MethodResponse<Name>;
    },
    async addAccount(otherAddress) {
      const id = newId('a');
      const row = { ...(await store.people.account(accountId))!, id, address: otherAddress, name: otherAddress };
      await store.people.addAccount({ account: row, sealedCredential: new Uint8Array([1]) });
      const other = accountDouble(store, id, otherAddress, () => now.ms);
      others.push(other);
      accounts.push({
        id,
        name: otherAddress,
        address: otherAddress,
        isPersonal: true,
        isReadOnly: false,
        isDemo: false,
        hasVacation: false,
      });
      return { account: other, mailbox: await listMailboxes(store, id) };
    },
    async stop() {
      await store.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

const listed = [
  ['INBOX', 'inbox'],
  ['Drafts', 'drafts'],
  ['Sent', 'sent'],
  ['Trash', 'trash'],
  ['Archive', 'archive'],
  ['Junk', 'junk'],
] as const;

async function listMailboxes(store: Store, accountId: AccountId): Promise<JmapWorld['mailbox']> {
  await store.mailboxes.recordListing(
    accountId,
    listed.map(([path, role]) => listedMailbox(path, role)),
    [],
  );
  const all = await store.mailboxes.get(accountId, null);
  return Object.fromEntries(listed.map(([, role]) => [role, all.find((one) => one.role === role)?.id ?? ''])) as JmapWorld['mailbox'];
}

async function addPerson(store: Store, address: string) {
  const server = { host: 'mail.example.org', tls: 'tls', login: address } as const;
  return store.people.createPersonWithAccount({
    identity: { protocol: 'imap', host: server.host, port: 993, login: address },
    address,
    name: address,
    servers: { incoming: { ...server, port: 993, protocol: 'imap' }, outgoing: { ...server, port: 465 }, traits: {} },
    isDemo: false,
    personId: newId('p'),
    accountId: newId('a'),
    sealedCredential: new Uint8Array([1]),
  });
}

function listedMailbox(path: string, role: MailboxRole): ListedMailboxFact {
  return {
    path,
    name: path,
    parentPath: null,
    delimiter: '/',
    role,
    isSelectable: true,
    isSubscribed: true,
    noInferiors: false,
    serverMailboxId: null,
    rights: null,
    serverMessages: 0,
  };
}
