import type { undo as english } from '../en/undo.ts';

export const undo: Readonly<Record<keyof typeof english, string>> = {
  'undo.title': 'ما قمت به',
  'undo.emptyTitle': 'لا شيء بعد',
  'undo.emptyText': 'ما تؤرشفه أو تنقله أو تعلّمه أو تحذفه يظهر هنا، ويمكن التراجع عنه واحدًا واحدًا.',
  'undo.undone': 'تم التراجع عنه',
  'undo.redo': 'إعادة',
  'undo.undoThis': 'تراجع: {label}',
  'undo.redoThis': 'إعادة: {label}',
  'undo.late': 'فات أوان التراجع',
  'undo.refused': 'لم يحدث: رُفض',
  'undo.changed': 'عُدّلت الرسائل أو حُذفت منذ ذلك الحين',
  'undo.closed': 'الصفحة التي نفّذته وحدها كان بإمكانها التراجع عنه',
};
