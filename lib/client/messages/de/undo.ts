import type { undo as english } from '../en/undo.ts';

export const undo: Readonly<Record<keyof typeof english, string>> = {
  'undo.title': 'Was Sie getan haben',
  'undo.emptyTitle': 'Noch nichts',
  'undo.emptyText': 'Was Sie archivieren, verschieben, markieren oder löschen, steht hier und lässt sich einzeln rückgängig machen.',
  'undo.undone': 'rückgängig gemacht',
  'undo.redo': 'Wiederholen',
  'undo.undoThis': 'Rückgängig: {label}',
  'undo.redoThis': 'Wiederholen: {label}',
  'undo.late': 'zu spät, um es rückgängig zu machen',
  'undo.refused': 'nicht geschehen: es wurde abgewiesen',
  'undo.changed': 'die Nachrichten wurden inzwischen geändert oder gelöscht',
  'undo.closed': 'nur die Seite, auf der es geschah, konnte es rückgängig machen',
};
