import type { bulk as english } from '../en/bulk.ts';

export const bulk: Readonly<Record<keyof typeof english, string>> = {
  'reader.selected': '{count, plural, one {# conversation sélectionnée} other {# conversations sélectionnées}}',
  'reader.selectedText': 'Ce que vous faites maintenant s’applique à toutes.',
  'bulk.undoing': 'Annulation : encore {done} messages',
  'bulk.working': '{done} messages sur {all}',
  'bulk.progress': 'Ce qui est en cours sur de nombreux messages',
  'bulk.stop': 'Arrêter',
  'bulk.refused': '{count, plural, one {# message a été refusé} other {# messages ont été refusés}}',
  'bulk.ended': '{count, plural, one {# message traité} other {# messages traités}}',
  'bulk.undone': '{count, plural, one {# message est comme avant} other {# messages sont comme avant}}',
  'bulk.stopped': 'Arrêté : {done} messages sur {all}',
  'action.redone': 'Rétabli',
  'action.copied': '{count, plural, one {Conversation copiée dans {folder}} other {# conversations copiées dans {folder}}}',
  'action.starred': '{count, plural, one {Conversation suivie} other {# conversations suivies}}',
  'action.unstarred': '{count, plural, one {Étoile retirée} other {Étoiles retirées de # conversations}}',
};
