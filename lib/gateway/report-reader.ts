import type { Logger } from '#lib/log/index.ts';
import type { AccountId, EmailId, MessagePart } from '#lib/mail/index.ts';
import { Alarm, isMailError } from '#lib/mail/index.ts';
import { mayBeReport, parseDeliveryReport, parseHeaderBlock, readDispositionReport } from '#lib/message/index.ts';
import type { ArrivedReport, EmailRecord, Store } from '#lib/store/index.ts';

/** A report brings the message back with it; what is larger is read by people only. */
const maxReportBytes = 16 * 1024 * 1024;
const retryAfterMs = 60_000;
const recordsAtOnce = 50;

export type ReportReaderOptions = {
  accountId: AccountId;
  store: Store;
  log: Logger;
  signal: AbortSignal;
  raw: (emailId: EmailId, signal: AbortSignal) => Promise<Uint8Array | null>;
};

/**
 * Finds delivery reports and read receipts in the mail that comes in, and notes them at the messages sent (S10, RFC 8621 §7). Looks only at
 * mail that came after the first submission; where it stopped stands in the store.
 */
export class ReportReader {
  readonly #options: ReportReaderOptions;
  readonly #alarm = new Alarm();

  constructor(options: ReportReaderOptions) {
    this.#options = options;
  }

  wake(): void {
    this.#alarm.ring();
  }

  async run(): Promise<void> {
    const { signal, log, accountId } = this.#options;
    while (!signal.aborted) {
      let waitMs: number | null = null;
      try {
        if (await this.#turn()) continue;
      } catch (error) {
        if (signal.aborted) return;
        log[isMailError(error) ? 'info' : 'error']('reports not read', { accountId, error });
        waitMs = retryAfterMs;
      }
      await this.#alarm.sleep(waitMs, signal);
    }
  }

  /** @returns false when there is nothing new */
  async #turn(): Promise<boolean> {
    const { store, accountId, signal } = this.#options;
    const arrivals = await store.submissions.arrivals(accountId);
    if (arrivals === null) return false;
    for (let at = 0; at < arrivals.emailIds.length && !signal.aborted; at += recordsAtOnce) {
      const records = await store.emails.get(accountId, arrivals.emailIds.slice(at, at + recordsAtOnce));
      for (const record of records) if (isWorthReading(record)) await this.#read(record.id);
    }
    if (!signal.aborted) await store.submissions.noteArrivalsRead(accountId, arrivals.readTo);
    return true;
  }

  async #read(emailId: EmailId): Promise<void> {
    const { store, accountId, signal, log } = this.#options;
    const octets = await this.#octets(emailId);
    const report = octets === null ? null : reportIn(emailId, Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength));
    if (report === null || signal.aborted) return;
    const isOurs = await store.submissions.report(accountId, report);
    log.info('report read', { accountId, emailId, kind: report.kind, isOurs });
  }

  /** Null when the message is gone or cannot be had from the server in any way. */
  async #octets(emailId: EmailId): Promise<Uint8Array | null> {
    try {
      return await this.#options.raw(emailId, this.#options.signal);
    } catch (error) {
      if (isMailError(error) && ['not-found', 'unreadable', 'too-large', 'stale-uids'].includes(error.kind)) return null;
      throw error;
    }
  }
}

function isWorthReading({ sizeBytes, headerBlock, structure }: EmailRecord): boolean {
  return sizeBytes <= maxReportBytes && mayBeReport(parseHeaderBlock(headerBlock), structure === null ? [] : typesOf(structure));
}

const typesOf = (part: MessagePart): string[] => [part.type, ...(part.subParts ?? []).flatMap(typesOf)];

function reportIn(emailId: EmailId, raw: Buffer): ArrivedReport | null {
  const delivery = parseDeliveryReport(raw);
  if (delivery !== null) {
    const { envelopeId, messageIds } = delivery;
    const recipients = delivery.recipients.map(({ finalRecipient, originalRecipient, action, status, diagnostic, isSmtpReply }) => ({
      ...{ finalRecipient, originalRecipient },
      report: { action, status, smtpReply: isSmtpReply ? diagnostic : null, text: diagnostic },
    }));
    return { kind: 'dsn', emailId, envelopeId, messageIds, recipients };
  }
  const disposition = readDispositionReport(raw);
  const messageId = disposition?.report.originalMessageId?.replace(/^<|>$/g, '') ?? null;
  if (disposition === null || messageId === null) return null;
  const { finalRecipient, originalRecipient } = disposition.report;
  // RFC 8098 §3.2.6.2: only `displayed` says that it was shown to somebody
  const isDisplayed = disposition.report.disposition.type === 'displayed';
  const recipient = { finalRecipient: addressOf(finalRecipient), originalRecipient: addressOf(originalRecipient), report: null };
  return { kind: 'mdn', emailId, envelopeId: null, messageIds: [messageId], recipients: isDisplayed ? [recipient] : [] };
}

/** `rfc822; address` */
const addressOf = (field: string | null): string | null => field?.replace(/^[^;]*;/, '').trim() || null;
