import type { PushTypeName } from '#lib/contract/index.ts';
import type { AccountCache } from './account-cache.ts';

/**
 * The first state that came with data of a type is the one that `/changes` is asked from. Later answers do not move it: what was here
 * before them may be older than they are.
 */
export function noteState(cache: AccountCache, type: PushTypeName, state: string): void {
  cache.states[type] ??= state;
}
