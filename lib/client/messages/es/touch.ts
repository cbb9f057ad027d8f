import type { touch as english } from '../en/touch.ts';

export const touch: Readonly<Record<keyof typeof english, string>> = {
  'touch.asking': 'Buscando correo nuevo…',
  'touch.failed': 'No se pudo buscar correo nuevo',
  'touch.title': 'Deslizar en la lista',
  'touch.hint': 'En una pantalla táctil: lo que hace una fila al deslizarla. Mantenerla pulsada la selecciona.',
  'touch.swipeStart': 'Deslizar hacia la izquierda',
  'touch.swipeEnd': 'Deslizar hacia la derecha',
  'touch.read': 'Marcar como leído o no leído',
  'touch.star': 'Destacar o quitar el destacado',
  'touch.none': 'Nada',
};
