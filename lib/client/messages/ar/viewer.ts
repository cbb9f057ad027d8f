import type { viewer as english } from '../en/viewer.ts';

export const viewer: Readonly<Record<keyof typeof english, string>> = {
  'viewer.close': 'إغلاق',
  'viewer.previous': 'الملف السابق',
  'viewer.next': 'الملف التالي',
  'viewer.place': '{position} من {count}',
  'viewer.download': 'تنزيل',
  'viewer.failed': 'تعذّر عرض هذا الملف. يمكن تنزيله.',
  'viewer.cut': 'يُعرض الجزء الأول فقط. نزّل الملف لرؤيته كاملًا.',
  'viewer.empty': 'هذا الملف فارغ.',
  'viewer.subject': 'الموضوع',
  'viewer.noEvent': 'لا يوجد في هذا الملف حدث يمكن قراءته.',
  'viewer.moreEvents':
    '{count, plural, zero {ولا أحداث أخرى} one {وحدث آخر} two {وحدثان آخران} few {و# أحداث أخرى} many {و# حدثًا آخر} other {و# حدث آخر}}',
  'viewer.noCard': 'لا توجد في هذا الملف جهة اتصال يمكن قراءتها.',
  'viewer.moreCards':
    '{count, plural, zero {ولا جهات أخرى} one {وجهة اتصال أخرى} two {وجهتا اتصال أخريان} few {و# جهات اتصال أخرى} many {و# جهة اتصال أخرى} other {و# جهة اتصال أخرى}}',
  'viewer.addContact': 'إضافة إلى جهات الاتصال',
  'viewer.contactAdded': '{address} في جهات اتصالك',
  'viewer.contactFailed': 'لم تُضف جهة الاتصال.',
  'viewer.pdfOpening': 'جارٍ فتح المستند…',
  'viewer.pdfPlace': 'الصفحة {page} من {count}',
  'viewer.pdfBroken': 'هذا المستند تالف أو ليس PDF. يمكن تنزيله.',
  'viewer.pdfPassword': 'كلمة مرور المستند',
  'viewer.pdfLocked': 'هذا المستند مقفل، ومُرسِله يعرف كلمة المرور.',
  'viewer.pdfWrongPassword': 'كلمة المرور هذه لا تفتحه.',
  'viewer.pdfUnlock': 'فتح',
  'viewer.pdfLarger': 'أكبر',
  'viewer.pdfSmaller': 'أصغر',
  'viewer.pdfFit': 'ملاءمة العرض',
};
