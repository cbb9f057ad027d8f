import type { findings as english } from '../en/findings.ts';

export const findings: Readonly<Record<keyof typeof english, string>> = {
  'cause.The usual IMAP (RFC 3501).': 'L’IMAP habituel (RFC 3501).',
  'cause.The newer IMAP (RFC 9051).': 'L’IMAP plus récent (RFC 9051).',
  'cause.New mail is told at once.': 'Le nouveau courrier est annoncé aussitôt.',
  'cause.News of every folder over one connection.': 'Les nouvelles de tous les dossiers par une seule connexion.',
  'cause.Changed flags are found quickly.': 'Les marques modifiées se trouvent vite.',
  'cause.What changed while away is found in one step.': 'Ce qui a changé entre-temps se trouve en une étape.',
  'cause.Messages are moved in one step.': 'Les messages se déplacent en une étape.',
  'cause.Where a copied message landed is known.': 'On sait où arrive un message copié.',
  'cause.Sent, Drafts, Trash … are marked.': 'Envoyés, Brouillons, Corbeille… sont signalés.',
  'cause.Searches answer briefly.': 'Les recherches ont des réponses brèves.',
  'cause.The server can sort.': 'Le serveur sait trier.',
  'cause.The server can group conversations.': 'Le serveur sait regrouper les conversations.',
  'cause.How full the mailbox is can be asked.': 'On peut demander combien la boîte est remplie.',
  'cause.Folders can be shared.': 'Les dossiers peuvent être partagés.',
  'cause.Shared and public folders are told apart.': 'Les dossiers partagés et publics sont distingués.',
  'cause.Traffic can be compressed.': 'Les échanges peuvent être compressés.',
  'cause.Attachments come decoded.': 'Les pièces jointes arrivent décodées.',
  'cause.The server makes the preview lines.': 'Le serveur fait les lignes d’aperçu.',
  'cause.Folders and their counts in one answer.': 'Les dossiers et leurs comptes en une réponse.',
  'cause.International names and addresses.': 'Noms et adresses internationaux.',
  'cause.Signing in takes one step less.': 'La connexion demande une étape de moins.',
  'cause.Gmail’s labels and conversations.': 'Libellés et conversations de Gmail.',
  'cause.Encryption can be switched on here.': 'Le chiffrement peut être activé ici.',
  'cause.No password is taken before encryption.': 'Aucun mot de passe n’est accepté avant le chiffrement.',
  'cause.The largest message that can be stored.': 'Le plus gros message que l’on peut déposer.',
  'cause.Notes on folders can be stored.': 'On peut garder des notes sur les dossiers.',
  'cause.Every message has a name that stays.': 'Chaque message a un nom qui reste.',
  'cause.The beginning of a message can be read alone.': 'Le début d’un message peut se lire seul.',
  'cause.Commands need not wait for each other.': 'Les commandes n’ont pas à s’attendre.',
  'cause.Sign-in by name and password.': 'Connexion par nom et mot de passe.',
  'cause.Refusals say why.': 'Les refus disent pourquoi.',
  'cause.A wrong password is told from other trouble.': 'Un mot de passe faux se distingue des autres ennuis.',
  'cause.How long messages are kept.': 'Combien de temps les messages sont gardés.',
  'cause.Least time between two sign-ins.': 'Temps minimal entre deux connexions.',
  'cause.The largest message that is taken.': 'Le plus gros message accepté.',
  'cause.Letters beyond ASCII need no re-coding.': 'Les lettres hors ASCII n’ont pas à être recodées.',
  'cause.International addresses.': 'Adresses internationales.',
  'cause.Delivery notices can be asked for.': 'On peut demander des avis de remise.',
  'cause.Large messages are sent in pieces.': 'Les gros messages partent en morceaux.',
  'cause.Encryption can be demanded for the whole way.': 'On peut exiger le chiffrement sur tout le chemin.',
  'cause.The server itself can send later.': 'Le serveur sait lui-même envoyer plus tard.',
  'cause.The folder for sent mail.': 'Le dossier du courrier envoyé.',
  'cause.The folder for drafts.': 'Le dossier des brouillons.',
  'cause.The folder for deleted mail.': 'Le dossier du courrier supprimé.',
  'cause.The folder for junk.': 'Le dossier des indésirables.',
  'cause.The folder for archived mail.': 'Le dossier du courrier archivé.',
  'cause.The folder for all mail.': 'Le dossier de tout le courrier.',
  'cause.The folder for starred mail.': 'Le dossier du courrier suivi.',
  'cause.The mailbox is full.': 'La boîte est pleine.',
  'cause.The mailbox is nearly full.': 'La boîte est presque pleine.',
  'cause.IPv6 does not work from here; IPv4 is used.': 'IPv6 ne fonctionne pas d’ici ; IPv4 est utilisé.',
  'cause.The password crossed the network unencrypted.': 'Le mot de passe a traversé le réseau sans chiffrement.',
  'cause.The server would take a message from this address to itself. Nothing was sent.':
    'Le serveur accepterait un message de cette adresse à elle-même. Rien n’a été envoyé.',
  'cause.Good; TLS 1.3 would be newer.': 'Bien ; TLS 1.3 serait plus récent.',
  'cause.Not valid yet.': 'Pas encore valable.',
  'cause.Expired {days} day ago.': 'Expiré depuis {days} jour.',
  'cause.Expired {days} days ago.': 'Expiré depuis {days} jours.',
  'cause.Runs out in {days} day: it should have been renewed by now.': 'Expire dans {days} jour : il aurait déjà dû être renouvelé.',
  'cause.Runs out in {days} days: it should have been renewed by now.': 'Expire dans {days} jours : il aurait déjà dû être renouvelé.',
  'cause.Signed by itself.': 'Signé par lui-même.',
  'cause.The name service did not answer, so nothing is known.': 'Le service de noms n’a pas répondu ; on ne sait donc rien.',
  'cause.No mail server is named for this domain. Mail for it goes to the machine of the same name, if there is one.':
    'Aucun serveur de courrier n’est indiqué pour ce domaine. Le courrier va à la machine du même nom, s’il y en a une.',
  'cause.This domain says that it takes no mail.': 'Ce domaine déclare ne pas accepter de courrier.',
  'cause.Mail for this domain goes to this server.': 'Le courrier de ce domaine va à ce serveur.',
  'cause.Mail for this domain goes to these servers, the lowest number first.':
    'Le courrier de ce domaine va à ces serveurs, le plus petit nombre d’abord.',
  'cause.Nothing says which servers may send for this domain. Some receivers take that as a bad sign.':
    'Rien ne dit quels serveurs peuvent envoyer pour ce domaine. Certains destinataires y voient un mauvais signe.',
  'cause.There are two of them. Receivers then count it as an error: only one may be published.':
    'Il y en a deux. Les destinataires y voient une erreur : un seul doit être publié.',
  'cause.It allows the whole world to send for this domain.': 'Il autorise le monde entier à envoyer pour ce domaine.',
  'cause.It needs {lookups} look-ups; more than ten count as an error.':
    'Il demande {lookups} requêtes ; plus de dix comptent comme une erreur.',
  'cause.Says which servers may send for this domain; mail from others is to be refused.':
    'Dit quels serveurs peuvent envoyer pour ce domaine ; le courrier des autres est à refuser.',
  'cause.Says which servers may send for this domain; mail from others is suspicious.':
    'Dit quels serveurs peuvent envoyer pour ce domaine ; le courrier des autres est suspect.',
  'cause.The rules stand at another name.': 'Les règles se trouvent sous un autre nom.',
  'cause.It says which servers may send, but not what to do with mail from others.':
    'Il dit quels serveurs peuvent envoyer, mais pas que faire du courrier des autres.',
  'cause.No key under one of the usual names. There may be one under another: a signed message names it.':
    'Pas de clé sous l’un des noms habituels. Il peut y en avoir une sous un autre : un message signé le nomme.',
  'cause.The keys that were found are withdrawn (empty).': 'Les clés trouvées sont retirées (vides).',
  'cause.Messages of this domain can be signed; receivers check them with this key.':
    'Les messages de ce domaine peuvent être signés ; les destinataires les vérifient avec cette clé.',
  'cause.Nothing says what to do with mail that only pretends to come from this domain. Large providers ask for it.':
    'Rien ne dit que faire du courrier qui prétend seulement venir de ce domaine. Les grands fournisseurs le demandent.',
  'cause.Mail that only pretends to come from this domain is to be refused.':
    'Le courrier qui prétend seulement venir de ce domaine est à refuser.',
  'cause.Mail that only pretends to come from this domain is to go to junk.':
    'Le courrier qui prétend seulement venir de ce domaine doit aller aux indésirables.',
  'cause.Forged mail is only reported, not refused.': 'Le courrier falsifié est seulement signalé, pas refusé.',
  'cause.It has no readable wish (p=…), so receivers pass it over.':
    'Il n’a pas de souhait lisible (p=…), les destinataires l’ignorent donc.',
  'cause.Other servers may send mail to this domain unencrypted. Not usual yet, but good to have.':
    'D’autres serveurs peuvent envoyer à ce domaine sans chiffrement. Ce n’est pas encore courant, mais bon à avoir.',
  'cause.Other servers must encrypt and check the certificate when they send mail here.':
    'Les autres serveurs doivent chiffrer et vérifier le certificat quand ils envoient ici.',
  'cause.It is announced, but its policy page cannot be read, so it does not work.':
    'C’est annoncé, mais la page de règles est illisible : cela ne fonctionne donc pas.',
  'cause.The policy is in mode “{mode}”: trouble is reported at most, not prevented.':
    'La règle est en mode « {mode} » : les ennuis sont au mieux signalés, pas évités.',
  'cause.Other servers report where encryption failed when they sent mail here.':
    'Les autres serveurs signalent où le chiffrement a échoué en envoyant ici.',
  'cause.Nobody is told when encryption fails on the way here. Only useful together with MTA-STS.':
    'Personne n’apprend l’échec du chiffrement en chemin. Utile seulement avec MTA-STS.',
  'cause.Mail programs cannot find the servers by themselves this way.':
    'Les logiciels de courrier ne peuvent pas trouver seuls les serveurs ainsi.',
  'cause.The domain says that it offers none of these services.': 'Le domaine déclare n’offrir aucun de ces services.',
  'cause.Names the servers for mail programs; it says it does not offer {services}.':
    'Indique les serveurs aux logiciels de courrier ; déclare ne pas offrir {services}.',
  'cause.Names the servers for mail programs.': 'Indique les serveurs aux logiciels de courrier.',
  'cause.Mail programs find their settings by themselves.': 'Les logiciels de courrier trouvent seuls leurs réglages.',
  'cause.Mail programs must guess the settings, or know the provider.':
    'Les logiciels de courrier doivent deviner les réglages ou connaître le fournisseur.',
};
