import type { folders as english } from '../en/folders.ts';

export const folders: Readonly<Record<keyof typeof english, string>> = {
  'folder.more': 'Plus sur {name}',
  'folder.actions': 'Actions du dossier : {name}',
  'folder.menu': 'Dossier {name}',
  'folder.new': 'Nouveau dossier',
  'folder.readOnly': 'Lecture seule',
};
