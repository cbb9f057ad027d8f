import { setTimeout as delay } from 'node:timers/promises';
import { isMailError } from '#lib/mail/index.ts';
import type { ImapSession } from './api.ts';
import { askByNoop, idleOnce } from './idle-once.ts';
import type { SessionContext } from './session-context.ts';
import type { Turnstile } from './turnstile.ts';

const noopEveryMs = 60_000;
/** An IDLE that the server ends by itself sooner than this was none. */
const realIdleMs = 1_000;
const maxShortIdles = 3;

type IdleOptions = Parameters<ImapSession['idle']>[1];
/** `broken`: by us, to be entered again · `ended`: by the server · `refused`: the server has no IDLE after all · `asked`: by NOOP */
type TurnEnd = 'broken' | 'ended' | 'refused' | 'asked';

/**
 * Waits in a mailbox and tells of every hint: IDLE, entered again whenever it ends (I25), or NOOP once a minute where the server has no IDLE or
 * does not keep it.
 *
 * @param ended fires with the end of the connection
 * @throws MailError 'network' when the connection is lost; after the caller's signal nothing any more
 */
export async function idleUntilAborted(
  context: SessionContext,
  turns: Turnstile,
  path: string,
  options: IdleOptions,
  ended: AbortSignal,
): Promise<void> {
  const { signal } = options;
  let hasIdle = context.capabilities.idle;
  let shortIdles = 0;
  while (!signal.aborted) {
    const startedAtMs = performance.now();
    const end = await turns
      .pass(() => idleTurn(context, turns, path, options, hasIdle))
      .catch((error: unknown): TurnEnd => {
        if (signal.aborted) return 'ended';
        throw error;
      });
    if (end === 'refused') hasIdle = false;
    if (end === 'ended') shortIdles = performance.now() - startedAtMs < realIdleMs ? shortIdles + 1 : 0;
    if (shortIdles >= maxShortIdles) hasIdle = false;
    if (end === 'asked' && !signal.aborted)
      await delay(noopEveryMs, undefined, { signal: AbortSignal.any([signal, ended]) }).catch(() => undefined);
  }
}

async function idleTurn(context: SessionContext, turns: Turnstile, path: string, options: IdleOptions, hasIdle: boolean): Promise<TurnEnd> {
  const { selection } = context;
  const { signal, onHint, examined } = options;
  if (signal.aborted) return 'ended';
  if (selection.open?.path !== path) {
    const mailbox = await selection.examine(path, null, { signal });
    examined?.(mailbox);
    // What happened while we were elsewhere was told to nobody.
    onHint({ kind: 'other' });
  }
  if (!hasIdle) {
    await askByNoop(context, onHint, { signal });
    return 'asked';
  }
  let stop = () => {};
  try {
    const wasBroken = await idleOnce(context, onHint, ({ breakNow, leave }) => {
      stop = leave;
      signal.addEventListener('abort', stop, { once: true });
      turns.makeRoomBy(breakNow);
    });
    return wasBroken ? 'broken' : 'ended';
  } catch (error) {
    if (isMailError(error) && error.kind === 'refused') return 'refused';
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
