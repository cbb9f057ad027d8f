import type { bulk as english } from '../en/bulk.ts';

export const bulk: Readonly<Record<keyof typeof english, string>> = {
  'reader.selected': '{count, plural, one {# Unterhaltung ausgewählt} other {# Unterhaltungen ausgewählt}}',
  'reader.selectedText': 'Was Sie jetzt tun, gilt für alle.',
  'bulk.undoing': 'Wird rückgängig gemacht: noch {done} Nachrichten',
  'bulk.working': '{done} von {all} Nachrichten',
  'bulk.progress': 'Was gerade mit vielen Nachrichten geschieht',
  'bulk.stop': 'Anhalten',
  'bulk.refused': '{count, plural, one {# Nachricht wurde abgewiesen} other {# Nachrichten wurden abgewiesen}}',
  'bulk.ended': '{count, plural, one {# Nachricht erledigt} other {# Nachrichten erledigt}}',
  'bulk.undone': '{count, plural, one {# Nachricht ist wieder wie zuvor} other {# Nachrichten sind wieder wie zuvor}}',
  'bulk.stopped': 'Angehalten: {done} von {all} Nachrichten',
  'action.redone': 'Wiederholt',
  'action.copied': '{count, plural, one {Unterhaltung nach {folder} kopiert} other {# Unterhaltungen nach {folder} kopiert}}',
  'action.starred': '{count, plural, one {Unterhaltung mit Stern markiert} other {# Unterhaltungen mit Stern markiert}}',
  'action.unstarred': '{count, plural, one {Stern entfernt} other {Sterne von # Unterhaltungen entfernt}}',
};
