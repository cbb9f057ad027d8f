import type { Email } from '#lib/contract/index.ts';
import type { AccountId, EmailId } from '#lib/mail/index.ts';
import type { JmapClient } from './jmap-client.ts';
import { type SendingWishes, wishesOf } from './sending-wishes.ts';

/** What only the reader and the composer need of an Email; it never changes for an id (RFC 8621 §4.1). */
const bodyProperties = [
  'id',
  'blobId',
  'size',
  'cc',
  'bcc',
  'replyTo',
  'sender',
  'messageId',
  'inReplyTo',
  'references',
  'sentAt',
  'textBody',
  'htmlBody',
  'attachments',
  'bodyValues',
  'header:Content-Type',
  'header:List-Unsubscribe:asURLs',
  'header:List-Unsubscribe-Post:asText',
  'header:List-Post:asURLs',
  'header:List-Id:asText',
  'header:Importance:asText',
  'header:Disposition-Notification-To:asAddresses',
  'header:X-Postern-Draft:asText',
] as const;
type BodyProperty = Exclude<(typeof bodyProperties)[number], `header:${string}`>;
export type EmailBody = Pick<Email, BodyProperty> & {
  /** says of itself that it has parts; where none were found it could not be taken apart */
  isMultipart: boolean;
  /** List-Unsubscribe (RFC 2369 §3.2) */
  unsubscribeUrls: readonly string[];
  /** List-Unsubscribe-Post says one click is enough (RFC 8058) */
  isOneClickUnsubscribe: boolean;
  /** List-Post (RFC 2369 §3.4) */
  listPostUrls: readonly string[];
  listId: string | null;
  /** Importance (RFC 2156 §5.3.4) */
  isImportant: boolean;
  /** Disposition-Notification-To (RFC 8098 §2.1): a receipt is asked for */
  asksReceipt: boolean;
  /** of a draft of ours */
  wishes: SendingWishes;
};

const stringsOf = (value: unknown): string[] => (Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []);

export function toBody(email: Email): EmailBody {
  const listId = email['header:List-Id:asText'];
  return {
    ...email,
    isMultipart: /^\s*multipart\//i.test(String(email['header:Content-Type'] ?? '')),
    unsubscribeUrls: stringsOf(email['header:List-Unsubscribe:asURLs']),
    isOneClickUnsubscribe: /one-click/i.test(String(email['header:List-Unsubscribe-Post:asText'] ?? '')),
    listPostUrls: stringsOf(email['header:List-Post:asURLs']),
    isImportant: /^\s*high\s*$/i.test(String(email['header:Importance:asText'] ?? '')),
    asksReceipt: Array.isArray(email['header:Disposition-Notification-To:asAddresses']),
    wishes: wishesOf(email['header:X-Postern-Draft:asText']),
    listId: typeof listId === 'string' ? listId : null,
  };
}

/** The usual ones (RFC 8621 §4.2), and the type as written: whether text is flowed stands in its parameters (C3). */
const partProperties = [
  'partId',
  'blobId',
  'size',
  'name',
  'type',
  'charset',
  'disposition',
  'cid',
  'language',
  'location',
  'header:Content-Type',
];

/** Bodies that this tab has read, the latest few hundred. */
export type EmailBodies = {
  get(id: EmailId): EmailBody | null;
  /** Fetches those that are not here. @throws MailError */
  load(ids: readonly EmailId[]): Promise<void>;
};

const keptBodies = 300;
const mostBodyBytes = 1_000_000;
/** Long texts add up, so one call asks for few. */
const bodiesPerGet = 25;

/** What is asked for to draw a message. */
export const bodyRequest = {
  properties: [...bodyProperties] as string[],
  bodyProperties: partProperties,
  fetchTextBodyValues: true,
  fetchHTMLBodyValues: true,
  maxBodyValueBytes: mostBodyBytes,
};

export function createEmailBodies(client: JmapClient, accountId: AccountId): EmailBodies {
  const bodies = new Map<EmailId, EmailBody>();

  function keep(body: EmailBody): void {
    bodies.delete(body.id);
    bodies.set(body.id, body);
    for (const id of bodies.keys()) {
      if (bodies.size <= keptBodies) break;
      bodies.delete(id);
    }
  }

  return {
    get: (id) => bodies.get(id) ?? null,
    async load(ids) {
      const missing = ids.filter((id) => !bodies.has(id));
      for (let at = 0; at < missing.length; at += bodiesPerGet) {
        const got = await client.call('Email/get', {
          accountId,
          ids: missing.slice(at, at + bodiesPerGet),
          ...bodyRequest,
        });
        for (const body of got.list) keep(toBody(body));
      }
    },
  };
}
