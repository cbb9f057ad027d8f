import { watchClientAddresses } from '#lib/auth/client-address.ts';
import { config } from '#lib/config/index.ts';
import { type Gateway, registerGateway } from '#lib/gateway/index.ts';
import { startGateway } from '#lib/gateway/start-gateway.ts';
import { log, safe } from '#lib/log/index.ts';

/**
 * Starts the one gateway of this process from its environment. `instrumentation.ts` loads this file at run time, outside of Next's bundles, so
 * that the gateway is the same plain Node code that workers, commands and tests run (settled 3, 4).
 *
 * @throws ConfigError with all mistakes of the environment; MailError 'storage'
 */
export function startInProcess(): Promise<Gateway> {
  return registerGateway(async () => {
    const settings = config();
    // a name mistyped would else be a setting silently not made; names are no secrets, values might be
    if (settings.unknownVariables.length > 0)
      log.warn('variables of the environment that mean nothing here', { names: safe(settings.unknownVariables.join(', ')) });
    // before the first request comes: the one that starts it would have no address
    watchClientAddresses(settings.trustedProxies);
    const openDemo = settings.demo ? (await import('#demo/index.ts')).openDemoHouse : null;
    return startGateway({ config: settings, log, openDemo });
  });
}
