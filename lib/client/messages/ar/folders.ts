import type { folders as english } from '../en/folders.ts';

export const folders: Readonly<Record<keyof typeof english, string>> = {
  'folder.more': 'المزيد عن {name}',
  'folder.actions': 'إجراءات المجلد: {name}',
  'folder.menu': 'المجلد {name}',
  'folder.new': 'مجلد جديد',
  'folder.readOnly': 'للقراءة فقط',
  'quota.label': 'مساحة التخزين',
  'quota.used': '{used} من {limit}',
  'quota.messages': '{used} من {limit} رسالة',
  'quota.full': 'شبه ممتلئة',
};
