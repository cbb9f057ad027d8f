import type { healthDetails as english } from '../en/health-details.ts';

export const healthDetails: Readonly<Record<keyof typeof english, string>> = {
  'health.lastSync': 'Zuletzt mit dem Mailserver abgeglichen {when}',
  'health.never': 'Noch nicht mit dem Mailserver abgeglichen',
  'health.retryAt': 'Nächster Versuch {when}',
  'health.toFetch': '{count, plural, one {# Nachricht ist} other {# Nachrichten sind}} noch abzurufen',
  'health.toIndex': 'Der Text von {count, plural, one {# Nachricht ist} other {# Nachrichten ist}} noch für die Suche zu erfassen',
  'health.connections':
    '{count, plural, =0 {Keine Verbindung zum Mailserver} one {# Verbindung zum Mailserver} other {# Verbindungen zum Mailserver}}',
  'health.nothingWaits': 'Jede Änderung ist beim Mailserver angekommen',
  'health.events': 'In den letzten sieben Tagen abgelehnt',
  'health.event.keywords': 'Eine Markierung oder ein Schlagwort wurde nicht angenommen',
  'health.event.move': 'Eine Nachricht konnte nicht verschoben werden',
  'health.event.copy': 'Eine Nachricht konnte nicht kopiert werden',
  'health.event.remove': 'Eine Nachricht konnte nicht gelöscht werden',
  'health.event.append': 'Eine Nachricht konnte nicht abgelegt werden',
  'health.event.mailboxCreate': 'Ein Ordner konnte nicht angelegt werden',
  'health.event.mailboxRename': 'Ein Ordner konnte nicht umbenannt werden',
  'health.event.mailboxDelete': 'Ein Ordner konnte nicht gelöscht werden',
  'health.event.mailboxSubscribe': 'Ein Ordner konnte nicht abonniert werden',
  'health.event.vacation': 'Die Abwesenheitsantwort wurde nicht angenommen',
  'health.event.vacation.own': 'Ein Mailfilter auf dem Server antwortet schon von selbst: Schalten Sie ihn dort zuerst ab',
  'health.event.other': 'Eine Änderung wurde abgelehnt',
  'health.noReason': 'Der Server hat keinen Grund genannt.',
  'health.close': 'Schließen',
};
