import type { around as english } from '../en/around.ts';

export const around: Readonly<Record<keyof typeof english, string>> = {
  'shell.search': 'بحث',
  'shell.accounts': 'الحسابات',
  'shell.bottomBar': 'الشريط الرئيسي',
  'health.pending':
    '{count, plural, zero {لا تغييرات تنتظر} one {تغيير واحد ينتظر} two {تغييران ينتظران} few {# تغييرات تنتظر} many {# تغييرًا ينتظر} other {# تغيير ينتظر}} خادم البريد',
  'health.signInAgain': 'تسجيل الدخول من جديد',
  'health.fix': 'إصلاح من الإعدادات',
  'health.doctor': 'استشارة الطبيب',
  'health.serverSaid': 'قال الخادم: {text}',
  'quota.label': 'مساحة التخزين',
  'quota.used': '{used} من {limit}',
  'quota.messages': '{used} من {limit} رسالة',
  'quota.full': 'شبه ممتلئة',
  'list.searchIn': 'البحث في',
  'list.searchAll': 'كل المجلدات',
  'list.saveSearch': 'حفظ',
  'list.searchAccount': 'هذا الحساب',
  'list.searchAccounts': 'كل الحسابات',
  'list.serverProgress': 'البحث على خادم البريد',
  'list.serverSearching':
    'جارٍ البحث في {done} من {all} {count, plural, zero {مجلد} one {مجلد} two {مجلدين} few {مجلدات} many {مجلدًا} other {مجلد}} على خادم البريد…',
  'list.serverFound':
    '{count, plural, zero {لم يُعثر على رسائل} one {عُثر على رسالة واحدة} two {عُثر على رسالتين} few {عُثر على # رسائل} many {عُثر على # رسالة} other {عُثر على # رسالة}} على خادم البريد',
  'list.serverIncomplete': 'تعذّر البحث في كل ما على خادم البريد',
  'reader.actions': 'إجراءات',
  'reader.rebuilt':
    '{count, plural, zero {لم تنتج عنها محادثات.} one {صارت محادثة واحدة.} two {صارت محادثتين.} few {صارت # محادثات.} many {صارت # محادثة.} other {صارت # محادثة.}}',
  'reader.rebuiltSame': 'كل رسائلها تنتمي إلى بعضها.',
  'reader.rebuildLater': 'هنا الكثير لإعادة تجميعه، ويجري ذلك في الخلفية.',
  'tag.region': 'الوسوم',
};
