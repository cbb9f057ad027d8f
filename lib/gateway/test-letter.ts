import { randomUUID } from 'node:crypto';
import type { DoctorLetter } from '#lib/contract/index.ts';
import { findingOf } from '#lib/doctor/index.ts';
import type { MailCredential } from '#lib/mail/index.ts';
import { MailError } from '#lib/mail/index.ts';
import type { EgressGuard } from '#lib/security/index.ts';
import { submitMessage } from '#lib/smtp/index.ts';
import type { AccountRow, Store } from '#lib/store/index.ts';

type LetterParts = {
  store: Pick<Store, 'emails' | 'mailboxes'>;
  guard: EgressGuard;
  account: AccountRow;
  credential: MailCredential;
  /** has the account's engine look for mail now */
  look: () => void;
  tell: (letter: DoctorLetter) => void;
  signal: AbortSignal;
  nowMs: () => number;
  /** default 2 min */
  waitMs?: number;
};

const lookEveryMs = 500;
/** A server that tells nothing by itself is asked this often. */
const hurryEveryMs = 5_000;

/**
 * One message from a mailbox to itself, timed from the first octet to the answer of the server, and to its arrival here. It goes out once: what
 * comes of it is told, and nothing is tried again.
 */
export async function sendTestLetter({
  store,
  guard,
  account,
  credential,
  look,
  tell,
  signal,
  nowMs,
  waitMs = 120_000,
}: LetterParts): Promise<void> {
  const { address, servers } = account;
  const { outgoing } = servers;
  const messageId = `doctor-${randomUUID()}@${address.slice(address.lastIndexOf('@') + 1)}`;
  const startedAtMs = nowMs();
  const since = () => Math.round(nowMs() - startedAtMs);
  const octets = Buffer.from(letterText(address, messageId, new Date(startedAtMs)));
  tell({ state: 'sending', takenMs: null, arrivedMs: null, mailboxName: null, finding: null });
  const result = await submitMessage(
    { server: outgoing, ...(outgoing.login === '' ? { password: null } : credential), guard },
    {
      from: address,
      recipients: [address],
      octets: async function* () {
        yield octets;
      },
      sizeBytes: octets.length,
    },
    { signal, onState: async () => {}, deadlines: { replyMs: 60_000, dotMs: 90_000, totalMs: 150_000 } },
  );
  if (result.outcome !== 'accepted') {
    const failure =
      'error' in result ? result.error : new MailError('refused', 'not for this recipient', { stage: 'envelope', permanent: true });
    const finding = findingOf(failure, { protocol: 'smtp', ...outgoing });
    return tell({ state: 'refused', takenMs: null, arrivedMs: null, mailboxName: null, finding });
  }
  const takenMs = since();
  tell({ state: 'taken', takenMs, arrivedMs: null, mailboxName: null, finding: null });
  let hurriedMs = Number.NEGATIVE_INFINITY;
  while (!signal.aborted && since() - takenMs < waitMs) {
    if (since() - hurriedMs >= hurryEveryMs) {
      hurriedMs = since();
      look();
    }
    const mailboxName = await arrivedIn(store, account, messageId);
    if (mailboxName !== null) return tell({ state: 'arrived', takenMs, arrivedMs: since(), mailboxName, finding: null });
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
  tell({ state: 'missing', takenMs, arrivedMs: null, mailboxName: null, finding: null });
}

/** The mailbox that it arrived in; the copy that some providers file by themselves is no arrival. */
async function arrivedIn(store: LetterParts['store'], { id }: AccountRow, messageId: string): Promise<string | null> {
  const [emailId] = await store.emails.byMessageId(id, messageId, 1);
  if (emailId === undefined) return null;
  const [email] = await store.emails.summaries(id, [emailId]);
  const mailboxes = await store.mailboxes.get(id, null);
  const at = mailboxes.find((mailbox) => mailbox.role !== 'sent' && email?.mailboxIds.includes(mailbox.id));
  return at === undefined ? null : at.role === 'inbox' ? 'Inbox' : at.name;
}

function letterText(address: string, messageId: string, date: Date): string {
  return [
    `From: <${address}>`,
    `To: <${address}>`,
    'Subject: Test message from Postern',
    `Date: ${date.toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${messageId}>`,
    'Auto-Submitted: auto-generated',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'This message went from your mailbox to itself, to measure how long that takes.',
    'It can be deleted.',
    '',
  ].join('\r\n');
}
