import { type MessageKey, t } from '#lib/client/index.ts';
import type { AccountHealth } from '#lib/contract/index.ts';

export type HealthLook = { colour: 'ok' | 'warn' | 'danger' | 'faint'; title: string; detail: string | null };

const titles: Record<AccountHealth['state'], [HealthLook['colour'], MessageKey]> = {
  ok: ['ok', 'health.ok'],
  starting: ['faint', 'health.starting'],
  syncing: ['ok', 'health.syncing'],
  retrying: ['warn', 'health.retrying'],
  'needs-you': ['danger', 'health.needsYou'],
};

/** The health of an account in a colour and words. */
export function healthLook(health: AccountHealth | null): HealthLook {
  if (health === null) return { colour: 'faint', title: t('health.starting'), detail: null };
  const [colour, key] = titles[health.state];
  return { colour, title: t(key), detail: health.error?.detail ?? null };
}

const dotColours: Record<HealthLook['colour'], string> = { ok: 'bg-ok', warn: 'bg-warn', danger: 'bg-danger', faint: 'bg-line-strong' };
export const healthDot = (look: HealthLook): string => dotColours[look.colour];
