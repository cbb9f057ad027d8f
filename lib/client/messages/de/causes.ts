import type { causes as english } from '../en/causes.ts';

export const causes: Readonly<Record<keyof typeof english, string>> = {
  'cause.Check the spelling of the server name.': 'Prüfen Sie die Schreibweise des Servernamens.',
  'cause.Try again in a few minutes.': 'Versuchen Sie es in einigen Minuten erneut.',
  'cause.Choose the other encryption mode for this port, or the other port.':
    'Wählen Sie für diesen Port die andere Verschlüsselungsart oder den anderen Port.',
  'cause.Please sign in': 'Bitte melden Sie sich an',
  'cause.You are not signed in here, or the session has ended.': 'Sie sind hier nicht angemeldet, oder die Sitzung ist beendet.',
  'cause.Sign in again.': 'Melden Sie sich erneut an.',
  'cause.Not from this page': 'Nicht von dieser Seite',
  'cause.This came from another page or another address than this mail client\u2019s own.':
    'Das kam von einer anderen Seite oder Adresse als der dieses Mailprogramms.',
  'cause.Open the mail client at its own address and try again.':
    'Öffnen Sie das Mailprogramm unter seiner eigenen Adresse, und versuchen Sie es erneut.',
  'cause.Sign-in window needed': 'Anmeldefenster nötig',
  'cause.This provider lets other programs in only through its own sign-in window, not with a password.':
    'Dieser Anbieter lässt andere Programme nur über sein eigenes Anmeldefenster herein, nicht mit einem Passwort.',
  'cause.Use another mailbox for now, or switch on password access for mail programs at the provider.':
    'Nehmen Sie vorerst ein anderes Postfach, oder schalten Sie beim Anbieter den Passwortzugang für Mailprogramme ein.',
  'cause.App password needed': 'App-Passwort nötig',
  'cause.This provider wants an app password or its own sign-in window. Your normal password does not open the mailbox for mail programs.':
    'Dieser Anbieter verlangt ein App-Passwort oder sein eigenes Anmeldefenster. Ihr normales Passwort öffnet das Postfach für Mailprogramme nicht.',
  'cause.Make an app password in the security settings of your provider and enter it here.':
    'Legen Sie in den Sicherheitseinstellungen Ihres Anbieters ein App-Passwort an, und geben Sie es hier ein.',
  'cause.Encryption first': 'Erst verschlüsseln',
  'cause.The server takes a password only over an encrypted connection.':
    'Der Server nimmt ein Passwort nur über eine verschlüsselte Verbindung an.',
  'cause.Choose TLS or STARTTLS in the server settings.': 'Wählen Sie TLS oder STARTTLS in den Servereinstellungen.',
  'cause.Mailbox busy': 'Postfach belegt',
  'cause.The mailbox is open elsewhere too often, so the server takes no more connections.':
    'Das Postfach ist anderswo zu oft geöffnet, deshalb nimmt der Server keine Verbindung mehr an.',
  'cause.Close other mail programs, or wait: it is tried again by itself.':
    'Schließen Sie andere Mailprogramme, oder warten Sie: Es wird von selbst wieder versucht.',
  'cause.Temporary trouble at the provider': 'Vorübergehende Störung beim Anbieter',
  'cause.The server is there but cannot help right now.': 'Der Server ist da, kann aber gerade nicht helfen.',
  'cause.User name or password refused': 'Benutzername oder Passwort abgelehnt',
  'cause.The server does not accept this user name and password. With two-step sign-in an app password is needed.':
    'Der Server nimmt diesen Benutzernamen und dieses Passwort nicht an. Bei Anmeldung in zwei Schritten ist ein App-Passwort nötig.',
  'cause.Check both; if two-step sign-in is on, make an app password at your provider.':
    'Prüfen Sie beides; ist die Anmeldung in zwei Schritten an, legen Sie bei Ihrem Anbieter ein App-Passwort an.',
  'cause.No sign-in offered': 'Keine Anmeldung angeboten',
  'cause.The server offers no way to sign in that can be used here.': 'Der Server bietet keine Anmeldung an, die hier möglich ist.',
  'cause.Check the port: another one may be meant for signing in.':
    'Prüfen Sie den Port: Für die Anmeldung ist vielleicht ein anderer gedacht.',
  'cause.The server could not prove itself': 'Der Server konnte sich nicht ausweisen',
  'cause.It let us in without knowing your password, so it may be another server than it claims to be. Nothing was sent.':
    'Er ließ uns herein, ohne Ihr Passwort zu kennen; vielleicht ist es ein anderer Server, als er vorgibt. Es wurde nichts gesendet.',
  'cause.Try another network; if it stays, tell your provider.':
    'Versuchen Sie ein anderes Netz; bleibt es so, sagen Sie es Ihrem Anbieter.',
  'cause.No access for mail programs': 'Kein Zugang für Mailprogramme',
  'cause.This provider has no open IMAP, POP3 or SMTP, so only its own app can read the mail.':
    'Dieser Anbieter hat kein offenes IMAP, POP3 oder SMTP, deshalb kann nur seine eigene App die E-Mails lesen.',
  'cause.Only through a bridge': 'Nur über eine Brücke',
  'cause.This provider has no open IMAP or SMTP; its bridge program on your own computer offers them there.':
    'Dieser Anbieter hat kein offenes IMAP oder SMTP; sein Brückenprogramm auf Ihrem eigenen Rechner bietet beides dort an.',
  'cause.With the bridge running on the machine of this server, enter its settings by hand.':
    'Läuft die Brücke auf dem Rechner dieses Servers, geben Sie ihre Einstellungen von Hand ein.',
  'cause.Servers not known': 'Server nicht bekannt',
  'cause.The mail servers of this address are not in our table.': 'Die Mailserver dieser Adresse stehen nicht in unserer Tabelle.',
  'cause.Enter them by hand; your provider\u2019s help pages name them.':
    'Geben Sie sie von Hand ein; die Hilfeseiten Ihres Anbieters nennen sie.',
  'cause.No encryption at this provider': 'Keine Verschlüsselung bei diesem Anbieter',
  'cause.The known settings of this provider send the password unencrypted. That is never done by itself.':
    'Die bekannten Einstellungen dieses Anbieters senden das Passwort unverschlüsselt. Das geschieht nie von selbst.',
  'cause.Try port 993 with TLS by hand, or ask the provider for encrypted access.':
    'Versuchen Sie von Hand Port 993 mit TLS, oder fragen Sie den Anbieter nach verschlüsseltem Zugang.',
  'cause.This domain may not sign in here': 'Diese Domain darf sich hier nicht anmelden',
  'cause.Whoever runs this server allows only certain mail domains.': 'Wer diesen Server betreibt, lässt nur bestimmte Maildomains zu.',
  'cause.Use an address of an allowed domain, or ask the operator.':
    'Verwenden Sie eine Adresse einer zugelassenen Domain, oder fragen Sie den Betreiber.',
  'cause.No encryption offered': 'Keine Verschlüsselung angeboten',
  'cause.The server offers no encryption here (or someone on the way removes it). The password was not sent.':
    'Der Server bietet hier keine Verschlüsselung an (oder jemand unterwegs entfernt sie). Das Passwort wurde nicht gesendet.',
  'cause.Try the TLS port (993 for IMAP, 465 for SMTP).': 'Versuchen Sie den TLS-Port (993 für IMAP, 465 für SMTP).',
  'cause.Connection tampered with': 'Verbindung wurde manipuliert',
  'cause.Something was sent before the encryption began. The password was not sent.':
    'Vor Beginn der Verschlüsselung wurde etwas gesendet. Das Passwort wurde nicht gesendet.',
  'cause.TLS and STARTTLS are mixed up': 'TLS und STARTTLS sind vertauscht',
  'cause.TLS and STARTTLS are mixed up: the other mode is needed on this port.':
    'TLS und STARTTLS sind vertauscht: An diesem Port ist die andere Art nötig.',
  'cause.No TLS on this port': 'Kein TLS an diesem Port',
  'cause.The server speaks without TLS here: use STARTTLS on this port or the TLS port.':
    'Der Server spricht hier ohne TLS: Verwenden Sie STARTTLS an diesem Port oder den TLS-Port.',
  'cause.The server stayed silent when encryption was begun: probably the other mode is needed.':
    'Der Server schwieg, als die Verschlüsselung begann: Wahrscheinlich ist die andere Art nötig.',
  'cause.Certificate out of date': 'Zertifikat abgelaufen oder noch nicht gültig',
  'cause.Tell your provider. The password was not sent.': 'Sagen Sie es Ihrem Anbieter. Das Passwort wurde nicht gesendet.',
  'cause.Certificate for another name': 'Zertifikat für einen anderen Namen',
  'cause.The certificate is for another name than this server\u2019s. Use the name in it or beware.':
    'Das Zertifikat gilt für einen anderen Namen als den dieses Servers. Verwenden Sie den Namen darin, oder seien Sie vorsichtig.',
  'cause.Unknown certificate': 'Unbekanntes Zertifikat',
  'cause.Nobody known has signed this certificate, so the server could be anyone\u2019s.':
    'Niemand Bekanntes hat dieses Zertifikat unterschrieben; der Server könnte irgendwem gehören.',
  'cause.Ask the operator of the server for a certificate of a public authority.':
    'Bitten Sie den Betreiber des Servers um ein Zertifikat einer öffentlichen Stelle.',
  'cause.Certificate cannot be checked': 'Zertifikat nicht prüfbar',
  'cause.The server left out an intermediate certificate, or an unknown authority signed it.':
    'Der Server hat ein Zwischenzertifikat ausgelassen, oder eine unbekannte Stelle hat es unterschrieben.',
  'cause.Tell the operator of the server.': 'Sagen Sie es dem Betreiber des Servers.',
  'cause.Outdated encryption': 'Veraltete Verschlüsselung',
  'cause.The server only offers outdated encryption.': 'Der Server bietet nur veraltete Verschlüsselung an.',
  'cause.Tell your provider.': 'Sagen Sie es Ihrem Anbieter.',
  'cause.No safe connection': 'Keine sichere Verbindung',
  'cause.The encrypted connection could not be set up, so nothing was sent.':
    'Die verschlüsselte Verbindung kam nicht zustande, deshalb wurde nichts gesendet.',
  'cause.Unknown host name': 'Unbekannter Servername',
  'cause.This host name does not exist. Check the spelling.': 'Diesen Servernamen gibt es nicht. Prüfen Sie die Schreibweise.',
  'cause.Name service silent': 'Namensdienst antwortet nicht',
  'cause.The name service did not answer. Try again later.': 'Der Namensdienst hat nicht geantwortet. Versuchen Sie es später erneut.',
  'cause.This domain takes no mail': 'Diese Domain nimmt keine E-Mails an',
  'cause.This domain says it takes no mail.': 'Diese Domain sagt, dass sie keine E-Mails annimmt.',
  'cause.Check the address.': 'Prüfen Sie die Adresse.',
  'cause.Service not offered': 'Dienst nicht angeboten',
  'cause.This domain says it does not offer this service.': 'Diese Domain sagt, dass sie diesen Dienst nicht anbietet.',
  'cause.Nothing listens there': 'Dort lauscht niemand',
  'cause.The machine is there, but nothing listens on this port.': 'Der Rechner ist da, aber an diesem Port lauscht nichts.',
  'cause.Check the port.': 'Prüfen Sie den Port.',
  'cause.No answer': 'Keine Antwort',
  'cause.No answer: firewall, wrong host, or the port is blocked (25 often is).':
    'Keine Antwort: Firewall, falscher Server, oder der Port ist gesperrt (25 ist es oft).',
  'cause.Check host and port.': 'Prüfen Sie Server und Port.',
  'cause.The server stays silent': 'Der Server schweigt',
  'cause.The connection stands, but the server says nothing.': 'Die Verbindung steht, aber der Server sagt nichts.',
  'cause.Many networks block port 25; 587 or 465 are for sending.': 'Viele Netze sperren Port 25; zum Senden sind 587 oder 465 da.',
  'cause.The connection stands, but the server says nothing. TLS and STARTTLS may be mixed up: the other mode is needed then.':
    'Die Verbindung steht, aber der Server sagt nichts. Vielleicht sind TLS und STARTTLS vertauscht: Dann ist die andere Art nötig.',
  'cause.No way there': 'Kein Weg dorthin',
  'cause.This machine has no way to the server\u2019s address.': 'Dieser Rechner hat keinen Weg zur Adresse des Servers.',
  'cause.Check the network of the machine that runs this mail client.':
    'Prüfen Sie das Netz des Rechners, auf dem dieses Mailprogramm läuft.',
  'cause.The server hangs up': 'Der Server legt auf',
  'cause.The server hangs up at once: blocked address or wrong port.': 'Der Server legt sofort auf: gesperrte Adresse oder falscher Port.',
  'cause.Another kind of server': 'Eine andere Art von Server',
  'cause.A server of another kind answers on this port (IMAP, POP3 and SMTP have different ports).':
    'An diesem Port antwortet ein Server anderer Art (IMAP, POP3 und SMTP haben verschiedene Ports).',
  'cause.This server cannot be reached': 'Dieser Server kann nicht erreicht werden',
  'cause.The address is not one that this installation may connect to.': 'Mit dieser Adresse darf sich diese Installation nicht verbinden.',
  'cause.Check host and port; the operator can allow private networks.':
    'Prüfen Sie Server und Port; der Betreiber kann private Netze zulassen.',
  'cause.Not known whether it was sent': 'Nicht bekannt, ob gesendet',
  'cause.The server took the message but never confirmed it. Unknown whether it was sent; it is being looked up.':
    'Der Server hat die Nachricht angenommen, aber nie bestätigt. Ob sie gesendet wurde, ist unbekannt; es wird nachgesehen.',
  'cause.Look into Sent or ask the recipient before sending it again.':
    'Sehen Sie unter Gesendet nach, oder fragen Sie den Empfänger, bevor Sie erneut senden.',
  'cause.Not your outgoing server': 'Nicht Ihr Postausgangsserver',
  'cause.The server will not pass on mail: sign in first, or this is not your outgoing server.':
    'Der Server gibt keine E-Mails weiter: Melden Sie sich erst an, oder es ist nicht Ihr Postausgangsserver.',
  'cause.Check the outgoing server in the settings.': 'Prüfen Sie den Postausgangsserver in den Einstellungen.',
  'cause.Sender not allowed': 'Absender nicht erlaubt',
  'cause.You may not use this sender address.': 'Diese Absenderadresse dürfen Sie nicht verwenden.',
  'cause.Choose another sender address.': 'Wählen Sie eine andere Absenderadresse.',
  'cause.No such mailbox': 'Kein solches Postfach',
  'cause.No such mailbox: the address does not exist at that provider.':
    'Kein solches Postfach: Die Adresse gibt es bei diesem Anbieter nicht.',
  'cause.No such domain': 'Keine solche Domain',
  'cause.No such domain: the part after the @ does not exist.': 'Keine solche Domain: Den Teil nach dem @ gibt es nicht.',
  'cause.That domain takes no mail': 'Jene Domain nimmt keine E-Mails an',
  'cause.That domain takes no mail.': 'Jene Domain nimmt keine E-Mails an.',
  'cause.Mailbox full': 'Postfach voll',
  'cause.The mailbox is full.': 'Das Postfach ist voll.',
  'cause.Something must be deleted there first.': 'Dort muss erst etwas gelöscht werden.',
  'cause.Message too big': 'Nachricht zu groß',
  'cause.The message is too big for the server.': 'Die Nachricht ist dem Server zu groß.',
  'cause.Send fewer or smaller attachments.': 'Senden Sie weniger oder kleinere Anhänge.',
  'cause.Come back later': 'Später wiederkommen',
  'cause.The server asks to come back later (greylisting); it is retried.':
    'Der Server bittet, später wiederzukommen (Greylisting); es wird wieder versucht.',
  'cause.Sender\u2019s domain not proven': 'Absenderdomain nicht nachgewiesen',
  'cause.Refused: the sender\u2019s domain proof (SPF, DKIM, DMARC) failed.':
    'Abgelehnt: Der Nachweis der Absenderdomain (SPF, DKIM, DMARC) ist misslungen.',
  'cause.The operator of your mail domain must mend this.': 'Das muss der Betreiber Ihrer Maildomain beheben.',
  'cause.Encryption all the way cannot be promised': 'Durchgehende Verschlüsselung kann nicht zugesagt werden',
  'cause.The message was to go over encrypted connections only, and a server on its way cannot promise that. It was not sent.':
    'Die Nachricht sollte nur über verschlüsselte Verbindungen gehen, und ein Server auf dem Weg kann das nicht zusagen. Sie wurde nicht gesendet.',
  'cause.Send it without that wish, or by another way.': 'Senden Sie sie ohne diesen Wunsch oder auf anderem Weg.',
  'cause.International address': 'Internationale Adresse',
  'cause.The server cannot handle this international address.': 'Der Server kann mit dieser internationalen Adresse nicht umgehen.',
  'cause.Ask for an address in plain letters.': 'Fragen Sie nach einer Adresse in einfachen Buchstaben.',
  'cause.Sign-in not possible now': 'Anmeldung gerade nicht möglich',
  'cause.The server did not let us in, for another reason than the password.':
    'Der Server ließ uns nicht herein, aus einem anderen Grund als dem Passwort.',
  'cause.Connection lost': 'Verbindung abgebrochen',
  'cause.The connection to the server broke.': 'Die Verbindung zum Server ist abgebrochen.',
  'cause.The server says: later': 'Der Server sagt: später',
  'cause.The server cannot do this right now; it is tried again.': 'Der Server kann das gerade nicht; es wird wieder versucht.',
  'cause.Unexpected answer': 'Unerwartete Antwort',
  'cause.The server said something that makes no sense here.': 'Der Server sagte etwas, das hier keinen Sinn ergibt.',
  'cause.Refused by the server': 'Vom Server abgelehnt',
  'cause.The server refused this.': 'Der Server hat das abgelehnt.',
  'cause.Not allowed': 'Nicht erlaubt',
  'cause.You do not have the right to do this.': 'Sie haben kein Recht dazu.',
  'cause.Not found': 'Nicht gefunden',
  'cause.This does not exist (any more).': 'Das gibt es nicht (mehr).',
  'cause.Already there': 'Schon vorhanden',
  'cause.Something of this name exists already.': 'Etwas mit diesem Namen gibt es schon.',
  'cause.Mailbox changed': 'Postfach geändert',
  'cause.The mailbox was rebuilt on the server; it is being read anew.':
    'Das Postfach wurde auf dem Server neu aufgebaut; es wird neu gelesen.',
  'cause.That is this account': 'Das ist dieses Konto',
  'cause.This account has that address itself.': 'Dieses Konto hat selbst diese Adresse.',
  'cause.Enter the address of somebody else.': 'Geben Sie die Adresse von jemand anderem ein.',
  'cause.Cannot share with this address': 'Mit dieser Adresse kann nicht geteilt werden',
  'cause.An account can be shared with addresses of its own domain, and of mail providers that are known here: only there it is sure whose address it is.':
    'Ein Konto kann für Adressen der eigenen Domain und hier bekannter Mailanbieter freigegeben werden: Nur dort ist sicher, wem die Adresse gehört.',
  'cause.Check the spelling of the address.': 'Prüfen Sie die Schreibweise der Adresse.',
  'cause.Shared too often': 'Zu oft freigegeben',
  'cause.This account is shared with as many addresses as it can be.':
    'Dieses Konto ist für so viele Adressen freigegeben, wie es möglich ist.',
  'cause.End another share first.': 'Beenden Sie zuerst eine andere Freigabe.',
  'cause.Not understood': 'Nicht verstanden',
  'cause.Something in this request is not right.': 'Etwas an dieser Anfrage stimmt nicht.',
  'cause.Check what you entered.': 'Prüfen Sie Ihre Eingaben.',
  'cause.Message unreadable': 'Nachricht nicht lesbar',
  'cause.The server cannot deliver this message.': 'Der Server kann diese Nachricht nicht ausliefern.',
  'cause.Stopped': 'Abgebrochen',
  'cause.This was stopped before it was done.': 'Das wurde abgebrochen, bevor es fertig war.',
  'cause.Too many tries': 'Zu viele Versuche',
  'cause.There were too many tries in a short time.': 'Es gab in kurzer Zeit zu viele Versuche.',
  'cause.Wait a little, then try again.': 'Warten Sie ein wenig, und versuchen Sie es dann erneut.',
  'cause.Disk full': 'Festplatte voll',
  'cause.The disk of this mail client is full, so nothing can be stored. Your mail stays where it is.':
    'Die Festplatte dieses Mailprogramms ist voll, deshalb kann nichts gespeichert werden. Ihre E-Mails bleiben, wo sie sind.',
  'cause.Make room on the disk, or tell the operator; then it goes on by itself.':
    'Schaffen Sie Platz auf der Festplatte, oder sagen Sie es dem Betreiber; dann geht es von selbst weiter.',
  'cause.Storage trouble': 'Störung beim Speichern',
  'cause.The server of this mail client cannot store or read its data.':
    'Der Server dieses Mailprogramms kann seine Daten nicht speichern oder lesen.',
  'cause.Tell its operator.': 'Sagen Sie es seinem Betreiber.',
  'cause.Something went wrong': 'Etwas ist schiefgegangen',
  'cause.Something went wrong here, not with your mail.': 'Hier ist etwas schiefgegangen, nicht bei Ihren E-Mails.',
  'cause.Try again; if it stays, tell the operator.': 'Versuchen Sie es erneut; bleibt es so, sagen Sie es dem Betreiber.',
  'cause.The certificate is out of date; the provider must renew it.':
    'Das Zertifikat ist abgelaufen oder noch nicht gültig; der Anbieter muss es erneuern.',
  'cause.The certificate is out of date (from {from} to {to}); the provider must renew it.':
    'Das Zertifikat gilt nur von {from} bis {to}; der Anbieter muss es erneuern.',
  'cause.The certificate is for {name}, not for {host}. Use that name or beware.':
    'Das Zertifikat gilt für {name}, nicht für {host}. Verwenden Sie jenen Namen, oder seien Sie vorsichtig.',
  'cause.This is a server for {speaks}, not for {wanted}.': 'Das ist ein Server für {speaks}, nicht für {wanted}.',
  'cause.The message is too big (limit {limit}).': 'Die Nachricht ist zu groß (höchstens {limit}).',
  'cause.Sign in again at your provider': 'Melden Sie sich bei Ihrem Anbieter erneut an',
  'cause.Your provider has ended this connection and wants to see you again in its own window. Nothing is lost: what you wrote waits here and is sent afterwards.':
    'Ihr Anbieter hat diese Verbindung beendet und möchte, dass Sie sich in seinem eigenen Fenster erneut anmelden. Nichts geht verloren: Was Sie geschrieben haben, wartet hier und wird danach gesendet.',
  'cause.Press “Sign in again”.': 'Wählen Sie „Neu anmelden“.',
  'cause.Access was not granted': 'Der Zugriff wurde nicht erlaubt',
  'cause.At the provider’s window the access to your mailbox was refused, so it cannot be opened here.':
    'Im Fenster des Anbieters wurde der Zugriff auf Ihr Postfach abgelehnt, deshalb kann es hier nicht geöffnet werden.',
  'cause.Try again and agree there, or use a password if your provider takes one.':
    'Versuchen Sie es erneut und stimmen Sie dort zu, oder verwenden Sie ein Passwort, wenn Ihr Anbieter eines annimmt.',
  'cause.The provider does not know this mail client': 'Der Anbieter kennt dieses Mailprogramm nicht',
  'cause.Your provider refuses this installation of the mail client as a program; this has nothing to do with you.':
    'Ihr Anbieter lehnt diese Installation des Mailprogramms ab; mit Ihnen hat das nichts zu tun.',
  'cause.Tell the operator of this mail client.': 'Sagen Sie es dem Betreiber dieses Mailprogramms.',
  'cause.The provider’s answer is not right': 'Die Antwort des Anbieters stimmt nicht',
  'cause.The sign-in window of the provider gave an answer that cannot be used.':
    'Das Anmeldefenster des Anbieters gab eine Antwort, mit der sich nichts anfangen lässt.',
  'cause.That took too long': 'Das hat zu lange gedauert',
  'cause.The way to your provider and back was begun in another window, or too long ago. Nothing was changed.':
    'Der Weg zu Ihrem Anbieter und zurück wurde in einem anderen Fenster oder vor zu langer Zeit begonnen. Es wurde nichts geändert.',
  'cause.Begin again.': 'Beginnen Sie von vorn.',
  'cause.Another mailbox': 'Ein anderes Postfach',
  'cause.At the provider’s window another mailbox was chosen than the one entered here.':
    'Im Fenster des Anbieters wurde ein anderes Postfach gewählt als das hier eingegebene.',
  'cause.Begin again, and choose the same mailbox there.': 'Beginnen Sie von vorn und wählen Sie dort dasselbe Postfach.',
  'cause.Not known here': 'Hier nicht bekannt',
  'cause.The sign-in worked, but it does not say which person of this house you are.':
    'Die Anmeldung hat geklappt, sie sagt aber nicht, welche Person dieses Hauses Sie sind.',
  'cause.Tell the operator.': 'Sagen Sie es dem Betreiber.',
};
