import type { Config } from './config.ts';
import { readConfig } from './env.ts';

// Next bundles instrumentation and handlers apart (settled 4): the one reading of the environment is kept where both find it.
const place = Symbol.for('postern.config');
const shared = globalThis as typeof globalThis & { [place]?: Config };

/**
 * This process's configuration, read from the environment at the first call and never again.
 *
 * @throws ConfigError with every mistake, at every call until the environment is right
 */
export function config(): Config {
  shared[place] ??= readConfig(process.env);
  return shared[place];
}
