import type { SubmissionId } from '#lib/mail/index.ts';

const sent = new Set<SubmissionId>();

/** Messages that this very page is about to send: its own toast takes them back. Elsewhere, and after a reload, the outbox does. */
export const sentHere: ReadonlySet<SubmissionId> = sent;

/** @returns says that it cannot be taken back by the toast any more */
export function noteSentHere(id: SubmissionId): () => void {
  sent.add(id);
  return () => {
    sent.delete(id);
  };
}
