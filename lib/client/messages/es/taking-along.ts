import type { takingAlong as english } from '../en/taking-along.ts';

export const takingAlong: Readonly<Record<keyof typeof english, string>> = {
  'export.action': 'Exportar…',
  'export.title': 'Exportar',
  'export.messages': '{count, plural, one {# mensaje} other {# mensajes}}',
  'export.all': 'Todo lo que hay en «{name}»',
  'export.format': 'Como',
  'export.mbox': 'Un solo archivo (mbox)',
  'export.mboxHint': 'La mayoría de los programas de correo pueden importarlo.',
  'export.zip': 'Un ZIP con archivos sueltos (.eml)',
  'export.zipHint': 'Cada mensaje se abre por separado en un programa de correo.',
  'export.do': 'Exportar',
  'export.preparing': 'Preparando…',
  'export.perAccount': 'Hay un archivo por cada cuenta.',
  'export.begun': '{count, plural, one {Se está descargando # mensaje} other {Se están descargando # mensajes}}',
  'export.begunText': 'El navegador muestra cuánto falta. No cierre la sesión hasta que termine.',
  'export.failed': 'No se pudo exportar',
  'export.nothing': 'No hay ningún mensaje que exportar.',
  'forward.asFiles': 'Reenviar como adjuntos',
  'forward.tooMany':
    'Se pueden reenviar como adjuntos como máximo {most, plural, one {# mensaje} other {# mensajes}} a la vez. Para más, expórtelos a un archivo.',
};
