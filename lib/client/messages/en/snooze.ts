/** Putting mail off until later; the words come with the dialog. */
export const snooze = {
  'snooze.title': 'Snooze until…',
  'snooze.hours': 'In three hours',
  'snooze.evening': 'This evening',
  'snooze.tomorrow': 'Tomorrow morning',
  'snooze.tomorrowAfternoon': 'Tomorrow afternoon',
  'snooze.monday': 'Monday morning',
  'snooze.own': 'Or at a time of your choice',
  'snooze.when': 'Day and time',
  'snooze.set': 'Snooze until then',
  'snooze.past': 'This time has passed already.',
  'snooze.hint': 'It comes back to where it was, unread, at that time. Until then it is in Snoozed, in other mail programs too.',
  'snooze.now': 'Back now',
  'snooze.cancel': 'Cancel',
  'snooze.done': '{count, plural, one {Snoozed until {when}} other {# conversations snoozed until {when}}}',
  'snooze.back': '{count, plural, one {Conversation is back} other {# conversations are back}}',
  'snooze.backTitle': 'Back from snooze',
} as const;
