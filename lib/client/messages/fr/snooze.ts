import type { snooze as english } from '../en/snooze.ts';

export const snooze: Readonly<Record<keyof typeof english, string>> = {
  'snooze.rowUntil': 'jusqu’à {when}',
  'snooze.title': 'Mettre en attente jusqu’à…',
  'snooze.hours': 'Dans trois heures',
  'snooze.evening': 'Ce soir',
  'snooze.tomorrow': 'Demain matin',
  'snooze.tomorrowAfternoon': 'Demain après-midi',
  'snooze.monday': 'Lundi matin',
  'snooze.own': 'Ou au moment de votre choix',
  'snooze.when': 'Jour et heure',
  'snooze.set': 'Mettre en attente jusque-là',
  'snooze.past': 'Ce moment est déjà passé.',
  'snooze.hint':
    'Elle revient à ce moment là où elle était, non lue. D’ici là, elle est dans « En attente », dans les autres programmes aussi.',
  'snooze.now': 'La reprendre maintenant',
  'snooze.cancel': 'Annuler',
  'snooze.done': '{count, plural, one {En attente jusqu’à {when}} other {# conversations en attente jusqu’à {when}}}',
  'snooze.back': '{count, plural, one {La conversation est de retour} other {# conversations sont de retour}}',
  'snooze.backTitle': 'De retour',
  'day.show': 'Choisir le jour dans un calendrier',
  'day.previous': 'Mois précédent',
  'day.next': 'Mois suivant',
};
