import type { snooze as english } from '../en/snooze.ts';

export const snooze: Readonly<Record<keyof typeof english, string>> = {
  'snooze.rowUntil': 'hasta {when}',
  'snooze.title': 'Posponer hasta…',
  'snooze.hours': 'En tres horas',
  'snooze.evening': 'Esta tarde',
  'snooze.tomorrow': 'Mañana por la mañana',
  'snooze.tomorrowAfternoon': 'Mañana por la tarde',
  'snooze.monday': 'El lunes por la mañana',
  'snooze.own': 'O a la hora que elijas',
  'snooze.when': 'Día y hora',
  'snooze.set': 'Posponer hasta entonces',
  'snooze.past': 'Esa hora ya pasó.',
  'snooze.hint': 'Vuelve a donde estaba, sin leer, a esa hora. Hasta entonces está en Pospuestos, también en otros programas de correo.',
  'snooze.now': 'Traer ahora',
  'snooze.cancel': 'Cancelar',
  'snooze.done': '{count, plural, one {Pospuesta hasta {when}} other {# conversaciones pospuestas hasta {when}}}',
  'snooze.back': '{count, plural, one {La conversación ha vuelto} other {# conversaciones han vuelto}}',
  'snooze.backTitle': 'De vuelta',
  'day.show': 'Elegir el día en un calendario',
  'day.previous': 'Mes anterior',
  'day.next': 'Mes siguiente',
};
