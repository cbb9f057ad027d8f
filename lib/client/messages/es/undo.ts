import type { undo as english } from '../en/undo.ts';

export const undo: Readonly<Record<keyof typeof english, string>> = {
  'undo.title': 'Lo que ha hecho',
  'undo.emptyTitle': 'Nada todavía',
  'undo.emptyText': 'Lo que archive, mueva, marque o elimine aparece aquí y puede deshacerse paso a paso.',
  'undo.undone': 'deshecho',
  'undo.redo': 'Rehacer',
  'undo.undoThis': 'Deshacer: {label}',
  'undo.redoThis': 'Rehacer: {label}',
  'undo.late': 'demasiado tarde para deshacer',
  'undo.refused': 'no ocurrió: se rechazó',
  'undo.changed': 'los mensajes se modificaron o eliminaron después',
  'undo.closed': 'solo la página que lo hizo podía deshacerlo',
};
