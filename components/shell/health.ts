import { type MessageKey, t } from '#lib/client/index.ts';
import type { AccountEvent, AccountHealth } from '#lib/contract/index.ts';

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

const acts: Record<string, MessageKey> = {
  keywords: 'health.event.keywords',
  move: 'health.event.move',
  copy: 'health.event.copy',
  remove: 'health.event.remove',
  append: 'health.event.append',
  'mailbox-create': 'health.event.mailboxCreate',
  'mailbox-rename': 'health.event.mailboxRename',
  'mailbox-delete': 'health.event.mailboxDelete',
  'mailbox-subscribe': 'health.event.mailboxSubscribe',
  vacation: 'health.event.vacation',
};

/** A change that the mail server refused late (J12), in words; its `kind` is what was asked for and why not. */
export function eventText({ kind }: Pick<AccountEvent, 'kind'>): string {
  if (kind === 'vacation:OWN_VACATION') return t('health.event.vacation.own');
  const key = acts[kind.split(':')[0] ?? ''];
  return key === undefined ? t('health.event.other') : t(key);
}
