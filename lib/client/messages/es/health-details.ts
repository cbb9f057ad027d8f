import type { healthDetails as english } from '../en/health-details.ts';

export const healthDetails: Readonly<Record<keyof typeof english, string>> = {
  'health.lastSync': 'Comparado por última vez con el servidor de correo {when}',
  'health.never': 'Aún no se ha comparado con el servidor de correo',
  'health.retryAt': 'Próximo intento {when}',
  'health.toFetch': '{count, plural, one {Queda # mensaje} other {Quedan # mensajes}} por recibir',
  'health.toIndex': 'Falta indexar para la búsqueda el texto de {count, plural, one {# mensaje} other {# mensajes}}',
  'health.connections':
    '{count, plural, =0 {Sin conexión con el servidor de correo} one {# conexión con el servidor de correo} other {# conexiones con el servidor de correo}}',
  'health.nothingWaits': 'Todos los cambios han llegado al servidor de correo',
  'health.events': 'Rechazado en los últimos siete días',
  'health.event.keywords': 'No se aceptó una marca o etiqueta',
  'health.event.move': 'No se pudo mover un mensaje',
  'health.event.copy': 'No se pudo copiar un mensaje',
  'health.event.remove': 'No se pudo eliminar un mensaje',
  'health.event.append': 'No se pudo almacenar un mensaje',
  'health.event.mailboxCreate': 'No se pudo crear una carpeta',
  'health.event.mailboxRename': 'No se pudo cambiar el nombre de una carpeta',
  'health.event.mailboxDelete': 'No se pudo eliminar una carpeta',
  'health.event.mailboxSubscribe': 'No se pudo suscribir a una carpeta',
  'health.event.vacation': 'No se aceptó la respuesta de ausencia',
  'health.event.vacation.own': 'Un filtro del servidor ya responde al correo por sí solo: desactívalo allí primero',
  'health.event.other': 'Se rechazó un cambio',
  'health.noReason': 'El servidor no dio ninguna razón.',
  'health.close': 'Cerrar',
};
