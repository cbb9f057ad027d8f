import type { snooze as english } from '../en/snooze.ts';

export const snooze: Readonly<Record<keyof typeof english, string>> = {
  'snooze.rowUntil': 'bis {when}',
  'snooze.title': 'Zurückstellen bis …',
  'snooze.hours': 'In drei Stunden',
  'snooze.evening': 'Heute Abend',
  'snooze.tomorrow': 'Morgen früh',
  'snooze.tomorrowAfternoon': 'Morgen Nachmittag',
  'snooze.monday': 'Montag früh',
  'snooze.own': 'Oder zu einer Zeit Ihrer Wahl',
  'snooze.when': 'Tag und Uhrzeit',
  'snooze.set': 'Bis dahin zurückstellen',
  'snooze.past': 'Dieser Zeitpunkt ist schon vorbei.',
  'snooze.hint':
    'Sie kommt zu dieser Zeit ungelesen dorthin zurück, wo sie war. Bis dahin liegt sie unter „Zurückgestellt“, auch in anderen Mailprogrammen.',
  'snooze.now': 'Jetzt zurückholen',
  'snooze.cancel': 'Abbrechen',
  'snooze.done': '{count, plural, one {Zurückgestellt bis {when}} other {# Unterhaltungen zurückgestellt bis {when}}}',
  'snooze.back': '{count, plural, one {Unterhaltung ist zurück} other {# Unterhaltungen sind zurück}}',
  'snooze.backTitle': 'Nicht mehr zurückgestellt',
  'day.show': 'Tag im Kalender wählen',
  'day.previous': 'Voriger Monat',
  'day.next': 'Nächster Monat',
};
