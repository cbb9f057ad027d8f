import type { firstSteps as english } from '../en/first-steps.ts';

export const firstSteps: Readonly<Record<keyof typeof english, string>> = {
  'first.title': 'Tres cosas que conviene saber',
  'first.search': 'Todo se encuentra al instante',
  'first.searchText':
    'Un solo campo para palabras y filtros: from:anna, has:attachment, filename:pdf, older_than:1y. Una búsqueda se puede guardar como carpeta.',
  'first.undo': 'Todo se puede deshacer',
  'first.undoText': 'Archivar, eliminar, mover, incluso enviar: un aviso lo ofrece y una tecla lo hace, paso a paso.',
  'first.keys': 'El teclado lo hace todo',
  'first.keysText': 'Una tecla muestra todas las teclas, que puede cambiar en los ajustes. Otra abre cualquier comando por su nombre.',
  'first.done': 'Entendido',
};
