import type { EmailAddress } from '#lib/mail/index.ts';
import { type AttachmentSpec, buildMessage, type HeaderSpec } from '#lib/message/index.ts';

export type SampleMessage = { mailbox: string; flags: string[]; receivedAtMs: number; raw: Buffer };

export type Letter = {
  id: string;
  from: EmailAddress;
  to: EmailAddress[];
  cc?: EmailAddress[];
  subject: string;
  text: string;
  html?: string;
  atMs: number;
  /** ids of the messages before it in its conversation, oldest first */
  references?: string[];
  attachments?: AttachmentSpec[];
  headers?: HeaderSpec[];
};

/** The octets of a sample message, the same for the same letter. */
export function writeMessage(letter: Letter): Promise<Buffer> {
  const references = letter.references ?? [];
  const parent = references.at(-1);
  return buildMessage({
    from: [letter.from],
    sender: null,
    replyTo: null,
    to: letter.to,
    cc: letter.cc ?? null,
    bcc: null,
    subject: letter.subject,
    date: { ms: letter.atMs, offsetMinutes: 0 },
    messageId: [letter.id],
    inReplyTo: parent === undefined ? null : [parent],
    references: references.length === 0 ? null : references,
    headers: letter.headers ?? [],
    body: { kind: 'simple', text: letter.text, html: letter.html ?? null, attachments: letter.attachments ?? [] },
    boundarySeed: letter.id,
  });
}
