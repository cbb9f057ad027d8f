import type { tags as english } from '../en/tags.ts';

export const tags: Readonly<Record<keyof typeof english, string>> = {
  'tag.off': 'Quitar «{name}»',
  'tag.local': '«{name}» solo se guarda aquí: el servidor de correo no la almacena.',
  'tag.localMark': 'solo aquí',
};
