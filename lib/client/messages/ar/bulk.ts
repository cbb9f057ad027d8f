import type { bulk as english } from '../en/bulk.ts';

export const bulk: Readonly<Record<keyof typeof english, string>> = {
  'reader.selected':
    '{count, plural, zero {لا محادثات محددة} one {محادثة واحدة محددة} two {محادثتان محددتان} few {# محادثات محددة} many {# محادثة محددة} other {# محادثة محددة}}',
  'reader.selectedText': 'ما تفعله الآن يُطبَّق عليها كلها.',
  'bulk.undoing': 'جارٍ التراجع: بقيت {done} رسالة',
  'bulk.working': '{done} من {all} رسالة',
  'bulk.progress': 'ما يُنفَّذ على رسائل كثيرة',
  'bulk.stop': 'إيقاف',
  'bulk.refused':
    '{count, plural, zero {لم تُرفض أي رسالة} one {رُفضت رسالة واحدة} two {رُفضت رسالتان} few {رُفضت # رسائل} many {رُفضت # رسالة} other {رُفضت # رسالة}}',
  'bulk.ended':
    '{count, plural, zero {لم تُنجز أي رسالة} one {أُنجزت رسالة واحدة} two {أُنجزت رسالتان} few {أُنجزت # رسائل} many {أُنجزت # رسالة} other {أُنجزت # رسالة}}',
  'bulk.undone':
    '{count, plural, zero {لم تُعَد أي رسالة} one {عادت رسالة واحدة كما كانت} two {عادت رسالتان كما كانتا} few {عادت # رسائل كما كانت} many {عادت # رسالة كما كانت} other {عادت # رسالة كما كانت}}',
  'bulk.stopped': 'أُوقف: {done} من {all} رسالة',
  'action.redone': 'أُعيد التنفيذ',
  'action.copied':
    '{count, plural, zero {لم تُنسخ أي محادثة إلى {folder}} one {نُسخت المحادثة إلى {folder}} two {نُسخت محادثتان إلى {folder}} few {نُسخت # محادثات إلى {folder}} many {نُسخت # محادثة إلى {folder}} other {نُسخت # محادثة إلى {folder}}}',
  'action.starred':
    '{count, plural, zero {لم تُميَّز أي محادثة بنجمة} one {مُيِّزت المحادثة بنجمة} two {مُيِّزت محادثتان بنجمة} few {مُيِّزت # محادثات بنجمة} many {مُيِّزت # محادثة بنجمة} other {مُيِّزت # محادثة بنجمة}}',
  'action.unstarred':
    '{count, plural, zero {لم تُزل أي نجمة} one {أُزيلت النجمة} two {أُزيلت النجمة عن محادثتين} few {أُزيلت النجمة عن # محادثات} many {أُزيلت النجمة عن # محادثة} other {أُزيلت النجمة عن # محادثة}}',
};
