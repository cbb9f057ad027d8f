import type { MailboxProgress } from '#lib/contract/index.ts';

/**
 * How many rows the scroll bar spans beyond those indexed, while the mailbox fills (settled 7). Messages are counted by the server,
 * rows are conversations: what is indexed tells how many messages make a row.
 */
export function missingRows(progress: MailboxProgress | null, rows: number): number {
  if (progress === null || progress.indexed <= 0) return 0;
  const messages = Math.max(0, progress.serverMessages - progress.indexed);
  return Math.round(messages * Math.min(1, rows / progress.indexed));
}
