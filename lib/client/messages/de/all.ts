import type { all as english } from '../en/all.ts';

export const all: Readonly<Record<keyof typeof english, string>> = {
  'all.accounts': 'Konten',
  'all.starred': 'Alle markierten',
  'all.sent': 'Alle gesendeten',
  'all.drafts': 'Alle Entwürfe',
  'all.snoozed': 'Alle zurückgestellten',
  'all.mail': 'Alle E-Mails',
  'all.moveOne': 'Unterhaltungen mehrerer Konten passen nicht in einen Ordner. Wählen Sie die eines Kontos.',
  'all.waiting': '{count, plural, one {# Nachricht ist} other {# Nachrichten sind}} noch nicht gesendet',
};
