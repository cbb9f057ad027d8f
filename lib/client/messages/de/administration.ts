import type { administration as english } from '../en/administration.ts';

export const administration: Readonly<Record<keyof typeof english, string>> = {
  'administration.title': 'Für die Verwaltung',
  'administration.hint': 'Gilt für alle in diesem Postern. Sie sehen es, weil der Betreiber Sie dafür benannt hat (POSTERN_ADMINS).',
  'administration.windows': 'Anmeldefenster von Mailanbietern',
  'administration.windowsHint':
    'Manche Anbieter lassen Programme nur über ein eigenes Fenster herein. Melden Sie dieses Postern dort einmal an; was Sie dafür bekommen, gehört hierher.',
  'administration.state.none': 'Nicht eingerichtet',
  'administration.state.settings': 'Eingerichtet',
  'administration.state.environment': 'Von der Umgebung des Servers vorgegeben',
  'administration.setUp': 'Einrichten',
  'administration.setUpNamed': '{name} einrichten',
  'administration.change': 'Ändern',
  'administration.changeNamed': '{name} ändern',
  'administration.look': 'Ansehen',
  'administration.lookNamed': '{name} ansehen',
  'administration.windowOf': 'Anmeldefenster von {name}',
  'administration.redirect': 'Rücksprungadresse',
  'administration.redirectHint': 'Beim Anmelden wird danach gefragt. Geben Sie sie genau so an.',
  'administration.clientId': 'Client-ID',
  'administration.clientSecret': 'Client-Geheimnis',
  'administration.secretNew': 'Wird beim Speichern versiegelt und nie wieder angezeigt. Leer lassen, wenn Sie keines bekommen haben.',
  'administration.secretKept': 'Es gibt eines; angezeigt wird es nicht. Leer lassen, um es zu behalten, oder ein anderes eingeben.',
  'administration.saved': '{name} wird ab jetzt angeboten.',
  'administration.remove': 'Entfernen',
  'administration.removeTitle': '{name} entfernen?',
  'administration.removeText': 'Konten, die sich so anmelden, stehen still, bis es wieder eingerichtet ist. E-Mails gehen nicht verloren.',
  'administration.removed': '{name} wird nicht mehr angeboten.',
  'administration.byEnvironment': 'Das gibt die Umgebung des Servers vor ({variable}); hier lässt es sich nicht ändern.',
  'administration.openSite': 'Zu {site}',
  'administration.howto.google':
    'Legen Sie in Google Cloud ein Projekt an und schalten Sie die Gmail-API ein. Fügen Sie auf dem Zustimmungsbildschirm den Bereich https://mail.google.com/ hinzu und erstellen Sie dann unter „Anmeldedaten“ einen OAuth-Client vom Typ „Webanwendung“. Bis Google den Zustimmungsbildschirm geprüft hat, kommen nur die dort genannten Testnutzer herein.',
  'administration.howto.microsoft':
    'Registrieren Sie in Microsoft Entra unter „App-Registrierungen“ eine Anwendung für Konten in beliebigen Organisationen und persönliche Konten, mit der Plattform „Web“. Fügen Sie unter „API-Berechtigungen“ die delegierten Berechtigungen IMAP.AccessAsUser.All, POP.AccessAsUser.All und SMTP.Send hinzu. Die Client-ID ist die „Anwendungs-ID (Client)“, das Geheimnis der Wert, der unter „Zertifikate & Geheimnisse“ einmal angezeigt wird.',
  'administration.howto.yahoo':
    'Yahoo öffnet E-Mails für einen Client erst nach einem Antrag. Beantragen Sie zuerst den Zugang zu IMAP und legen Sie dann im Yahoo Developer Network eine App mit der Berechtigung an, E-Mails zu lesen und zu schreiben.',
  'administration.howto.aol':
    'AOL gehört zu Yahoo: Beantragen Sie dort den Zugang zu IMAP. Es braucht einen eigenen Client neben dem für Yahoo.',
  'administration.howto.fastmail':
    'Fastmail trägt Clients von Hand ein: Schreiben Sie den Entwicklern dort den Namen Ihres Postern, seine Adresse und die Rücksprungadresse. Sie bekommen eine Client-ID, ein Geheimnis gibt es nicht.',
  'administration.howto.yandex':
    'Legen Sie bei Yandex OAuth eine Anwendung für einen Webdienst an, mit den Berechtigungen, E-Mails zu lesen und zu löschen (mail:imap_full) und zu senden (mail:smtp).',
  'administration.howto.mailru':
    'Legen Sie bei Mail.ru eine Anwendung für eine Website an. E-Mails öffnen ihr die Berechtigungen userinfo und mail.imap.',
  'administration.howto.other': 'Melden Sie dieses Postern beim Anbieter als Webanwendung an.',
  'administration.house': 'Identitätsanbieter des Hauses',
  'administration.houseHint':
    'Keycloak, Authentik, Entra ID oder ein anderer mit OpenID Connect: Die Leute melden sich dort an und fügen hier ihre Postfächer hinzu.',
  'administration.howto.house':
    'Melden Sie dieses Postern dort als vertraulichen Web-Client mit dem Autorisierungscode-Verfahren an; die Bereiche sind openid und email.',
  'administration.issuer': 'Aussteller',
  'administration.issuerHint': 'Seine Adresse, zum Beispiel https://id.example.org/realms/haus',
  'administration.houseName': 'Name auf der Schaltfläche',
  'administration.linkEmail': 'Seine bestätigten Mailadressen gelten',
  'administration.linkEmailHint':
    'Wer dort eine bestätigte Adresse hat, kommt als die Person herein, die dieses Postfach hier nachgewiesen hat. Nur wenn Sie ihm darin vertrauen.',
  'administration.finding': 'Mailserver finden',
  'administration.database': 'Thunderbirds Online-Datenbank fragen, wenn sonst nichts eine Maildomain kennt',
  'administration.databaseHint': 'autoconfig.thunderbird.net erfährt dann die Domain, nie die ganze Adresse.',
};
