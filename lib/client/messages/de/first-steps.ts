import type { firstSteps as english } from '../en/first-steps.ts';

export const firstSteps: Readonly<Record<keyof typeof english, string>> = {
  'first.title': 'Drei Dinge vorweg',
  'first.search': 'Alles ist sofort gefunden',
  'first.searchText':
    'Ein Feld für Wörter und Filter: from:anna, has:attachment, filename:pdf, older_than:1y. Was die Suche fand, lässt sich als Ordner merken.',
  'first.undo': 'Alles lässt sich zurücknehmen',
  'first.undoText':
    'Archivieren, Löschen, Verschieben, sogar Senden: Ein Hinweis bietet es an, und eine Taste nimmt es zurück, Schritt für Schritt.',
  'first.keys': 'Alles geht mit der Tastatur',
  'first.keysText': 'Eine Taste zeigt alle Tasten, die Sie in den Einstellungen ändern können. Eine andere öffnet jeden Befehl beim Namen.',
  'first.done': 'Verstanden',
};
