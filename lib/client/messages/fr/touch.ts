import type { touch as english } from '../en/touch.ts';

export const touch: Readonly<Record<keyof typeof english, string>> = {
  'touch.asking': 'Recherche de nouveaux messages…',
  'touch.failed': 'Impossible de rechercher de nouveaux messages',
  'touch.title': 'Balayage dans la liste',
  'touch.hint': 'Sur un écran tactile : ce que fait une ligne que l’on balaie. Un appui long la sélectionne.',
  'touch.swipeStart': 'Balayer vers la gauche',
  'touch.swipeEnd': 'Balayer vers la droite',
  'touch.read': 'Marquer comme lu ou non lu',
  'touch.star': 'Suivre ou ne plus suivre',
  'touch.none': 'Rien',
};
