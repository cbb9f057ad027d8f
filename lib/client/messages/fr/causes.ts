import type { causes as english } from '../en/causes.ts';

export const causes: Readonly<Record<keyof typeof english, string>> = {
  'cause.Check the spelling of the server name.': 'Vérifiez l’orthographe du nom du serveur.',
  'cause.Try again in a few minutes.': 'Réessayez dans quelques minutes.',
  'cause.Choose the other encryption mode for this port, or the other port.':
    'Choisissez l’autre mode de chiffrement pour ce port, ou l’autre port.',
  'cause.Please sign in': 'Veuillez vous connecter',
  'cause.You are not signed in here, or the session has ended.': 'Vous n’êtes pas connecté ici, ou la session est terminée.',
  'cause.Sign in again.': 'Reconnectez-vous.',
  'cause.Not from this page': 'Pas depuis cette page',
  'cause.This came from another page or another address than this mail client\u2019s own.':
    'Cela venait d’une autre page ou d’une autre adresse que celle de ce programme.',
  'cause.Open the mail client at its own address and try again.': 'Ouvrez le programme de courrier à sa propre adresse et réessayez.',
  'cause.Sign-in window needed': 'Fenêtre de connexion requise',
  'cause.This provider lets other programs in only through its own sign-in window, not with a password.':
    'Ce fournisseur n’admet les autres programmes que par sa propre fenêtre de connexion, pas avec un mot de passe.',
  'cause.Use another mailbox for now, or switch on password access for mail programs at the provider.':
    'Utilisez une autre boîte pour l’instant, ou activez chez le fournisseur l’accès par mot de passe.',
  'cause.App password needed': 'Mot de passe d’application requis',
  'cause.This provider wants an app password or its own sign-in window. Your normal password does not open the mailbox for mail programs.':
    'Ce fournisseur demande un mot de passe d’application ou sa propre fenêtre de connexion. Votre mot de passe habituel n’ouvre pas la boîte aux programmes de courrier.',
  'cause.Make an app password in the security settings of your provider and enter it here.':
    'Créez un mot de passe d’application dans les réglages de sécurité de votre fournisseur et saisissez-le ici.',
  'cause.Encryption first': 'Le chiffrement d’abord',
  'cause.The server takes a password only over an encrypted connection.':
    'Le serveur n’accepte un mot de passe que par une connexion chiffrée.',
  'cause.Choose TLS or STARTTLS in the server settings.': 'Choisissez TLS ou STARTTLS dans les réglages des serveurs.',
  'cause.Mailbox busy': 'Boîte occupée',
  'cause.The mailbox is open elsewhere too often, so the server takes no more connections.':
    'La boîte est ouverte trop souvent ailleurs, le serveur n’accepte donc plus de connexion.',
  'cause.Close other mail programs, or wait: it is tried again by itself.':
    'Fermez d’autres programmes de courrier, ou attendez : un nouvel essai se fera de lui-même.',
  'cause.Temporary trouble at the provider': 'Trouble passager chez le fournisseur',
  'cause.The server is there but cannot help right now.': 'Le serveur est là mais ne peut rien faire pour l’instant.',
  'cause.User name or password refused': 'Nom d’utilisateur ou mot de passe refusé',
  'cause.The server does not accept this user name and password. With two-step sign-in an app password is needed.':
    'Le serveur n’accepte pas ce nom d’utilisateur et ce mot de passe. Avec la connexion en deux étapes, il faut un mot de passe d’application.',
  'cause.Check both; if two-step sign-in is on, make an app password at your provider.':
    'Vérifiez les deux ; si la connexion en deux étapes est active, créez un mot de passe d’application chez votre fournisseur.',
  'cause.No sign-in offered': 'Aucune connexion proposée',
  'cause.The server offers no way to sign in that can be used here.': 'Le serveur n’offre aucune méthode de connexion utilisable ici.',
  'cause.Check the port: another one may be meant for signing in.': 'Vérifiez le port : un autre est peut-être prévu pour se connecter.',
  'cause.The server could not prove itself': 'Le serveur n’a pas pu prouver son identité',
  'cause.It let us in without knowing your password, so it may be another server than it claims to be. Nothing was sent.':
    'Il nous a laissés entrer sans connaître votre mot de passe, c’est donc peut-être un autre serveur qu’il ne prétend. Rien n’a été envoyé.',
  'cause.Try another network; if it stays, tell your provider.': 'Essayez un autre réseau ; si cela persiste, prévenez votre fournisseur.',
  'cause.No access for mail programs': 'Pas d’accès pour les programmes de courrier',
  'cause.This provider has no open IMAP, POP3 or SMTP, so only its own app can read the mail.':
    'Ce fournisseur n’a ni IMAP, ni POP3, ni SMTP ouverts, seule sa propre application peut donc lire le courrier.',
  'cause.Only through a bridge': 'Seulement par une passerelle',
  'cause.This provider has no open IMAP or SMTP; its bridge program on your own computer offers them there.':
    'Ce fournisseur n’a ni IMAP ni SMTP ouverts ; son programme passerelle sur votre ordinateur les y propose.',
  'cause.With the bridge running on the machine of this server, enter its settings by hand.':
    'Si la passerelle tourne sur la machine de ce serveur, saisissez ses réglages à la main.',
  'cause.Servers not known': 'Serveurs inconnus',
  'cause.The mail servers of this address are not in our table.': 'Les serveurs de courrier de cette adresse ne sont pas dans notre table.',
  'cause.Enter them by hand; your provider\u2019s help pages name them.':
    'Saisissez-les à la main ; les pages d’aide de votre fournisseur les indiquent.',
  'cause.No encryption at this provider': 'Pas de chiffrement chez ce fournisseur',
  'cause.The known settings of this provider send the password unencrypted. That is never done by itself.':
    'Les réglages connus de ce fournisseur envoient le mot de passe en clair. Cela n’est jamais fait de soi-même.',
  'cause.Try port 993 with TLS by hand, or ask the provider for encrypted access.':
    'Essayez à la main le port 993 avec TLS, ou demandez au fournisseur un accès chiffré.',
  'cause.This domain may not sign in here': 'Ce domaine ne peut pas se connecter ici',
  'cause.Whoever runs this server allows only certain mail domains.': 'L’exploitant de ce serveur n’admet que certains domaines.',
  'cause.Use an address of an allowed domain, or ask the operator.': 'Utilisez une adresse d’un domaine admis, ou demandez à l’exploitant.',
  'cause.No encryption offered': 'Aucun chiffrement proposé',
  'cause.The server offers no encryption here (or someone on the way removes it). The password was not sent.':
    'Le serveur n’offre pas de chiffrement ici (ou quelqu’un en route le retire). Le mot de passe n’a pas été envoyé.',
  'cause.Try the TLS port (993 for IMAP, 465 for SMTP).': 'Essayez le port TLS (993 pour IMAP, 465 pour SMTP).',
  'cause.Connection tampered with': 'Connexion altérée',
  'cause.Something was sent before the encryption began. The password was not sent.':
    'Quelque chose a été envoyé avant le chiffrement. Le mot de passe n’a pas été envoyé.',
  'cause.TLS and STARTTLS are mixed up': 'TLS et STARTTLS sont confondus',
  'cause.TLS and STARTTLS are mixed up: the other mode is needed on this port.':
    'TLS et STARTTLS sont confondus : ce port demande l’autre mode.',
  'cause.No TLS on this port': 'Pas de TLS sur ce port',
  'cause.The server speaks without TLS here: use STARTTLS on this port or the TLS port.':
    'Le serveur parle sans TLS ici : utilisez STARTTLS sur ce port, ou le port TLS.',
  'cause.The server stayed silent when encryption was begun: probably the other mode is needed.':
    'Le serveur est resté muet au début du chiffrement : l’autre mode est sans doute nécessaire.',
  'cause.Certificate out of date': 'Certificat hors validité',
  'cause.Tell your provider. The password was not sent.': 'Prévenez votre fournisseur. Le mot de passe n’a pas été envoyé.',
  'cause.Certificate for another name': 'Certificat pour un autre nom',
  'cause.The certificate is for another name than this server\u2019s. Use the name in it or beware.':
    'Le certificat est pour un autre nom que celui de ce serveur. Utilisez le nom qu’il indique, ou méfiez-vous.',
  'cause.Unknown certificate': 'Certificat inconnu',
  'cause.Nobody known has signed this certificate, so the server could be anyone\u2019s.':
    'Personne de connu n’a signé ce certificat, le serveur pourrait être à n’importe qui.',
  'cause.Ask the operator of the server for a certificate of a public authority.':
    'Demandez à l’exploitant du serveur un certificat d’une autorité publique.',
  'cause.Certificate cannot be checked': 'Certificat invérifiable',
  'cause.The server left out an intermediate certificate, or an unknown authority signed it.':
    'Le serveur a omis un certificat intermédiaire, ou une autorité inconnue l’a signé.',
  'cause.Tell the operator of the server.': 'Prévenez l’exploitant du serveur.',
  'cause.Outdated encryption': 'Chiffrement dépassé',
  'cause.The server only offers outdated encryption.': 'Le serveur n’offre qu’un chiffrement dépassé.',
  'cause.Tell your provider.': 'Prévenez votre fournisseur.',
  'cause.No safe connection': 'Pas de connexion sûre',
  'cause.The encrypted connection could not be set up, so nothing was sent.':
    'La connexion chiffrée n’a pas pu être établie, rien n’a donc été envoyé.',
  'cause.Unknown host name': 'Nom de serveur inconnu',
  'cause.This host name does not exist. Check the spelling.': 'Ce nom de serveur n’existe pas. Vérifiez l’orthographe.',
  'cause.Name service silent': 'Service de noms muet',
  'cause.The name service did not answer. Try again later.': 'Le service de noms n’a pas répondu. Réessayez plus tard.',
  'cause.This domain takes no mail': 'Ce domaine ne reçoit pas de courrier',
  'cause.This domain says it takes no mail.': 'Ce domaine dit qu’il ne reçoit pas de courrier.',
  'cause.Check the address.': 'Vérifiez l’adresse.',
  'cause.Service not offered': 'Service non proposé',
  'cause.This domain says it does not offer this service.': 'Ce domaine dit qu’il n’offre pas ce service.',
  'cause.Nothing listens there': 'Rien n’écoute là',
  'cause.The machine is there, but nothing listens on this port.': 'La machine est là, mais rien n’écoute sur ce port.',
  'cause.Check the port.': 'Vérifiez le port.',
  'cause.No answer': 'Pas de réponse',
  'cause.No answer: firewall, wrong host, or the port is blocked (25 often is).':
    'Pas de réponse : pare-feu, mauvais serveur, ou port bloqué (le 25 l’est souvent).',
  'cause.Check host and port.': 'Vérifiez le serveur et le port.',
  'cause.The server stays silent': 'Le serveur reste muet',
  'cause.The connection stands, but the server says nothing.': 'La connexion tient, mais le serveur ne dit rien.',
  'cause.Many networks block port 25; 587 or 465 are for sending.':
    'Beaucoup de réseaux bloquent le port 25 ; les ports 587 ou 465 servent à l’envoi.',
  'cause.The connection stands, but the server says nothing. TLS and STARTTLS may be mixed up: the other mode is needed then.':
    'La connexion tient, mais le serveur ne dit rien. TLS et STARTTLS sont peut-être confondus : il faut alors l’autre mode.',
  'cause.No way there': 'Aucun chemin',
  'cause.This machine has no way to the server\u2019s address.': 'Cette machine n’a pas de chemin vers l’adresse du serveur.',
  'cause.Check the network of the machine that runs this mail client.': 'Vérifiez le réseau de la machine qui fait tourner ce programme.',
  'cause.The server hangs up': 'Le serveur raccroche',
  'cause.The server hangs up at once: blocked address or wrong port.': 'Le serveur raccroche aussitôt : adresse bloquée ou mauvais port.',
  'cause.Another kind of server': 'Un autre type de serveur',
  'cause.A server of another kind answers on this port (IMAP, POP3 and SMTP have different ports).':
    'Un serveur d’un autre type répond sur ce port (IMAP, POP3 et SMTP ont des ports différents).',
  'cause.This server cannot be reached': 'Ce serveur ne peut pas être joint',
  'cause.The address is not one that this installation may connect to.':
    'Cette installation n’est pas autorisée à se connecter à cette adresse.',
  'cause.Check host and port; the operator can allow private networks.':
    'Vérifiez le serveur et le port ; l’exploitant peut autoriser des réseaux privés.',
  'cause.Not known whether it was sent': 'On ne sait pas s’il a été envoyé',
  'cause.The server took the message but never confirmed it. Unknown whether it was sent; it is being looked up.':
    'Le serveur a pris le message sans jamais le confirmer. On ne sait pas s’il a été envoyé ; on vérifie.',
  'cause.Look into Sent or ask the recipient before sending it again.':
    'Regardez dans Envoyés ou demandez au destinataire avant de renvoyer.',
  'cause.Not your outgoing server': 'Pas votre serveur d’envoi',
  'cause.The server will not pass on mail: sign in first, or this is not your outgoing server.':
    'Le serveur ne relaie pas de courrier : connectez-vous d’abord, ou ce n’est pas votre serveur d’envoi.',
  'cause.Check the outgoing server in the settings.': 'Vérifiez le serveur d’envoi dans les paramètres.',
  'cause.Sender not allowed': 'Expéditeur non autorisé',
  'cause.You may not use this sender address.': 'Vous ne pouvez pas utiliser cette adresse d’expéditeur.',
  'cause.Choose another sender address.': 'Choisissez une autre adresse d’expéditeur.',
  'cause.No such mailbox': 'Boîte inexistante',
  'cause.No such mailbox: the address does not exist at that provider.': 'Boîte inexistante : l’adresse n’existe pas chez ce fournisseur.',
  'cause.No such domain': 'Domaine inexistant',
  'cause.No such domain: the part after the @ does not exist.': 'Domaine inexistant : la partie après @ n’existe pas.',
  'cause.That domain takes no mail': 'L’autre domaine ne reçoit pas de courrier',
  'cause.That domain takes no mail.': 'L’autre domaine ne reçoit pas de courrier.',
  'cause.Mailbox full': 'Boîte pleine',
  'cause.The mailbox is full.': 'La boîte est pleine.',
  'cause.Something must be deleted there first.': 'Il faut d’abord y supprimer quelque chose.',
  'cause.Message too big': 'Message trop volumineux',
  'cause.The message is too big for the server.': 'Le message est trop volumineux pour le serveur.',
  'cause.Send fewer or smaller attachments.': 'Envoyez moins de pièces jointes, ou de plus petites.',
  'cause.Come back later': 'Revenir plus tard',
  'cause.The server asks to come back later (greylisting); it is retried.':
    'Le serveur demande de revenir plus tard (liste grise) ; un nouvel essai aura lieu.',
  'cause.Sender\u2019s domain not proven': 'Domaine de l’expéditeur non prouvé',
  'cause.Refused: the sender\u2019s domain proof (SPF, DKIM, DMARC) failed.':
    'Refusé : la preuve du domaine de l’expéditeur (SPF, DKIM, DMARC) a échoué.',
  'cause.The operator of your mail domain must mend this.': 'L’exploitant de votre domaine doit corriger cela.',
  'cause.Encryption all the way cannot be promised': 'Le chiffrement de bout en bout ne peut être promis',
  'cause.The message was to go over encrypted connections only, and a server on its way cannot promise that. It was not sent.':
    'Le message ne devait passer que par des connexions chiffrées, et un serveur en route ne peut le promettre. Il n’a pas été envoyé.',
  'cause.Send it without that wish, or by another way.': 'Envoyez-le sans ce souhait, ou par une autre voie.',
  'cause.International address': 'Adresse internationale',
  'cause.The server cannot handle this international address.': 'Le serveur ne sait pas traiter cette adresse internationale.',
  'cause.Ask for an address in plain letters.': 'Demandez une adresse en lettres simples.',
  'cause.Sign-in not possible now': 'Connexion impossible pour l’instant',
  'cause.The server did not let us in, for another reason than the password.':
    'Le serveur ne nous a pas laissés entrer, pour une autre raison que le mot de passe.',
  'cause.Connection lost': 'Connexion perdue',
  'cause.The connection to the server broke.': 'La connexion au serveur s’est rompue.',
  'cause.The server says: later': 'Le serveur dit : plus tard',
  'cause.The server cannot do this right now; it is tried again.':
    'Le serveur ne peut pas le faire maintenant ; un nouvel essai aura lieu.',
  'cause.Unexpected answer': 'Réponse inattendue',
  'cause.The server said something that makes no sense here.': 'Le serveur a dit quelque chose qui n’a pas de sens ici.',
  'cause.Refused by the server': 'Refusé par le serveur',
  'cause.The server refused this.': 'Le serveur a refusé cela.',
  'cause.Not allowed': 'Non autorisé',
  'cause.You do not have the right to do this.': 'Vous n’avez pas le droit de faire cela.',
  'cause.Not found': 'Introuvable',
  'cause.This does not exist (any more).': 'Cela n’existe pas (ou plus).',
  'cause.Already there': 'Déjà présent',
  'cause.Something of this name exists already.': 'Quelque chose de ce nom existe déjà.',
  'cause.Mailbox changed': 'Boîte modifiée',
  'cause.The mailbox was rebuilt on the server; it is being read anew.': 'La boîte a été reconstruite sur le serveur ; elle est relue.',
  'cause.That is this account': 'C’est ce compte même',
  'cause.This account has that address itself.': 'Ce compte a lui-même cette adresse.',
  'cause.Enter the address of somebody else.': 'Saisissez l’adresse de quelqu’un d’autre.',
  'cause.Cannot share with this address': 'Partage impossible avec cette adresse',
  'cause.An account can be shared with addresses of its own domain, and of mail providers that are known here: only there it is sure whose address it is.':
    'Un compte peut être partagé avec des adresses de son domaine et de fournisseurs connus ici : là seulement, on est sûr de savoir à qui est l’adresse.',
  'cause.Check the spelling of the address.': 'Vérifiez l’orthographe de l’adresse.',
  'cause.Shared too often': 'Trop de partages',
  'cause.This account is shared with as many addresses as it can be.': 'Ce compte est partagé avec autant d’adresses que possible.',
  'cause.End another share first.': 'Mettez d’abord fin à un autre partage.',
  'cause.Not understood': 'Pas compris',
  'cause.Something in this request is not right.': 'Quelque chose ne va pas dans cette demande.',
  'cause.Check what you entered.': 'Vérifiez ce que vous avez saisi.',
  'cause.Message unreadable': 'Message illisible',
  'cause.The server cannot deliver this message.': 'Le serveur ne peut pas fournir ce message.',
  'cause.Stopped': 'Arrêté',
  'cause.This was stopped before it was done.': 'Cela a été arrêté avant la fin.',
  'cause.Too many tries': 'Trop d’essais',
  'cause.There were too many tries in a short time.': 'Il y a eu trop d’essais en peu de temps.',
  'cause.Wait a little, then try again.': 'Attendez un peu, puis réessayez.',
  'cause.Disk full': 'Disque plein',
  'cause.The disk of this mail client is full, so nothing can be stored. Your mail stays where it is.':
    'Le disque de ce programme est plein, rien ne peut donc être enregistré. Votre courrier reste où il est.',
  'cause.Make room on the disk, or tell the operator; then it goes on by itself.':
    'Faites de la place sur le disque, ou prévenez l’exploitant ; cela reprend alors de soi-même.',
  'cause.Storage trouble': 'Trouble de stockage',
  'cause.The server of this mail client cannot store or read its data.':
    'Le serveur de ce programme ne peut pas enregistrer ou lire ses données.',
  'cause.Tell its operator.': 'Prévenez son exploitant.',
  'cause.Something went wrong': 'Une erreur s’est produite',
  'cause.Something went wrong here, not with your mail.': 'Quelque chose s’est mal passé ici, pas avec votre courrier.',
  'cause.Try again; if it stays, tell the operator.': 'Réessayez ; si cela persiste, prévenez l’exploitant.',
  'cause.The certificate is out of date; the provider must renew it.':
    'Le certificat est hors validité ; le fournisseur doit le renouveler.',
  'cause.The certificate is out of date (from {from} to {to}); the provider must renew it.':
    'Le certificat est hors validité (du {from} au {to}) ; le fournisseur doit le renouveler.',
  'cause.The certificate is for {name}, not for {host}. Use that name or beware.':
    'Le certificat est pour {name}, pas pour {host}. Utilisez ce nom, ou méfiez-vous.',
  'cause.This is a server for {speaks}, not for {wanted}.': 'C’est un serveur pour {speaks}, pas pour {wanted}.',
  'cause.The message is too big (limit {limit}).': 'Le message est trop volumineux (limite {limit}).',
  'cause.Sign in again at your provider': 'Reconnectez-vous chez votre fournisseur',
  'cause.Your provider has ended this connection and wants to see you again in its own window. Nothing is lost: what you wrote waits here and is sent afterwards.':
    'Votre fournisseur a mis fin à cette connexion et veut vous revoir dans sa propre fenêtre. Rien n’est perdu : ce que vous avez écrit attend ici et sera envoyé ensuite.',
  'cause.Press “Sign in again”.': 'Appuyez sur « Se reconnecter ».',
  'cause.Access was not granted': 'L’accès n’a pas été accordé',
  'cause.At the provider’s window the access to your mailbox was refused, so it cannot be opened here.':
    'Dans la fenêtre du fournisseur, l’accès à votre boîte a été refusé ; elle ne peut donc pas être ouverte ici.',
  'cause.Try again and agree there, or use a password if your provider takes one.':
    'Réessayez et acceptez-y, ou utilisez un mot de passe si votre fournisseur en accepte un.',
  'cause.The provider does not know this mail client': 'Le fournisseur ne connaît pas ce client de messagerie',
  'cause.Your provider refuses this installation of the mail client as a program; this has nothing to do with you.':
    'Votre fournisseur refuse cette installation du client de messagerie ; cela n’a rien à voir avec vous.',
  'cause.Tell the operator of this mail client.': 'Prévenez l’exploitant de ce client de messagerie.',
  'cause.The provider’s answer is not right': 'La réponse du fournisseur n’est pas correcte',
  'cause.The sign-in window of the provider gave an answer that cannot be used.':
    'La fenêtre de connexion du fournisseur a donné une réponse inutilisable.',
  'cause.That took too long': 'Cela a pris trop de temps',
  'cause.The way to your provider and back was begun in another window, or too long ago. Nothing was changed.':
    'Le passage par votre fournisseur a été commencé dans une autre fenêtre, ou il y a trop longtemps. Rien n’a été modifié.',
  'cause.Begin again.': 'Recommencez.',
  'cause.Another mailbox': 'Une autre boîte',
  'cause.At the provider’s window another mailbox was chosen than the one entered here.':
    'Dans la fenêtre du fournisseur, une autre boîte que celle saisie ici a été choisie.',
  'cause.Begin again, and choose the same mailbox there.': 'Recommencez et choisissez-y la même boîte.',
  'cause.Not known here': 'Inconnu ici',
  'cause.The sign-in worked, but it does not say which person of this house you are.':
    'La connexion a réussi, mais elle ne dit pas quelle personne de cette maison vous êtes.',
  'cause.Tell the operator.': 'Prévenez l’exploitant.',
};
