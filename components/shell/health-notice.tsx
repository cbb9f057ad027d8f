import { Notice } from '#components/ui/index.ts';
import { type Account, plainly, t } from '#lib/client/index.ts';
import { healthLook } from './health.ts';
import { HealthLinks } from './health-links.tsx';

/** Above the list when the account's mail server needs the person, or has been out of reach. */
export function HealthNotice({ account }: { account: Account }) {
  const health = account.cache.health();
  if (health === null || (health.state !== 'needs-you' && health.state !== 'retrying') || health.error === null) return null;
  const look = healthLook(health);
  return (
    <Notice
      kind={health.state === 'needs-you' ? 'danger' : 'warn'}
      className="mx-3 my-2"
      action={<HealthLinks account={account} health={health} isColumn />}
    >
      <p className="font-medium">{look.detail ?? look.title}</p>
      {health.error.nextStep === null ? null : <p>{plainly(health.error.nextStep)}</p>}
      {health.error.serverText ? (
        <p className="break-words text-ink-muted">{t('health.serverSaid', { text: health.error.serverText.slice(0, 300) })}</p>
      ) : null}
      {health.pending > 0 ? <p className="text-ink-muted">{t('health.pending', { count: health.pending })}</p> : null}
    </Notice>
  );
}
