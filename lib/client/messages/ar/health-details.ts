import type { healthDetails as english } from '../en/health-details.ts';

export const healthDetails: Readonly<Record<keyof typeof english, string>> = {
  'health.lastSync': 'آخر مقارنة مع خادم البريد {when}',
  'health.never': 'لم تُجرَ مقارنة مع خادم البريد بعد',
  'health.retryAt': 'المحاولة التالية {when}',
  'health.toFetch':
    '{count, plural, zero {لم تبقَ رسائل} one {بقيت رسالة واحدة} two {بقيت رسالتان} few {بقيت # رسائل} many {بقيت # رسالة} other {بقيت # رسالة}} لجلبها',
  'health.toIndex':
    'بقيت فهرسة نص {count, plural, zero {لا رسائل} one {رسالة واحدة} two {رسالتين} few {# رسائل} many {# رسالة} other {# رسالة}} للبحث',
  'health.connections':
    '{count, plural, zero {لا اتصال بخادم البريد} one {اتصال واحد بخادم البريد} two {اتصالان بخادم البريد} few {# اتصالات بخادم البريد} many {# اتصالًا بخادم البريد} other {# اتصال بخادم البريد}}',
  'health.nothingWaits': 'وصلت كل التغييرات إلى خادم البريد',
  'health.events': 'ما رُفض في الأيام السبعة الأخيرة',
  'health.event.keywords': 'لم تُقبل علامة أو وسم',
  'health.event.move': 'تعذّر نقل رسالة',
  'health.event.copy': 'تعذّر نسخ رسالة',
  'health.event.remove': 'تعذّر حذف رسالة',
  'health.event.append': 'تعذّر تخزين رسالة',
  'health.event.mailboxCreate': 'تعذّر إنشاء مجلد',
  'health.event.mailboxRename': 'تعذّرت إعادة تسمية مجلد',
  'health.event.mailboxDelete': 'تعذّر حذف مجلد',
  'health.event.mailboxSubscribe': 'تعذّر الاشتراك في مجلد',
  'health.event.vacation': 'لم يُقبل رد الغياب',
  'health.event.vacation.own': 'مرشِّح على الخادم يرد على البريد تلقائيًا بالفعل: أوقفه هناك أولًا',
  'health.event.other': 'رُفض تغيير',
  'health.noReason': 'لم يذكر الخادم سببًا.',
  'health.close': 'إغلاق',
};
