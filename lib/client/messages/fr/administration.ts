import type { administration as english } from '../en/administration.ts';

export const administration: Readonly<Record<keyof typeof english, string>> = {
  'administration.title': 'Pour l’administration',
  'administration.hint': 'Vaut pour tout le monde sur ce Postern. Vous le voyez parce que son exploitant vous a désigné (POSTERN_ADMINS).',
  'administration.windows': 'Fenêtres de connexion des fournisseurs',
  'administration.windowsHint':
    'Certains fournisseurs ne laissent entrer les programmes que par leur propre fenêtre. Enregistrez ce Postern chez eux une fois ; ce qu’ils vous donnent se saisit ici.',
  'administration.state.none': 'Non configuré',
  'administration.state.settings': 'Configuré',
  'administration.state.environment': 'Défini par l’environnement du serveur',
  'administration.setUp': 'Configurer',
  'administration.setUpNamed': 'Configurer {name}',
  'administration.change': 'Modifier',
  'administration.changeNamed': 'Modifier {name}',
  'administration.look': 'Voir',
  'administration.lookNamed': 'Voir {name}',
  'administration.windowOf': 'Fenêtre de connexion de {name}',
  'administration.redirect': 'Adresse de redirection',
  'administration.redirectHint': 'Elle vous est demandée à l’enregistrement. Donnez-la exactement ainsi.',
  'administration.clientId': 'Identifiant client',
  'administration.clientSecret': 'Secret client',
  'administration.secretNew': 'Scellé dès l’enregistrement et plus jamais affiché. Laissez vide si vous n’en avez pas reçu.',
  'administration.secretKept': 'Il y en a un ; il n’est pas affiché. Laissez vide pour le garder, ou saisissez-en un autre.',
  'administration.saved': '{name} est proposé dès maintenant.',
  'administration.remove': 'Retirer',
  'administration.removeTitle': 'Retirer {name} ?',
  'administration.removeText':
    'Les comptes qui se connectent ainsi s’arrêtent jusqu’à une nouvelle configuration. Aucun message n’est perdu.',
  'administration.removed': '{name} n’est plus proposé.',
  'administration.byEnvironment': 'C’est l’environnement du serveur qui le définit ({variable}) ; on ne peut pas le modifier ici.',
  'administration.openSite': 'Aller sur {site}',
  'administration.howto.google':
    'Dans Google Cloud, créez un projet et activez l’API Gmail. Sur l’écran de consentement, ajoutez le champ d’application https://mail.google.com/ ; puis, sous « Identifiants », créez un client OAuth de type « Application Web ». Tant que Google n’a pas vérifié l’écran de consentement, seuls les utilisateurs de test qui y figurent peuvent entrer.',
  'administration.howto.microsoft':
    'Dans Microsoft Entra, sous « Inscriptions d’applications », inscrivez une application pour les comptes de toute organisation et les comptes personnels, avec la plateforme « Web ». Sous « API autorisées », ajoutez les autorisations déléguées IMAP.AccessAsUser.All, POP.AccessAsUser.All et SMTP.Send. L’identifiant client est l’« ID d’application (client) » ; le secret est la valeur affichée une seule fois sous « Certificats et secrets ».',
  'administration.howto.yahoo':
    'Yahoo n’ouvre le courrier à un client qu’après une demande. Demandez d’abord l’accès à IMAP, puis créez une application sur le Yahoo Developer Network avec le droit de lire et d’écrire le courrier.',
  'administration.howto.aol': 'AOL appartient à Yahoo : demandez-y l’accès à IMAP. Il faut un client distinct de celui de Yahoo.',
  'administration.howto.fastmail':
    'Fastmail enregistre les clients à la main : écrivez à ses développeurs en donnant le nom de votre Postern, son adresse et l’adresse de redirection. Vous recevez un identifiant client ; il n’y a pas de secret.',
  'administration.howto.yandex':
    'Sur Yandex OAuth, créez une application pour un service web, avec le droit de lire et supprimer le courrier (mail:imap_full) et d’en envoyer (mail:smtp).',
  'administration.howto.mailru':
    'Chez Mail.ru, créez une application pour un site web. Les droits userinfo et mail.imap lui ouvrent le courrier.',
  'administration.howto.other': 'Enregistrez ce Postern chez le fournisseur comme application web.',
  'administration.house': 'Fournisseur d’identité de la maison',
  'administration.houseHint':
    'Keycloak, Authentik, Entra ID ou un autre qui parle OpenID Connect : on se connecte là-bas et on ajoute ses boîtes ici.',
  'administration.howto.house':
    'Enregistrez-y ce Postern comme client web confidentiel avec le flux à code d’autorisation ; les champs d’application sont openid et email.',
  'administration.issuer': 'Émetteur',
  'administration.issuerHint': 'Son adresse, par exemple https://id.example.org/realms/maison',
  'administration.houseName': 'Nom sur le bouton',
  'administration.linkEmail': 'Ses adresses vérifiées font foi',
  'administration.linkEmailHint':
    'Qui y a une adresse vérifiée entre comme la personne qui a prouvé ici que cette boîte est à elle. Seulement si vous lui faites confiance pour cela.',
  'administration.finding': 'Trouver les serveurs de courrier',
  'administration.database': 'Interroger la base en ligne de Thunderbird quand rien d’autre ne connaît un domaine',
  'administration.databaseHint': 'autoconfig.thunderbird.net apprend alors le domaine, jamais l’adresse entière.',
};
