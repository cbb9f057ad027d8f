import type { Failure } from './failure.ts';

/** What went wrong, in words for the person: what happened, what it means, what to do. No protocol words without need, never an error's text. */
export type PlainWords = { title: string; detail: string; nextStep: string | null };

type Row = { when: (failure: Failure) => boolean; say: (failure: Failure) => PlainWords };

const words = (title: string, detail: string, nextStep: string | null = null): PlainWords => ({ title, detail, nextStep });
const codeIn =
  (...codes: string[]) =>
  (failure: Failure) =>
    failure.code != null && codes.includes(failure.code.toUpperCase().replaceAll('-', '_'));
const enhancedIn =
  (...codes: string[]) =>
  (failure: Failure) =>
    failure.enhancedCode != null && codes.includes(failure.enhancedCode);
const row = (when: Row['when'], say: PlainWords | Row['say']): Row => ({ when, say: typeof say === 'function' ? say : () => say });
const checkSpelling = 'Check the spelling of the server name.';
const later = 'Try again in a few minutes.';
/** What connects to port 25 is another mail server (RFC 5321); a person's mail is handed over at the others (RFC 6409, RFC 8314). */
const isRelayPort = ({ facts }: Failure): boolean => facts?.port === 25;
const portsForSending = 'Many networks block port 25; 587 or 465 are for sending.';
const otherMode = 'Choose the other encryption mode for this port, or the other port.';

/** Table 8.2 of the protocol rules; the first row that fits speaks. Rows by enhanced code stand before rows by code, those before kinds. */
const table: readonly Row[] = [
  // this server itself
  row(codeIn('SIGN_IN'), words('Please sign in', 'You are not signed in here, or the session has ended.', 'Sign in again.')),
  row(
    codeIn('ORIGIN'),
    words(
      'Not from this page',
      'This came from another page or another address than this mail client’s own.',
      'Open the mail client at its own address and try again.',
    ),
  ),
  // sign-in
  row(
    codeIn('SIGN_IN_AGAIN'),
    words(
      'Sign in again at your provider',
      'Your provider has ended this connection and wants to see you again in its own window. Nothing is lost: what you wrote waits here and is sent afterwards.',
      'Press “Sign in again”.',
    ),
  ),
  row(
    codeIn('CONSENT_DENIED'),
    words(
      'Access was not granted',
      'At the provider’s window the access to your mailbox was refused, so it cannot be opened here.',
      'Try again and agree there, or use a password if your provider takes one.',
    ),
  ),
  row(
    codeIn('OAUTH_LOST'),
    words(
      'That took too long',
      'The way to your provider and back was begun in another window, or too long ago. Nothing was changed.',
      'Begin again.',
    ),
  ),
  row(
    codeIn('OAUTH_OTHER_MAILBOX'),
    words(
      'Another mailbox',
      'At the provider’s window another mailbox was chosen than the one entered here.',
      'Begin again, and choose the same mailbox there.',
    ),
  ),
  row(
    codeIn('OAUTH_CLIENT'),
    words(
      'The provider does not know this mail client',
      'Your provider refuses this installation of the mail client as a program; this has nothing to do with you.',
      'Tell the operator of this mail client.',
    ),
  ),
  row(
    codeIn('OAUTH_ANSWER'),
    words(
      'The provider’s answer is not right',
      'The sign-in window of the provider gave an answer that cannot be used.',
      'Try again; if it stays, tell the operator.',
    ),
  ),
  row(
    codeIn('OIDC_UNKNOWN'),
    words('Not known here', 'The sign-in worked, but it does not say which person of this house you are.', 'Tell the operator.'),
  ),
  row(
    (failure) => codeIn('OAUTH_ONLY')(failure) || enhancedIn('5.7.139')(failure),
    words(
      'Sign-in window needed',
      'This provider lets other programs in only through its own sign-in window, not with a password.',
      'Use another mailbox for now, or switch on password access for mail programs at the provider.',
    ),
  ),
  row(
    (failure) => codeIn('APP_PASSWORD')(failure) || (failure.code === '534' && failure.enhancedCode === '5.7.9'),
    words(
      'App password needed',
      'This provider wants an app password or its own sign-in window. Your normal password does not open the mailbox for mail programs.',
      'Make an app password in the security settings of your provider and enter it here.',
    ),
  ),
  row(
    (failure) =>
      codeIn('LOGINDISABLED', 'PRIVACYREQUIRED')(failure) ||
      enhancedIn('5.7.11')(failure) ||
      (failure.code === '530' && failure.enhancedCode === '5.7.0' && failure.stage !== 'envelope'),
    words(
      'Encryption first',
      'The server takes a password only over an encrypted connection.',
      'Choose TLS or STARTTLS in the server settings.',
    ),
  ),
  row(
    codeIn('TOO_MANY_CONNECTIONS', 'LIMIT', 'INUSE', 'IN_USE', 'LOCKED'),
    words(
      'Mailbox busy',
      'The mailbox is open elsewhere too often, so the server takes no more connections.',
      'Close other mail programs, or wait: it is tried again by itself.',
    ),
  ),
  row(
    (failure) =>
      (enhancedIn('4.7.0')(failure) && failure.stage === 'auth') || codeIn('UNAVAILABLE', 'SYS/TEMP', 'LOGIN_DELAY', '421', '454')(failure),
    words('Temporary trouble at the provider', 'The server is there but cannot help right now.', later),
  ),
  row(
    (failure) => failure.kind === 'login-refused',
    words(
      'User name or password refused',
      'The server does not accept this user name and password. With two-step sign-in an app password is needed.',
      'Check both; if two-step sign-in is on, make an app password at your provider.',
    ),
  ),
  row(
    codeIn('NO_AUTH'),
    words(
      'No sign-in offered',
      'The server offers no way to sign in that can be used here.',
      'Check the port: another one may be meant for signing in.',
    ),
  ),
  row(
    codeIn('SERVER_NOT_PROVEN'),
    words(
      'The server could not prove itself',
      'It let us in without knowing your password, so it may be another server than it claims to be. Nothing was sent.',
      'Try another network; if it stays, tell your provider.',
    ),
  ),
  row(
    codeIn('NO_MAIL_PROTOCOLS'),
    words('No access for mail programs', 'This provider has no open IMAP, POP3 or SMTP, so only its own app can read the mail.', null),
  ),
  row(
    codeIn('LOCAL_BRIDGE_ONLY'),
    words(
      'Only through a bridge',
      'This provider has no open IMAP or SMTP; its bridge program on your own computer offers them there.',
      'With the bridge running on the machine of this server, enter its settings by hand.',
    ),
  ),
  row(
    codeIn('SETTINGS_UNKNOWN'),
    words(
      'Servers not known',
      'The mail servers of this address are not in our table.',
      'Enter them by hand; your provider’s help pages name them.',
    ),
  ),
  row(
    codeIn('PLAIN_ONLY'),
    words(
      'No encryption at this provider',
      'The known settings of this provider send the password unencrypted. That is never done by itself.',
      'Try port 993 with TLS by hand, or ask the provider for encrypted access.',
    ),
  ),
  row(
    codeIn('DOMAIN_NOT_ALLOWED'),
    words(
      'This domain may not sign in here',
      'Whoever runs this server allows only certain mail domains.',
      'Use an address of an allowed domain, or ask the operator.',
    ),
  ),

  // encryption
  row(
    codeIn('NO_STARTTLS'),
    words(
      'No encryption offered',
      'The server offers no encryption here (or someone on the way removes it). The password was not sent.',
      'Try the TLS port (993 for IMAP, 465 for SMTP).',
    ),
  ),
  row(
    codeIn('EARLY_BYTES'),
    words(
      'Connection tampered with',
      'Something was sent before the encryption began. The password was not sent.',
      'Try another network; if it stays, tell your provider.',
    ),
  ),
  row(
    codeIn('TLS_MIXED_UP', 'TLS'),
    words('TLS and STARTTLS are mixed up', 'TLS and STARTTLS are mixed up: the other mode is needed on this port.', otherMode),
  ),
  row(
    codeIn('ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG'),
    words('No TLS on this port', 'The server speaks without TLS here: use STARTTLS on this port or the TLS port.', otherMode),
  ),
  row(
    (failure) => failure.stage === 'tls' && codeIn('ETIMEDOUT')(failure),
    words(
      'TLS and STARTTLS are mixed up',
      'The server stayed silent when encryption was begun: probably the other mode is needed.',
      otherMode,
    ),
  ),
  row(codeIn('CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'), ({ facts }) =>
    words(
      'Certificate out of date',
      `The certificate is out of date${facts?.validFrom && facts.validTo ? ` (from ${facts.validFrom} to ${facts.validTo})` : ''}; the provider must renew it.`,
      'Tell your provider. The password was not sent.',
    ),
  ),
  row(codeIn('ERR_TLS_CERT_ALTNAME_INVALID', 'HOSTNAME_MISMATCH'), ({ facts }) =>
    words(
      'Certificate for another name',
      facts?.certificateFor && facts.host
        ? `The certificate is for ${facts.certificateFor}, not for ${facts.host}. Use that name or beware.`
        : 'The certificate is for another name than this server’s. Use the name in it or beware.',
      checkSpelling,
    ),
  ),
  row(
    codeIn('DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN'),
    words(
      'Unknown certificate',
      'Nobody known has signed this certificate, so the server could be anyone’s.',
      'Ask the operator of the server for a certificate of a public authority.',
    ),
  ),
  row(
    codeIn('UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'UNABLE_TO_GET_ISSUER_CERT'),
    words(
      'Certificate cannot be checked',
      'The server left out an intermediate certificate, or an unknown authority signed it.',
      'Tell the operator of the server.',
    ),
  ),
  row(
    codeIn('EPROTO', 'ERR_SSL_UNSUPPORTED_PROTOCOL', 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE'),
    words('Outdated encryption', 'The server only offers outdated encryption.', 'Tell your provider.'),
  ),
  row(
    (failure) => failure.kind === 'tls',
    words('No safe connection', 'The encrypted connection could not be set up, so nothing was sent.', otherMode),
  ),

  // the way there
  row(
    codeIn('ENOTFOUND', 'NXDOMAIN', 'ENODATA'),
    words('Unknown host name', 'This host name does not exist. Check the spelling.', checkSpelling),
  ),
  row(
    codeIn('EAI_AGAIN', 'SERVFAIL', 'ESERVFAIL'),
    words('Name service silent', 'The name service did not answer. Try again later.', later),
  ),
  row(codeIn('NULL_MX'), words('This domain takes no mail', 'This domain says it takes no mail.', 'Check the address.')),
  row(codeIn('SERVICE_NOT_OFFERED'), words('Service not offered', 'This domain says it does not offer this service.', null)),
  row(codeIn('ECONNREFUSED'), words('Nothing listens there', 'The machine is there, but nothing listens on this port.', 'Check the port.')),
  row(
    (failure) => codeIn('ETIMEDOUT')(failure) && failure.stage === 'dns',
    words('Name service silent', 'The name service did not answer. Try again later.', later),
  ),
  row(
    (failure) => codeIn('ETIMEDOUT')(failure) && (failure.stage === 'tcp' || failure.stage == null),
    (failure) =>
      words(
        'No answer',
        'No answer: firewall, wrong host, or the port is blocked (25 often is).',
        isRelayPort(failure) ? portsForSending : 'Check host and port.',
      ),
  ),
  row(
    (failure) => codeIn('ETIMEDOUT')(failure) && failure.stage === 'greeting' && isRelayPort(failure),
    words('The server stays silent', 'The connection stands, but the server says nothing.', portsForSending),
  ),
  row(
    (failure) => codeIn('ETIMEDOUT')(failure) && failure.stage === 'greeting',
    words(
      'The server stays silent',
      'The connection stands, but the server says nothing. TLS and STARTTLS may be mixed up: the other mode is needed then.',
      otherMode,
    ),
  ),
  row(
    codeIn('EHOSTUNREACH', 'ENETUNREACH'),
    words(
      'No way there',
      'This machine has no way to the server’s address.',
      'Check the network of the machine that runs this mail client.',
    ),
  ),
  row(
    (failure) =>
      codeIn('HANGS_UP')(failure) || (codeIn('ECONNRESET')(failure) && (failure.stage === 'greeting' || failure.stage === 'tcp')),
    words('The server hangs up', 'The server hangs up at once: blocked address or wrong port.', 'Check the port.'),
  ),
  row(codeIn('OTHER_PROTOCOL', 'SMTP', 'POP3', 'HTTP', 'NOT_IMAP'), ({ facts }) =>
    words(
      'Another kind of server',
      facts?.speaks && facts.wanted
        ? `This is a server for ${facts.speaks}, not for ${facts.wanted}.`
        : 'A server of another kind answers on this port (IMAP, POP3 and SMTP have different ports).',
      'Check host and port.',
    ),
  ),
  row(
    (failure) => failure.kind === 'egress-denied',
    words(
      'This server cannot be reached',
      'The address is not one that this installation may connect to.',
      'Check host and port; the operator can allow private networks.',
    ),
  ),

  // sending
  row(
    (failure) => codeIn('NO_ANSWER_TO_DOT')(failure),
    words(
      'Not known whether it was sent',
      'The server took the message but never confirmed it. Unknown whether it was sent; it is being looked up.',
      'Look into Sent or ask the recipient before sending it again.',
    ),
  ),
  row(
    codeIn('RELAY_DENIED'),
    words(
      'Not your outgoing server',
      'The server will not pass on mail: sign in first, or this is not your outgoing server.',
      'Check the outgoing server in the settings.',
    ),
  ),
  row(
    (failure) => enhancedIn('5.7.60')(failure) || codeIn('SENDER_NOT_OWNED')(failure),
    words('Sender not allowed', 'You may not use this sender address.', 'Choose another sender address.'),
  ),
  row(enhancedIn('5.1.1'), words('No such mailbox', 'No such mailbox: the address does not exist at that provider.', 'Check the address.')),
  row(enhancedIn('5.1.2'), words('No such domain', 'No such domain: the part after the @ does not exist.', 'Check the address.')),
  row(enhancedIn('5.1.10'), words('That domain takes no mail', 'That domain takes no mail.', 'Check the address.')),
  row(
    (failure) => failure.kind === 'over-quota' || enhancedIn('4.2.2', '5.2.2')(failure) || codeIn('OVERQUOTA')(failure),
    words('Mailbox full', 'The mailbox is full.', 'Something must be deleted there first.'),
  ),
  row(
    (failure) => failure.kind === 'too-large' || enhancedIn('5.3.4', '5.2.3')(failure),
    ({ facts }) =>
      words(
        'Message too big',
        facts?.limit ? `The message is too big (limit ${facts.limit}).` : 'The message is too big for the server.',
        'Send fewer or smaller attachments.',
      ),
  ),
  row(
    (failure) => enhancedIn('4.7.1')(failure) || codeIn('GREYLISTED')(failure),
    words('Come back later', 'The server asks to come back later (greylisting); it is retried.', null),
  ),
  row(
    (failure) => /^[45]\.7\.2[0-6]$/.test(failure.enhancedCode ?? ''),
    words(
      'Sender’s domain not proven',
      'Refused: the sender’s domain proof (SPF, DKIM, DMARC) failed.',
      'The operator of your mail domain must mend this.',
    ),
  ),
  row(
    (failure) => codeIn('REQUIRETLS')(failure) || enhancedIn('5.7.30')(failure),
    words(
      'Encryption all the way cannot be promised',
      'The message was to go over encrypted connections only, and a server on its way cannot promise that. It was not sent.',
      'Send it without that wish, or by another way.',
    ),
  ),
  row(
    (failure) => codeIn('SMTPUTF8')(failure) || enhancedIn('5.6.7')(failure),
    words('International address', 'The server cannot handle this international address.', 'Ask for an address in plain letters.'),
  ),

  // everything else, by kind
  row(
    (failure) => failure.kind === 'login-unavailable',
    words('Sign-in not possible now', 'The server did not let us in, for another reason than the password.', later),
  ),
  row((failure) => failure.kind === 'network', words('Connection lost', 'The connection to the server broke.', later)),
  row(
    (failure) =>
      failure.kind === 'temporary' || (failure.kind === 'refused' && failure.permanent === false && /^4/.test(failure.code ?? '')),
    words('The server says: later', 'The server cannot do this right now; it is tried again.', null),
  ),
  row(
    (failure) => failure.kind === 'protocol',
    words('Unexpected answer', 'The server said something that makes no sense here.', 'Check host and port.'),
  ),
  row((failure) => failure.kind === 'refused', words('Refused by the server', 'The server refused this.', null)),
  row((failure) => failure.kind === 'forbidden', words('Not allowed', 'You do not have the right to do this.', null)),
  row((failure) => failure.kind === 'not-found', words('Not found', 'This does not exist (any more).', null)),
  row((failure) => failure.kind === 'already-exists', words('Already there', 'Something of this name exists already.', null)),
  row(
    (failure) => failure.kind === 'stale-uids',
    words('Mailbox changed', 'The mailbox was rebuilt on the server; it is being read anew.', null),
  ),
  row(
    codeIn('SHARE_OWN_ADDRESS'),
    words('That is this account', 'This account has that address itself.', 'Enter the address of somebody else.'),
  ),
  row(
    codeIn('SHARE_ADDRESS'),
    words(
      'Cannot share with this address',
      'An account can be shared with addresses of its own domain, and of mail providers that are known here: only there it is sure whose address it is.',
      'Check the spelling of the address.',
    ),
  ),
  row(
    codeIn('SHARES'),
    words('Shared too often', 'This account is shared with as many addresses as it can be.', 'End another share first.'),
  ),
  row(
    (failure) => failure.kind === 'invalid',
    words('Not understood', 'Something in this request is not right.', 'Check what you entered.'),
  ),
  row((failure) => failure.kind === 'unreadable', words('Message unreadable', 'The server cannot deliver this message.', null)),
  row((failure) => failure.kind === 'aborted', words('Stopped', 'This was stopped before it was done.', null)),
  row(
    (failure) => failure.kind === 'too-many',
    words('Too many tries', 'There were too many tries in a short time.', 'Wait a little, then try again.'),
  ),
  row(
    codeIn('ENOSPC', 'EDQUOT', 'SQLITE_FULL'),
    words(
      'Disk full',
      'The disk of this mail client is full, so nothing can be stored. Your mail stays where it is.',
      'Make room on the disk, or tell the operator; then it goes on by itself.',
    ),
  ),
  row(
    (failure) => failure.kind === 'storage',
    words('Storage trouble', 'The server of this mail client cannot store or read its data.', 'Tell its operator.'),
  ),
];

const otherwise = words(
  'Something went wrong',
  'Something went wrong here, not with your mail.',
  'Try again; if it stays, tell the operator.',
);

/** Table 8.2 in words. Never throws; an unknown failure gets the words of its kind, and the screen shows the server's own words below. */
export function plainWords(failure: Failure): PlainWords {
  return (table.find((one) => one.when(failure))?.say ?? (() => otherwise))(failure);
}
