import type { tags as english } from '../en/tags.ts';

export const tags: Readonly<Record<keyof typeof english, string>> = {
  'tag.off': 'Retirer « {name} »',
  'tag.local': '« {name} » n’est gardée qu’ici : le serveur de courrier ne l’enregistre pas.',
  'tag.localMark': 'seulement ici',
};
