/** Words of the list of what was done. */
export const undo = {
  'undo.title': 'What you did',
  'undo.emptyTitle': 'Nothing yet',
  'undo.emptyText': 'What you archive, move, mark or delete stands here, and can be undone one by one.',
  'undo.undone': 'undone',
  'undo.redo': 'Redo',
  'undo.undoThis': 'Undo: {label}',
  'undo.redoThis': 'Redo: {label}',
  'undo.late': 'too late to undo',
  'undo.refused': 'did not happen: it was refused',
  'undo.changed': 'the messages were changed or deleted since',
  'undo.closed': 'only the page that did it could undo it',
} as const;
