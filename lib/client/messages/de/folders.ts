import type { folders as english } from '../en/folders.ts';

export const folders: Readonly<Record<keyof typeof english, string>> = {
  'folder.more': 'Mehr zu {name}',
  'folder.actions': 'Ordneraktionen: {name}',
  'folder.menu': 'Ordner {name}',
  'folder.new': 'Neuer Ordner',
  'folder.readOnly': 'Nur lesen',
};
