import { type MessageKey, type Refusal, t } from '#lib/client/index.ts';
import { Notice } from '../ui/notice.tsx';

const steps = ['address', 'dns', 'tcp', 'tls', 'greeting', 'capabilities', 'starttls', 'auth', 'mailbox', 'command'] as const;

/** Why it did not work: the step, the reason in plain words, what to do, and the server's own words behind a disclosure. */
export function RefusalNotice({ refusal }: { refusal: Refusal }) {
  const step = steps.find((known) => known === refusal.stage);
  return (
    <Notice kind="danger">
      <p className="font-medium">{refusal.title}</p>
      {refusal.detail === '' ? null : <p className="mt-0.5">{refusal.detail}</p>}
      {refusal.nextStep === null ? null : <p className="mt-1">{refusal.nextStep}</p>}
      <ProviderHint provider={refusal.provider} />
      {refusal.retryAfterSeconds === null ? null : (
        <p className="mt-1">{t('signIn.waitSeconds', { seconds: refusal.retryAfterSeconds })}</p>
      )}
      {step === undefined ? null : (
        <p className="mt-1 text-ink-muted">{t('signIn.step', { step: t(`signIn.step.${step}` satisfies MessageKey) })}</p>
      )}
      {refusal.serverText === null || refusal.serverText === '' ? null : (
        <details className="mt-1">
          <summary className="cursor-pointer text-ink-muted hover:text-ink">{t('signIn.serverSaid')}</summary>
          <pre dir="auto" className="mt-1 font-mono text-xs leading-4 break-words whitespace-pre-wrap">
            {refusal.serverText}
          </pre>
        </details>
      )}
    </Notice>
  );
}

/** What this provider wants from people who sign in with a password. */
function ProviderHint({ provider }: { provider: Refusal['provider'] }) {
  if (provider === null || (provider.needs.length === 0 && provider.helpUrl === null)) return null;
  return (
    <p className="mt-1">
      {provider.needs.includes('app-password') ? `${t('signIn.needsAppPassword', { provider: provider.name })} ` : null}
      {provider.needs.includes('enable-access') ? `${t('signIn.needsAccess', { provider: provider.name })} ` : null}
      {provider.helpUrl === null ? null : (
        <a className="underline" href={provider.helpUrl} target="_blank" rel="noreferrer noopener">
          {t('signIn.providerHelp', { provider: provider.name })}
        </a>
      )}
    </p>
  );
}
