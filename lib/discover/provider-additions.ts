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
};

/** What the distilled table (`providers.json`, taken over as it is) does not say. A fact that it has stays. */
export function withAdditions(table: ProviderTableFacts): ProviderTableFacts {
  const providers = { ...table.providers };
  for (const [id, doc] of Object.entries(appPasswordPages)) {
    const provider = providers[id];
    if (provider !== undefined) providers[id] = { doc, ...provider };
  }
  return { ...table, providers, noMailProtocols: { ...noMailProtocols, ...table.noMailProtocols } };
}
