import type { undo as english } from '../en/undo.ts';

export const undo: Readonly<Record<keyof typeof english, string>> = {
  'undo.title': 'Ce que vous avez fait',
  'undo.emptyTitle': 'Rien pour l’instant',
  'undo.emptyText': 'Ce que vous archivez, déplacez, marquez ou supprimez figure ici et peut être annulé un à un.',
  'undo.undone': 'annulé',
  'undo.redo': 'Rétablir',
  'undo.undoThis': 'Annuler : {label}',
  'undo.redoThis': 'Rétablir : {label}',
  'undo.late': 'trop tard pour annuler',
  'undo.refused': 'n’a pas eu lieu : refusé',
  'undo.changed': 'les messages ont été modifiés ou supprimés depuis',
  'undo.closed': 'seule la page qui l’a fait pouvait l’annuler',
};
