import type { firstSteps as english } from '../en/first-steps.ts';

export const firstSteps: Readonly<Record<keyof typeof english, string>> = {
  'first.title': 'Trois choses à savoir',
  'first.search': 'Tout se trouve aussitôt',
  'first.searchText':
    'Un seul champ pour les mots et les filtres : from:anna, has:attachment, filename:pdf, older_than:1y. Une recherche peut être gardée comme un dossier.',
  'first.undo': 'Tout peut être annulé',
  'first.undoText': 'Archiver, supprimer, déplacer, même envoyer : un avis le propose, et une touche le fait, pas à pas.',
  'first.keys': 'Le clavier fait tout',
  'first.keysText':
    'Une touche montre toutes les touches, que vous pouvez changer dans les paramètres. Une autre ouvre chaque commande par son nom.',
  'first.done': 'Compris',
};
