import { expect, test } from 'vitest';
import { MailError } from '#lib/mail/index.ts';
import { type DiscoverOptions, discoverServers } from './discover-servers.ts';
import { builtInProviders } from './provider-table.ts';

/**
 * Domains of many people, with where their mail is read and sent, as their providers publish it: written down apart from the table, so that a
 * slip in either is seen. Login: `whole` address or the part before the @ (`local`), for reading. Needs: p = app password, e = access to be
 * switched on.
 */
const domains = `
gmail.com       imap.gmail.com:993          smtp.gmail.com:465        whole pe
googlemail.com  imap.gmail.com:993          smtp.gmail.com:465        whole pe
icloud.com      imap.mail.me.com:993        smtp.mail.me.com:587      local p
me.com          imap.mail.me.com:993        smtp.mail.me.com:587      local p
yahoo.com       imap.mail.yahoo.com:993     smtp.mail.yahoo.com:465   whole p
yahoo.co.uk     imap.mail.yahoo.com:993     smtp.mail.yahoo.com:465   whole p
aol.com         imap.aol.com:993            smtp.aol.com:465          whole p
gmx.de          imap.gmx.net:993            mail.gmx.net:465          whole e
gmx.net         imap.gmx.net:993            mail.gmx.net:465          whole e
gmx.com         imap.gmx.com:993            mail.gmx.com:465          whole e
web.de          imap.web.de:993             smtp.web.de:465           local e
t-online.de     secureimap.t-online.de:993  securesmtp.t-online.de:465 whole pe
freenet.de      mx.freenet.de:993           mx.freenet.de:465         whole
posteo.de       posteo.de:993               posteo.de:465             whole p
mailbox.org     imap.mailbox.org:993        smtp.mailbox.org:465      whole
fastmail.com    imap.fastmail.com:993       smtp.fastmail.com:465     whole p
zoho.com        imap.zoho.com:993           smtp.zoho.com:465         whole e
mail.com        imap.mail.com:993           smtp.mail.com:465         whole
yandex.ru       imap.yandex.com:993         smtp.yandex.com:465       whole e
mail.ru         imap.mail.ru:993            smtp.mail.ru:465          whole p
rambler.ru      imap.rambler.ru:993         smtp.rambler.ru:465       whole e
ukr.net         imap.ukr.net:993            smtp.ukr.net:465          whole e
orange.fr       imap.orange.fr:993          smtp.orange.fr:465        whole
wanadoo.fr      imap.orange.fr:993          smtp.orange.fr:465        whole
free.fr         imap.free.fr:993            smtp.free.fr:465          local
laposte.net     imap.laposte.net:993        smtp.laposte.net:465      local
sfr.fr          imap.sfr.fr:993             smtp.sfr.fr:465           whole
libero.it       imapmail.libero.it:993      smtp.libero.it:465        whole
virgilio.it     in.virgilio.it:993          out.virgilio.it:465       whole
tiscali.it      imap.tiscali.it:993         smtp.tiscali.it:465       whole
seznam.cz       imap.seznam.cz:993          smtp.seznam.cz:465        whole
wp.pl           imap.wp.pl:993              smtp.wp.pl:465            local
onet.pl         imap.poczta.onet.pl:993     smtp.poczta.onet.pl:465   whole
bluewin.ch      imaps.bluewin.ch:993        smtpauths.bluewin.ch:465  whole
ziggo.nl        imap.ziggo.nl:993           smtp.ziggo.nl:587         whole
skynet.be       imap.proximus.be:993        relay.proximus.be:587     whole
btinternet.com  mail.btinternet.com:993     mail.btinternet.com:465   whole
comcast.net     imap.comcast.net:993        smtp.comcast.net:465      whole
verizon.net     imap.aol.com:993            smtp.aol.com:465          whole
qq.com          imap.qq.com:993             smtp.qq.com:465           whole pe
naver.com       imap.naver.com:993          smtp.naver.com:465        whole e
riseup.net      mail.riseup.net:993         mail.riseup.net:465       whole
`;

const none = (): never => {
  throw new MailError('network', 'there is no network');
};
const offline: DiscoverOptions = {
  tables: [builtInProviders()],
  dns: { txt: none, mx: none, srv: none },
  fetchText: none,
  answersTls: none,
  provenAccounts: none,
  asksDatabase: true,
  signal: new AbortController().signal,
};
const rows = domains
  .trim()
  .split('\n')
  .map((line) => line.split(/ +/));

test('D1: forty domains of real providers are found without a network, each by its own doors', async () => {
  expect(rows.length).toBeGreaterThanOrEqual(40);
  for (const [domain = '', reads, sends, login, needs = ''] of rows) {
    const { discovery, strangers } = await discoverServers(`Ana.Example@${domain}`, offline);
    if (discovery.outcome !== 'found') throw new Error(`${domain}: ${discovery.outcome}`);
    const { incoming, outgoing } = discovery.servers;
    expect([`${incoming.host}:${incoming.port}`, `${outgoing.host}:${outgoing.port}`], domain).toEqual([reads, sends]);
    expect([incoming.tls, outgoing.tls], domain).toEqual(['tls', sends?.endsWith(':587') ? 'starttls' : 'tls']);
    expect(incoming.login, domain).toBe(login === 'local' ? 'Ana.Example' : `Ana.Example@${domain}`);
    const wanted = { p: 'app-password', e: 'enable-access' };
    expect(discovery.needs, domain).toEqual(Object.entries(wanted).flatMap(([sign, need]) => (needs.includes(sign) ? [need] : [])));
    expect(strangers, domain).toEqual([]);
  }
});

test('D1: what no password opens is said before one is typed: a bridge, a window of its own, no open protocols', async () => {
  const outcomeOf = async (domain: string) => (await discoverServers(`ana@${domain}`, offline)).discovery.outcome;
  for (const domain of ['outlook.com', 'hotmail.com', 'live.com']) expect(await outcomeOf(domain), domain).toBe('own-sign-in-only');
  for (const domain of ['proton.me', 'protonmail.com', 'pm.me', 'tuta.io'])
    expect(await outcomeOf(domain), domain).toBe('no-mail-protocols');
});

test('who needs an app password at the largest providers is led to where one is made', async () => {
  for (const domain of ['gmail.com', 'googlemail.com', 'icloud.com', 'yahoo.com', 'aol.com', 'fastmail.com', 'posteo.de', 't-online.de']) {
    const { discovery } = await discoverServers(`ana@${domain}`, offline);
    expect(discovery.outcome === 'found' && discovery.helpUrl, domain).toMatch(/^https:\/\//);
  }
});
