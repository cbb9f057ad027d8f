import type { AccountId, BlobId, EmailId, Keyword, MailboxId, ThreadId } from '#lib/mail/index.ts';
import type { EmailContent, EmailUpdate, Outcome, Refusal } from '../api.ts';
import { prepareContent } from '../prepared-content.ts';
import { type EmailUnit, shownMailboxes } from './email-unit.ts';
import { insertEmail } from './ingest.ts';
import { ensureMailboxOnServer, hurryAppend, queueIntent, queueKeywords } from './intent-queue.ts';
import { filingOf, setLabels } from './labels.ts';
import { removeEverywhere } from './mailbox-places.ts';
import { isLive, type MailboxUnit } from './mailbox-unit.ts';
import { placeEmail } from './place-email.ts';
import type { Transaction } from './transaction.ts';
import type { Work } from './work.ts';
import { workOn } from './work-on.ts';

const refused = (kind: Refusal['kind'], rest: Omit<Refusal, 'kind'> = {}): { ok: false; refusal: Refusal } => ({
  ok: false,
  refusal: { kind, ...rest },
});
const done: Outcome<null> = { ok: true, value: null };

/** See EmailStore.update. */
export function updateEmails(transaction: Transaction, accountId: AccountId, updates: EmailUpdate[]): Map<EmailId, Outcome<null>> {
  const outcomes = new Map<EmailId, Outcome<null>>();
  workOn(transaction, accountId, (work) => {
    for (const update of updates) outcomes.set(update.id, updateEmail(work, update));
  });
  return outcomes;
}

export function updateEmail(work: Work, update: EmailUpdate): Outcome<null> {
  const unit = work.unitOfId(update.id);
  if (!unit) return refused('not-found');
  const add = update.addKeywords.filter((keyword) => !unit.keywords.has(keyword));
  const remove = update.removeKeywords.filter((keyword) => unit.keywords.has(keyword) && !update.addKeywords.includes(keyword));
  const current = shownMailboxes(unit);
  if (!mayChangeKeywords(work, current, [...add, ...remove])) return refused('forbidden', { properties: ['keywords'] });

  let target: Set<number> | null = null;
  if (update.mailboxIds !== null) {
    const mailboxes = mailboxesOf(work, update.mailboxIds);
    if (!mailboxes || mailboxes.length === 0) return refused('invalid', { properties: ['mailboxIds'] });
    target = new Set(mailboxes.map((mailbox) => mailbox.key));
    const mayAdd = mailboxes.every((mailbox) => current.includes(mailbox.key) || mailbox.rights.mayAddItems);
    const mayRemove = current.every((key) => target?.has(key) || work.mailboxes.get(key)?.rights.mayRemoveItems);
    if (!mayAdd || !mayRemove) return refused('forbidden', { properties: ['mailboxIds'] });
  }
  if (target !== null || remove.includes('$draft')) hurryAppend(work, unit);
  // Keywords first, so that a message carries its marks with it when it moves.
  changeKeywords(work, unit, add, remove);
  if (target) placeEmail(work, unit, target);
  return done;
}

function changeKeywords(work: Work, unit: EmailUnit, add: Keyword[], remove: Keyword[]): void {
  if (add.length + remove.length === 0) return;
  for (const keyword of add) work.addKeyword(unit, keyword);
  for (const keyword of remove) work.removeKeyword(unit, keyword);
  queueKeywords(work, unit, add, remove);
}

/** RFC 8621 §2 myRights: `$seen` and the other keywords need their right in every mailbox of the Email (I32, J2). */
function mayChangeKeywords(work: Work, mailboxes: readonly number[], keywords: readonly Keyword[]): boolean {
  if (keywords.length === 0) return true;
  const seen = keywords.includes('$seen');
  const others = keywords.some((keyword) => keyword !== '$seen');
  return mailboxes.every((key) => {
    const rights = work.mailboxes.get(key)?.rights;
    return rights !== undefined && (!seen || rights.maySetSeen) && (!others || rights.maySetKeywords);
  });
}

function mailboxesOf(work: Work, ids: readonly MailboxId[]): MailboxUnit[] | null {
  const mailboxes: MailboxUnit[] = [];
  for (const id of ids) {
    const mailbox = work.mailboxOfId(id);
    if (!mailbox || !isLive(mailbox)) return null;
    if (!mailboxes.includes(mailbox)) mailboxes.push(mailbox);
  }
  return mailboxes;
}

/** See EmailStore.destroy. */
export function destroyEmails(transaction: Transaction, accountId: AccountId, ids: EmailId[]): Map<EmailId, Outcome<null>> {
  const outcomes = new Map<EmailId, Outcome<null>>();
  workOn(transaction, accountId, (work) => {
    for (const id of ids) {
      const unit = work.unitOfId(id);
      if (!unit) outcomes.set(id, refused('not-found'));
      else if (!shownMailboxes(unit).every((key) => work.mailboxes.get(key)?.rights.mayRemoveItems)) outcomes.set(id, refused('forbidden'));
      else {
        removeEverywhere(work, unit);
        outcomes.set(id, done);
      }
    }
  });
  return outcomes;
}

/** See EmailStore.create. */
export function createEmail(
  transaction: Transaction,
  accountId: AccountId,
  input: { content: EmailContent; rawBlobId: BlobId; mailboxIds: MailboxId[]; keywords: Keyword[]; notBeforeMs?: number },
): Outcome<{ id: EmailId; threadId: ThreadId }> {
  const created = workOn(transaction, accountId, (work): Outcome<EmailUnit> => {
    const mailboxes = mailboxesOf(work, input.mailboxIds);
    if (!mailboxes || mailboxes.length === 0) return refused('invalid', { properties: ['mailboxIds'] });
    if (!mailboxes.every((mailbox) => mailbox.rights.mayAddItems)) return refused('forbidden', { properties: ['mailboxIds'] });
    if (!work.connection.get('select 1 from account_blob where account = ? and blob_id = ?', work.account, input.rawBlobId))
      return refused('invalid', { properties: ['blobId'] });
    const unit = insertEmail(work, prepareContent(input.content), { keywords: input.keywords, rawBlobId: input.rawBlobId, isShown: true });
    for (const mailbox of mailboxes) ensureMailboxOnServer(work, mailbox.key);
    const keys = mailboxes.map(({ key }) => key);
    const filing = filingOf(work, null, keys);
    const [first, ...others] = (filing === null ? keys : [filing.home]).map((mailbox) =>
      work.addLocation(unit, { mailbox, size_bytes: input.content.sizeBytes }),
    );
    queueIntent(work, { kind: 'append', email: unit.key, to: first!.key, dueAtMs: input.notBeforeMs ?? 0 });
    for (const other of others) queueIntent(work, { kind: 'copy', email: unit.key, from: first!.key, to: other.key });
    if (filing !== null) setLabels(work, unit, filing.views);
    return { ok: true, value: unit };
  });
  if (!created.ok) return created;
  // The thread's id is final only after settling: a Thread whose last Email had gone comes back under a new one.
  const { id, thread } = created.value;
  const threadId = transaction.connection.get<{ id: ThreadId }>('select id from thread where key = ?', thread)!.id;
  return { ok: true, value: { id: id as EmailId, threadId } };
}
