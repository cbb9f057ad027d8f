import type { firstSteps as english } from '../en/first-steps.ts';

export const firstSteps: Readonly<Record<keyof typeof english, string>> = {
  'first.title': 'ثلاثة أشياء من المفيد معرفتها',
  'first.search': 'كل شيء يُعثر عليه فورًا',
  'first.searchText': 'خانة واحدة للكلمات والمرشحات: from:anna و has:attachment و filename:pdf و older_than:1y. ويمكن حفظ البحث كمجلد.',
  'first.undo': 'كل شيء يمكن التراجع عنه',
  'first.undoText': 'الأرشفة والحذف والنقل وحتى الإرسال: يعرض إشعار التراجع عنها، ومفتاح واحد ينفذه خطوة بخطوة.',
  'first.keys': 'لوحة المفاتيح تفعل كل شيء',
  'first.keysText': 'مفتاح واحد يعرض كل المفاتيح، ويمكنك تغييرها في الإعدادات. ومفتاح آخر يفتح كل أمر باسمه.',
  'first.done': 'حسنًا',
};
