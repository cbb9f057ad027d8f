import type { folders as english } from '../en/folders.ts';

export const folders: Readonly<Record<keyof typeof english, string>> = {
  'folder.more': 'Más sobre {name}',
  'folder.actions': 'Acciones de carpeta: {name}',
  'folder.menu': 'Carpeta {name}',
  'folder.new': 'Nueva carpeta',
  'folder.readOnly': 'Solo lectura',
};
