/** What somebody is told the first time; the words come with it. */
export const firstSteps = {
  'first.title': 'Three things to know',
  'first.search': 'Everything is found at once',
  'first.searchText':
    'One box for words and filters: from:anna, has:attachment, filename:pdf, older_than:1y. What the search found can be saved as a folder.',
  'first.undo': 'Everything can be taken back',
  'first.undoText': 'Archiving, deleting, moving, even sending: a notice offers it, and one key does it, step by step.',
  'first.keys': 'The keyboard does it all',
  'first.keysText': 'One key shows all keys, which you can change in the settings. Another opens every command by name.',
  'first.done': 'Got it',
} as const;
