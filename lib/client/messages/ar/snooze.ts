import type { snooze as english } from '../en/snooze.ts';

export const snooze: Readonly<Record<keyof typeof english, string>> = {
  'snooze.rowUntil': 'حتى {when}',
  'snooze.title': 'تأجيل حتى…',
  'snooze.hours': 'بعد ثلاث ساعات',
  'snooze.evening': 'هذا المساء',
  'snooze.tomorrow': 'صباح الغد',
  'snooze.tomorrowAfternoon': 'بعد ظهر الغد',
  'snooze.monday': 'صباح الاثنين',
  'snooze.own': 'أو في وقت تختاره',
  'snooze.when': 'اليوم والوقت',
  'snooze.set': 'تأجيل حتى ذلك الحين',
  'snooze.past': 'لقد مضى هذا الوقت.',
  'snooze.hint': 'تعود إلى مكانها غير مقروءة في ذلك الوقت. وتبقى حتى ذلك الحين في «المؤجَّل»، وفي برامج البريد الأخرى أيضًا.',
  'snooze.now': 'إعادة الآن',
  'snooze.cancel': 'إلغاء',
  'snooze.done':
    '{count, plural, zero {لم تؤجَّل محادثات حتى {when}} one {أُجّلت حتى {when}} two {أُجّلت محادثتان حتى {when}} few {أُجّلت # محادثات حتى {when}} many {أُجّلت # محادثة حتى {when}} other {أُجّلت # محادثة حتى {when}}}',
  'snooze.back':
    '{count, plural, zero {لم تعد محادثات} one {عادت المحادثة} two {عادت محادثتان} few {عادت # محادثات} many {عادت # محادثة} other {عادت # محادثة}}',
  'snooze.backTitle': 'عادت من التأجيل',
  'day.show': 'اختيار اليوم من التقويم',
  'day.previous': 'الشهر السابق',
  'day.next': 'الشهر التالي',
};
