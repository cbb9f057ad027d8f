import type { tags as english } from '../en/tags.ts';

export const tags: Readonly<Record<keyof typeof english, string>> = {
  'tag.off': '„{name}“ entfernen',
  'tag.local': '„{name}“ wird nur hier aufbewahrt: Der Mailserver speichert es nicht.',
  'tag.localMark': 'nur hier',
};
