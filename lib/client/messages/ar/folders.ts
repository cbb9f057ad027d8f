import type { folders as english } from '../en/folders.ts';

export const folders: Readonly<Record<keyof typeof english, string>> = {
  'folder.more': 'المزيد عن {name}',
  'folder.actions': 'إجراءات المجلد: {name}',
  'folder.menu': 'المجلد {name}',
  'folder.new': 'مجلد جديد',
  'folder.readOnly': 'للقراءة فقط',
};
