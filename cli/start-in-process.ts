import { config } from '#lib/config/index.ts';
import { type Gateway, registerGateway } from '#lib/gateway/index.ts';
import { startGateway } from '#lib/gateway/start-gateway.ts';
import { log } from '#lib/log/index.ts';

/**
 * Starts the one gateway of this process from its environment. `instrumentation.ts` loads this file at run time, outside of Next's bundles, so
 * that the gateway is the same plain Node code that workers, commands and tests run (settled 3, 4).
 *
 * @throws ConfigError with all mistakes of the environment; MailError 'storage'
 */
export function startInProcess(): Promise<Gateway> {
  return registerGateway(async () => {
    const settings = config();
    const openDemo = settings.demo ? (await import('#demo/index.ts')).openDemoHouse : null;
    return startGateway({ config: settings, log, openDemo });
  });
}
