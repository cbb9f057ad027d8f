import { classNames } from '#components/ui/index.ts';
import { type Account, doctorPath, t } from '#lib/client/index.ts';
import type { AccountHealth } from '#lib/contract/index.ts';

/** Where a failing account is looked into, and mended. */
export function HealthLinks({ account, health, isColumn = false }: { account: Account; health: AccountHealth; isColumn?: boolean }) {
  // its provider wants to see the person in its own window
  const isProviders = health.error?.code === 'SIGN_IN_AGAIN';
  return (
    <p className={classNames('flex shrink-0 gap-x-4 font-medium text-accent', isColumn ? 'flex-col items-end gap-y-1' : 'flex-wrap')}>
      {health.state === 'needs-you' ? (
        <a href={isProviders ? `/settings?again=${account.id}` : '/settings'} className="underline-offset-2 hover:underline">
          {t(isProviders ? 'health.signInAgain' : 'health.fix')}
        </a>
      ) : null}
      <a href={doctorPath(account)} className="underline-offset-2 hover:underline">
        {t('health.doctor')}
      </a>
    </p>
  );
}
