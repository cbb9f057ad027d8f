import type { Gateway } from './api.ts';

const key = Symbol.for('postern.gateway');
type Holder = { [key]?: Promise<Gateway> };

/**
 * The one gateway of this process. Next bundles instrumentation and handlers apart, so it hangs under a global symbol (settled 4).
 * @throws Error when the process was started without the gateway (instrumentation did not run)
 */
export function currentGateway(): Promise<Gateway> {
  const gateway = (globalThis as Holder)[key];
  if (gateway === undefined) return Promise.reject(new Error('the gateway of this process was not started'));
  return gateway;
}

/** Registers the gateway that `start` makes, once; later calls get the same one. A failed start is forgotten, so that it can be tried again. */
export function registerGateway(start: () => Promise<Gateway>): Promise<Gateway> {
  const holder = globalThis as Holder;
  if (holder[key] === undefined) {
    const starting = start();
    holder[key] = starting;
    starting.catch(() => {
      if (holder[key] === starting) delete holder[key];
    });
  }
  return holder[key] as Promise<Gateway>;
}
