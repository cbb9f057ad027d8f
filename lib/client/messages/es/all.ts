import type { all as english } from '../en/all.ts';

export const all: Readonly<Record<keyof typeof english, string>> = {
  'all.accounts': 'Cuentas',
  'all.starred': 'Todos los destacados',
  'all.sent': 'Todos los enviados',
  'all.drafts': 'Todos los borradores',
  'all.snoozed': 'Todos los pospuestos',
  'all.mail': 'Todo el correo',
  'all.moveOne': 'Las conversaciones de varias cuentas no pueden ir a una misma carpeta. Elige las de una cuenta.',
  'all.waiting': '{count, plural, one {# mensaje aún no se ha enviado} other {# mensajes aún no se han enviado}}',
};
