import type { takingAlong as english } from '../en/taking-along.ts';

export const takingAlong: Readonly<Record<keyof typeof english, string>> = {
  'export.action': 'تصدير…',
  'export.title': 'تصدير',
  'export.messages': '{count, plural, zero {لا رسائل} one {رسالة واحدة} two {رسالتان} few {# رسائل} many {# رسالة} other {# رسالة}}',
  'export.all': 'كل ما في «{name}»',
  'export.format': 'الصيغة',
  'export.mbox': 'ملف واحد (mbox)',
  'export.mboxHint': 'تستطيع معظم برامج البريد استيراده.',
  'export.zip': 'ملف ZIP فيه ملفات منفصلة (⁦.eml⁩)',
  'export.zipHint': 'تُفتح كل رسالة وحدها في برنامج البريد.',
  'export.do': 'تصدير',
  'export.preparing': 'جارٍ التحضير…',
  'export.perAccount': 'لكل حساب ملف خاص به.',
  'export.begun':
    '{count, plural, zero {لا شيء يُنزَّل} one {يجري تنزيل رسالة واحدة} two {يجري تنزيل رسالتين} few {يجري تنزيل # رسائل} many {يجري تنزيل # رسالة} other {يجري تنزيل # رسالة}}',
  'export.begunText': 'يعرض متصفحك مدى التقدم. ابقَ مسجّل الدخول حتى ينتهي.',
  'export.failed': 'لم ينجح التصدير',
  'export.nothing': 'لا توجد رسائل لتصديرها.',
  'forward.asFiles': 'إعادة توجيه كمرفقات',
  'forward.tooMany':
    'يمكن إعادة توجيه {most, plural, zero {لا رسائل} one {رسالة واحدة} two {رسالتين} few {# رسائل} many {# رسالة} other {# رسالة}} كمرفقات في المرة الواحدة على الأكثر. لأكثر من ذلك صدِّرها في ملف.',
};
