import type { all as english } from '../en/all.ts';

export const all: Readonly<Record<keyof typeof english, string>> = {
  'all.accounts': 'الحسابات',
  'all.starred': 'كل المميَّز بنجمة',
  'all.sent': 'كل المرسَل',
  'all.drafts': 'كل المسودات',
  'all.snoozed': 'كل المؤجَّل',
  'all.mail': 'كل البريد',
  'all.moveOne': 'لا يمكن وضع محادثات من عدة حسابات في مجلد واحد. اختر محادثات حساب واحد.',
  'all.waiting':
    '{count, plural, zero {لا رسائل تنتظر الإرسال} one {رسالة واحدة لم تُرسل بعد} two {رسالتان لم تُرسلا بعد} few {# رسائل لم تُرسل بعد} many {# رسالة لم تُرسل بعد} other {# رسالة لم تُرسل بعد}}',
};
