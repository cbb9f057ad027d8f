import type { all as english } from '../en/all.ts';

export const all: Readonly<Record<keyof typeof english, string>> = {
  'all.accounts': 'Comptes',
  'all.starred': 'Tous les suivis',
  'all.sent': 'Tous les envoyés',
  'all.drafts': 'Tous les brouillons',
  'all.snoozed': 'Tous ceux en attente',
  'all.mail': 'Tous les messages',
  'all.moveOne': 'Les conversations de plusieurs comptes ne peuvent pas aller dans un même dossier. Choisissez celles d’un seul compte.',
  'all.waiting': '{count, plural, one {# message n’est pas encore envoyé} other {# messages ne sont pas encore envoyés}}',
};
