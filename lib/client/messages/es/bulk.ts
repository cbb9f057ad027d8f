import type { bulk as english } from '../en/bulk.ts';

export const bulk: Readonly<Record<keyof typeof english, string>> = {
  'reader.selected': '{count, plural, one {# conversación seleccionada} other {# conversaciones seleccionadas}}',
  'reader.selectedText': 'Lo que hagas ahora se aplica a todas.',
  'bulk.undoing': 'Deshaciendo: quedan {done} mensajes',
  'bulk.working': '{done} de {all} mensajes',
  'bulk.progress': 'Lo que se está haciendo con muchos mensajes',
  'bulk.stop': 'Detener',
  'bulk.refused': '{count, plural, one {Se rechazó # mensaje} other {Se rechazaron # mensajes}}',
  'bulk.ended': '{count, plural, one {# mensaje hecho} other {# mensajes hechos}}',
  'bulk.undone': '{count, plural, one {# mensaje está como antes} other {# mensajes están como antes}}',
  'bulk.stopped': 'Detenido: {done} de {all} mensajes',
  'action.redone': 'Rehecho',
  'action.copied': '{count, plural, one {Conversación copiada en {folder}} other {# conversaciones copiadas en {folder}}}',
  'action.starred': '{count, plural, one {Conversación destacada} other {# conversaciones destacadas}}',
  'action.unstarred': '{count, plural, one {Estrella quitada} other {Estrellas quitadas de # conversaciones}}',
};
