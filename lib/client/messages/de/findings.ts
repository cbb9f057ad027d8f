import type { findings as english } from '../en/findings.ts';

export const findings: Readonly<Record<keyof typeof english, string>> = {
  'cause.The usual IMAP (RFC 3501).': 'Das übliche IMAP (RFC 3501).',
  'cause.The newer IMAP (RFC 9051).': 'Das neuere IMAP (RFC 9051).',
  'cause.New mail is told at once.': 'Neue E-Mails werden sofort gemeldet.',
  'cause.News of every folder over one connection.': 'Neues aus allen Ordnern über eine Verbindung.',
  'cause.Changed flags are found quickly.': 'Geänderte Markierungen werden schnell gefunden.',
  'cause.What changed while away is found in one step.': 'Was sich inzwischen geändert hat, ist in einem Schritt gefunden.',
  'cause.Messages are moved in one step.': 'Nachrichten werden in einem Schritt verschoben.',
  'cause.Where a copied message landed is known.': 'Es ist bekannt, wo eine kopierte Nachricht gelandet ist.',
  'cause.Sent, Drafts, Trash … are marked.': 'Gesendet, Entwürfe, Papierkorb … sind gekennzeichnet.',
  'cause.Searches answer briefly.': 'Suchen werden knapp beantwortet.',
  'cause.The server can sort.': 'Der Server kann sortieren.',
  'cause.The server can group conversations.': 'Der Server kann Unterhaltungen zusammenfassen.',
  'cause.How full the mailbox is can be asked.': 'Man kann erfragen, wie voll das Postfach ist.',
  'cause.Folders can be shared.': 'Ordner können geteilt werden.',
  'cause.Shared and public folders are told apart.': 'Geteilte und öffentliche Ordner werden unterschieden.',
  'cause.Traffic can be compressed.': 'Die Übertragung kann komprimiert werden.',
  'cause.Attachments come decoded.': 'Anhänge kommen entschlüsselt aus ihrer Kodierung.',
  'cause.The server makes the preview lines.': 'Der Server macht die Vorschauzeilen.',
  'cause.Folders and their counts in one answer.': 'Ordner und ihre Anzahlen in einer Antwort.',
  'cause.International names and addresses.': 'Internationale Namen und Adressen.',
  'cause.Signing in takes one step less.': 'Die Anmeldung braucht einen Schritt weniger.',
  'cause.Gmail’s labels and conversations.': 'Labels und Unterhaltungen von Gmail.',
  'cause.Encryption can be switched on here.': 'Verschlüsselung kann hier eingeschaltet werden.',
  'cause.No password is taken before encryption.': 'Vor der Verschlüsselung wird kein Passwort angenommen.',
  'cause.The largest message that can be stored.': 'Die größte Nachricht, die sich ablegen lässt.',
  'cause.Notes on folders can be stored.': 'Zu Ordnern lassen sich Vermerke ablegen.',
  'cause.Every message has a name that stays.': 'Jede Nachricht hat einen bleibenden Namen.',
  'cause.The beginning of a message can be read alone.': 'Der Anfang einer Nachricht lässt sich allein lesen.',
  'cause.Commands need not wait for each other.': 'Befehle müssen nicht aufeinander warten.',
  'cause.Sign-in by name and password.': 'Anmeldung mit Name und Passwort.',
  'cause.Refusals say why.': 'Ablehnungen nennen den Grund.',
  'cause.A wrong password is told from other trouble.': 'Ein falsches Passwort wird von anderen Störungen unterschieden.',
  'cause.How long messages are kept.': 'Wie lange Nachrichten aufgehoben werden.',
  'cause.Least time between two sign-ins.': 'Kürzeste Zeit zwischen zwei Anmeldungen.',
  'cause.The largest message that is taken.': 'Die größte Nachricht, die angenommen wird.',
  'cause.Letters beyond ASCII need no re-coding.': 'Buchstaben jenseits von ASCII müssen nicht umkodiert werden.',
  'cause.International addresses.': 'Internationale Adressen.',
  'cause.Delivery notices can be asked for.': 'Zustellungsmeldungen können angefordert werden.',
  'cause.Large messages are sent in pieces.': 'Große Nachrichten werden in Stücken gesendet.',
  'cause.Encryption can be demanded for the whole way.': 'Verschlüsselung kann für den ganzen Weg verlangt werden.',
  'cause.The server itself can send later.': 'Der Server selbst kann später senden.',
  'cause.The folder for sent mail.': 'Der Ordner für gesendete E-Mails.',
  'cause.The folder for drafts.': 'Der Ordner für Entwürfe.',
  'cause.The folder for deleted mail.': 'Der Ordner für gelöschte E-Mails.',
  'cause.The folder for junk.': 'Der Ordner für Spam.',
  'cause.The folder for archived mail.': 'Der Ordner für archivierte E-Mails.',
  'cause.The folder for all mail.': 'Der Ordner für alle E-Mails.',
  'cause.The folder for starred mail.': 'Der Ordner für markierte E-Mails.',
  'cause.The mailbox is full.': 'Das Postfach ist voll.',
  'cause.The mailbox is nearly full.': 'Das Postfach ist fast voll.',
  'cause.IPv6 does not work from here; IPv4 is used.': 'IPv6 geht von hier aus nicht; IPv4 wird benutzt.',
  'cause.The password crossed the network unencrypted.': 'Das Passwort ging unverschlüsselt durchs Netz.',
  'cause.The server would take a message from this address to itself. Nothing was sent.':
    'Der Server nähme eine Nachricht von dieser Adresse an sie selbst an. Gesendet wurde nichts.',
  'cause.Good; TLS 1.3 would be newer.': 'Gut; TLS 1.3 wäre neuer.',
  'cause.Not valid yet.': 'Noch nicht gültig.',
  'cause.Expired {days} day ago.': 'Seit {days} Tag abgelaufen.',
  'cause.Expired {days} days ago.': 'Seit {days} Tagen abgelaufen.',
  'cause.Runs out in {days} day: it should have been renewed by now.': 'Läuft in {days} Tag ab: Es hätte längst erneuert sein sollen.',
  'cause.Runs out in {days} days: it should have been renewed by now.': 'Läuft in {days} Tagen ab: Es hätte längst erneuert sein sollen.',
  'cause.Signed by itself.': 'Von sich selbst signiert.',
  'cause.The name service did not answer, so nothing is known.': 'Der Namensdienst hat nicht geantwortet, darum ist nichts bekannt.',
  'cause.No mail server is named for this domain. Mail for it goes to the machine of the same name, if there is one.':
    'Für diese Domain ist kein Mailserver genannt. E-Mails an sie gehen an den Rechner gleichen Namens, falls es ihn gibt.',
  'cause.This domain says that it takes no mail.': 'Diese Domain sagt, dass sie keine E-Mails annimmt.',
  'cause.Mail for this domain goes to this server.': 'E-Mails an diese Domain gehen an diesen Server.',
  'cause.Mail for this domain goes to these servers, the lowest number first.':
    'E-Mails an diese Domain gehen an diese Server, die kleinste Zahl zuerst.',
  'cause.Nothing says which servers may send for this domain. Some receivers take that as a bad sign.':
    'Nirgends steht, welche Server für diese Domain senden dürfen. Manche Empfänger halten das für ein schlechtes Zeichen.',
  'cause.There are two of them. Receivers then count it as an error: only one may be published.':
    'Es gibt zwei davon. Empfänger werten das als Fehler: Nur einer darf veröffentlicht sein.',
  'cause.It allows the whole world to send for this domain.': 'Er erlaubt aller Welt, für diese Domain zu senden.',
  'cause.It needs {lookups} look-ups; more than ten count as an error.': 'Er braucht {lookups} Abfragen; mehr als zehn gelten als Fehler.',
  'cause.Says which servers may send for this domain; mail from others is to be refused.':
    'Sagt, welche Server für diese Domain senden dürfen; E-Mails von anderen sollen abgelehnt werden.',
  'cause.Says which servers may send for this domain; mail from others is suspicious.':
    'Sagt, welche Server für diese Domain senden dürfen; E-Mails von anderen sind verdächtig.',
  'cause.The rules stand at another name.': 'Die Regeln stehen unter einem anderen Namen.',
  'cause.It says which servers may send, but not what to do with mail from others.':
    'Er sagt, welche Server senden dürfen, aber nicht, was mit E-Mails von anderen geschehen soll.',
  'cause.No key under one of the usual names. There may be one under another: a signed message names it.':
    'Kein Schlüssel unter einem der üblichen Namen. Unter einem anderen kann es einen geben: Eine signierte Nachricht nennt ihn.',
  'cause.The keys that were found are withdrawn (empty).': 'Die gefundenen Schlüssel sind zurückgezogen (leer).',
  'cause.Messages of this domain can be signed; receivers check them with this key.':
    'Nachrichten dieser Domain können signiert sein; Empfänger prüfen sie mit diesem Schlüssel.',
  'cause.Nothing says what to do with mail that only pretends to come from this domain. Large providers ask for it.':
    'Nirgends steht, was mit E-Mails geschehen soll, die nur vorgeben, von dieser Domain zu sein. Große Anbieter verlangen es.',
  'cause.Mail that only pretends to come from this domain is to be refused.':
    'E-Mails, die nur vorgeben, von dieser Domain zu sein, sollen abgelehnt werden.',
  'cause.Mail that only pretends to come from this domain is to go to junk.':
    'E-Mails, die nur vorgeben, von dieser Domain zu sein, sollen in den Spam.',
  'cause.Forged mail is only reported, not refused.': 'Gefälschte E-Mails werden nur gemeldet, nicht abgelehnt.',
  'cause.It has no readable wish (p=…), so receivers pass it over.':
    'Er enthält keinen lesbaren Wunsch (p=…), darum übergehen ihn Empfänger.',
  'cause.Other servers may send mail to this domain unencrypted. Not usual yet, but good to have.':
    'Andere Server dürfen E-Mails an diese Domain unverschlüsselt senden. Noch nicht üblich, aber gut zu haben.',
  'cause.Other servers must encrypt and check the certificate when they send mail here.':
    'Andere Server müssen verschlüsseln und das Zertifikat prüfen, wenn sie hierher senden.',
  'cause.It is announced, but its policy page cannot be read, so it does not work.':
    'Es ist angekündigt, aber die Seite mit der Regel ist nicht lesbar, darum wirkt es nicht.',
  'cause.The policy is in mode “{mode}”: trouble is reported at most, not prevented.':
    'Die Regel steht auf „{mode}“: Störungen werden höchstens gemeldet, nicht verhindert.',
  'cause.Other servers report where encryption failed when they sent mail here.':
    'Andere Server melden, wo die Verschlüsselung beim Senden hierher misslang.',
  'cause.Nobody is told when encryption fails on the way here. Only useful together with MTA-STS.':
    'Niemand erfährt, wenn die Verschlüsselung auf dem Weg hierher misslingt. Nur zusammen mit MTA-STS nützlich.',
  'cause.Mail programs cannot find the servers by themselves this way.': 'Mailprogramme finden die Server auf diesem Weg nicht von selbst.',
  'cause.The domain says that it offers none of these services.': 'Die Domain sagt, dass sie keinen dieser Dienste anbietet.',
  'cause.Names the servers for mail programs; it says it does not offer {services}.':
    'Nennt Mailprogrammen die Server; {services} bietet sie nach eigener Auskunft nicht an.',
  'cause.Names the servers for mail programs.': 'Nennt Mailprogrammen die Server.',
  'cause.Mail programs find their settings by themselves.': 'Mailprogramme finden ihre Einstellungen von selbst.',
  'cause.Mail programs must guess the settings, or know the provider.':
    'Mailprogramme müssen die Einstellungen raten oder den Anbieter kennen.',
};
