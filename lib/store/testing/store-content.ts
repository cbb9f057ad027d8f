import type { EmailAddress, MessagePart } from '#lib/mail/index.ts';
import type { EmailContent, ListedMailboxFact, SyncedMessage } from '../api.ts';

export const address = (email: string, name: string | null = null): EmailAddress => ({ name, email });

const textPart: MessagePart = {
  partId: '1',
  type: 'text/plain',
  size: 500,
  name: null,
  charset: 'utf-8',
  disposition: null,
  cid: null,
  language: null,
  location: null,
  encoding: '7bit',
  params: {},
  subParts: null,
};

/** Fields of a message with a text and these files. */
export function withFiles(...names: string[]): Pick<EmailContent, 'structure' | 'hasAttachment'> {
  const files = names.map((name, nth): MessagePart => {
    return { ...textPart, partId: String(nth + 2), type: 'application/octet-stream', name, disposition: 'attachment' };
  });
  return {
    hasAttachment: true,
    structure: { ...textPart, partId: null, type: 'multipart/mixed', size: 0, charset: null, subParts: [textPart, ...files] },
  };
}

/** Content of a small plain message; every field can be given. `id` makes the Message-ID and the subject unlike others. */
export function emailContent(id: string, fields: Partial<EmailContent> = {}): EmailContent {
  const receivedAtMs = fields.receivedAtMs ?? Date.UTC(2026, 0, 1, 12, 0, 0);
  const subject = fields.subject === undefined ? `Subject ${id}` : fields.subject;
  const header = [`Subject: ${subject ?? ''}`, `Message-ID: <${id}@test.example>`, 'X-Probe: yes', '', ''].join('\r\n');
  return {
    sizeBytes: 1000,
    receivedAtMs,
    sentAtMs: receivedAtMs - 5000,
    sentAt: new Date(receivedAtMs - 5000).toISOString().replace('.000Z', '+00:00'),
    subject,
    from: [address('ann@a.example', 'Ann')],
    sender: null,
    replyTo: null,
    to: [address('bob@b.example', 'Bob')],
    cc: null,
    bcc: null,
    messageId: [`${id}@test.example`],
    inReplyTo: null,
    references: null,
    isList: false,
    isAutomatic: false,
    structure: textPart,
    hasAttachment: false,
    headerBlock: new TextEncoder().encode(header),
    isHeaderComplete: false,
    text: null,
    serverEmailId: null,
    serverThreadId: null,
    ...fields,
  };
}

export function syncedMessage(uid: number, id: string, fields: Partial<EmailContent> & { flags?: string[] } = {}): SyncedMessage {
  const { flags = [], ...content } = fields;
  return { uid, flags, modSeq: null, content: emailContent(id, content) };
}

/** A mailbox as LIST gives it; path with `/`. */
export function listedMailbox(path: string, fields: Partial<ListedMailboxFact> = {}): ListedMailboxFact {
  const delimiter = fields.delimiter === undefined ? '/' : fields.delimiter;
  const cut = delimiter === null ? -1 : path.lastIndexOf(delimiter);
  return {
    path,
    name: path.slice(cut + 1),
    parentPath: cut < 0 ? null : path.slice(0, cut),
    delimiter,
    role: path === 'INBOX' ? 'inbox' : null,
    isSelectable: true,
    isSubscribed: true,
    noInferiors: false,
    serverMailboxId: null,
    rights: null,
    serverMessages: null,
    ...fields,
  };
}
