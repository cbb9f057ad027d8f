import type { ProviderTableFacts } from '#lib/config/index.ts';

/** Domains of providers that offer no open mail protocols, beyond those of the distilled table: Proton's and Tuta's present names. */
const noMailProtocols: Record<string, string> = {
  'proton.me': 'protonmail',
  'tuta.com': 'tutanota',
};

/** Where an app password is made at providers that want one and whose entry names no page. */
const appPasswordPages: Record<string, string> = {
  'googlemail.com': 'https://support.google.com/accounts/answer/185833',
  'messagingengine.com': 'https://www.fastmail.help/hc/en-us/articles/360058752854',
  'mail.ru': 'https://help.mail.ru/mail/security/protection/external',
  'qq.com': 'https://service.mail.qq.com/cgi-bin/help?subtype=1&&id=28&&no=1001256',
  '163.com': 'https://help.mail.163.com/faqDetail.do?code=d7a5dc8471cd0c0e8b4b8f4f8e49998b374173cfe9171305fa1ce630d7f67ac2cda80145a1742516',
};

/** Mail.ru gives `mail.imap` only together with `userinfo` (its own documentation of scopes). */
const furtherScopes: Record<string, string> = { 'o2.mail.ru': 'userinfo' };

/** What the distilled table (`providers.json`, taken over as it is) does not say. A fact that it has stays. */
export function withAdditions(table: ProviderTableFacts): ProviderTableFacts {
  const providers = { ...table.providers };
  for (const [id, doc] of Object.entries(appPasswordPages)) {
    const provider = providers[id];
    if (provider !== undefined) providers[id] = { doc, ...provider };
  }
  const oauth = { ...table.oauth };
  for (const [issuer, scope] of Object.entries(furtherScopes)) {
    const facts = oauth[issuer];
    if (facts !== undefined) oauth[issuer] = { ...facts, scopes: { always: scope, ...facts.scopes } };
  }
  return { ...table, providers, oauth, noMailProtocols: { ...noMailProtocols, ...table.noMailProtocols } };
}
