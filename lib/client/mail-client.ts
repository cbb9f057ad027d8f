import type { Session } from '#lib/contract/index.ts';
import { type AccountId, type EmailId, isMailError, type MailError } from '#lib/mail/index.ts';
import { type Account, createAccount } from './account.ts';
import { inOwnOrder } from './account-order.ts';
import { type Actions, createActions } from './actions.ts';
import type { AllMail } from './all-mail.ts';
import { announce } from './announcements.ts';
import { browserIo, type ClientIo } from './client-io.ts';
import { openComposers } from './composer.ts';
import { type Connection, createConnection } from './connection.ts';
import { type EventStream, openEventStream } from './event-stream.ts';
import { requestJson } from './http.ts';
import { createJmapClient, type JmapClient } from './jmap-client.ts';
import { t } from './messages/t.ts';
import type { KeptSession } from './offline/kept-session.ts';
import { createPreferences, type PreferenceStore } from './preferences.ts';
import { route } from './route.ts';
import { createUndoStack, type UndoStack } from './undo-stack.ts';
import { createValue, type Readable } from './value.ts';

type Arrived = (account: Account, emailIds: readonly EmailId[]) => void;

export type MailClientState =
  | { kind: 'starting' }
  | { kind: 'failed'; error: MailError }
  | { kind: 'signed-out' }
  /** `needsSignIn`: the session is over, but something is being written: the page stays as it is until somebody signs in again */
  | { kind: 'ready'; accounts: readonly Account[]; username: string; needsSignIn: boolean };

/** Everything the screen talks to: session, accounts, preferences, the event stream. One per tab. */
export type MailClient = {
  readonly state: Readable<MailClientState>;
  readonly connection: Connection;
  readonly undoStack: UndoStack;
  /** State of the person's address book as it was last told of; null before. */
  readonly contactState: Readable<string | null>;
  /** Signs on at the gateway and opens the event stream. Called again after a failure, it tries again. */
  start(): Promise<void>;
  account(id: AccountId): Account | null;
  actions(id: AccountId): Actions | null;
  /** The mail of all accounts as one list; its code comes when it is first asked for. Always the same promise once that worked. */
  allMail(): Promise<AllMail>;
  jmap(): JmapClient | null;
  session(): Session | null;
  preferences(): PreferenceStore | null;
  /** Told of Emails that came into being. @returns ends it */
  onArrived(listener: Arrived): () => void;
  /** Makes the next start independent of the network. */
  stayUsable(): void;
  /** Takes the next try of the event stream now. */
  retryNow(): void;
  /** The gateway refused something because the session is over: looks whether that is so. */
  sessionEnded(): void;
  /**
   * Goes on where the session ended, when there is one again.
   *
   * @returns other-person: somebody else is signed in now, so nothing of this page may go on
   */
  resume(): Promise<'resumed' | 'still-out' | 'other-person'>;
  close(): void;
};

const sessionUrl = '/.well-known/jmap';

export function createMailClient(io: ClientIo): MailClient {
  const state = createValue<MailClientState>({ kind: 'starting' });
  const connection = createConnection();
  const undoStack = createUndoStack({
    storage: io.storage,
    nowMs: () => io.nowMs(),
    run: async (deed, way) => (await import('./run-saved-deed.ts')).runSavedDeed(deed, way, (id) => accounts.get(id as AccountId) ?? null),
  });
  const contactState = createValue<string | null>(null);
  const accounts = new Map<AccountId, Account>();
  const actions = new Map<AccountId, Actions>();
  let client: JmapClient | null = null;
  let preferences: PreferenceStore | null = null;
  let stream: EventStream | null = null;
  let starting: Promise<void> | null = null;
  let allMail: Promise<AllMail> | null = null;
  const arrived = new Set<Arrived>();
  const everyAccount = createValue<readonly Account[]>([]);
  let isFromKept = false;

  async function fetchSession(): Promise<Session> {
    return (await requestJson(io, sessionUrl, undefined)) as Session;
  }

  function signedOut(): void {
    io.forgetSession();
    connection.set({ kind: 'signed-out' });
    stream?.close();
    stream = null;
    const now = state.get();
    const isWriting = openComposers.get().length > 0;
    state.set(now.kind === 'ready' && isWriting ? { ...now, needsSignIn: true } : { kind: 'signed-out' });
  }

  function openStream(): EventStream {
    return openEventStream({
      io,
      url: () => client?.session().eventSourceUrl ?? '',
      connection,
      onStates: (changed) => {
        for (const [id, states] of Object.entries(changed)) accounts.get(id as AccountId)?.announced(states);
        const contacts = client?.session().primaryAccounts['urn:ietf:params:jmap:contacts'];
        const told = contacts === undefined ? undefined : changed[contacts]?.ContactCard;
        if (told !== undefined) contactState.set(told);
        // An account that the session does not name was added elsewhere.
        if (Object.keys(changed).some((id) => client?.session().accounts[id as AccountId] === undefined)) void renew();
      },
      beforeRetry: renew,
    });
  }

  /** Takes over the accounts of a session: new ones are added, missing ones closed. */
  function adopt(session: Session): void {
    if (client === null) {
      client = createJmapClient(io, session);
      preferences = createPreferences(client);
      preferences.values.subscribe(putInOrder);
    } else client.setSession(session);
    const jmap = client;
    const prefer = preferences;
    for (const [id, about] of Object.entries(session.accounts) as [AccountId, Session['accounts'][AccountId]][]) {
      if (accounts.has(id) || about.accountCapabilities['urn:ietf:params:jmap:mail'] === undefined) continue;
      const account = createAccount({
        id,
        about,
        io,
        client: jmap,
        connection,
        collapseThreads: () => prefer?.values.get().groupByThread ?? true,
        onNewMail: (_, emailIds) => announce(t('list.newMail', { count: emailIds.length })),
        onCreated: (_, emailIds) => {
          for (const listener of arrived) listener(account, emailIds);
        },
      });
      accounts.set(id, account);
      actions.set(id, createActions(account, undoStack));
    }
    for (const [id, account] of accounts) {
      if (session.accounts[id] !== undefined) continue;
      account.close();
      accounts.delete(id);
      actions.delete(id);
    }
    const sorted = ownOrder(session);
    everyAccount.set(sorted);
    undoStack.keepFor(session.username);
    state.set({ kind: 'ready', accounts: sorted, username: session.username, needsSignIn: false });
  }

  function ownOrder({ primaryAccounts }: Session): Account[] {
    const primary = primaryAccounts['urn:ietf:params:jmap:mail'];
    const usual = [...accounts.values()].sort((a, b) => Number(b.id === primary) - Number(a.id === primary));
    return inOwnOrder(usual, preferences?.values.get().accountOrder ?? []);
  }

  /** The person put them in another order. */
  function putInOrder(): void {
    const now = state.get();
    if (now.kind !== 'ready' || client === null) return;
    const sorted = ownOrder(client.session());
    if (sorted.every((account, at) => account === now.accounts[at])) return;
    everyAccount.set(sorted);
    state.set({ ...now, accounts: sorted });
  }

  async function loadAllMail(): Promise<AllMail> {
    const { createAllMail } = await import('./all-mail.ts');
    if (client === null) throw new Error('asked for before the session was there');
    return createAllMail({
      client,
      accounts: everyAccount.readable,
      actionsOf: (account) => actions.get(account.id) ?? createActions(account, undoStack),
      undoStack,
      collapseThreads: () => preferences?.values.get().groupByThread ?? true,
    });
  }

  function firstAccount(): Account | null {
    const now = state.get();
    return now.kind === 'ready' ? (now.accounts[0] ?? null) : null;
  }

  async function startOnce(): Promise<void> {
    try {
      adopt(await fetchSession());
    } catch (error) {
      if (!isMailError(error)) throw error;
      if (error.kind === 'login-refused') return signedOut();
      const kept = error.kind === 'network' ? await io.keptSession() : null;
      if (kept === null) return state.set({ kind: 'failed', error });
      startFrom(kept);
      return;
    }
    // In one request with the first account's mailboxes: both are needed before anything can be drawn.
    const first = accounts.get(route.get().accountId ?? ('' as AccountId)) ?? firstAccount();
    void first?.load();
    void preferences?.load().catch(() => undefined);
    stream ??= openStream();
  }

  /** Without network: what is written can be gone on with, and everything comes when there is one (decision 0048). */
  function startFrom({ session, preferences: values, accounts: known }: KeptSession): void {
    isFromKept = true;
    adopt(session);
    preferences?.begin(values);
    for (const { id, mailboxes, identities } of known) {
      accounts.get(id)?.cache.putMailboxes(mailboxes, { complete: true });
      accounts.get(id)?.cache.putIdentities(identities);
    }
    stream ??= openStream();
  }

  /** @returns false when the session is over and the stream need not try again */
  async function renew(): Promise<boolean> {
    try {
      const session = await fetchSession();
      const now = state.get();
      // Somebody else signed in here meanwhile: nothing of this page may go on.
      if (now.kind === 'ready' && now.username !== session.username) {
        state.set({ kind: 'signed-out' });
        return false;
      }
      adopt(session);
      for (const account of accounts.values()) if (isFromKept || account.status.get() === 'failed') void account.load();
      if (isFromKept) void preferences?.load().catch(() => undefined);
      isFromKept = false;
    } catch (error) {
      if (!isMailError(error)) throw error;
      if (error.kind === 'login-refused') {
        signedOut();
        return false;
      }
    }
    return true;
  }

  const self: MailClient = {
    state: state.readable,
    connection,
    undoStack,
    contactState: contactState.readable,
    start() {
      if (state.get().kind === 'failed') {
        state.set({ kind: 'starting' });
        starting = null;
      }
      starting ??= startOnce();
      return starting;
    },
    account: (id) => accounts.get(id) ?? null,
    actions: (id) => actions.get(id) ?? null,
    allMail() {
      allMail ??= loadAllMail().catch((error: unknown) => {
        allMail = null;
        throw error;
      });
      return allMail;
    },
    jmap: () => client,
    session: () => client?.session() ?? null,
    preferences: () => preferences,
    onArrived(listener) {
      arrived.add(listener);
      return () => void arrived.delete(listener);
    },
    stayUsable() {
      const wait = (ms: number) => new Promise<void>((resolve) => void io.after(ms, resolve));
      const signedIn = () => {
        const now = state.get();
        return now.kind === 'ready' && !now.needsSignIn ? now.accounts : null;
      };
      // Without its code there is no next time either: a part that is missing is asked for again at the next visit.
      import('./offline/stay-usable.ts').then(({ stayUsable }) => stayUsable({ ...self, accounts: signedIn, wait })).catch(() => undefined);
    },
    retryNow: () => stream?.retryNow(),
    sessionEnded: () => void renew(),
    async resume() {
      const now = state.get();
      if (now.kind !== 'ready' || !now.needsSignIn) return 'still-out';
      let session: Session;
      try {
        session = await fetchSession();
      } catch (error) {
        if (!isMailError(error)) throw error;
        return 'still-out';
      }
      if (session.username !== now.username) return 'other-person';
      connection.revive();
      adopt(session);
      stream ??= openStream();
      return 'resumed';
    },
    close() {
      stream?.close();
      undoStack.close();
      for (const account of accounts.values()) account.close();
    },
  };
  return self;
}

let shared: MailClient | null = null;

/** The tab's own client. */
export function mailClient(): MailClient {
  shared ??= createMailClient(browserIo());
  return shared;
}
