import { errorText, mailClient, showToast, t, usualPreferences } from '#lib/client/index.ts';
import { type EmailAddress, isMailError } from '#lib/mail/index.ts';
import { Checkbox } from '../ui/checkbox.tsx';
import { useValue } from '../ui/use-value.ts';

const mostSenders = 500;

/** Whether the mail of a sender has priority, to be changed here. */
export function VipLine({ from }: { from: readonly EmailAddress[] }) {
  const preferences = mailClient().preferences();
  const { vipSenders } = useValue(preferences?.values ?? usualPreferences);
  const address = from[0]?.email.toLowerCase() ?? '';
  if (preferences === null || address.length < 3) return null;
  const isVip = vipSenders.includes(address);
  return (
    <div>
      <Checkbox
        label={t('list.priority')}
        checked={isVip}
        disabled={!isVip && vipSenders.length >= mostSenders}
        onChange={(event) => {
          const others = preferences.values.get().vipSenders.filter((each) => each !== address);
          preferences.change({ vipSenders: event.target.checked ? [...others, address] : others }).catch((error: unknown) => {
            if (!isMailError(error)) throw error;
            showToast({ kind: 'error', text: t('action.failed'), detail: errorText(error) });
          });
        }}
      />
      <p className="text-ink-muted">{t('vip.hint')}</p>
    </div>
  );
}
