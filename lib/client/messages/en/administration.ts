/** Words of what administrators set for everybody. */
export const administration = {
  'administration.title': 'For administrators',
  'administration.hint': 'Holds for everybody on this Postern. You see it because whoever runs it named you (POSTERN_ADMINS).',
  'administration.windows': 'Sign-in windows of mail providers',
  'administration.windowsHint':
    'Some providers let programs in only through a window of their own. Register this Postern with them once; what they give you for it goes here.',
  'administration.state.none': 'Not set up',
  'administration.state.settings': 'Set up',
  'administration.state.environment': 'Set by the server’s environment',
  'administration.setUp': 'Set up',
  'administration.setUpNamed': 'Set up {name}',
  'administration.change': 'Change',
  'administration.changeNamed': 'Change {name}',
  'administration.look': 'View',
  'administration.lookNamed': 'View {name}',
  'administration.windowOf': 'Sign-in window of {name}',
  'administration.redirect': 'Redirect address',
  'administration.redirectHint': 'You are asked for it when you register. Give it exactly so.',
  'administration.clientId': 'Client ID',
  'administration.clientSecret': 'Client secret',
  'administration.secretNew': 'Sealed as soon as it is saved, and never shown again. Leave it empty if you were given none.',
  'administration.secretKept': 'There is one; it is not shown. Leave this empty to keep it, or type another.',
  'administration.saved': '{name} is offered from now on.',
  'administration.remove': 'Remove',
  'administration.removeTitle': 'Remove {name}?',
  'administration.removeText': 'Accounts that sign in this way stand still until it is set up again. No mail is lost.',
  'administration.removed': '{name} is not offered any more.',
  'administration.byEnvironment': 'The environment of the server sets this ({variable}), so it cannot be changed here.',
  'administration.openSite': 'Go to {site}',
  'administration.howto.google':
    'In Google Cloud, make a project and switch on the Gmail API. On the consent screen add the scope https://mail.google.com/; then, under “Credentials”, create an OAuth client of the type “Web application”. Until Google has checked your consent screen only the test users named there get in.',
  'administration.howto.microsoft':
    'In Microsoft Entra, under “App registrations”, register an application for accounts in any organisation and personal accounts, with the platform “Web”. Under “API permissions” add the delegated permissions IMAP.AccessAsUser.All, POP.AccessAsUser.All and SMTP.Send. The client ID is the “Application (client) ID”; the secret is the value shown once under “Certificates & secrets”.',
  'administration.howto.yahoo':
    'Yahoo opens mail to a client only after an application. Apply for access to IMAP first; then create an app at the Yahoo Developer Network with the permission to read and write mail.',
  'administration.howto.aol':
    'AOL belongs to Yahoo: apply there for access to IMAP. It needs a client of its own beside the one for Yahoo.',
  'administration.howto.fastmail':
    'Fastmail registers clients by hand: write to its developers with the name of your Postern, its address and the redirect address. You get a client ID; there is no secret.',
  'administration.howto.yandex':
    'At Yandex OAuth create an application for a web service, with the permissions to read and delete mail (mail:imap_full) and to send it (mail:smtp).',
  'administration.howto.mailru':
    'At Mail.ru create an application for a web site. Mail is opened to it by the permissions userinfo and mail.imap.',
  'administration.howto.other': 'Register this Postern at the provider as a web application.',
  'administration.house': 'Identity provider of the house',
  'administration.houseHint':
    'Keycloak, Authentik, Entra ID or another that speaks OpenID Connect: people sign in there, and add their mailboxes here.',
  'administration.howto.house':
    'Register this Postern there as a confidential web client with the authorisation code flow; the scopes are openid and email.',
  'administration.issuer': 'Issuer',
  'administration.issuerHint': 'Its address, such as https://id.example.org/realms/house',
  'administration.houseName': 'Name on the button',
  'administration.linkEmail': 'Its verified mail addresses count',
  'administration.linkEmailHint':
    'Whoever has a verified address there is let in as the person who has proven that mailbox here. Only if you trust it with that.',
  'administration.finding': 'Finding mail servers',
  'administration.database': 'Ask Thunderbird’s online database where nothing else knows a mail domain',
  'administration.databaseHint': 'autoconfig.thunderbird.net then learns the domain, never the whole address.',
} as const;
