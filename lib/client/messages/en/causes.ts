/** What may go wrong with a mail server, in the sentences of the gateway (`plainWords`, table 8.2): each is its own key. */
export const causes = {
  'cause.Check the spelling of the server name.': 'Check the spelling of the server name.',
  'cause.Try again in a few minutes.': 'Try again in a few minutes.',
  'cause.Choose the other encryption mode for this port, or the other port.':
    'Choose the other encryption mode for this port, or the other port.',
  'cause.Please sign in': 'Please sign in',
  'cause.You are not signed in here, or the session has ended.': 'You are not signed in here, or the session has ended.',
  'cause.Sign in again.': 'Sign in again.',
  'cause.Not from this page': 'Not from this page',
  'cause.This came from another page or another address than this mail client’s own.':
    'This came from another page or another address than this mail client’s own.',
  'cause.Open the mail client at its own address and try again.': 'Open the mail client at its own address and try again.',
  'cause.Sign-in window needed': 'Sign-in window needed',
  'cause.This provider lets other programs in only through its own sign-in window, not with a password.':
    'This provider lets other programs in only through its own sign-in window, not with a password.',
  'cause.Use another mailbox for now, or switch on password access for mail programs at the provider.':
    'Use another mailbox for now, or switch on password access for mail programs at the provider.',
  'cause.App password needed': 'App password needed',
  'cause.This provider wants an app password or its own sign-in window. Your normal password does not open the mailbox for mail programs.':
    'This provider wants an app password or its own sign-in window. Your normal password does not open the mailbox for mail programs.',
  'cause.Make an app password in the security settings of your provider and enter it here.':
    'Make an app password in the security settings of your provider and enter it here.',
  'cause.Encryption first': 'Encryption first',
  'cause.The server takes a password only over an encrypted connection.': 'The server takes a password only over an encrypted connection.',
  'cause.Choose TLS or STARTTLS in the server settings.': 'Choose TLS or STARTTLS in the server settings.',
  'cause.Mailbox busy': 'Mailbox busy',
  'cause.The mailbox is open elsewhere too often, so the server takes no more connections.':
    'The mailbox is open elsewhere too often, so the server takes no more connections.',
  'cause.Close other mail programs, or wait: it is tried again by itself.':
    'Close other mail programs, or wait: it is tried again by itself.',
  'cause.Temporary trouble at the provider': 'Temporary trouble at the provider',
  'cause.The server is there but cannot help right now.': 'The server is there but cannot help right now.',
  'cause.User name or password refused': 'User name or password refused',
  'cause.The server does not accept this user name and password. With two-step sign-in an app password is needed.':
    'The server does not accept this user name and password. With two-step sign-in an app password is needed.',
  'cause.Check both; if two-step sign-in is on, make an app password at your provider.':
    'Check both; if two-step sign-in is on, make an app password at your provider.',
  'cause.No sign-in offered': 'No sign-in offered',
  'cause.The server offers no way to sign in that can be used here.': 'The server offers no way to sign in that can be used here.',
  'cause.Check the port: another one may be meant for signing in.': 'Check the port: another one may be meant for signing in.',
  'cause.The server could not prove itself': 'The server could not prove itself',
  'cause.It let us in without knowing your password, so it may be another server than it claims to be. Nothing was sent.':
    'It let us in without knowing your password, so it may be another server than it claims to be. Nothing was sent.',
  'cause.Try another network; if it stays, tell your provider.': 'Try another network; if it stays, tell your provider.',
  'cause.No access for mail programs': 'No access for mail programs',
  'cause.This provider has no open IMAP, POP3 or SMTP, so only its own app can read the mail.':
    'This provider has no open IMAP, POP3 or SMTP, so only its own app can read the mail.',
  'cause.Only through a bridge': 'Only through a bridge',
  'cause.This provider has no open IMAP or SMTP; its bridge program on your own computer offers them there.':
    'This provider has no open IMAP or SMTP; its bridge program on your own computer offers them there.',
  'cause.With the bridge running on the machine of this server, enter its settings by hand.':
    'With the bridge running on the machine of this server, enter its settings by hand.',
  'cause.Servers not known': 'Servers not known',
  'cause.The mail servers of this address are not in our table.': 'The mail servers of this address are not in our table.',
  'cause.Enter them by hand; your provider’s help pages name them.': 'Enter them by hand; your provider’s help pages name them.',
  'cause.No encryption at this provider': 'No encryption at this provider',
  'cause.The known settings of this provider send the password unencrypted. That is never done by itself.':
    'The known settings of this provider send the password unencrypted. That is never done by itself.',
  'cause.Try port 993 with TLS by hand, or ask the provider for encrypted access.':
    'Try port 993 with TLS by hand, or ask the provider for encrypted access.',
  'cause.This domain may not sign in here': 'This domain may not sign in here',
  'cause.Whoever runs this server allows only certain mail domains.': 'Whoever runs this server allows only certain mail domains.',
  'cause.Use an address of an allowed domain, or ask the operator.': 'Use an address of an allowed domain, or ask the operator.',
  'cause.No encryption offered': 'No encryption offered',
  'cause.The server offers no encryption here (or someone on the way removes it). The password was not sent.':
    'The server offers no encryption here (or someone on the way removes it). The password was not sent.',
  'cause.Try the TLS port (993 for IMAP, 465 for SMTP).': 'Try the TLS port (993 for IMAP, 465 for SMTP).',
  'cause.Connection tampered with': 'Connection tampered with',
  'cause.Something was sent before the encryption began. The password was not sent.':
    'Something was sent before the encryption began. The password was not sent.',
  'cause.TLS and STARTTLS are mixed up': 'TLS and STARTTLS are mixed up',
  'cause.TLS and STARTTLS are mixed up: the other mode is needed on this port.':
    'TLS and STARTTLS are mixed up: the other mode is needed on this port.',
  'cause.No TLS on this port': 'No TLS on this port',
  'cause.The server speaks without TLS here: use STARTTLS on this port or the TLS port.':
    'The server speaks without TLS here: use STARTTLS on this port or the TLS port.',
  'cause.The server stayed silent when encryption was begun: probably the other mode is needed.':
    'The server stayed silent when encryption was begun: probably the other mode is needed.',
  'cause.Certificate out of date': 'Certificate out of date',
  'cause.Tell your provider. The password was not sent.': 'Tell your provider. The password was not sent.',
  'cause.Certificate for another name': 'Certificate for another name',
  'cause.The certificate is for another name than this server’s. Use the name in it or beware.':
    'The certificate is for another name than this server’s. Use the name in it or beware.',
  'cause.Unknown certificate': 'Unknown certificate',
  'cause.Nobody known has signed this certificate, so the server could be anyone’s.':
    'Nobody known has signed this certificate, so the server could be anyone’s.',
  'cause.Ask the operator of the server for a certificate of a public authority.':
    'Ask the operator of the server for a certificate of a public authority.',
  'cause.Certificate cannot be checked': 'Certificate cannot be checked',
  'cause.The server left out an intermediate certificate, or an unknown authority signed it.':
    'The server left out an intermediate certificate, or an unknown authority signed it.',
  'cause.Tell the operator of the server.': 'Tell the operator of the server.',
  'cause.Outdated encryption': 'Outdated encryption',
  'cause.The server only offers outdated encryption.': 'The server only offers outdated encryption.',
  'cause.Tell your provider.': 'Tell your provider.',
  'cause.No safe connection': 'No safe connection',
  'cause.The encrypted connection could not be set up, so nothing was sent.':
    'The encrypted connection could not be set up, so nothing was sent.',
  'cause.Unknown host name': 'Unknown host name',
  'cause.This host name does not exist. Check the spelling.': 'This host name does not exist. Check the spelling.',
  'cause.Name service silent': 'Name service silent',
  'cause.The name service did not answer. Try again later.': 'The name service did not answer. Try again later.',
  'cause.This domain takes no mail': 'This domain takes no mail',
  'cause.This domain says it takes no mail.': 'This domain says it takes no mail.',
  'cause.Check the address.': 'Check the address.',
  'cause.Service not offered': 'Service not offered',
  'cause.This domain says it does not offer this service.': 'This domain says it does not offer this service.',
  'cause.Nothing listens there': 'Nothing listens there',
  'cause.The machine is there, but nothing listens on this port.': 'The machine is there, but nothing listens on this port.',
  'cause.Check the port.': 'Check the port.',
  'cause.No answer': 'No answer',
  'cause.No answer: firewall, wrong host, or the port is blocked (25 often is).':
    'No answer: firewall, wrong host, or the port is blocked (25 often is).',
  'cause.Check host and port.': 'Check host and port.',
  'cause.The server stays silent': 'The server stays silent',
  'cause.The connection stands, but the server says nothing.': 'The connection stands, but the server says nothing.',
  'cause.Many networks block port 25; 587 or 465 are for sending.': 'Many networks block port 25; 587 or 465 are for sending.',
  'cause.The connection stands, but the server says nothing. TLS and STARTTLS may be mixed up: the other mode is needed then.':
    'The connection stands, but the server says nothing. TLS and STARTTLS may be mixed up: the other mode is needed then.',
  'cause.No way there': 'No way there',
  'cause.This machine has no way to the server’s address.': 'This machine has no way to the server’s address.',
  'cause.Check the network of the machine that runs this mail client.': 'Check the network of the machine that runs this mail client.',
  'cause.The server hangs up': 'The server hangs up',
  'cause.The server hangs up at once: blocked address or wrong port.': 'The server hangs up at once: blocked address or wrong port.',
  'cause.Another kind of server': 'Another kind of server',
  'cause.A server of another kind answers on this port (IMAP, POP3 and SMTP have different ports).':
    'A server of another kind answers on this port (IMAP, POP3 and SMTP have different ports).',
  'cause.This server cannot be reached': 'This server cannot be reached',
  'cause.The address is not one that this installation may connect to.': 'The address is not one that this installation may connect to.',
  'cause.Check host and port; the operator can allow private networks.': 'Check host and port; the operator can allow private networks.',
  'cause.Not known whether it was sent': 'Not known whether it was sent',
  'cause.The server took the message but never confirmed it. Unknown whether it was sent; it is being looked up.':
    'The server took the message but never confirmed it. Unknown whether it was sent; it is being looked up.',
  'cause.Look into Sent or ask the recipient before sending it again.': 'Look into Sent or ask the recipient before sending it again.',
  'cause.Not your outgoing server': 'Not your outgoing server',
  'cause.The server will not pass on mail: sign in first, or this is not your outgoing server.':
    'The server will not pass on mail: sign in first, or this is not your outgoing server.',
  'cause.Check the outgoing server in the settings.': 'Check the outgoing server in the settings.',
  'cause.Sender not allowed': 'Sender not allowed',
  'cause.You may not use this sender address.': 'You may not use this sender address.',
  'cause.Choose another sender address.': 'Choose another sender address.',
  'cause.No such mailbox': 'No such mailbox',
  'cause.No such mailbox: the address does not exist at that provider.': 'No such mailbox: the address does not exist at that provider.',
  'cause.No such domain': 'No such domain',
  'cause.No such domain: the part after the @ does not exist.': 'No such domain: the part after the @ does not exist.',
  'cause.That domain takes no mail': 'That domain takes no mail',
  'cause.That domain takes no mail.': 'That domain takes no mail.',
  'cause.Mailbox full': 'Mailbox full',
  'cause.The mailbox is full.': 'The mailbox is full.',
  'cause.Something must be deleted there first.': 'Something must be deleted there first.',
  'cause.Message too big': 'Message too big',
  'cause.The message is too big for the server.': 'The message is too big for the server.',
  'cause.Send fewer or smaller attachments.': 'Send fewer or smaller attachments.',
  'cause.Come back later': 'Come back later',
  'cause.The server asks to come back later (greylisting); it is retried.':
    'The server asks to come back later (greylisting); it is retried.',
  'cause.Sender’s domain not proven': 'Sender’s domain not proven',
  'cause.Refused: the sender’s domain proof (SPF, DKIM, DMARC) failed.': 'Refused: the sender’s domain proof (SPF, DKIM, DMARC) failed.',
  'cause.The operator of your mail domain must mend this.': 'The operator of your mail domain must mend this.',
  'cause.Encryption all the way cannot be promised': 'Encryption all the way cannot be promised',
  'cause.The message was to go over encrypted connections only, and a server on its way cannot promise that. It was not sent.':
    'The message was to go over encrypted connections only, and a server on its way cannot promise that. It was not sent.',
  'cause.Send it without that wish, or by another way.': 'Send it without that wish, or by another way.',
  'cause.International address': 'International address',
  'cause.The server cannot handle this international address.': 'The server cannot handle this international address.',
  'cause.Ask for an address in plain letters.': 'Ask for an address in plain letters.',
  'cause.Sign-in not possible now': 'Sign-in not possible now',
  'cause.The server did not let us in, for another reason than the password.':
    'The server did not let us in, for another reason than the password.',
  'cause.Connection lost': 'Connection lost',
  'cause.The connection to the server broke.': 'The connection to the server broke.',
  'cause.The server says: later': 'The server says: later',
  'cause.The server cannot do this right now; it is tried again.': 'The server cannot do this right now; it is tried again.',
  'cause.Unexpected answer': 'Unexpected answer',
  'cause.The server said something that makes no sense here.': 'The server said something that makes no sense here.',
  'cause.Refused by the server': 'Refused by the server',
  'cause.The server refused this.': 'The server refused this.',
  'cause.Not allowed': 'Not allowed',
  'cause.You do not have the right to do this.': 'You do not have the right to do this.',
  'cause.Not found': 'Not found',
  'cause.This does not exist (any more).': 'This does not exist (any more).',
  'cause.Already there': 'Already there',
  'cause.Something of this name exists already.': 'Something of this name exists already.',
  'cause.Mailbox changed': 'Mailbox changed',
  'cause.The mailbox was rebuilt on the server; it is being read anew.': 'The mailbox was rebuilt on the server; it is being read anew.',
  'cause.That is this account': 'That is this account',
  'cause.This account has that address itself.': 'This account has that address itself.',
  'cause.Enter the address of somebody else.': 'Enter the address of somebody else.',
  'cause.Cannot share with this address': 'Cannot share with this address',
  'cause.An account can be shared with addresses of its own domain, and of mail providers that are known here: only there it is sure whose address it is.':
    'An account can be shared with addresses of its own domain, and of mail providers that are known here: only there it is sure whose address it is.',
  'cause.Check the spelling of the address.': 'Check the spelling of the address.',
  'cause.Shared too often': 'Shared too often',
  'cause.This account is shared with as many addresses as it can be.': 'This account is shared with as many addresses as it can be.',
  'cause.End another share first.': 'End another share first.',
  'cause.Not understood': 'Not understood',
  'cause.Something in this request is not right.': 'Something in this request is not right.',
  'cause.Check what you entered.': 'Check what you entered.',
  'cause.Message unreadable': 'Message unreadable',
  'cause.The server cannot deliver this message.': 'The server cannot deliver this message.',
  'cause.Stopped': 'Stopped',
  'cause.This was stopped before it was done.': 'This was stopped before it was done.',
  'cause.Too many tries': 'Too many tries',
  'cause.There were too many tries in a short time.': 'There were too many tries in a short time.',
  'cause.Wait a little, then try again.': 'Wait a little, then try again.',
  'cause.Disk full': 'Disk full',
  'cause.The disk of this mail client is full, so nothing can be stored. Your mail stays where it is.':
    'The disk of this mail client is full, so nothing can be stored. Your mail stays where it is.',
  'cause.Make room on the disk, or tell the operator; then it goes on by itself.':
    'Make room on the disk, or tell the operator; then it goes on by itself.',
  'cause.Storage trouble': 'Storage trouble',
  'cause.The server of this mail client cannot store or read its data.': 'The server of this mail client cannot store or read its data.',
  'cause.Tell its operator.': 'Tell its operator.',
  'cause.Something went wrong': 'Something went wrong',
  'cause.Something went wrong here, not with your mail.': 'Something went wrong here, not with your mail.',
  'cause.Try again; if it stays, tell the operator.': 'Try again; if it stays, tell the operator.',
  'cause.The certificate is out of date; the provider must renew it.': 'The certificate is out of date; the provider must renew it.',
  'cause.The certificate is out of date (from {from} to {to}); the provider must renew it.':
    'The certificate is out of date (from {from} to {to}); the provider must renew it.',
  'cause.The certificate is for {name}, not for {host}. Use that name or beware.':
    'The certificate is for {name}, not for {host}. Use that name or beware.',
  'cause.This is a server for {speaks}, not for {wanted}.': 'This is a server for {speaks}, not for {wanted}.',
  'cause.The message is too big (limit {limit}).': 'The message is too big (limit {limit}).',
  'cause.Sign in again at your provider': 'Sign in again at your provider',
  'cause.Your provider has ended this connection and wants to see you again in its own window. Nothing is lost: what you wrote waits here and is sent afterwards.':
    'Your provider has ended this connection and wants to see you again in its own window. Nothing is lost: what you wrote waits here and is sent afterwards.',
  'cause.Press “Sign in again”.': 'Press “Sign in again”.',
  'cause.Access was not granted': 'Access was not granted',
  'cause.At the provider’s window the access to your mailbox was refused, so it cannot be opened here.':
    'At the provider’s window the access to your mailbox was refused, so it cannot be opened here.',
  'cause.Try again and agree there, or use a password if your provider takes one.':
    'Try again and agree there, or use a password if your provider takes one.',
  'cause.The provider does not know this mail client': 'The provider does not know this mail client',
  'cause.Your provider refuses this installation of the mail client as a program; this has nothing to do with you.':
    'Your provider refuses this installation of the mail client as a program; this has nothing to do with you.',
  'cause.Tell the operator of this mail client.': 'Tell the operator of this mail client.',
  'cause.The provider’s answer is not right': 'The provider’s answer is not right',
  'cause.The sign-in window of the provider gave an answer that cannot be used.':
    'The sign-in window of the provider gave an answer that cannot be used.',
  'cause.That took too long': 'That took too long',
  'cause.The way to your provider and back was begun in another window, or too long ago. Nothing was changed.':
    'The way to your provider and back was begun in another window, or too long ago. Nothing was changed.',
  'cause.Begin again.': 'Begin again.',
  'cause.Another mailbox': 'Another mailbox',
  'cause.At the provider’s window another mailbox was chosen than the one entered here.':
    'At the provider’s window another mailbox was chosen than the one entered here.',
  'cause.Begin again, and choose the same mailbox there.': 'Begin again, and choose the same mailbox there.',
  'cause.Not known here': 'Not known here',
  'cause.The sign-in worked, but it does not say which person of this house you are.':
    'The sign-in worked, but it does not say which person of this house you are.',
  'cause.Tell the operator.': 'Tell the operator.',
} as const;
