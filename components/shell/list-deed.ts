import type { MailboxId } from '#lib/mail/index.ts';

/** What can be done to everything in a list at once. */
export type ListDeed =
  | { do: 'archive' | 'trash' | 'junk' | 'destroy' }
  | { do: 'move' | 'copy'; to: MailboxId }
  | { do: 'star' | 'read' | 'mute'; on: boolean }
  | { do: 'tag'; keyword: string; name: string; on: boolean }
  | { do: 'snooze'; untilMs: number };
