import type { AccountHealth, Email, EmailSubmission, Identity, Mailbox, QueueItem, Snooze, Tag, Thread } from '#lib/contract/index.ts';
import type { AccountId, BlobId, EmailId, IdentityId, MailboxId, MailboxRole, SubmissionId, ThreadId } from '#lib/mail/index.ts';

export type FakeType =
  | 'Mailbox'
  | 'Email'
  | 'Thread'
  | 'Identity'
  | 'EmailSubmission'
  | 'MailboxProgress'
  | 'AccountHealth'
  | 'Tag'
  | 'BulkAct';

/** One account of the scripted JMAP server: objects in memory and a change log per type. */
export type FakeAccount = {
  id: AccountId;
  name: string;
  mailboxes: Map<MailboxId, Mailbox>;
  emails: Map<EmailId, Email>;
  threads: Map<ThreadId, Thread>;
  identities: Map<IdentityId, Identity>;
  submissions: Map<SubmissionId, EmailSubmission>;
  /** queue items that a test puts there */
  stuck: Map<SubmissionId, QueueItem>;
  health: AccountHealth;
  tags: Map<string, Tag>;
  snoozes: Map<string, Snooze>;
  /** per mailbox: messages on the server, while it fills */
  serverMessages: Map<MailboxId, number>;
  state: Record<FakeType, number>;
  log: { type: FakeType; n: number; id: string; what: 'created' | 'updated' | 'destroyed' }[];
};

const rights = {
  mayReadItems: true,
  mayAddItems: true,
  mayRemoveItems: true,
  maySetSeen: true,
  maySetKeywords: true,
  mayCreateChild: true,
  mayRename: true,
  mayDelete: true,
  maySubmit: true,
};

export function createFakeAccount(id: string, address: string, name: string): FakeAccount {
  const account: FakeAccount = {
    id: id as AccountId,
    name: address,
    mailboxes: new Map(),
    emails: new Map(),
    threads: new Map(),
    identities: new Map(),
    submissions: new Map(),
    stuck: new Map(),
    health: {
      id: 'singleton',
      state: 'ok',
      lastSyncAt: null,
      retryAt: null,
      pending: 0,
      toFetch: 0,
      toIndex: 0,
      connections: 1,
      error: null,
      events: [],
      pop3: null,
    },
    tags: new Map(),
    snoozes: new Map(),
    serverMessages: new Map(),
    state: { Mailbox: 1, Email: 1, Thread: 1, Identity: 1, EmailSubmission: 1, MailboxProgress: 1, AccountHealth: 1, Tag: 1, BulkAct: 1 },
    log: [],
  };
  const roles: [MailboxRole, string][] = [
    ['inbox', 'INBOX'],
    ['drafts', 'Drafts'],
    ['sent', 'Sent'],
    ['archive', 'Archive'],
    ['junk', 'Junk'],
    ['trash', 'Trash'],
  ];
  for (const [role, title] of roles) addMailbox(account, title, role, null);
  const identity = `i${id}` as IdentityId;
  account.identities.set(identity, {
    id: identity,
    name,
    email: address,
    replyTo: null,
    bcc: null,
    textSignature: '',
    htmlSignature: '',
    mayDelete: false,
  });
  account.log = [];
  return account;
}

export function addMailbox(account: FakeAccount, name: string, role: MailboxRole | null, parentId: MailboxId | null): MailboxId {
  const id = `m${account.id}${account.mailboxes.size}` as MailboxId;
  account.mailboxes.set(id, {
    id,
    name,
    parentId,
    role,
    sortOrder: 0,
    totalEmails: 0,
    unreadEmails: 0,
    totalThreads: 0,
    unreadThreads: 0,
    myRights: rights,
    isSubscribed: true,
  });
  noteChange(account, 'Mailbox', id, 'created');
  return id;
}

export function noteChange(account: FakeAccount, type: FakeType, id: string, what: 'created' | 'updated' | 'destroyed'): void {
  account.state[type] += 1;
  account.log.push({ type, n: account.state[type], id, what });
}

export function mailboxWithRole(account: FakeAccount, role: MailboxRole): MailboxId {
  for (const mailbox of account.mailboxes.values()) if (mailbox.role === role) return mailbox.id;
  throw new Error(`no mailbox with role ${role}`);
}

export type FakeMail = Partial<
  Pick<Email, 'from' | 'to' | 'cc' | 'subject' | 'preview' | 'hasAttachment' | 'receivedAt' | 'messageId' | 'inReplyTo'>
> & {
  mailboxId: MailboxId;
  /** joins this thread; a new one without */
  threadId?: ThreadId;
  keywords?: string[];
  text?: string;
  html?: string | null;
  attachments?: { name: string; type: string; size: number }[];
};

/** Puts a message into the account as if it had been delivered. */
export function addEmail(account: FakeAccount, mail: FakeMail): Email {
  const serial = account.emails.size + 1;
  const id = `e${account.id}${serial}` as EmailId;
  const threadId = mail.threadId ?? (`t${account.id}${serial}` as ThreadId);
  const part = (partId: string, type: string, size: number, name: string | null = null) => ({
    partId,
    blobId: `P${id}-${partId}` as BlobId,
    size,
    headers: [],
    name,
    type,
    charset: 'utf-8',
    disposition: name === null ? null : 'attachment',
    cid: null,
    language: null,
    location: null,
    subParts: null,
  });
  const text = mail.text ?? mail.preview ?? '';
  const textPart = part('1', 'text/plain', text.length);
  const htmlPart = mail.html ? part('2', 'text/html', mail.html.length) : textPart;
  const attachments = (mail.attachments ?? []).map((one, index) => part(String(index + 3), one.type, one.size, one.name));
  const email: Email = {
    id,
    blobId: `M${id}` as BlobId,
    threadId,
    mailboxIds: { [mail.mailboxId]: true } as Email['mailboxIds'],
    keywords: Object.fromEntries((mail.keywords ?? []).map((keyword) => [keyword, true])) as Email['keywords'],
    size: 2000 + text.length,
    receivedAt: mail.receivedAt ?? '2026-01-01T10:00:00Z',
    headers: [],
    messageId: mail.messageId ?? [`${id}@example.org`],
    inReplyTo: mail.inReplyTo ?? null,
    references: null,
    sender: null,
    from: mail.from ?? null,
    to: mail.to ?? null,
    cc: mail.cc ?? null,
    bcc: null,
    replyTo: null,
    subject: mail.subject ?? null,
    sentAt: mail.receivedAt ?? null,
    bodyStructure: textPart,
    bodyValues: {
      '1': { value: text, isEncodingProblem: false, isTruncated: false },
      ...(mail.html ? { '2': { value: mail.html, isEncodingProblem: false, isTruncated: false } } : {}),
    },
    textBody: [textPart],
    htmlBody: [htmlPart],
    attachments,
    hasAttachment: mail.hasAttachment ?? attachments.length > 0,
    preview: mail.preview ?? text.slice(0, 200),
  };
  account.emails.set(id, email);
  const thread = account.threads.get(threadId);
  const before = thread?.emailIds ?? [];
  const later = before.findLastIndex((other) => (account.emails.get(other)?.receivedAt ?? '') <= email.receivedAt);
  const emailIds = before.toSpliced(later + 1, 0, id);
  account.threads.set(threadId, { id: threadId, emailIds });
  noteChange(account, 'Email', id, 'created');
  noteChange(account, 'Thread', threadId, thread === undefined ? 'created' : 'updated');
  return email;
}

/** Recounts the mailboxes from the Emails; those whose counts moved get a new state. */
export function recount(account: FakeAccount): void {
  const counts = new Map<MailboxId, { total: number; unread: number; threads: Set<string>; unreadThreads: Set<string> }>();
  const unreadThreads = new Set([...account.emails.values()].filter(isUnread).map((email) => email.threadId));
  for (const email of account.emails.values()) {
    for (const id of Object.keys(email.mailboxIds) as MailboxId[]) {
      const count = counts.get(id) ?? { total: 0, unread: 0, threads: new Set(), unreadThreads: new Set() };
      count.total += 1;
      if (isUnread(email)) count.unread += 1;
      count.threads.add(email.threadId);
      if (unreadThreads.has(email.threadId)) count.unreadThreads.add(email.threadId);
      counts.set(id, count);
    }
  }
  for (const [id, mailbox] of account.mailboxes) {
    const count = counts.get(id);
    const next = {
      ...mailbox,
      totalEmails: count?.total ?? 0,
      unreadEmails: count?.unread ?? 0,
      totalThreads: count?.threads.size ?? 0,
      unreadThreads: count?.unreadThreads.size ?? 0,
    };
    if (JSON.stringify(next) === JSON.stringify(mailbox)) continue;
    account.mailboxes.set(id, next);
    noteChange(account, 'Mailbox', id, 'updated');
  }
}

const isUnread = (email: Email): boolean => email.keywords.$seen !== true && email.keywords.$draft !== true;
