import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createAccountBook } from '#lib/accounts/index.ts';
import type { Config } from '#lib/config/index.ts';
import { builtInProviders, readProvidersFile } from '#lib/discover/index.ts';
import type { Logger } from '#lib/log/index.ts';
import type { AccountId } from '#lib/mail/index.ts';
import { createDnsRecords, createEgressGuard, createVault, lookupAt, openMasterKeys } from '#lib/security/index.ts';
import { openStore } from '#lib/store/index.ts';
import { AccountRuntimes } from './account-runtimes.ts';
import type { Gateway } from './api.ts';
import { CredentialKeeper } from './credential-keeper.ts';
import type { DemoHouse } from './demo-house.ts';
import { HouseSettings } from './house-settings.ts';
import { IdentityServers } from './identity-servers.ts';
import { QuotaBook } from './quota-book.ts';
import { RunningGateway } from './running-gateway.ts';
import { StateHub } from './state-hub.ts';
import { WireLogs } from './wire-log.ts';

/** Uploads that nothing refers to live at least this long (J20). */
const uploadLifeMs = 2 * 60 * 60_000;
const sweepEveryMs = 30 * 60_000;

export type StartOptions = {
  config: Config;
  log: Logger;
  /** opens the embedded demo's house; given by the root that knows demo/ */
  openDemo?:
    | ((parts: { allow: (host: string, port: number) => () => void; log: Logger; maxPairs: number; lifeMs: number }) => Promise<DemoHouse>)
    | null;
  nowMs?: () => number;
};

/**
 * Opens the store, starts the engines of all accounts and gives the gateway: the composition root (architecture.md), once a process.
 *
 * @throws MailError 'storage' (key or database), 'invalid' (providers file)
 */
export async function startGateway(options: StartOptions): Promise<Gateway> {
  const { config, log } = options;
  const nowMs = options.nowMs ?? Date.now;
  const keys = openMasterKeys(config.key, { databaseExists: existsSync(join(config.dataFolder, 'postern.db')) });
  if (keys.createdFile !== null) {
    process.stdout.write(
      `A new master key was made: ${keys.createdFile}\nKeep a copy apart from the data: without it the stored passwords cannot be opened.\n`,
    );
  }
  const tables = [...(config.providersFile === null ? [] : [readProvidersFile(config.providersFile)]), builtInProviders()];
  const guard = createEgressGuard({
    allowNetworks: config.allowNetworks,
    ...(config.dnsServers === null ? {} : { lookup: lookupAt(config.dnsServers) }),
  });
  const store = await openStore({ dataDir: config.dataFolder, log, cachedPartBytes: config.limits.cachedPartBytes });
  const vault = createVault(keys);
  const accounts = createAccountBook({ store, vault });
  const hub = new StateHub();
  const quotaBooks = new Map<AccountId, QuotaBook>();
  const quotaBookOf = (accountId: AccountId): QuotaBook => {
    const book = quotaBooks.get(accountId) ?? new QuotaBook(accountId, hub);
    quotaBooks.set(accountId, book);
    return book;
  };
  const wireLogs = new WireLogs(nowMs);
  const dns = createDnsRecords(config.dnsServers);
  const houseSettings = await HouseSettings.open({ store, vault, config, tables, guard, log });
  for (const key of houseSettings.unknownKeys)
    log.warn(`POSTERN_OAUTH_${key.toUpperCase()}_CLIENT_ID belongs to no provider that is known here`);
  const credentials = new CredentialKeeper({ accounts, providers: houseSettings, guard, log, nowMs });
  const identityServers = new IdentityServers({ store, accounts, guard });
  const runtimes = new AccountRuntimes((account) => ({
    account,
    quotaBook: quotaBookOf(account.id),
    wireLog: wireLogs.of(account.id),
    store,
    guard,
    dns,
    hub,
    log: log.child({ accountId: account.id }),
    nowMs,
    limits: config.limits,
    credentials: credentials.sourceOf(account),
    ownServerOf: (identityId) => identityServers.open(account, identityId),
  }));

  // Demo mail lives as long as the process (settled 9).
  await store.people.eraseDemo();
  const stopListening = store.onCommit(({ accountId, states }) => {
    const runtime = runtimes.get(accountId);
    hub.publish({ accountId, states }, runtime?.isFilling === true);
    runtime?.noteCommit(states);
  });
  const sweep = setInterval(() => {
    store.blobs.sweep(uploadLifeMs).catch((error: unknown) => log.warn('blobs not swept', { error }));
  }, sweepEveryMs);
  sweep.unref();

  const demo =
    config.demo && options.openDemo
      ? await options.openDemo({
          allow: (host, port) => guard.allow(host, port),
          log: log.child({ room: 'demo' }),
          maxPairs: config.limits.demoPairs,
          lifeMs: config.limits.demoLifeMs,
        })
      : null;
  for (const account of await store.people.allAccounts()) runtimes.start(account);

  const gateway = new RunningGateway({
    config,
    log,
    store,
    keys,
    guard,
    tables,
    accounts,
    houseSettings,
    credentials,
    hub,
    identityServers,
    runtimes,
    wireLogs,
    demo,
    nowMs,
    async onStop() {
      clearInterval(sweep);
      stopListening();
      await runtimes.stopAll();
      await demo?.close();
      hub.close();
      await store.close();
    },
  });
  await gateway.startPush();
  return gateway;
}
