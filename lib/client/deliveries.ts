import type { EmailSubmission } from '#lib/contract/index.ts';
import { type AccountId, type EmailId, MailError } from '#lib/mail/index.ts';
import type { JmapClient } from './jmap-client.ts';
import { createValue, type Readable, type Value } from './value.ts';

/** What is known of one recipient of a message that was sent: only what a person should see. */
export type Delivery = {
  address: string;
  outcome: 'failed' | 'delayed' | 'displayed';
  /** of the server's reply (RFC 5321 §4.2, RFC 3463) */
  code: string | null;
  enhancedCode: string | null;
  serverText: string;
};

export type Deliveries = {
  /** Of a message on screen; empty until it was asked for, and where there is nothing to say. Asked anew when something comes back. */
  of(emailId: EmailId): Readable<readonly Delivery[]>;
  /** @throws MailError */
  load(emailId: EmailId): Promise<void>;
  /**
   * Sends the message once more as it is, to one recipient, perhaps under another address.
   *
   * @throws MailError when it is not in the outbox
   */
  resend(emailId: EmailId, failedAddress: string, address: string): Promise<void>;
  /** Something came back for messages of this account. */
  changed(): void;
};

type Watched = {
  value: Value<readonly Delivery[]>;
  /** oldest first */
  submissions: readonly EmailSubmission[];
  isAsked: boolean;
  /** addresses that were wrong and have been put right on this screen */
  corrected: Set<string>;
};

/** Messages that were looked at and are kept up to date. */
const mostWatched = 30;

export function createDeliveries(client: JmapClient, accountId: AccountId, closed: AbortSignal): Deliveries {
  const watched = new Map<EmailId, Watched>();

  function entryOf(emailId: EmailId): Watched {
    const known = watched.get(emailId);
    if (known !== undefined) return known;
    const fresh: Watched = { value: createValue<readonly Delivery[]>([]), submissions: [], isAsked: false, corrected: new Set() };
    watched.set(emailId, fresh);
    for (const oldest of watched.keys()) {
      if (watched.size <= mostWatched) break;
      watched.delete(oldest);
    }
    return fresh;
  }

  async function load(emailId: EmailId): Promise<void> {
    const entry = entryOf(emailId);
    entry.isAsked = true;
    const calls = client.batch((batch) => {
      const found = batch.call('EmailSubmission/query', { accountId, filter: { emailIds: [emailId] }, sort: [{ property: 'sentAt' }] });
      return batch.call('EmailSubmission/get', { accountId, '#ids': found.ref('/ids') });
    });
    const { list } = await calls.result;
    if (closed.aborted) return;
    entry.submissions = list.toSorted((a, b) => Date.parse(a.sendAt) - Date.parse(b.sendAt));
    entry.value.set(deliveriesOf(entry.submissions).filter(({ address }) => !entry.corrected.has(address)));
  }

  return {
    of: (emailId) => entryOf(emailId).value.readable,
    load,
    async resend(emailId, failedAddress, address) {
      const of = entryOf(emailId).submissions.findLast(({ deliveryStatus }) => deliveryStatus?.[failedAddress] !== undefined);
      if (of === undefined) throw new MailError('not-found', 'no such submission');
      const { created, notCreated } = await client.call('EmailSubmission/set', {
        accountId,
        create: {
          again: {
            identityId: of.identityId,
            emailId,
            envelope: { mailFrom: { email: of.envelope.mailFrom.email, parameters: null }, rcptTo: [{ email: address, parameters: null }] },
          },
        },
      });
      const refused = notCreated?.again;
      if (created?.again === undefined)
        throw new MailError('refused', `JMAP ${refused?.type ?? 'no answer'}`, { code: refused?.type ?? null, permanent: true });
      if (address !== failedAddress) entryOf(emailId).corrected.add(failedAddress);
      await load(emailId);
    },
    changed() {
      // When the gateway is away, whoever looks next asks again.
      for (const [emailId, { isAsked }] of watched) if (isAsked) void load(emailId).catch(() => undefined);
    },
  };
}

/** The last submission to an address counts. */
export function deliveriesOf(submissions: readonly EmailSubmission[]): Delivery[] {
  const latest = new Map<string, Delivery | null>();
  for (const { deliveryStatus, undoStatus } of submissions) {
    if (undoStatus === 'canceled') continue;
    for (const [address, { delivered, displayed, smtpReply }] of Object.entries(deliveryStatus ?? {})) {
      const outcome = delivered === 'no' ? 'failed' : displayed === 'yes' ? 'displayed' : isLate(delivered, smtpReply) ? 'delayed' : null;
      const enhancedCode = /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec(smtpReply)?.[1] ?? null;
      const code = /^(\d{3})\b/.exec(smtpReply)?.[1] ?? null;
      latest.set(address, outcome === null ? null : { address, outcome, code, enhancedCode, serverText: smtpReply });
    }
  }
  return [...latest.values()].filter((delivery) => delivery !== null);
}

/** A server on the way said that it is still trying; before that, the queue of our own says what waits. */
const isLate = (delivered: string, smtpReply: string): boolean => delivered === 'queued' && /^4\d\d /.test(smtpReply);
