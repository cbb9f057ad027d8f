import {
  defaultPreferences,
  type Email,
  type EmailFilter,
  type EmailSubmission,
  type Invocation,
  type JmapRequest,
  type JmapResponse,
  type QueueItem,
  type Session,
  type Tag,
  type Thread,
} from '#lib/contract/index.ts';
import type { AccountId, EmailId, MailboxId, SubmissionId, ThreadId } from '#lib/mail/index.ts';
import { applyPatch } from './apply-patch.ts';
import { addEmail, addMailbox, type FakeAccount, type FakeType, noteChange, recount } from './fake-account.ts';
import { fakeAllMail } from './fake-all-mail.ts';
import { fakeBulk } from './fake-bulk.ts';
import { matches } from './fake-filter.ts';
import { fakeSession, maxObjectsInGet } from './fake-session.ts';
import { fakeSnooze } from './fake-snooze.ts';

type Args = Record<string, unknown>;

/** A scripted JMAP server in memory, for tests of the client and for looking at the screen without a mail server. */
export type FakeJmap = {
  accounts: Map<string, FakeAccount>;
  session(origin: string): Session;
  /** Answers a Request; throws nothing. */
  handle(request: JmapRequest): JmapResponse;
  /** All requests so far, newest last. */
  requests: JmapRequest[];
  /** The next call of this method answers with this error type. */
  failNext(method: string, type: string): void;
  /** Called after a request that changed something, and by `push`. */
  onStates(listener: (changed: Record<string, Record<string, string>>) => void): () => void;
  /** Recounts and tells listeners what states hold. */
  push(accountId: string): void;
  statesOf(account: FakeAccount): Record<string, string>;
};

export function createFakeJmap(accounts: FakeAccount[], { nowMs = Date.now }: { nowMs?: () => number } = {}): FakeJmap {
  const byId = new Map(accounts.map((account) => [account.id as string, account]));
  const listeners = new Set<(changed: Record<string, Record<string, string>>) => void>();
  const failures = new Map<string, string[]>();
  const requests: JmapRequest[] = [];
  let preferences: Record<string, unknown> = { ...defaultPreferences };

  const stateText = (account: FakeAccount, type: FakeType) => `1.${account.state[type]}`;
  const statesOf = (account: FakeAccount) =>
    Object.fromEntries((Object.keys(account.state) as FakeType[]).map((type) => [type, stateText(account, type)]));

  function push(accountId: string): void {
    const account = byId.get(accountId);
    if (account === undefined) return;
    recount(account);
    for (const listener of listeners) listener({ [accountId]: statesOf(account) });
  }

  function get(account: FakeAccount, type: FakeType, all: Map<string, { id: string }>, args: Args): Args {
    const ids = (args.ids as string[] | null | undefined) ?? [...all.keys()];
    const properties = args.properties as string[] | null | undefined;
    if (new Set(ids).size > maxObjectsInGet) throw new Refused('requestTooLarge');
    const list: unknown[] = [];
    const notFound: string[] = [];
    for (const id of new Set(ids)) {
      const object = all.get(id);
      if (object === undefined) notFound.push(id);
      else if (properties == null) list.push(object);
      else {
        const picked: Record<string, unknown> = { id };
        for (const property of properties) picked[property] = (object as Record<string, unknown>)[property] ?? null;
        list.push(picked);
      }
    }
    return { accountId: account.id, state: stateText(account, type), list, notFound };
  }

  function changes(account: FakeAccount, type: FakeType, args: Args): Args {
    const since = Number(String(args.sinceState).split('.')[1]);
    if (!String(args.sinceState).startsWith('1.') || Number.isNaN(since)) throw new Refused('cannotCalculateChanges');
    const created = new Set<string>();
    const updated = new Set<string>();
    const destroyed = new Set<string>();
    for (const entry of account.log) {
      if (entry.type !== type || entry.n <= since) continue;
      if (entry.what === 'created') created.add(entry.id);
      else if (entry.what === 'updated') updated.add(entry.id);
      else destroyed.add(entry.id);
    }
    return {
      accountId: account.id,
      oldState: args.sinceState,
      newState: stateText(account, type),
      hasMoreChanges: false,
      created: [...created].filter((id) => !destroyed.has(id)),
      updated: [...updated].filter((id) => !created.has(id) && !destroyed.has(id)),
      destroyed: [...destroyed].filter((id) => !created.has(id)),
      updatedProperties: null,
    };
  }

  function emailQuery(account: FakeAccount, args: Args): Args {
    const isAscending = (args.sort as { isAscending?: boolean }[] | undefined)?.[0]?.isAscending === true;
    let found = [...account.emails.values()].filter((email) => matches(email, (args.filter ?? null) as EmailFilter | null));
    found.sort((a, b) => a.receivedAt.localeCompare(b.receivedAt) * (isAscending ? 1 : -1) || a.id.localeCompare(b.id));
    if (args.collapseThreads) {
      const seen = new Set<ThreadId>();
      found = found.filter((email) => !seen.has(email.threadId) && seen.add(email.threadId));
    }
    let position = Number(args.position ?? 0);
    if (args.anchor != null) {
      const at = found.findIndex((email) => email.id === args.anchor);
      if (at < 0) throw new Refused('anchorNotFound');
      position = Math.max(0, at + Number(args.anchorOffset ?? 0));
    }
    const limit = args.limit == null ? 500 : Number(args.limit);
    return {
      accountId: account.id,
      queryState: stateText(account, 'Email'),
      canCalculateChanges: false,
      position,
      ids: found.slice(position, position + limit).map((email) => email.id),
      ...(args.calculateTotal === true ? { total: found.length } : {}),
    };
  }

  function emailSet(account: FakeAccount, args: Args, createdIds: Map<string, string>): Args {
    const oldState = stateText(account, 'Email');
    const answer = emptySet(account.id, oldState);
    for (const [key, value] of Object.entries((args.create as Record<string, Args> | null) ?? {})) {
      const mailboxId = Object.keys(value.mailboxIds as Args)[0] as MailboxId;
      const bodyValues = (value.bodyValues ?? {}) as Record<string, { value: string }>;
      const email = addEmail(account, {
        ...(value as Partial<Email>),
        mailboxId,
        keywords: Object.keys((value.keywords as Args) ?? {}),
        text: bodyValues.text?.value ?? '',
        html: bodyValues.html?.value ?? null,
        attachments: ((value.attachments as { name: string; type: string }[] | undefined) ?? []).map((one) => ({ ...one, size: 1000 })),
        receivedAt: new Date().toISOString().replace(/\.\d+/, ''),
      });
      createdIds.set(key, email.id);
      answer.created = { ...answer.created, [key]: { id: email.id, blobId: email.blobId, threadId: email.threadId, size: email.size } };
    }
    for (const [given, patch] of Object.entries((args.update as Record<string, Args> | null) ?? {})) {
      const id = (given.startsWith('#') ? (createdIds.get(given.slice(1)) ?? given) : given) as EmailId;
      const email = account.emails.get(id);
      if (email === undefined) {
        answer.notUpdated = { ...answer.notUpdated, [id]: { type: 'notFound' } };
        continue;
      }
      account.emails.set(id, applyPatch(email, patch));
      noteChange(account, 'Email', id, 'updated');
      answer.updated = { ...answer.updated, [id]: null };
    }
    for (const id of (args.destroy as EmailId[] | null) ?? []) {
      const email = account.emails.get(id);
      if (email === undefined) {
        answer.notDestroyed = { ...answer.notDestroyed, [id]: { type: 'notFound' } };
        continue;
      }
      account.emails.delete(id);
      noteChange(account, 'Email', id, 'destroyed');
      const thread = account.threads.get(email.threadId);
      const emailIds = (thread?.emailIds ?? []).filter((other) => other !== id);
      if (emailIds.length === 0) account.threads.delete(email.threadId);
      else account.threads.set(email.threadId, { id: email.threadId, emailIds });
      noteChange(account, 'Thread', email.threadId, emailIds.length === 0 ? 'destroyed' : 'updated');
      answer.destroyed = [...(answer.destroyed ?? []), id];
    }
    recount(account);
    answer.newState = stateText(account, 'Email');
    return answer;
  }

  function submissionSet(account: FakeAccount, args: Args, createdIds: Map<string, string>): Args {
    const answer = emptySet(account.id, stateText(account, 'EmailSubmission'));
    for (const [key, value] of Object.entries((args.create as Record<string, Args> | null) ?? {})) {
      const emailId = String(value.emailId).startsWith('#') ? createdIds.get(String(value.emailId).slice(1)) : String(value.emailId);
      const email = account.emails.get(emailId as EmailId);
      if (email === undefined) {
        answer.notCreated = { ...answer.notCreated, [key]: { type: 'invalidProperties', properties: ['emailId'] } };
        continue;
      }
      const id = `s${account.id}${account.submissions.size}` as SubmissionId;
      const envelope = value.envelope as { mailFrom: { parameters: Record<string, string> | null }; rcptTo: { email: string }[] };
      const parameters = envelope.mailFrom.parameters ?? {};
      const untilMs = parameters.HOLDUNTIL === undefined ? null : Date.parse(parameters.HOLDUNTIL);
      const holdSeconds = untilMs === null ? Number(parameters.HOLDFOR ?? 0) : (untilMs - nowMs()) / 1000;
      account.submissions.set(id, {
        id,
        identityId: value.identityId as never,
        emailId: email.id,
        threadId: email.threadId,
        envelope: value.envelope as never,
        sendAt: new Date(nowMs() + holdSeconds * 1000).toISOString().replace(/\.\d+/, ''),
        undoStatus: holdSeconds > 0 ? 'pending' : 'final',
        deliveryStatus: null,
        dsnBlobIds: [],
        mdnBlobIds: [],
      });
      noteChange(account, 'EmailSubmission', id, 'created');
      answer.created = { ...answer.created, [key]: { id } };
      const update = (args.onSuccessUpdateEmail as Record<string, Args> | null)?.[`#${key}`];
      if (update !== undefined) emailSet(account, { update: { [email.id]: update } }, createdIds);
    }
    for (const [id, patch] of Object.entries((args.update as Record<string, Args> | null) ?? {})) {
      const submission = account.submissions.get(id as SubmissionId);
      if (submission === undefined || submission.undoStatus !== 'pending') {
        answer.notUpdated = { ...answer.notUpdated, [id]: { type: submission === undefined ? 'notFound' : 'cannotUnsend' } };
        continue;
      }
      account.submissions.set(submission.id, { ...submission, ...patch });
      noteChange(account, 'EmailSubmission', id, 'updated');
      answer.updated = { ...answer.updated, [id]: null };
    }
    for (const id of (args.destroy as SubmissionId[] | null) ?? []) {
      account.submissions.delete(id);
      account.stuck.delete(id);
      noteChange(account, 'EmailSubmission', id, 'destroyed');
      answer.destroyed = [...(answer.destroyed ?? []), id];
    }
    answer.newState = stateText(account, 'EmailSubmission');
    return answer;
  }

  function actOnQueue(account: FakeAccount, args: Args): Args {
    const { ids, action } = args as { ids: SubmissionId[]; action: string };
    for (const id of ids) {
      const submission = account.submissions.get(id);
      const item = account.stuck.get(id);
      if (item !== undefined) account.stuck.set(id, { ...item, state: action === 'stop' ? 'failed' : 'sending' });
      else if (submission !== undefined)
        account.submissions.set(id, { ...submission, undoStatus: action === 'stop' ? 'canceled' : 'final' });
      noteChange(account, 'EmailSubmission', id, 'updated');
    }
    return { accountId: account.id, acted: ids, notActed: null };
  }

  function mailboxSet(account: FakeAccount, args: Args): Args {
    const answer = emptySet(account.id, stateText(account, 'Mailbox'));
    for (const [key, value] of Object.entries((args.create as Record<string, Args> | null) ?? {})) {
      const id = addMailbox(account, String(value.name), (value.role ?? null) as never, (value.parentId ?? null) as MailboxId | null);
      answer.created = { ...answer.created, [key]: { id } };
    }
    answer.newState = stateText(account, 'Mailbox');
    return answer;
  }

  function tagSet(account: FakeAccount, args: Args): Args {
    const answer = emptySet(account.id, stateText(account, 'Tag'));
    for (const [key, value] of Object.entries((args.create as Record<string, Args> | null) ?? {})) {
      const keyword = String(value.name).toLowerCase().replaceAll(' ', '_');
      const made = { id: `g-${keyword}`, keyword, colour: 'blue' as const, sortOrder: account.tags.size + 1, isVisible: true };
      const tag: Tag = { ...made, name: String(value.name), isNamed: true, localMailboxIds: [] };
      account.tags.set(tag.id, tag);
      answer.created = { ...answer.created, [key]: { ...tag } };
    }
    for (const [id, patch] of Object.entries((args.update as Record<string, Args> | null) ?? {})) {
      const tag = account.tags.get(id);
      if (tag !== undefined) account.tags.set(id, { ...tag, ...(patch as Partial<Tag>), isNamed: true });
      answer.updated = { ...answer.updated, [id]: null };
    }
    for (const id of (args.destroy as string[] | null) ?? []) account.tags.delete(id);
    account.state.Tag += 1;
    answer.newState = stateText(account, 'Tag');
    return answer;
  }

  function call(name: string, args: Args, createdIds: Map<string, string>): Args {
    const planned = failures.get(name)?.shift();
    if (planned !== undefined) throw new Refused(planned);
    if (name === 'Preferences/get') return { state: '1', list: [{ id: 'singleton', ...preferences }], notFound: [] };
    if (name === 'Preferences/set') {
      preferences = { ...preferences, ...((args.update as Record<string, Args> | null)?.singleton ?? {}) };
      return {
        oldState: '1',
        newState: '1',
        created: null,
        updated: { singleton: null },
        destroyed: null,
        notCreated: null,
        notUpdated: null,
        notDestroyed: null,
      };
    }
    if (name === 'AllMail/query') return fakeAllMail(byId, args, emailQuery);
    const account = byId.get(String(args.accountId));
    if (account === undefined) throw new Refused('accountNotFound');
    switch (name) {
      case 'Mailbox/get':
        return get(account, 'Mailbox', account.mailboxes, args);
      case 'Mailbox/changes':
        return changes(account, 'Mailbox', args);
      case 'Mailbox/set':
        return mailboxSet(account, args);
      case 'Email/get':
        return get(account, 'Email', account.emails, args);
      case 'Email/changes':
        return changes(account, 'Email', args);
      case 'Email/query':
        return emailQuery(account, args);
      case 'Email/set':
        return emailSet(account, args, createdIds);
      case 'Thread/get':
        return get(account, 'Thread', account.threads, args);
      case 'ThreadTree/get': {
        const nodesOf = (thread: Thread) =>
          thread.emailIds.map((id) => {
            const parent = thread.emailIds.find(
              (other) => account.emails.get(other)?.messageId?.[0] === account.emails.get(id)?.inReplyTo?.[0],
            );
            return { emailId: id, parentId: parent === undefined || parent === id ? null : parent, depth: parent === undefined ? 0 : 1 };
          });
        const list = (args.ids as ThreadId[]).map((id) => account.threads.get(id)).filter((thread) => thread !== undefined);
        return {
          accountId: account.id,
          state: stateText(account, 'Thread'),
          list: list.map((thread) => ({ id: thread.id, isFlat: false, nodes: nodesOf(thread) })),
          notFound: [],
        };
      }
      case 'Thread/changes':
        return changes(account, 'Thread', args);
      case 'Identity/get':
        return get(account, 'Identity', account.identities, args);
      case 'EmailSubmission/get':
        return get(account, 'EmailSubmission', account.submissions, args);
      case 'EmailSubmission/changes':
        return changes(account, 'EmailSubmission', args);
      case 'EmailSubmission/query': {
        const emailIds = (args.filter as { emailIds?: string[] } | null)?.emailIds;
        const ids = [...account.submissions.values()].filter((one) => emailIds === undefined || emailIds.includes(String(one.emailId)));
        return { accountId: account.id, queryState: '1', canCalculateChanges: false, position: 0, ids: ids.map((one) => one.id) };
      }
      case 'QueueItem/get': {
        const held = [...account.submissions.values()].filter(({ undoStatus }) => undoStatus === 'pending').map(heldItem);
        return {
          accountId: account.id,
          state: stateText(account, 'EmailSubmission'),
          list: [...held, ...account.stuck.values()],
          notFound: [],
        };
      }
      case 'OutgoingServer/get':
        return {
          accountId: account.id,
          list: [...account.identities.keys()].map((id) => ({
            id,
            host: 'mail.example',
            maxSize: 25_000_000,
            smtpUtf8: false,
            dsn: true,
            requireTls: true,
            learnedAt: null,
          })),
          notFound: [],
        };
      case 'QueueItem/act':
        return actOnQueue(account, args);
      case 'EmailSubmission/set':
        return submissionSet(account, args, createdIds);
      case 'MailboxProgress/get': {
        const list = [...account.mailboxes.values()].map((mailbox) => ({
          id: mailbox.id,
          serverMessages: account.serverMessages.get(mailbox.id) ?? mailbox.totalEmails,
          indexed: mailbox.totalEmails,
        }));
        return { accountId: account.id, state: stateText(account, 'MailboxProgress'), list, notFound: [] };
      }
      case 'AccountHealth/check':
      case 'MailboxProgress/want':
        return { accountId: account.id };
      case 'Tag/get':
        return get(account, 'Tag', account.tags, args);
      case 'Tag/set':
        return tagSet(account, args);
      case 'Snooze/get':
        return { accountId: account.id, state: 'z', list: [...account.snoozes.values()], notFound: [] };
      case 'Snooze/set':
        return fakeSnooze(account, args);
      case 'BulkAct/get':
      case 'BulkAct/start':
      case 'BulkAct/steer': {
        const found = [...account.emails.values()].filter((email) => matches(email, (args.filter ?? null) as EmailFilter | null));
        return fakeBulk(account, name, args, found, nowMs());
      }
      case 'Quota/get':
        return { accountId: account.id, state: 'q0', list: [], notFound: [] };
      case 'AccountHealth/get':
        return { accountId: account.id, state: stateText(account, 'AccountHealth'), list: [account.health], notFound: [] };
      default:
        throw new Refused('unknownMethod');
    }
  }

  return {
    accounts: byId,
    requests,
    statesOf,
    push,
    failNext(method, type) {
      failures.set(method, [...(failures.get(method) ?? []), type]);
    },
    onStates(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    session: (origin) => fakeSession(origin, [...byId.values()]),
    handle(request) {
      requests.push(request);
      const before = new Map([...byId.values()].map((account) => [account.id, JSON.stringify(account.state)]));
      const createdIds = new Map<string, string>();
      const methodResponses: Invocation[] = [];
      for (const [name, given, callId] of request.methodCalls) {
        try {
          methodResponses.push([name, call(name, resolveReferences(given, methodResponses), createdIds), callId]);
        } catch (error) {
          methodResponses.push([
            'error',
            { type: error instanceof Refused ? error.type : 'serverFail', description: String(error) },
            callId,
          ]);
        }
      }
      for (const account of byId.values()) if (before.get(account.id) !== JSON.stringify(account.state)) push(account.id);
      return { methodResponses, sessionState: '1' };
    },
  };
}

class Refused extends Error {
  readonly type: string;
  constructor(type: string) {
    super(type);
    this.type = type;
  }
}

type FakeSetAnswer = {
  accountId: AccountId;
  oldState: string;
  newState: string;
  created: Args | null;
  updated: Args | null;
  destroyed: string[] | null;
  notCreated: Args | null;
  notUpdated: Args | null;
  notDestroyed: Args | null;
};
const emptySet = (accountId: AccountId, oldState: string): FakeSetAnswer => ({
  accountId,
  oldState,
  newState: oldState,
  created: null,
  updated: null,
  destroyed: null,
  notCreated: null,
  notUpdated: null,
  notDestroyed: null,
});

/** RFC 8620 §3.7, as far as the client uses it: `/a/*` + `/b`. */
function resolveReferences(args: Args, before: Invocation[]): Args {
  const resolved: Args = {};
  for (const [key, value] of Object.entries(args)) {
    if (!key.startsWith('#')) {
      resolved[key] = value;
      continue;
    }
    const reference = value as { resultOf: string; name: string; path: string };
    const source = before.find(([name, , id]) => id === reference.resultOf && name === reference.name);
    if (source === undefined) throw new Refused('invalidResultReference');
    resolved[key.slice(1)] = reference.path
      .split('/')
      .slice(1)
      .reduce<{ value: unknown; spread: boolean }>(
        (at, step) => {
          if (step === '*') return { value: at.value, spread: true };
          const pick = (one: unknown) => (one as Record<string, unknown>)[step];
          return at.spread ? { value: (at.value as unknown[]).flatMap(pick), spread: true } : { value: pick(at.value), spread: false };
        },
        { value: source[1], spread: false },
      ).value;
  }
  return resolved;
}

function heldItem({ id, emailId, threadId, sendAt, envelope }: EmailSubmission): QueueItem {
  const recipients = envelope.rcptTo.map(({ email }) => ({ email, state: 'waiting' as const, smtpReply: null }));
  return { id, emailId, threadId, state: 'held', sendAt, nextTryAt: sendAt, awaits: null, attempts: 0, recipients, error: null };
}
