/** Words of what is done to everything in a list, and of deeds that no toast tells. */
export const bulk = {
  'reader.selected': '{count, plural, one {# conversation selected} other {# conversations selected}}',
  'reader.selectedText': 'What you do now is done to all of them.',
  'bulk.undoing': 'Undoing: {done} messages left',
  'bulk.working': '{done} of {all} messages',
  'bulk.progress': 'What is being done to many messages',
  'bulk.stop': 'Stop',
  'bulk.refused': '{count, plural, one {# message was refused} other {# messages were refused}}',
  'bulk.ended': '{count, plural, one {# message done} other {# messages done}}',
  'bulk.undone': '{count, plural, one {# message is as it was} other {# messages are as they were}}',
  'bulk.stopped': 'Stopped: {done} of {all} messages',
  'action.redone': 'Done again',
  'action.copied': '{count, plural, one {Conversation copied to {folder}} other {# conversations copied to {folder}}}',
  'action.starred': '{count, plural, one {Conversation starred} other {# conversations starred}}',
  'action.unstarred': '{count, plural, one {Star taken off} other {Stars taken off # conversations}}',
} as const;
