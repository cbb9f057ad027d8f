import type { MessageSpec } from '../index.ts';

/** A message to be built with everything absent but what is given. */
export function messageSpec(part: Partial<MessageSpec> = {}): MessageSpec {
  return {
    from: [{ name: 'Ann Example', email: 'ann@example.org' }],
    sender: null,
    replyTo: null,
    to: [{ name: null, email: 'bob@example.net' }],
    cc: null,
    bcc: null,
    subject: 'Plan',
    date: { ms: Date.UTC(2026, 10, 22, 3, 19, 32), offsetMinutes: 60 },
    messageId: ['1@example.org'],
    inReplyTo: null,
    references: null,
    headers: [],
    body: { kind: 'simple', text: 'Hello', html: null, attachments: [] },
    boundarySeed: 'seed',
    ...part,
  };
}
