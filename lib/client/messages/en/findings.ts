/** What the Doctor says of what it found; its page brings these words along. */
export const findings = {
  'cause.The usual IMAP (RFC 3501).': 'The usual IMAP (RFC 3501).',
  'cause.The newer IMAP (RFC 9051).': 'The newer IMAP (RFC 9051).',
  'cause.New mail is told at once.': 'New mail is told at once.',
  'cause.News of every folder over one connection.': 'News of every folder over one connection.',
  'cause.Changed flags are found quickly.': 'Changed flags are found quickly.',
  'cause.What changed while away is found in one step.': 'What changed while away is found in one step.',
  'cause.Messages are moved in one step.': 'Messages are moved in one step.',
  'cause.Where a copied message landed is known.': 'Where a copied message landed is known.',
  'cause.Sent, Drafts, Trash … are marked.': 'Sent, Drafts, Trash … are marked.',
  'cause.Searches answer briefly.': 'Searches answer briefly.',
  'cause.The server can sort.': 'The server can sort.',
  'cause.The server can group conversations.': 'The server can group conversations.',
  'cause.How full the mailbox is can be asked.': 'How full the mailbox is can be asked.',
  'cause.Folders can be shared.': 'Folders can be shared.',
  'cause.Shared and public folders are told apart.': 'Shared and public folders are told apart.',
  'cause.Traffic can be compressed.': 'Traffic can be compressed.',
  'cause.Attachments come decoded.': 'Attachments come decoded.',
  'cause.The server makes the preview lines.': 'The server makes the preview lines.',
  'cause.Folders and their counts in one answer.': 'Folders and their counts in one answer.',
  'cause.International names and addresses.': 'International names and addresses.',
  'cause.Signing in takes one step less.': 'Signing in takes one step less.',
  'cause.Gmail’s labels and conversations.': 'Gmail’s labels and conversations.',
  'cause.Encryption can be switched on here.': 'Encryption can be switched on here.',
  'cause.No password is taken before encryption.': 'No password is taken before encryption.',
  'cause.The largest message that can be stored.': 'The largest message that can be stored.',
  'cause.Notes on folders can be stored.': 'Notes on folders can be stored.',
  'cause.Every message has a name that stays.': 'Every message has a name that stays.',
  'cause.The beginning of a message can be read alone.': 'The beginning of a message can be read alone.',
  'cause.Commands need not wait for each other.': 'Commands need not wait for each other.',
  'cause.Sign-in by name and password.': 'Sign-in by name and password.',
  'cause.Refusals say why.': 'Refusals say why.',
  'cause.A wrong password is told from other trouble.': 'A wrong password is told from other trouble.',
  'cause.How long messages are kept.': 'How long messages are kept.',
  'cause.Least time between two sign-ins.': 'Least time between two sign-ins.',
  'cause.The largest message that is taken.': 'The largest message that is taken.',
  'cause.Letters beyond ASCII need no re-coding.': 'Letters beyond ASCII need no re-coding.',
  'cause.International addresses.': 'International addresses.',
  'cause.Delivery notices can be asked for.': 'Delivery notices can be asked for.',
  'cause.Large messages are sent in pieces.': 'Large messages are sent in pieces.',
  'cause.Encryption can be demanded for the whole way.': 'Encryption can be demanded for the whole way.',
  'cause.The server itself can send later.': 'The server itself can send later.',
  'cause.The folder for sent mail.': 'The folder for sent mail.',
  'cause.The folder for drafts.': 'The folder for drafts.',
  'cause.The folder for deleted mail.': 'The folder for deleted mail.',
  'cause.The folder for junk.': 'The folder for junk.',
  'cause.The folder for archived mail.': 'The folder for archived mail.',
  'cause.The folder for all mail.': 'The folder for all mail.',
  'cause.The folder for starred mail.': 'The folder for starred mail.',
  'cause.The mailbox is full.': 'The mailbox is full.',
  'cause.The mailbox is nearly full.': 'The mailbox is nearly full.',
  'cause.IPv6 does not work from here; IPv4 is used.': 'IPv6 does not work from here; IPv4 is used.',
  'cause.The password crossed the network unencrypted.': 'The password crossed the network unencrypted.',
  'cause.The server would take a message from this address to itself. Nothing was sent.':
    'The server would take a message from this address to itself. Nothing was sent.',
  'cause.Good; TLS 1.3 would be newer.': 'Good; TLS 1.3 would be newer.',
  'cause.Not valid yet.': 'Not valid yet.',
  'cause.Expired {days} day ago.': 'Expired {days} day ago.',
  'cause.Expired {days} days ago.': 'Expired {days} days ago.',
  'cause.Runs out in {days} day: it should have been renewed by now.': 'Runs out in {days} day: it should have been renewed by now.',
  'cause.Runs out in {days} days: it should have been renewed by now.': 'Runs out in {days} days: it should have been renewed by now.',
  'cause.Signed by itself.': 'Signed by itself.',
  'cause.The name service did not answer, so nothing is known.': 'The name service did not answer, so nothing is known.',
  'cause.No mail server is named for this domain. Mail for it goes to the machine of the same name, if there is one.':
    'No mail server is named for this domain. Mail for it goes to the machine of the same name, if there is one.',
  'cause.This domain says that it takes no mail.': 'This domain says that it takes no mail.',
  'cause.Mail for this domain goes to this server.': 'Mail for this domain goes to this server.',
  'cause.Mail for this domain goes to these servers, the lowest number first.':
    'Mail for this domain goes to these servers, the lowest number first.',
  'cause.Nothing says which servers may send for this domain. Some receivers take that as a bad sign.':
    'Nothing says which servers may send for this domain. Some receivers take that as a bad sign.',
  'cause.There are two of them. Receivers then count it as an error: only one may be published.':
    'There are two of them. Receivers then count it as an error: only one may be published.',
  'cause.It allows the whole world to send for this domain.': 'It allows the whole world to send for this domain.',
  'cause.It needs {lookups} look-ups; more than ten count as an error.': 'It needs {lookups} look-ups; more than ten count as an error.',
  'cause.Says which servers may send for this domain; mail from others is to be refused.':
    'Says which servers may send for this domain; mail from others is to be refused.',
  'cause.Says which servers may send for this domain; mail from others is suspicious.':
    'Says which servers may send for this domain; mail from others is suspicious.',
  'cause.The rules stand at another name.': 'The rules stand at another name.',
  'cause.It says which servers may send, but not what to do with mail from others.':
    'It says which servers may send, but not what to do with mail from others.',
  'cause.No key under one of the usual names. There may be one under another: a signed message names it.':
    'No key under one of the usual names. There may be one under another: a signed message names it.',
  'cause.The keys that were found are withdrawn (empty).': 'The keys that were found are withdrawn (empty).',
  'cause.Messages of this domain can be signed; receivers check them with this key.':
    'Messages of this domain can be signed; receivers check them with this key.',
  'cause.Nothing says what to do with mail that only pretends to come from this domain. Large providers ask for it.':
    'Nothing says what to do with mail that only pretends to come from this domain. Large providers ask for it.',
  'cause.Mail that only pretends to come from this domain is to be refused.':
    'Mail that only pretends to come from this domain is to be refused.',
  'cause.Mail that only pretends to come from this domain is to go to junk.':
    'Mail that only pretends to come from this domain is to go to junk.',
  'cause.Forged mail is only reported, not refused.': 'Forged mail is only reported, not refused.',
  'cause.It has no readable wish (p=…), so receivers pass it over.': 'It has no readable wish (p=…), so receivers pass it over.',
  'cause.Other servers may send mail to this domain unencrypted. Not usual yet, but good to have.':
    'Other servers may send mail to this domain unencrypted. Not usual yet, but good to have.',
  'cause.Other servers must encrypt and check the certificate when they send mail here.':
    'Other servers must encrypt and check the certificate when they send mail here.',
  'cause.It is announced, but its policy page cannot be read, so it does not work.':
    'It is announced, but its policy page cannot be read, so it does not work.',
  'cause.The policy is in mode “{mode}”: trouble is reported at most, not prevented.':
    'The policy is in mode “{mode}”: trouble is reported at most, not prevented.',
  'cause.Other servers report where encryption failed when they sent mail here.':
    'Other servers report where encryption failed when they sent mail here.',
  'cause.Nobody is told when encryption fails on the way here. Only useful together with MTA-STS.':
    'Nobody is told when encryption fails on the way here. Only useful together with MTA-STS.',
  'cause.Mail programs cannot find the servers by themselves this way.': 'Mail programs cannot find the servers by themselves this way.',
  'cause.The domain says that it offers none of these services.': 'The domain says that it offers none of these services.',
  'cause.Names the servers for mail programs; it says it does not offer {services}.':
    'Names the servers for mail programs; it says it does not offer {services}.',
  'cause.Names the servers for mail programs.': 'Names the servers for mail programs.',
  'cause.Mail programs find their settings by themselves.': 'Mail programs find their settings by themselves.',
  'cause.Mail programs must guess the settings, or know the provider.': 'Mail programs must guess the settings, or know the provider.',
} as const;
