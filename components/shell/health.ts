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
  return { colour, title: t(key), detail: health.error === null ? null : errorDetail(health.error) };
}

function errorDetail(error: NonNullable<AccountHealth['error']>): string {
  const host = error.host ?? '';
  if (error.kind === 'login-refused') return t('health.loginRefused');
  if (error.kind === 'login-unavailable') return t('health.loginUnavailable');
  if (error.kind === 'tls') return t('health.tls', { host });
  if (error.kind === 'network') return t('health.network', { host });
  return t('health.other');
}
