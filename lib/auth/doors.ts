import { config } from '#lib/config/index.ts';
import type { Gateway } from '#lib/gateway/index.ts';
import { currentGateway } from '#lib/gateway/index.ts';
import type { BasicDoor } from './basic-access.ts';
import { createBasicDoor } from './basic-access.ts';
import { watchClientAddresses } from './client-address.ts';
import type { LoginLimits } from './login-limits.ts';
import { createLoginLimits } from './login-limits.ts';
import type { Sessions } from './sessions.ts';
import { createSessions } from './sessions.ts';
import type { SignInTickets } from './sign-in-tickets.ts';
import { createSignInTickets } from './sign-in-tickets.ts';

/** Everything that decides who someone is, made once per gateway. */
export type Doors = { gateway: Gateway; sessions: Sessions; limits: LoginLimits; tickets: SignInTickets; basic: BasicDoor };

// Route bundles must share the counts and the proven credentials (settled 4); with a new gateway (tests) they begin anew.
const place = Symbol.for('postern.doors');
const shared = globalThis as typeof globalThis & { [place]?: WeakMap<Gateway, Doors> };

/** @throws Error when the gateway of this process was not started */
export async function currentDoors(): Promise<Doors> {
  const gateway = await currentGateway();
  shared[place] ??= new WeakMap();
  const known = shared[place].get(gateway);
  if (known !== undefined) return known;
  const { limits, trustedProxies, basicPasswords } = config();
  // started with the process; where a root did not, it begins here
  watchClientAddresses(trustedProxies);
  const loginLimits = createLoginLimits(limits);
  const doors = {
    gateway,
    sessions: createSessions(gateway.store.people, limits),
    limits: loginLimits,
    tickets: createSignInTickets(),
    basic: createBasicDoor(gateway, limits, loginLimits, { takesMailboxPasswords: basicPasswords }),
  };
  shared[place].set(gateway, doors);
  return doors;
}
