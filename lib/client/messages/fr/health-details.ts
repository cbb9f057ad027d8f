import type { healthDetails as english } from '../en/health-details.ts';

export const healthDetails: Readonly<Record<keyof typeof english, string>> = {
  'health.lastSync': 'Dernière comparaison avec le serveur de courrier {when}',
  'health.never': 'Pas encore comparé avec le serveur de courrier',
  'health.retryAt': 'Prochain essai {when}',
  'health.toFetch': '{count, plural, one {# message reste} other {# messages restent}} à récupérer',
  'health.toIndex': 'Le texte de {count, plural, one {# message reste} other {# messages reste}} à indexer pour la recherche',
  'health.connections':
    '{count, plural, =0 {Aucune connexion au serveur de courrier} one {# connexion au serveur de courrier} other {# connexions au serveur de courrier}}',
  'health.nothingWaits': 'Chaque modification est arrivée au serveur de courrier',
  'health.events': 'Refusé au cours des sept derniers jours',
  'health.event.keywords': 'Une marque ou une étiquette n’a pas été acceptée',
  'health.event.move': 'Un message n’a pas pu être déplacé',
  'health.event.copy': 'Un message n’a pas pu être copié',
  'health.event.remove': 'Un message n’a pas pu être supprimé',
  'health.event.append': 'Un message n’a pas pu être déposé',
  'health.event.mailboxCreate': 'Un dossier n’a pas pu être créé',
  'health.event.mailboxRename': 'Un dossier n’a pas pu être renommé',
  'health.event.mailboxDelete': 'Un dossier n’a pas pu être supprimé',
  'health.event.mailboxSubscribe': 'L’abonnement à un dossier a échoué',
  'health.event.vacation': 'La réponse d’absence n’a pas été acceptée',
  'health.event.vacation.own': 'Un filtre sur le serveur répond déjà de lui-même : désactivez-le d’abord là-bas',
  'health.event.other': 'Une modification a été refusée',
  'health.noReason': 'Le serveur n’a pas donné de raison.',
  'health.close': 'Fermer',
};
