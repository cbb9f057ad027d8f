import type { EmailUnit } from './email-unit.ts';
import { ensureMailboxOnServer } from './intent-queue.ts';
import { filingOf, setLabels } from './labels.ts';
import { placeCopies } from './mailbox-places.ts';
import type { Work } from './work.ts';

/** Brings an Email to the mailboxes that a person wants it in: by its copies, or where the server has labels, by those (I33). */
export function placeEmail(work: Work, unit: EmailUnit, target: ReadonlySet<number>): void {
  const filing = filingOf(work, unit, target);
  placeCopies(work, unit, filing === null ? target : new Set([filing.home]));
  if (filing === null) return;
  for (const view of filing.views) ensureMailboxOnServer(work, view);
  if (filing.home === work.allMail?.key) setLabels(work, unit, filing.views);
}
